"""Panther."""
