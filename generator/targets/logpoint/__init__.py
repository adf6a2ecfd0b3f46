"""Logpoint."""
