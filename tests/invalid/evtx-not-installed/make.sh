# The first bytes of a file of the Windows event log.
printf 'ElfFile\000' > regression_data/events.evtx
