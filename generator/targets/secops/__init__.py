"""Google SecOps."""
