"""Runs checks on submissions."""

__version__ = "0.1.0"
