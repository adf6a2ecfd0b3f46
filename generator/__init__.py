"""Compiles Sigma rules and what belongs to them into a published detection catalogue."""
