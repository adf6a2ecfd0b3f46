"""One folder for each product, and what converts rules for it."""
