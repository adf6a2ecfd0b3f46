"""Pages and exports: one module for each kind."""
