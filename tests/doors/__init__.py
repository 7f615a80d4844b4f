"""Tests in process, through the application."""
