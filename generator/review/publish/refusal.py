"""What ends a step of publishing."""

from __future__ import annotations


class Refused(Exception):
    """Something that is not published; the message is a sentence for the log."""
