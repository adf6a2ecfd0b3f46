"""Severities, waivers and baselines of findings, and SARIF output."""
