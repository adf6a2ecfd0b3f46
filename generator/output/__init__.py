"""Output written, pruned and kept incremental."""
