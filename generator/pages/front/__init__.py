"""The home page, its charts, and the page of what needs attention."""
