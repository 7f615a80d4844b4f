"""Stricter servers than `make test` has, each asked by a command of its own."""
