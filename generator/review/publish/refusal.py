"""The error that ends a publishing step."""

from __future__ import annotations


class Refused(Exception):
    """Content that must not be published; the message is a sentence for the log."""
