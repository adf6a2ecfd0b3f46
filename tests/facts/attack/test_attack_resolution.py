"""What a tag means by the pinned version of ATT&CK."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from generator.catalogue.tags import tag_url, understand
from generator.facts.attack import (
    FactsError,
    IdState,
    as_text,
    from_facts,
    load,
    load_file,
    object_url,
)
from generator.facts.attack.stix import facts_of
from tests.facts.attack.bundles import bundle
from tests.support import RULE, Project

ATTACK = load()


@pytest.mark.parametrize(
    ("given", "state", "current"),
    [
        ("t1047", IdState.CURRENT, "T1047"),
        ("T1211", IdState.RENAMED, "T1211"),
        ("t1562.001", IdState.REVOKED, "T1685"),
        ("t1054", IdState.REVOKED, "T1685"),  # By way of T1562.006.
        ("t1026", IdState.DEPRECATED, "T1026"),
        ("t1691", IdState.NEWER, "T1691"),
        ("t1059.014", IdState.NEWER, "T1059.014"),
        ("t1059.999", IdState.UNKNOWN, "T1059.999"),
        ("t1899", IdState.UNKNOWN, "T1899"),
        ("t0807", IdState.CURRENT, "T0807"),
        ("t1430", IdState.CURRENT, "T1430"),
        ("t1454", IdState.DEPRECATED, "T1454"),
    ],
)
def test_an_id_is_resolved(given: str, state: IdState, current: str) -> None:
    reference = ATTACK.technique(given)
    assert (reference.state, reference.current) == (state, current)


@pytest.mark.parametrize(
    ("given", "source"),
    [
        ("t1047", "ATT&CK 19.1"),
        ("t0807", "ATT&CK for ICS 18.1"),
        ("t0999", "ATT&CK for ICS 18.1"),
        ("t1430", "ATT&CK for Mobile 18.1"),
        ("t1899", "ATT&CK 19.1"),
    ],
)
def test_an_id_is_answered_by_the_domain_that_has_it(given: str, source: str) -> None:
    assert ATTACK.technique(given).source == source


def facts(revoked: dict[str, str], deprecated: list[str] | None = None):
    made = facts_of(bundle()).facts
    return from_facts({**made, "revoked": revoked, "deprecated": deprecated or []})


def test_a_circle_of_revoked_ids_ends() -> None:
    reference = facts({"T1001": "T1002", "T1002": "T1001"}).technique("T1001")
    assert (reference.state, reference.technique) == (IdState.DEPRECATED, None)


def test_a_chain_that_ends_in_a_deprecated_technique_has_no_successor() -> None:
    reference = facts({"T1001": "T1002"}, ["T1002"]).technique("T1001")
    assert (reference.state, reference.current) == (IdState.DEPRECATED, "T1001")


def test_facts_without_former_names_are_accepted(tmp_path: Path) -> None:
    made = facts_of(bundle()).facts
    del made["names"]
    (tmp_path / "facts.json").write_text(as_text(made))
    loaded = load_file(tmp_path / "facts.json")
    assert loaded.label == "ATT&CK 30.1"
    assert [facts.domain for facts in loaded.others] == ["ics-attack", "mobile-attack"]


@pytest.mark.parametrize("text", ["{", "[]", "{}", json.dumps({"domain": "x", "version": 1})])
def test_a_file_that_holds_no_facts_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "facts.json").write_text(text)
    with pytest.raises(FactsError, match="holds no facts of ATT&CK"):
        load_file(tmp_path / "facts.json")


def tactics(*tags: str) -> list[tuple[str, str | None]]:
    return [(r.tactic.id, r.was) for r in understand(tags, ATTACK).tactics]


@pytest.mark.parametrize("tag", ["defense-evasion", "defense_evasion", "Defense-Evasion"])
def test_defense_evasion_is_what_the_techniques_are_in(tag: str) -> None:
    assert tactics(f"attack.{tag}", "attack.t1685") == [("TA0112", "Defense Evasion")]
    assert tactics(f"attack.{tag}", "attack.t1036") == [("TA0005", "Defense Evasion")]


def test_defense_evasion_may_be_both_of_its_parts() -> None:
    both = tactics("attack.defense-evasion", "attack.t1562.001", "attack.t1036")
    assert both == [("TA0005", "Defense Evasion"), ("TA0112", "Defense Evasion")]


def test_another_tag_decides_where_no_technique_does() -> None:
    tags = understand(["attack.defense-evasion", "attack.stealth"], ATTACK)
    assert [r.tactic.id for r in tags.tactics] == ["TA0005"]
    assert not tags.undecided


def test_without_technique_or_other_tag_it_is_undecided() -> None:
    tags = understand(["attack.defense_evasion", "attack.execution", "attack.t1047"], ATTACK)
    assert [r.tactic.id for r in tags.tactics] == ["TA0002"]
    assert tags.undecided


@pytest.mark.parametrize("tag", ["attack.stealth", "attack.ta0005", "attack.TA0005"])
def test_the_tactic_that_kept_its_id_is_stealth(tag: str) -> None:
    assert tactics(tag) == [("TA0005", None)]


def test_a_tactic_is_of_the_domain_of_the_techniques() -> None:
    assert tactics("attack.execution", "attack.t0807") == [("TA0104", None)]
    assert tactics("attack.execution", "attack.t1047", "attack.t0807") == [("TA0002", None)]
    assert tactics("attack.impair-process-control") == [("TA0106", None)]
    assert tactics("attack.defense-evasion", "attack.t1628") == [("TA0030", None)]


@pytest.mark.parametrize(
    ("tag", "url"),
    [
        ("attack.g0007", "https://attack.mitre.org/groups/G0007/"),
        ("attack.S0002", "https://attack.mitre.org/software/S0002/"),
        ("attack.c0024", "https://attack.mitre.org/campaigns/C0024/"),
        ("attack.m1036", "https://attack.mitre.org/mitigations/M1036/"),
        ("cve.2021-44228", "https://nvd.nist.gov/vuln/detail/CVE-2021-44228"),
        ("cve.2021.44228", "https://nvd.nist.gov/vuln/detail/CVE-2021-44228"),
        ("cve.cve-2021-44228", "https://nvd.nist.gov/vuln/detail/CVE-2021-44228"),
        ("car.2013-05-009", "https://car.mitre.org/analytics/CAR-2013-05-009/"),
        ("d3fend.d3-psa", None),
        ("tlp.red", None),
        ("detection.emerging-threats", None),
        ("attack.g00071", None),
        ("cve.log4shell", None),
        ("cve.2021-44228](javascript:alert(1))", None),
        ("", None),
    ],
)
def test_a_tag_is_a_link_where_the_address_is_certain(tag: str, url: str | None) -> None:
    assert tag_url(tag) == url


def test_an_object_that_is_no_technique_is_known_by_its_letters() -> None:
    assert object_url("det0772") == "https://attack.mitre.org/detectionstrategies/DET0772/"
    assert object_url("x0001") is None


def messages(project: Project, *tags: str) -> list[str]:
    listed = "".join(f"    - attack.{tag}\n" for tag in tags)
    project.write(
        {"rules/a.yml": RULE.replace("    - attack.execution\n    - attack.t1047\n", listed)}
    )
    return [diagnostic.message for diagnostic in project.load("splunk").diagnostics]


@pytest.mark.parametrize(
    ("tags", "words"),
    [
        (["t1562.001"], "T1562.001 is now T1685 (Disable or Modify Tools) in ATT&CK 19.1; write attack.t1685"),
        (["t1026"], "T1026 is deprecated in ATT&CK 19.1 and has no successor"),
        (["t1691"], "T1691 is not in ATT&CK 19.1, whose numbers end below it: is it of a newer version?"),
        (["t1899"], "T1899 is not in ATT&CK 19.1; did you mean T1689?"),
        (["t0899"], "T0899 is not in ATT&CK for ICS 18.1, whose numbers end below it"),
        (["defense-evasion"], "decide between attack.stealth and attack.defense-impairment"),
        (["defense-evasion", "t1685"], "this rule is about Defense Impairment: write attack.defense-impairment"),
        (["defense_evasion", "stealth"], "names a part of it already; remove attack.defense_evasion"),
    ],
)  # fmt: skip
def test_every_drift_is_named_with_what_to_write(
    project: Project, tags: list[str], words: str
) -> None:
    (message,) = messages(project, *tags)
    assert words in message


def test_what_is_current_or_only_renamed_is_no_drift(project: Project) -> None:
    assert (
        messages(project, "stealth", "execution", "discovery", "t1211", "t0807", "t1430", "g0007")
        == []
    )
