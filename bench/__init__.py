"""How long things take, beside what they may take; nothing here is a test."""
