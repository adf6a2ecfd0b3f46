"""Linked entities: rules, log sources, policies and tests with their references resolved."""
