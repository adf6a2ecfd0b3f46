"""`make bench`: how long things take, printed with ratios, machine and versions."""
