"""Devsper Registry: a package registry for Python that a team runs for itself."""

__version__ = "0.1.0"
