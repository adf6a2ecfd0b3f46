"""STIX bundles become facts, or are refused with the reason."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from generator.facts.attack import as_text, from_facts
from generator.facts.attack.bundle_source import BundleError, read_bundle
from generator.facts.attack.stix import facts_of, with_former_names
from tests.facts.attack.bundles import (
    bundle,
    collection,
    matrix,
    references,
    revoked_by,
    tactic,
    technique,
)
from tests.support import CORPUS, REPOSITORY

REAL = CORPUS.parent / "attack"
FACTS = REPOSITORY / "generator/facts/attack/facts"
GONE = {"revoked": True}


def test_a_bundle_becomes_the_facts_of_its_domain_and_version() -> None:
    facts = facts_of(bundle()).facts
    assert (facts["domain"], facts["version"]) == ("enterprise-attack", "30.1")
    assert facts["techniques"] == [
        {
            "id": "T1047",
            "name": "Windows Management Instrumentation",
            "tactics": ["execution"],
            "platforms": ["Linux", "Windows"],
        },
        {
            "id": "T1078",
            "name": "Valid Accounts",
            "tactics": ["execution", "initial-access"],
            "platforms": ["Linux", "Windows"],
        },
    ]


def test_tactics_stand_in_the_order_of_the_matrix() -> None:
    tactics = facts_of(bundle()).facts["tactics"]
    assert [item["shortname"] for item in tactics] == ["execution", "initial-access"]


def test_tactics_of_a_deprecated_matrix_are_left_out() -> None:
    more = (
        matrix("TA0038", x_mitre_deprecated=True),
        tactic("TA0038", "network-effects", x_mitre_deprecated=True),
    )
    assert len(facts_of(bundle(*more)).facts["tactics"]) == 2


def test_successors_come_from_the_relations_and_may_be_revoked_themselves() -> None:
    facts = facts_of(
        bundle(
            technique("T1001", "Old", **GONE),
            technique("T1002", "Older", **GONE),
            revoked_by("T1002", "T1001"),
            revoked_by("T1001", "T1047"),
        )
    ).facts
    assert facts["revoked"] == {"T1001": "T1047", "T1002": "T1001"}
    assert facts["names"] == {"T1001": "Old", "T1002": "Older"}
    assert from_facts(facts).technique("T1002").current == "T1047"


def test_of_two_successors_the_one_of_the_relation_in_force_counts() -> None:
    facts = facts_of(
        bundle(
            technique("T1001", "Old", **GONE),
            revoked_by("T1001", "T1078", modified="2026-01-01", x_mitre_deprecated=True),
            revoked_by("T1001", "T1047", modified="2020-01-01"),
        )
    ).facts
    assert facts["revoked"] == {"T1001": "T1047"}


def test_what_is_deprecated_has_no_successor() -> None:
    facts = facts_of(bundle(technique("T1001", "Given up", x_mitre_deprecated=True))).facts
    assert facts["deprecated"] == ["T1001"]


def test_what_is_revoked_without_a_successor_is_deprecated_with_a_note() -> None:
    imported = facts_of(bundle(technique("T1001", "Lost", **GONE)))
    assert imported.facts["deprecated"] == ["T1001"]
    assert imported.notes == ("revoked without a successor, so taken as deprecated: T1001",)


def test_a_bundle_of_stix_2_0_has_no_collection_so_its_version_is_told() -> None:
    old = bundle(without=["x-mitre-collection"])
    with pytest.raises(BundleError, match="tell it with --attack-version"):
        facts_of(old)
    assert facts_of(old, "18.1").facts["version"] == "18.1"


@pytest.mark.parametrize(
    ("made", "told", "words"),
    [
        (bundle(without=["x-mitre-tactic"]), None, "no tactics"),
        (bundle(without=["attack-pattern"]), None, "no techniques"),
        (bundle(without=["x-mitre-matrix"]), None, "no matrix"),
        (bundle(), "29", "is of version 30.1, not 29"),
        (bundle(collection("31")), None, "collections of versions 30.1, 31"),
        (bundle(without=["x-mitre-collection"]), "new", "'new' is no version"),
        (
            bundle(technique("T0800", "Of ICS", "execution", x_mitre_domains=["ics-attack"])),
            None,
            r"mixes domains: enterprise-attack \(5 objects\), ics-attack \(1 objects\)",
        ),
        (
            bundle(technique("T1001", "Old", **GONE), revoked_by("T1001", "T1999")),
            None,
            r"revoked-by leads to or from nothing: T1001 \(attack-pattern--T1999 is not in",
        ),
        (
            bundle(
                technique("T1001", "One", **GONE),
                technique("T1002", "Two", **GONE),
                revoked_by("T1001", "T1002"),
                revoked_by("T1002", "T1001"),
            ),
            None,
            "in a circle: T1001 → T1002 → T1001, T1002 → T1001 → T1002",
        ),
        (bundle(technique("T1047", "Twice", "execution")), None, "the same id: T1047"),
        (bundle(technique("T1048", "Where", "nowhere")), None, "does not have: T1048: nowhere"),
        (bundle(technique("T1048.001", "Sub", "execution")), None, "no technique in use: T1048.001"),
        (
            bundle(technique("T1", "Short", external_references=references("CAPEC-1"))),
            None,
            r"without an id \(T1047, T1003.001\): Short",
        ),
        (bundle(matrix("TA0099")), None, "names tactics that are not in the bundle"),
        (bundle({"type": "attack-pattern", "id": "x", "kill_chain_phases": 7}), None, "malformed"),
    ],
)  # fmt: skip
def test_a_bundle_that_is_not_sound_is_refused_with_the_reason(
    made: dict[str, object], told: str | None, words: str
) -> None:
    with pytest.raises(BundleError, match=words):
        facts_of(made, told)


def test_all_that_is_wrong_is_said_at_once() -> None:
    made = bundle(technique("T1048", "Where", "nowhere"), technique("T1047", "Twice", "execution"))
    with pytest.raises(BundleError) as refused:
        facts_of(made)
    assert len(str(refused.value).splitlines()) == 2


def test_a_file_may_be_packed(tmp_path: Path) -> None:
    text = json.dumps(bundle())
    (tmp_path / "plain.json").write_text(text)
    (tmp_path / "packed").write_bytes(gzip.compress(text.encode()))
    assert read_bundle(str(tmp_path / "plain.json")) == read_bundle(str(tmp_path / "packed"))


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"{", "is no JSON"),
        (b"[]", "is no STIX bundle"),
        (b'{"type": "bundle"}', "without `objects`"),
        (b"\x1f\x8b\x08broken", "cannot be read"),
        (b"[" * 100_000, "is no JSON"),
    ],
)
def test_a_file_that_is_no_bundle_is_refused(tmp_path: Path, content: bytes, words: str) -> None:
    (tmp_path / "file").write_bytes(content)
    with pytest.raises(BundleError, match=words):
        read_bundle(str(tmp_path / "file"))


def test_a_file_that_is_not_there_is_said_to_be_missing(tmp_path: Path) -> None:
    with pytest.raises(BundleError, match="No such file"):
        read_bundle(str(tmp_path / "none.json"))


def test_a_technique_is_a_line_of_the_file_of_facts() -> None:
    facts = facts_of(bundle()).facts
    text = as_text(facts)
    assert json.loads(text) == facts
    assert sum('"T1078"' in line for line in text.splitlines()) == 1


def test_former_names_come_from_an_older_version() -> None:
    older = facts_of(bundle(technique("T1001", "Old", "execution"))).facts
    older["techniques"][1]["name"] = "WMI"
    newer = facts_of(bundle(technique("T1001", "", **GONE), revoked_by("T1001", "T1047"))).facts | {
        "names": {}
    }
    named = with_former_names(newer, older)
    assert named["renamed"] == {"T1047": "WMI"}
    assert named["names"] == {"T1001": "Old"}


@pytest.mark.parametrize(
    ("file", "told", "name"),
    [
        ("ics-attack-18.1.stix21.json.gz", None, "ics-attack-18.1"),
        ("mobile-attack-18.1.stix.json.gz", "18.1", "mobile-attack-18.1"),
    ],
)
def test_the_facts_that_ship_are_those_of_mitres_bundles(
    file: str, told: str | None, name: str
) -> None:
    if not REAL.is_dir():
        pytest.skip("the bundles of MITRE (../shared/attack) are not on this machine")
    facts = facts_of(read_bundle(str(REAL / file)), told).facts
    assert as_text(facts) == (FACTS / f"{name}.json").read_text("utf-8")


def test_an_older_bundle_says_of_enterprise_what_the_facts_that_ship_say() -> None:
    """What was revoked or deprecated in 18.1 still is in 19.1, and with the same successor."""
    if not REAL.is_dir():
        pytest.skip("the bundles of MITRE (../shared/attack) are not on this machine")
    older = facts_of(read_bundle(str(REAL / "enterprise-attack-18.1.stix.json.gz")), "18.1").facts
    pinned = json.loads((FACTS / "enterprise-attack-19.1.json").read_text("utf-8"))
    assert older["revoked"].items() <= pinned["revoked"].items()
    assert older["deprecated"] == pinned["deprecated"]
    assert len(older["techniques"]) == 691


def test_the_version_of_a_real_collection_is_found() -> None:
    if not REAL.is_dir():
        pytest.skip("the bundles of MITRE (../shared/attack) are not on this machine")
    facts = facts_of(read_bundle(str(REAL / "mobile-attack-12.1.stix21.json.gz"))).facts
    assert (facts["domain"], facts["version"]) == ("mobile-attack", "12.1")
