"""The page of a rule, the index of rules, and Browse."""
