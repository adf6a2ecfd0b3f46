"""Tanium Threat Response."""
