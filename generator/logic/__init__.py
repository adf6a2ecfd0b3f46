"""What a rule means."""
