"""NetWitness."""
