"""Values of a rule as texts and as patterns of SQL."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sigma.exceptions import SigmaFeatureNotSupportedByBackendError
from sigma.types import SigmaNumber, SigmaString, SpecialChars


def unsupported(reason: str) -> SigmaFeatureNotSupportedByBackendError:
    """The error that refuses a rule; the reason is a sentence for its author."""
    return SigmaFeatureNotSupportedByBackendError(reason)


def plain(value: SigmaString) -> str:
    """The characters of a value without wildcards. Raises the error for a placeholder."""
    texts = []
    for part in value.s:
        if not isinstance(part, str):
            raise _placeholder(part)
        texts.append(part)
    return "".join(texts)


def plain_text(value: SigmaString | SigmaNumber) -> str:
    """The text of a value without wildcards, a number in its decimal form."""
    return plain(value) if isinstance(value, SigmaString) else str(value)


_WILDCARDS = {SpecialChars.WILDCARD_MULTI: "%", SpecialChars.WILDCARD_SINGLE: "_"}


def like_pattern(value: SigmaString) -> str:
    """The pattern of LIKE that is escaped by a backslash. Raises the error for a placeholder."""
    return with_wildcards(
        value,
        _WILDCARDS,
        lambda text: text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_"),
    )


def with_wildcards(
    value: SigmaString, wildcards: Mapping[SpecialChars, str], escaped: Callable[[str], str]
) -> str:
    """A value in a language of patterns. Raises the error for a placeholder."""
    pieces = []
    for part in value.s:
        if isinstance(part, str):
            pieces.append(escaped(part))
        elif isinstance(part, SpecialChars):
            pieces.append(wildcards[part])
        else:
            raise _placeholder(part)
    return "".join(pieces)


def anywhere(value: SigmaString) -> SigmaString:
    """The value with anything around it."""
    around = type(value)("")
    star = SpecialChars.WILDCARD_MULTI
    before = () if value.startswith(star) else (star,)
    after = () if value.endswith(star) else (star,)
    around.s = [*before, *value.s, *after]
    return around


def _placeholder(part: object) -> SigmaFeatureNotSupportedByBackendError:
    return unsupported(
        f"The placeholder %{getattr(part, 'name', part)}% (`expand`) has no value here: replace it"
        " by a processing pipeline."
    )
