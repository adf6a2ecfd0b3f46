"""Bundled facts with pinned versions: ATT&CK and log sources."""
