"""Quickwit."""
