"""The command line: arguments, exit codes and progress; no logic."""

from generator.cli.group import main

__all__ = ["main"]
