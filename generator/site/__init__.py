"""The static site. Only this wing knows MkDocs."""
