"""The `grep` target: a Sigma rule as one `grep -P` command over log lines."""

from generator.backends.grep.backend import GrepBackend

__all__ = ["GrepBackend"]
