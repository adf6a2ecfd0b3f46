"""Databases that are queried in SQL."""
