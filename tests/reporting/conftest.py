"""What is reported is tried with the command that reports it."""

from __future__ import annotations

from tests.checks.conftest import check, project

__all__ = ["check", "project"]
