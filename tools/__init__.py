"""Commands for the developers of this program; nothing here is shipped."""
