"""The one comment on a pull request: where its preview is, and what it changes."""

from __future__ import annotations

MARKER = "<!-- catalogue preview -->"
_END = "<!-- what changed -->"
LONGEST = 65_536
"""Characters of a comment on GitHub."""
_CUT = "\n\n… cut: it was longer than a comment may be.\n"


def comment(address: str, commit: str, report: str) -> str:
    """The comment of a preview that stands at an address; the report is cut if it must be."""
    head = f"{MARKER}\n**[Preview of {commit[:8]}]({address})**\n{_END}\n\n"
    room = LONGEST - len(head)
    return head + (report if len(report) <= room else report[: room - len(_CUT)] + _CUT)


def without_preview(text: str) -> str:
    """The comment after its preview was removed; what changed stays to be read."""
    report = text.partition(_END)[2]
    return f"{MARKER}\nThe preview was removed when this was closed.\n{_END}{report}"
