"""The build pipeline, from files to pages."""
