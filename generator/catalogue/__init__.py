"""Entities linked to one another."""
