"""`catalogue.yml` to a frozen `Config`."""
