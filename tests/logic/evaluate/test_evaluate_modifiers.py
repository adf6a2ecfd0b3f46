"""Each value modifier on values that must and that must not match."""

from __future__ import annotations

from base64 import b64encode
from typing import Any

import pytest
from evaluated_rules import selecting

from generator.logic.evaluate import fires

CASES: list[tuple[str, Any, list[Any], list[Any]]] = [
    ("contains", "mid", ["mid", "a MID b"], ["mi", "m id"]),
    ("startswith", "ab", ["ab", "ABc"], ["xab", "a"]),
    ("endswith", r"\a.exe", [r"C:\A.EXE", r"\a.exe"], ["Xa.exe", r"\a.exe "]),
    ("contains", "a*b", ["xaqqbx", "ab"], ["ba"]),
    ("contains|all", ["a", "b"], ["b a"], ["a", "b"]),
    ("contains|cased", "Ab", ["xAbx"], ["xabx"]),
    ("cased", "Ab", ["Ab"], ["ab"]),
    ("contains|windash", " -x", [f" {dash}x" for dash in "-/–—―"], [" +x", "-x"]),
    ("windash|contains", " /x-y", [" –x-y"], [" /x/y"]),
    ("windash", "–x", ["-x", "/x"], ["x"]),
    ("re", "a.c", ["xabcx"], ["ABC", "ac"]),
    ("re|i", "a.c", ["xABCx"], ["ac"]),
    ("re", "^a.c$", ["abc"], ["xabc", "a\nc", "x\nabc"]),
    ("re|m", "^a.c$", ["x\nabc\nx"], ["xabc"]),
    ("re|s", "^a.c$", ["a\nc"], ["x\nabc"]),
    ("re|i|s", "A.C", ["a\nc"], []),
    ("cidr", "10.0.0.0/8", ["10.1.2.3"], ["11.0.0.1", "10.x", "", "::ffff:10.1.2.3", 167772161]),
    ("cidr", "2001:db8::/32", ["2001:DB8::1", "2001:0db8:0:0::5"], ["2001:db9::1", "32.1.13.184"]),
    ("lt", 5, [4, "4.9", -1], [5, "5", "x", None, True]),
    ("lte", 5, [5, "5"], [5.1]),
    ("gt", 5, [6, "10"], [5, "5"]),
    ("gte", 5, [5, "5.0"], [4.9, ""]),
    ("minute", 4, ["2024-05-14T03:04:05"], ["2024-05-14T04:03:04"]),
    ("hour", 3, ["2024-05-14T03:04:05Z", "2024-05-14 03:04:05+02:00"], ["2024-05-14", "3"]),
    ("day", 14, ["2024-05-14"], ["2024-05-04"]),
    ("week", 20, ["2024-05-14"], ["2024-05-20"]),
    ("month", 5, ["2024-05-14"], ["2024-06-05"]),
    ("year", 2024, ["2024-05-14"], ["2023-05-14"]),
    ("exists", True, ["x", "", None], []),
    ("exists", False, [], ["x", "", None]),
    ("neq", "a", ["b", "", None], ["A"]),
    ("neq", ["a", "b"], ["c"], ["a", "b"]),
    ("contains|neq", "a", ["b"], ["xax"]),
    ("neq", 5, [6, "6"], [5, "5"]),
    ("base64", "foo", [b64encode(b"foo").decode()], ["foo", b64encode(b"foo!").decode()]),
    ("base64|contains", "foobar", ["x" + b64encode(b"foobar").decode()], ["foobar"]),
    (
        "base64offset|contains",
        "foobar!",
        [b64encode(b"z" * n + b"foobar!" + b"z" * m).decode() for n in range(4) for m in range(4)],
        [b64encode(b"zfoobar?z").decode(), "foobar!"],
    ),
    (
        "wide|base64offset|contains",
        "Größe",
        [b64encode(b"z" * n + "Größe".encode("utf-16-le")).decode() for n in range(4)],
        [b64encode("Größe".encode()).decode()],
    ),
    ("utf16le", "ab", ["a\0b\0"], ["ab"]),
    ("utf16be", "ab", ["\0a\0b"], ["a\0b\0"]),
    ("utf16|base64", "a", [b64encode(b"\xff\xfea\0").decode()], [b64encode(b"a\0").decode()]),
    ("expand", r"50\%", ["50%"], [r"50\%"]),
]


@pytest.mark.parametrize(("modifiers", "value", "matching", "missing"), CASES)
def test_a_modifier_decides_what_matches(
    modifiers: str, value: Any, matching: list[Any], missing: list[Any]
) -> None:
    made = selecting(**{f"f|{modifiers}": value})
    assert [found for found in matching if not fires(made, {"f": found})] == []
    assert [found for found in missing if fires(made, {"f": found})] == []


def test_exists_and_neq_judge_a_missing_field() -> None:
    assert fires(selecting(**{"f|exists": False}), {})
    assert not fires(selecting(**{"f|exists": True}), {})
    assert fires(selecting(**{"f|neq": "a"}), {})


@pytest.mark.parametrize(
    ("modifiers", "found", "other", "expected"),
    [
        ("fieldref", "Root", "root", True),
        ("fieldref", "root", "roo*", False),
        ("fieldref", 5, "5", True),
        ("fieldref", None, None, False),
        ("fieldref|cased", "Root", "root", False),
        ("fieldref|startswith", "rootkit", "ROOT", True),
        ("fieldref|endswith", "my root", "root", True),
        ("fieldref|contains", "my roots", "root", True),
        ("fieldref|contains", "root", "my roots", False),
        ("fieldref|neq", "a", "b", True),
        ("fieldref|neq", "a", "A", False),
    ],
)
def test_a_field_reference_compares_with_another_field(
    modifiers: str, found: Any, other: Any, expected: bool
) -> None:
    made = selecting(**{f"f|{modifiers}": "g"})
    assert fires(made, {"f": found, "g": other}) is expected


def test_a_field_reference_to_a_missing_field_matches_nothing() -> None:
    assert not fires(selecting(**{"f|fieldref": "g"}), {"f": "x"})
    assert not fires(selecting(**{"f|fieldref": "g"}), {})
