"""Files to entities."""
