"""What SPL cannot say is refused by a sentence that names it."""

from __future__ import annotations

import pytest
from sigma.exceptions import SigmaError

from tests.targets.splunk.spl_rules import rule, spl

REFUSED = [
    ("sel: {A|expand: '%users%'}", "placeholder %users%"),
    ("sel: {A|hour|gt: 7}", "A part of a time can only be compared with `=`"),
    ("sel: {A|re: '(?a)x'}", "one of the inline flags"),
    (r"sel: {A|re: '\N{DIGIT ONE}'}", r"the escape \\N"),
    ("sel: {'A*b': x}", "cannot quote in a field name"),
    ("sel: {'A\"b': x}", "cannot quote in a field name"),
    ("sel: {earliest: x}", "a modifier of Splunk's search command"),
    ("sel: {host: x}", "Splunk's own in every event"),
    ("sel: [null]", "Only texts, numbers and regular expressions"),
    ("{sel: {A: x}, condition: 'sel | count() by A > 5'}", "deprecated"),
]


@pytest.mark.parametrize(("detection", "reason"), REFUSED)
def test_it_is_refused_by_name(detection: str, reason: str) -> None:
    with pytest.raises(SigmaError, match=reason):
        spl(rule(detection))
