"""Pages about targets and how far they can be trusted."""
