"""LogScale and Falcon: what is printed for each kind of value, and what the sensor calls it."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from generator.content.model import Query
from generator.targets.convert.worker import Job, convert
from generator.targets.registry import preset


def query(
    detection: str, logsource: str = "product: linux", target: str = "logscale"
) -> Query:  # fmt: skip
    made = preset(target)
    assert made is not None
    document: dict[str, Any] = {
        "title": "Example",
        "logsource": yaml.safe_load(f"{{{logsource}}}"),
        "detection": {"condition": "sel", **yaml.safe_load(detection)},
    }
    return convert(Job(documents=(document,), problem=None), made).query


def falcon(detection: str, category: str = "process_creation") -> Query:
    return query(detection, f"product: windows, category: {category}", "crowdstrike-falcon")


def condition(detection: str, category: str = "process_creation") -> str:
    text = falcon(detection, category).text
    assert text is not None
    return text.rpartition("\n| ")[2]


@pytest.mark.parametrize(
    ("selection", "printed"),
    [
        ("[kali]", "/kali/i"),
        ("{a: b}", "a=/^b$/i"),
        ("{a|cased|contains: AbC}", "a=/AbC/"),
        ("{a: 'x*y'}", "a=/^x.*y$/id"),
        ("{a|contains: 'c:/x.y'}", r"a=/c:\/x\.y/i"),
        ("{a: '*'}", "a=*"),
        ("{a: null}", "a!=*"),
        ("{a|exists: true}", "a=*"),
        ("{a|exists: false}", "a!=*"),
        ("{a: 4}", "a=4"),
        ("{a|gt: 4}", "a>4"),
        ("{a|re: '^/x'}", r"a=/^\/x/"),
        ("{a|re|i|s: 'a.b'}", "a=/a.b/id"),
        (r"{a|re: 'x\W[\W]'}", r"a=/x[^0-9A-Za-z_][\W]/"),
        ("{a|re: '(?P<n>x)y'}", "a=/(?:x)y/"),
        ("{a-b: c}", '"a-b"=/^c$/i'),
        ("{a|fieldref: b}", "(a=* and b=*)\n| test(lower(a) == lower(b))"),
        ('{a: "x\\ny"}', r"a=/^x\x0ay$/i"),
    ],
)
def test_a_value_is_asked_for_as_it_is_meant(selection: str, printed: str) -> None:
    assert query(f"sel: {selection}").text == printed


def test_a_network_is_an_expression_that_an_or_can_hold() -> None:
    text = query("sel: {a|cidr: [10.0.0.0/8, 2001:db8::/32]}").text or ""
    assert text.startswith(r"a=/^10\.(?:25[0-5]|")
    assert " or a=/^(?:2001:" in text


def test_every_group_has_parentheses_since_or_binds_more_tightly() -> None:
    detection = "{a: {x: 1}, b: {y: 2}, c: {z: 3}, condition: a or b and not c}"
    assert query(detection).text == "x=1 or (y=2 and (not z=3))"


@pytest.mark.parametrize(
    "detection",
    [
        "{a: {x|fieldref: y}, b: {z: 1}, condition: a or b}",
        "{a: {x|fieldref: y}, condition: not a}",
        "{sel: {x|re: 'a(?=b)'}}",
        "{sel: {x|expand: '%y%'}}",
    ],
)
def test_what_the_language_cannot_say_is_refused(detection: str) -> None:
    assert query(detection).text is None


@pytest.mark.parametrize(
    ("selection", "printed"),
    [
        (
            r"{Image: 'C:\a.exe'}",
            r"ImageFileName=/^\\Device\\HarddiskVolume[0-9]+\\a\.exe$/id",
        ),
        (r"{Image|contains: ':\Temp\'}", r"ImageFileName=/\\HarddiskVolume[0-9]+\\Temp\\/id"),
        (r"{Image|endswith: '\a.exe'}", r"ImageFileName=/\\a\.exe$/i"),
        (r"{ParentImage|endswith: '\a.exe'}", r"ParentBaseFileName=/^a\.exe$/i"),
        ("{ParentImage: null}", "ParentBaseFileName!=*"),
        ("{IntegrityLevel: High}", "IntegrityLevel=/^12288$/i"),
        ("{IntegrityLevel: S-1-16-12288}", "IntegrityLevel=/^12288$/i"),
        (r"{User|endswith: '\SYSTEM'}", "UserName=/^SYSTEM$/i"),
    ],
)
def test_the_sensor_writes_some_things_otherwise(selection: str, printed: str) -> None:
    assert condition(f"sel: {selection}") == printed


def test_who_opened_a_connection_is_told_by_the_event() -> None:
    text = condition("sel: {Initiated: 'false'}", "network_connection")
    assert text == "#event_simpleName=/^NetworkReceiveAcceptIP4$/i"


@pytest.mark.parametrize(
    "selection",
    [
        r"{Image|contains: 'a:b:c'}",
        r"{Image|re: '^C:'}",
        r"{User: 'CORP\adm'}",
        "{User|contains: AUTHORI}",
        "{IntegrityLevel: Highest}",
        r"{ParentImage|contains: '\Temp\'}",
        "{Image|fieldref: ParentImage}",
        "{Hashes: a}",
    ],
)
def test_what_the_sensor_does_not_tell_is_refused(selection: str) -> None:
    refused = falcon(f"sel: {selection}")
    assert refused.text is None
    assert "The back end failed" not in (refused.reason or "")
