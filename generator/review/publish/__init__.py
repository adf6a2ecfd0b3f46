"""Publishing of built sites, and previews of proposals from strangers.

Code that runs here with a write token uses the standard library only, runs nothing from a pull
request, and takes its number and commit from the host, never from an artifact. Workflows call
`python -m generator.review.publish`.
"""

from __future__ import annotations

from generator.review.publish.branch import Branch
from generator.review.publish.content import Limits, is_content, take_content
from generator.review.publish.refusal import Refused
from generator.review.publish.seal import seal
from generator.review.publish.site_files import site_files

__all__ = ["Branch", "Limits", "Refused", "is_content", "seal", "site_files", "take_content"]
