"""The fast path of a build: pages kept from build to build and rendered in parallel."""
