"""Publishing a built site, and previews of what strangers propose.

What runs here with a token that may write uses the standard library alone, runs nothing that a
pull request brings, and takes its number and its commit from the host, never from an artifact.
`python -m generator.review.publish` is what workflows call.
"""

from __future__ import annotations

from generator.review.publish.branch import Branch
from generator.review.publish.content import Limits, is_content, take_content
from generator.review.publish.refusal import Refused
from generator.review.publish.seal import seal
from generator.review.publish.site_files import site_files

__all__ = ["Branch", "Limits", "Refused", "is_content", "seal", "site_files", "take_content"]
