"""The ATT&CK matrix, tactics, techniques and Navigator layers."""
