"""`Get-WinEvent` commands from Sigma rules, as a pySigma back end."""

from generator.backends.powershell.backend import PowerShellBackend

__all__ = ["PowerShellBackend"]
