"""Cortex XDR."""
