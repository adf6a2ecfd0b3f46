"""What everything else rests on: diagnostics, processes, files that are kept, digests."""
