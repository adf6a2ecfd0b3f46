"""What a reviewer or a CI job runs."""
