"""Carbon Black Cloud."""
