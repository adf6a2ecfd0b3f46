"""The pipeline from files to pages."""
