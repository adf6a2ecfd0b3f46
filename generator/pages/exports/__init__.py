"""The JSON API, downloads, and other files for programs."""
