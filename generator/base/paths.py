"""Names of folders that several stages know."""

from __future__ import annotations

SAMPLE_FOLDER = "regression_data"
"""Where a project keeps the sample events of its rules."""
CACHE_FOLDER = "cache"
"""What is kept from run to run, beside the output folder."""
