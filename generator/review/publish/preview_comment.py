"""The comment on a pull request with the preview's address and its changes."""

from __future__ import annotations

MARKER = "<!-- catalogue preview -->"
_END = "<!-- what changed -->"
LONGEST = 65_536
"""Maximum number of characters in a GitHub comment."""
_CUT = "\n\n… cut: it was longer than a comment may be.\n"


def comment(address: str, commit: str, report: str) -> str:
    """The comment for a preview at an address; the report is truncated if necessary."""
    head = f"{MARKER}\n**[Preview of {commit[:8]}]({address})**\n{_END}\n\n"
    room = LONGEST - len(head)
    return head + (report if len(report) <= room else report[: room - len(_CUT)] + _CUT)


def without_preview(text: str) -> str:
    """The comment after its preview was removed; the list of changes stays."""
    report = text.partition(_END)[2]
    return f"{MARKER}\nThe preview was removed when this was closed.\n{_END}{report}"
