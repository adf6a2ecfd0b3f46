"""The command line: arguments, exit codes and progress; no logic."""

from generator.cli import (
    attack,
    cache,
    check,
    coverage,
    diff,
    preview,
    scaffold,
    schema,
    test,
    verbs,
)
from generator.cli.group import main

__all__ = [
    "attack",
    "cache",
    "check",
    "coverage",
    "diff",
    "main",
    "preview",
    "scaffold",
    "schema",
    "test",
    "verbs",
]
