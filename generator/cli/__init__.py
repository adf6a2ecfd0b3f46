"""The command line: arguments, exit codes and progress; no logic."""

from generator.cli import attack, cache, coverage, diff, preview, test, verbs
from generator.cli.group import main

__all__ = ["attack", "cache", "coverage", "diff", "main", "preview", "test", "verbs"]
