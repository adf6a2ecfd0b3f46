"""IBM QRadar."""
