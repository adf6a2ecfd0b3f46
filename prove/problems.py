"""Why an engine or a judge gives no answer."""

from __future__ import annotations


class Missing(Exception):
    """An engine is not installed; the message says what installs it."""


class NotUnderstood(Exception):
    """A judge does not know a construct of the query, or its meaning is not documented."""


class Rejected(Exception):
    """The text is not a query of the language, by the engine or the parser."""
