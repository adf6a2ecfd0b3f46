"""Rules to queries, from the cache or by a pool of workers."""
