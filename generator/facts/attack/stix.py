"""Conversion of an ATT&CK bundle (STIX 2.0 or 2.1) into facts.

MITRE publishes one bundle per domain: https://github.com/mitre-attack/attack-stix-data (STIX 2.1)
and https://github.com/mitre/cti (STIX 2.0).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from generator.facts.attack.bundle_source import BundleError
from generator.facts.attack.domain import ENTERPRISE, ICS, MOBILE
from generator.facts.attack.stix_objects import (
    BundleObjects,
    Stix,
    external_id,
    is_gone,
    one_line,
    read_objects,
)

KILL_CHAINS = {"mitre-attack": ENTERPRISE, "mitre-mobile-attack": MOBILE, "mitre-ics-attack": ICS}
"""Maps the name in `kill_chain_phases` and `external_references` to the domain."""

SOURCE = (
    "MITRE ATT&CK (c) The MITRE Corporation, reproduced and distributed with permission of The "
    "MITRE Corporation. Facts only: ids, names, tactics, platforms."
)

_TECHNIQUE = re.compile(r"T\d{4}(\.\d{3})?")
_TACTIC = re.compile(r"TA\d{4}")
_VERSION = re.compile(r"\d+(\.\d+)*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """The facts of a bundle, and notes on oddities in it that are not mistakes."""

    facts: dict[str, Any]
    notes: tuple[str, ...]


def facts_of(bundle: Stix, attack_version: str | None = None) -> Imported:
    """The facts of a bundle. Raises BundleError unless it is one valid ATT&CK domain.

    `attack_version` is required if the bundle has no collection object with the version.
    """
    try:
        return _facts_of(read_objects(bundle["objects"]), attack_version)
    except (AttributeError, KeyError, TypeError) as problem:
        raise BundleError(f"an object of the bundle is malformed: {problem!r}") from problem


def _facts_of(reading: BundleObjects, attack_version: str | None) -> Imported:
    for kind, called in (("x-mitre-tactic", "tactics"), ("attack-pattern", "techniques")):
        if not reading.of(kind, gone=False):
            reading.problems.append(f"the bundle has no {called} ({kind}): is it one of ATT&CK?")
    reading.stop_at_problems()
    domain = _domain(reading)
    version = _version(reading, attack_version)
    tactics = _tactics(reading)
    techniques, gone = _techniques(reading, [tactic["shortname"] for tactic in tactics])
    revoked = _revoked(reading, {item["id"] for item in techniques})
    reading.stop_at_problems()
    lost = sorted(set(gone) - set(revoked))
    facts = {
        "domain": domain,
        "version": version,
        "source": SOURCE,
        "tactics": tactics,
        "techniques": techniques,
        "revoked": dict(sorted(revoked.items())),
        "deprecated": lost,
        "names": dict(sorted(gone.items())),
    }
    return Imported(facts=facts, notes=tuple(reading.notes))


def _domain(reading: BundleObjects) -> str:
    """The single domain of the tactics and techniques in use."""
    found: Counter[str] = Counter()
    for kind in ("x-mitre-matrix", "x-mitre-tactic", "attack-pattern"):
        for item in reading.of(kind, gone=False):
            found.update(_domains(item))
    if len(found) != 1:
        listed = ", ".join(f"{name} ({count} objects)" for name, count in sorted(found.items()))
        raise BundleError(
            f"the bundle mixes domains: {listed}; import the bundle of one domain at a time"
            if found
            else "nothing in the bundle says which domain it is of (x_mitre_domains)"
        )
    (domain,) = found
    if domain not in KILL_CHAINS.values():
        raise BundleError(f"the domain {domain!r} is none of {', '.join(KILL_CHAINS.values())}")
    return domain


def _domains(item: Stix) -> list[str]:
    """The domains that an object names; in bundles of 2021 and earlier, derived from its kill
    chain."""
    if item.get("x_mitre_domains"):
        return [str(name) for name in item["x_mitre_domains"]]
    if item["type"] == "x-mitre-matrix":
        return [external_id(item)] if external_id(item) in KILL_CHAINS.values() else []
    phases = item.get("kill_chain_phases", ())
    return sorted({KILL_CHAINS.get(p["kill_chain_name"], p["kill_chain_name"]) for p in phases})


def _version(reading: BundleObjects, told: str | None) -> str:
    named = {str(c["x_mitre_version"]) for c in reading.of("x-mitre-collection")}
    if len(named) > 1:
        raise BundleError(f"the bundle has collections of versions {', '.join(sorted(named))}")
    if not named and not told:
        raise BundleError(
            "no collection object (x-mitre-collection) says which version of ATT&CK this is; "
            "tell it with --attack-version"
        )
    stated = named.pop() if named else told
    if told and told != stated:
        raise BundleError(f"the bundle is of version {stated}, not {told}")
    if stated is None or not _VERSION.fullmatch(stated):
        raise BundleError(f"{stated!r} is no version of ATT&CK; write it as 19.1")
    return stated


def _tactics(reading: BundleObjects) -> list[dict[str, str]]:
    """The tactics in matrix order; several matrices follow one another."""
    order = [
        reference
        for matrix in reading.of("x-mitre-matrix", gone=False)
        for reference in matrix.get("tactic_refs", ())
    ]
    if not order:
        raise BundleError("no matrix (x-mitre-matrix) says in which order the tactics stand")
    missing = [reference for reference in order if reference not in reading.by_id]
    reading.complain("the matrix names tactics that are not in the bundle", missing)
    known = [reading.by_id[ref] for ref in dict.fromkeys(order) if ref in reading.by_id]
    tactics = [
        {
            "id": external_id(tactic),
            "shortname": str(tactic.get("x_mitre_shortname", "")),
            "name": one_line(tactic.get("name", "")),
        }
        for tactic in known
        if not is_gone(tactic)
    ]
    bad = [t["name"] for t in tactics if not _TACTIC.fullmatch(t["id"]) or not t["shortname"]]
    reading.complain("tactics without an id (TA0001) or a short name", bad)
    return tactics


def _techniques(
    reading: BundleObjects, order: list[str]
) -> tuple[list[dict[str, Any]], dict[str, str]]:
    """The techniques in use, and the names of revoked or deprecated ones by id."""
    techniques: dict[str, dict[str, Any]] = {}
    gone: dict[str, str] = {}
    unnamed, twice, homeless, adrift = [], [], [], []
    for item in reading.of("attack-pattern"):
        identifier, name = external_id(item), one_line(item.get("name", ""))
        if not _TECHNIQUE.fullmatch(identifier):
            unnamed.append(name or str(item.get("id")))
            continue
        if is_gone(item):
            gone[identifier] = name
            continue
        if identifier in techniques:
            twice.append(identifier)
        phases = {str(phase.get("phase_name")) for phase in item.get("kill_chain_phases", ())}
        if not phases:
            homeless.append(identifier)
        adrift += [f"{identifier}: {phase}" for phase in sorted(phases - {*order})]
        techniques[identifier] = {
            "id": identifier,
            "name": name,
            "tactics": sorted(phases),
            "platforms": sorted(
                one_line(p) for p in item.get("x_mitre_platforms", ()) if p != "None"
            ),
        }
    reading.complain("techniques without an id (T1047, T1003.001)", unnamed)
    reading.complain("two techniques in use have the same id", twice)
    reading.complain("techniques are in a tactic that the matrix does not have", adrift)
    reading.note("techniques are in no tactic", homeless)
    orphans = [i for i in techniques if "." in i and i.partition(".")[0] not in techniques]
    reading.complain("sub-techniques of no technique in use", orphans)
    kept = {identifier: name for identifier, name in gone.items() if identifier not in techniques}
    return [techniques[identifier] for identifier in sorted(techniques)], kept


def _revoked(reading: BundleObjects, current: set[str]) -> dict[str, str]:
    """The replacement of each revoked id. Among several relations, one in force wins, then the
    latest."""
    relations = [
        item
        for item in reading.of("relationship")
        if item.get("relationship_type") == "revoked-by"
        and str(item.get("source_ref")).startswith("attack-pattern--")
    ]
    relations.sort(key=lambda item: (not is_gone(item), str(item.get("modified", ""))))
    successors: dict[str, str] = {}
    dangling = []
    for relation in relations:
        source = reading.by_id.get(str(relation.get("source_ref")))
        target = reading.by_id.get(str(relation.get("target_ref")))
        if source is None or target is None:
            missing = relation.get("source_ref" if source is None else "target_ref")
            known = external_id(source) if source else "a technique"
            dangling.append(f"{known} ({missing} is not in the bundle)")
        elif source.get("revoked") and external_id(source) not in current:
            successors[external_id(source)] = external_id(target)
    reading.complain("revoked-by leads to or from nothing", dangling)
    reading.complain("revoked-by goes round in a circle", _circles(successors))
    alone = [
        external_id(item)
        for item in reading.of("attack-pattern")
        if item.get("revoked") and external_id(item) not in {*successors, *current}
    ]
    reading.note("revoked without a successor, so taken as deprecated", alone)
    return successors


def _circles(successors: Mapping[str, str]) -> list[str]:
    found = []
    for start in sorted(successors):
        passed = [start]
        while passed[-1] in successors and passed.count(passed[-1]) == 1:
            passed.append(successors[passed[-1]])
        if passed.count(passed[-1]) > 1 and passed[-1] == start:
            found.append(" → ".join(passed))
    return found


def with_former_names(facts: Mapping[str, Any], older: Mapping[str, Any]) -> dict[str, Any]:
    """Adds names from an older version of the domain to the facts: those of removed techniques, and
    former names of current ones (`renamed`)."""
    current = {item["id"]: item["name"] for item in facts["techniques"]}
    before = {item["id"]: item["name"] for item in older["techniques"]}
    gone = {*facts["revoked"], *facts["deprecated"]}
    names = {**older.get("names", {}), **before, **facts.get("names", {})}
    renamed = {**older.get("renamed", {})} | {
        identifier: name
        for identifier, name in before.items()
        if current.get(identifier, name) != name
    }
    return {
        **facts,
        "names": {i: names[i] for i in sorted(gone) if i in names},
        "renamed": {i: renamed[i] for i in sorted(renamed) if i in current},
    }
