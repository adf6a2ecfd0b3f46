"""Parts of a date, as patterns for a date and time in ISO 8601's extended form."""

from __future__ import annotations

from sigma.exceptions import SigmaFeatureNotSupportedByBackendError
from sigma.types import SigmaTimestampPart, TimestampPart

_TEMPLATES = {
    TimestampPart.YEAR: ("YYYY-NN-NN", 4),
    TimestampPart.MONTH: ("NNNN-YY-NN", 2),
    TimestampPart.DAY: ("NNNN-NN-YY", 2),
    TimestampPart.HOUR: ("NNNN-NN-NN@YY:NN", 2),
    TimestampPart.MINUTE: ("NNNN-NN-NN@NN:YY", 2),
}
"""Where the number stands (Y); N is any digit, @ what parts date and time."""


def date_pattern(part: SigmaTimestampPart) -> str:
    """The pattern for the beginning of a date of which the part, as written, is the number.

    Raises SigmaFeatureNotSupportedByBackendError for the week, which takes a calendar.
    """
    if part.timestamp_part not in _TEMPLATES:
        raise SigmaFeatureNotSupportedByBackendError(
            f"The modifier `{part.timestamp_part.name.lower()}` needs a calendar, which a regular"
            " expression for grep has not; compare the date itself."
        )
    template, width = _TEMPLATES[part.timestamp_part]
    number = int(part.number)
    text = template.replace("Y" * width, f"{number:0{width}d}")
    text = text.replace("NNNN", "[0-9]{4}").replace("NN", "[0-9]{2}").replace("@", "[T ]")
    if "@" not in template:
        return f"{text}(?:[T ]|(?&_end))"
    if number == 0:  # a date without a time is its midnight
        return f"(?:{text}|[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}(?&_end))"
    return text
