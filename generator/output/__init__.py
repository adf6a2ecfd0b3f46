"""Output files: written, pruned and updated incrementally."""
