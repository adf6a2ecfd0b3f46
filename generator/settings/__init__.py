"""Reading of `catalogue.yml` into a frozen `Config`."""
