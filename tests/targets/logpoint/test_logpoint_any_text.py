"""Whatever a value holds, its query finds what the rule fires on, and nothing else."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from generator.logic.evaluate import fires
from prove.logpoint.events import normalised
from prove.logpoint.judge import parse
from tests.targets.logpoint.logpoint_rules import converted

TEXTS = st.text(alphabet="aB*?\\\"'-|()[]{}^$.+ \n\t,=#é%", max_size=8)
MODIFIERS = st.sampled_from(
    ["", "|contains", "|startswith", "|endswith", "|cased", "|contains|cased", "|contains|windash"]
)
CONDITIONS = st.sampled_from(["a", "not a", "a or b", "a and not b", "not (a or b)"])


@settings(max_examples=400, deadline=None)
@given(value=TEXTS, other=TEXTS, modifier=MODIFIERS, condition=CONDITIONS, text=TEXTS)
def test_any_text(value: str, other: str, modifier: str, condition: str, text: str) -> None:
    document = {
        "title": "A rule",
        "logsource": {"category": "test"},
        "detection": {
            "a": {f"field{modifier}": value},
            "b": {"other|contains": other},
            "condition": condition,
        },
    }
    query = parse(converted(document))
    plain = value.replace("\\*", "*").replace("\\?", "?").replace("\\\\", "\\")
    for held in {value, plain, f"x{plain}", f"{plain}x", plain.upper(), text, plain[1:]}:
        for rest in ({}, {"other": other}, {"other": f"x{other.lower()}y"}):
            if "-" in rest.values():
                continue
            event = {"field": held.rstrip("\n"), **rest}
            # A `-` is also a missing field in Logpoint.
            if "-" not in (value, other, event["field"]):
                assert query.matches(normalised(document, event)) is fires(document, event)
