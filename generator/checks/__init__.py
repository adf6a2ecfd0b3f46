"""Checks: one module each, over the linked catalogue."""
