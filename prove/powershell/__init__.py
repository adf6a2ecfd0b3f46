"""Runs the PowerShell commands that the back end prints, without PowerShell.

The text is parsed by tree-sitter's PowerShell grammar and run by a small interpreter of the
subset of the language that the commands use; anything else is a `JudgeError`. What operators and
.NET methods do is written down in `dotnet.py`, each with the page that says so.
"""

from prove.powershell.dotnet import JudgeError
from prove.powershell.judge import Command
from prove.powershell.records import Record, record_of

__all__ = ["Command", "JudgeError", "Record", "record_of"]
