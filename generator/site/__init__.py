"""Pages → a static site: MkDocs, and nothing else of the project knows it."""
