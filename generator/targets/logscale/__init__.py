"""CrowdStrike LogScale and Falcon."""
