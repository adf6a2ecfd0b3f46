"""Benchmarks with budgets; nothing here is a test."""
