"""Small bundles of ATT&CK, in the form that MITRE publishes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

Stix = dict[str, Any]


def references(identifier: str, source: str = "mitre-attack") -> list[dict[str, str]]:
    return [{"source_name": source, "external_id": identifier}]


def tactic(identifier: str, shortname: str, **more: Any) -> Stix:
    return {
        "type": "x-mitre-tactic",
        "id": f"x-mitre-tactic--{identifier}",
        "name": shortname.replace("-", " ").title(),
        "x_mitre_shortname": shortname,
        "x_mitre_domains": ["enterprise-attack"],
        "external_references": references(identifier),
        **more,
    }


def technique(identifier: str, name: str, *tactics: str, **more: Any) -> Stix:
    return {
        "type": "attack-pattern",
        "id": f"attack-pattern--{identifier}",
        "name": name,
        "kill_chain_phases": [
            {"kill_chain_name": "mitre-attack", "phase_name": shortname} for shortname in tactics
        ],
        "x_mitre_platforms": ["Windows", "Linux"],
        "x_mitre_domains": ["enterprise-attack"],
        "external_references": references(identifier),
        **more,
    }


def revoked_by(source: str, target: str, **more: Any) -> Stix:
    return {
        "type": "relationship",
        "id": f"relationship--{source}-{target}",
        "relationship_type": "revoked-by",
        "source_ref": f"attack-pattern--{source}",
        "target_ref": f"attack-pattern--{target}",
        **more,
    }


def matrix(*tactics: str, **more: Any) -> Stix:
    return {
        "type": "x-mitre-matrix",
        "id": "x-mitre-matrix--1",
        "tactic_refs": [f"x-mitre-tactic--{identifier}" for identifier in tactics],
        "x_mitre_domains": ["enterprise-attack"],
        "external_references": references("enterprise-attack"),
        **more,
    }


def collection(version: str) -> Stix:
    return {"type": "x-mitre-collection", "id": "x-mitre-collection--1", "x_mitre_version": version}


def bundle(*more: Stix, without: Sequence[str] = ()) -> Stix:
    """Two tactics and two techniques of version 30.1, and more objects; those of the types in
    `without` left out."""
    objects = [
        collection("30.1"),
        matrix("TA0002", "TA0001"),
        tactic("TA0001", "initial-access"),
        tactic("TA0002", "execution"),
        technique("T1047", "Windows Management Instrumentation", "execution"),
        technique("T1078", "Valid\n Accounts", "initial-access", "execution"),
        *more,
    ]
    return {
        "type": "bundle",
        "id": "bundle--1",
        "objects": [item for item in objects if item["type"] not in without],
    }
