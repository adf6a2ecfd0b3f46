"""How long things take, printed with ratios; nothing here is a test."""
