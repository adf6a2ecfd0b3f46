"""The back end for Lucene's query string."""
