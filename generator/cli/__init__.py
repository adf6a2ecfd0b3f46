"""The command line: arguments, exit codes and progress; no logic."""

from generator.cli import attack, coverage, test, verbs
from generator.cli.group import main

__all__ = ["attack", "coverage", "main", "test", "verbs"]
