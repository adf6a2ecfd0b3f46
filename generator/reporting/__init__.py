"""Findings: which count, and the forms they are printed in."""
