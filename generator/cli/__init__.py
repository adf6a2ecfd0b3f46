"""The command line: arguments, exit codes and progress; no logic."""

from generator.cli import attack, verbs
from generator.cli.group import main

__all__ = ["attack", "main", "verbs"]
