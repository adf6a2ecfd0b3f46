"""Runs the PowerShell commands that the back end prints, without PowerShell.

tree-sitter's PowerShell grammar parses the text, and a small interpreter runs the part of the
language that the commands use; anything else raises NotUnderstood. `dotnet` has the operators and
.NET methods, each with the page that documents it.
"""
