"""The one exception of the evaluator."""

from __future__ import annotations


class EvaluationError(Exception):
    """A rule that cannot be judged on an event; the message is a sentence for its author."""
