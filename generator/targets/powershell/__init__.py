"""`Get-WinEvent` commands from Sigma rules, as a pySigma back end."""
