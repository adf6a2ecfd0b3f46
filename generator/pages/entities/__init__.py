"""Pages of Data Needed, Logging Policies, Enrichments, triggers and use cases."""
