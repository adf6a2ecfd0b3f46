"""Sumo Logic Cloud SIEM."""
