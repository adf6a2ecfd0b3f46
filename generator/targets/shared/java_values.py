"""Regular expressions in the dialect of `java.util.regex`."""

from __future__ import annotations

import re

from sigma.types import SigmaRegularExpression

from generator.targets.shared.expressions import with_flags
from generator.targets.shared.required_texts import refused

_NOT_JAVA = re.compile(r"\(\?(?:P[<=>]|\(|#)|\\Z")


def expression_text(value: SigmaRegularExpression) -> str:
    """An expression of a rule without its flags; refuses what Java does not have."""
    written = str(value.regexp.to_plain_regex())
    found = _NOT_JAVA.search(written.replace("\\\\", ""))
    if found is not None:
        raise refused(
            f"The regular expression {written!r} has {found[0]!r}, which Java's expressions do not"
            " know."
        )
    return written


def whole_expression(value: SigmaRegularExpression, flags: str) -> str:
    """An expression that is found somewhere in a text, as one for the whole text: right whether
    a language searches or compares the whole.

    `[\\s\\S]*` around it crosses line breaks whatever the flags are; anchors keep their meaning.
    """
    written = expression_text(value)
    leading = re.match(r"\(\?([ims]+)\)", written)
    if leading:
        flags += leading[1]
        written = written[leading.end() :]
    letters = "".join(letter for letter in "ims" if letter in flags)
    return with_flags(letters, f"[\\s\\S]*?(?:{written})[\\s\\S]*")
