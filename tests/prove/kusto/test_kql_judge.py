"""KQL: Microsoft's parser with the tables' columns, and the judge by examples of its documentation."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from generator.targets.registry import preset
from generator.targets.target import NamedBackend, NamedPipeline
from prove.corpus import SHAPES, candidates
from prove.kusto import rows
from prove.kusto.engine import Defender
from prove.kusto.judge import keeps
from prove.problems import Missing, NotUnderstood, Rejected
from prove.proof import Outcome, prove
from prove.runners import runners_of
from prove.shared.sensors import Unrecorded

TARGETS = ("defender-xdr", "sentinel-asim", "azure-monitor")


@pytest.fixture(scope="module")
def defender() -> Defender:
    try:
        return Defender()
    except Missing as missing:
        pytest.skip(str(missing))


@pytest.fixture(scope="module")
def holds(defender: Defender) -> Any:
    """Whether a condition holds for a row of DeviceNetworkEvents."""
    types = defender.tables()["DeviceNetworkEvents"]
    nothing = {name: "" if kind == "string" else None for name, kind in types.items()}

    def holds(condition: str, **row: Any) -> bool:
        tree = defender.tree(f"DeviceNetworkEvents | where {condition}")
        return keeps(tree, {**nothing, **row})

    return holds


@pytest.mark.parametrize(
    ("condition", "row", "expected"),
    [
        ('Protocol =~ "tcp"', {"Protocol": "Tcp"}, True),
        ('Protocol == "tcp"', {"Protocol": "Tcp"}, False),
        ('RemoteUrl contains "BRik"', {"RemoteUrl": "FabriKam"}, True),
        ('RemoteUrl contains_cs "brik"', {"RemoteUrl": "FabriKam"}, False),
        ('RemoteUrl startswith "fab"', {"RemoteUrl": "Fabrikam"}, True),
        ('RemoteUrl endswith "Kam"', {"RemoteUrl": "Fabrikam"}, True),
        ('RemoteUrl in~ ("a", "B")', {"RemoteUrl": "b"}, True),
        ('RemoteUrl in ("a", "B")', {"RemoteUrl": "b"}, False),
        ('RemoteUrl contains "GRÜSSE"', {"RemoteUrl": "grüsse"}, False),
        ('tolower(RemoteUrl) contains "grüsse"', {"RemoteUrl": "GRÜSSE"}, True),
        ('RemoteUrl matches regex "[0-9]{2}"', {"RemoteUrl": "a12b"}, True),
        ('RemoteUrl matches regex "^[a-z]+$"', {"RemoteUrl": "AB"}, False),
        ("RemotePort > 1024", {"RemotePort": 2000}, True),
        ("RemotePort > 1024", {}, False),
        ("not(RemotePort > 1024)", {}, False),
        ("not(coalesce(RemotePort > 1024, false))", {}, True),
        ("not(RemotePort == 4)", {}, True),
        ("isempty(RemoteUrl) and isnull(RemotePort)", {}, True),
        ('ipv4_is_in_range(RemoteIP, "10.0.0.0/8")', {"RemoteIP": "10.9.8.7"}, True),
        ('not(ipv4_is_in_range(RemoteIP, "10.0.0.0/8"))', {"RemoteIP": "none"}, False),
        ('ipv6_is_in_range(RemoteIP, "2001:db8::/32")', {"RemoteIP": "2001:db8::5"}, True),
        ('Protocol == "a" or Protocol == "b" and RemotePort == 1', {"Protocol": "a"}, True),
        (
            'replace_regex(RemoteUrl, "^a(.)", @"\\\\\\1x") == @"\\bxc"',
            {"RemoteUrl": "abc"},
            True,
        ),
        ('tohex(256, 8) == "00000100" and tohex(-1) == "ffffffffffffffff"', {}, True),
        ('case(RemotePort == 1, "one", RemotePort == 2, "two", "many") == "two"', {"RemotePort": 2}, True),
        ('extract("x=([0-9]+)", 1, RemoteUrl) == "42"', {"RemoteUrl": "wow x=42!"}, True),
    ],
)  # fmt: skip
def test_the_language_means_what_is_documented(
    holds: Any, condition: str, row: dict[str, Any], expected: bool
) -> None:
    assert holds(condition, **row) is expected


@pytest.mark.parametrize(
    "condition",
    ['Nosuch == "a"', 'RemotePort =~ "443"', "RemoteUrl ==", 'RemoteUrl matches regex "(?=a)"'],
)
def test_what_the_parser_or_the_engine_of_expressions_refuses_is_rejected(
    holds: Any, condition: str
) -> None:
    with pytest.raises(Rejected):
        holds(condition, RemoteUrl="a")


@pytest.mark.parametrize("condition", ['RemoteUrl has "a"', 'strlen(RemoteUrl) > 2'])  # fmt: skip
def test_what_the_judge_does_not_know_it_does_not_judge(holds: Any, condition: str) -> None:
    with pytest.raises(NotUnderstood):
        holds(condition)


def test_a_value_of_the_registry_lies_in_three_columns() -> None:
    path = r"HKLM\SYSTEM\CurrentControlSet\Services\x\Start"
    row = rows.registry_path(path, "Key", "Name", whole=False, under_user="HKEY_USERS")
    assert row == {
        "Key": r"HKEY_LOCAL_MACHINE\SYSTEM\ControlSet001\Services\x",
        "Name": "Start",
    }
    assert rows.registry_data("DWORD (0x0000000a)")["RegistryValueData"] == "10"


@pytest.mark.parametrize("path", [r"HKEY_USERS\a\b", r"hklm\a\b", "HKLM\\a\\"])
def test_what_sysmon_does_not_write_is_held_by_no_row(path: str) -> None:
    with pytest.raises(Unrecorded):
        rows.registry_path(path, "Key", "Name", whole=False, under_user="HKEY_USERS")


def test_a_number_that_a_column_cannot_hold_is_left_out() -> None:
    assert rows.stored("443", "int") == 443
    for text in ("0443", "4x", str(2**31)):
        with pytest.raises(Unrecorded):
            rows.stored(text, "int")


@pytest.mark.parametrize("target", TARGETS)
def test_every_shape_of_rule_means_the_same_or_is_refused(target: str, defender: Defender) -> None:
    made = preset(target)
    assert made is not None
    runners = runners_of(target)
    found = [prove(one, made, runners, 25) for one in candidates(SHAPES)]
    bad = [f.why for f in found if f.outcome not in (Outcome.RIGHT, Outcome.REFUSED)]
    assert bad == []
    assert sum(f.outcome is Outcome.RIGHT for f in found) > 50


def test_what_the_published_back_end_writes_wrongly_is_noticed(defender: Defender) -> None:
    made = preset("defender-xdr")
    assert made is not None
    published = replace(
        made,
        backend=NamedBackend("sigma.backends.kusto:KustoBackend"),
        pipelines=(NamedPipeline("sigma.pipelines.microsoftxdr:microsoft_xdr_pipeline"),),
    )
    found = {
        one.rule["title"]: prove(one, published, (defender,), 25) for one in candidates(SHAPES)
    }
    wrong = {title for title, proof in found.items() if proof.wrong}
    assert {"A wildcard inside a value", "A number as text", "A network of IPv6"} <= wrong
