"""What runs in an environment, and what to enable next."""
