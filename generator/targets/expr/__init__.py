"""Go applications that evaluate Expr."""
