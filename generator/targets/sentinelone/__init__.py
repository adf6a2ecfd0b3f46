"""SentinelOne."""
