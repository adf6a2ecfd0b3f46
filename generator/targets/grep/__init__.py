"""The `grep` target: a Sigma rule as one `grep -P` command over log lines."""
