"""Findings as SARIF 2.1.0, the standard format for code hosts and editors."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from generator.base.diagnostics import Code, Diagnostic, Severity, one_line
from generator.base.plain_text import web_address
from generator.catalogue.link import RuleKey
from generator.content.model import RuleId
from generator.reporting.baseline import Finding, finding
from generator.reporting.codes import ALL_CODES
from generator.reporting.policy import Waived

SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
ROOT = "SRCROOT"
"""The base of relative paths: the project folder. Its location is not disclosed."""
_LABELS = ("documentation", "docs")
FINGERPRINT = "catalogueFinding/v1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Replacement:
    """A part of a file, given by the offset of its first character (counted from 0) and its length,
    and the replacement."""

    start: int
    length: int
    text: str


Fixes = Mapping[Diagnostic, Sequence[Replacement]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """The findings of one run. `known` are those in its baseline, None without a baseline; `gone`
    are those that only the baseline has. `fixes` are the fixes of findings. `pages` is the address
    of the program's documentation, empty if there is none."""

    version: str
    found: Sequence[Diagnostic]
    waived: Sequence[Waived]
    ids: Mapping[RuleKey, RuleId]
    known: Sequence[Diagnostic] | None = None
    gone: Sequence[Finding] = ()
    fixes: Fixes
    pages: str = ""


def documentation(urls: Iterable[str]) -> str:
    """The documentation address among the `Project-URL`s of a package; empty if there is none.
    Labels are compared as Python packaging does: ignoring case, spaces and punctuation."""
    for label, _, address in (url.partition(",") for url in urls):
        plain = "".join(character for character in label.lower() if character.isalnum())
        if plain in _LABELS and web_address(address):
            return address.strip()
    return ""


def as_sarif(run: Run) -> str:
    """A SARIF log with one run."""
    every = [*run.found, *(run.known or ()), *(waived.diagnostic for waived in run.waived)]
    slugs = sorted({diagnostic.code for diagnostic in every} | {gone.check for gone in run.gone})
    rules = {slug: place for place, slug in enumerate(slugs)}
    waivers = {id(waived.diagnostic): waived for waived in run.waived}
    known = {id(diagnostic) for diagnostic in run.known or ()}
    seen: Counter[str] = Counter()
    results = []
    for diagnostic in every:
        result = _result(diagnostic, rules, run, seen)
        if id(diagnostic) in waivers:
            result["suppressions"] = [_suppression(waivers[id(diagnostic)])]
        elif run.known is not None:
            result["baselineState"] = "unchanged" if id(diagnostic) in known else "new"
        results.append(result)
    results += [_gone(entry, rules, seen) for entry in run.gone]
    log = {
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "catalogue",
                        "fullName": "detection-catalogue, catalogue check",
                        "version": run.version,
                        "rules": [_rule(slug, run.pages) for slug in slugs],
                    }
                },
                "originalUriBaseIds": {
                    ROOT: {"description": {"text": "The folder that the checks were started in."}}
                },
                "columnKind": "unicodeCodePoints",
                "results": results,
            }
        ],
    }
    return json.dumps(log, indent=2)


def _rule(slug: str, pages: str) -> dict[str, Any]:
    """The SARIF rule of a code. A code from another version's baseline has no documentation
    section."""
    code: Code | None = ALL_CODES.get(slug)
    summary = code.summary if code else slug
    level = code.severity if code else Severity.ERROR
    where = (
        f" What it means and what to do stands in the documentation of detection-catalogue: "
        f"docs/checks.md#{slug}"
    )
    return {
        "id": slug,
        "name": "".join(part.capitalize() for part in slug.split("-")),
        "shortDescription": {"text": f"{summary}."},
        "help": {"text": f"{summary}.{where if code else ''}"},
        **({"helpUri": f"{pages.rstrip('/')}/checks/#{slug}"} if pages and code else {}),
        "defaultConfiguration": {"level": str(level), "enabled": code.on if code else True},
    }


def _result(
    diagnostic: Diagnostic, rules: Mapping[str, int], run: Run, seen: Counter[str]
) -> dict[str, Any]:
    result: dict[str, Any] = {
        "ruleId": diagnostic.code,
        "ruleIndex": rules[diagnostic.code],
        "level": str(diagnostic.severity),
        "message": {"text": one_line(diagnostic.message)},
        "locations": [_location(diagnostic.path, diagnostic.line, diagnostic.column)],
        "partialFingerprints": _fingerprints(finding(diagnostic, run.ids), seen),
    }
    if diagnostic.others:
        result["relatedLocations"] = [_location(path, 0, 0) for path in diagnostic.others]
    replacements = run.fixes.get(diagnostic)
    if replacements:
        result["fixes"] = [_fix(diagnostic, replacements)]
    return result


def _gone(entry: Finding, rules: Mapping[str, int], seen: Counter[str]) -> dict[str, Any]:
    return {
        "ruleId": entry.check,
        "ruleIndex": rules[entry.check],
        "level": "none",
        "kind": "pass",
        "message": {"text": one_line(entry.message)},
        "locations": [_location(entry.path, 0, 0)],
        "partialFingerprints": _fingerprints(entry, seen),
        "baselineState": "absent",
    }


def _fingerprints(entry: Finding, seen: Counter[str]) -> dict[str, str]:
    """A fingerprint that does not depend on the line; identical findings in a file are numbered."""
    fingerprint = entry.fingerprint
    seen[fingerprint] += 1
    return {FINGERPRINT: f"{fingerprint}:{seen[fingerprint]}"}


def _suppression(waived: Waived) -> dict[str, Any]:
    waiver = waived.waiver
    return {
        "kind": "external",
        "status": "accepted",
        "justification": f"{one_line(waiver.reason)} (until {waiver.expires})",
    }


def _artifact(path: str) -> dict[str, str]:
    """A path relative to the project folder; a path outside of it is unchanged."""
    uri = quote(path.encode("utf-8", "surrogateescape"), safe="/")
    if path.startswith("/"):
        return {"uri": f"file://{uri}"}
    return {"uri": uri, "uriBaseId": ROOT}


def _location(path: str, line: int, column: int) -> dict[str, Any]:
    place: dict[str, Any] = {"artifactLocation": _artifact(path)}
    if line:
        place["region"] = {"startLine": line, "startColumn": column}
    return {"physicalLocation": place}


def _fix(diagnostic: Diagnostic, replacements: Iterable[Replacement]) -> dict[str, Any]:
    return {
        "description": {"text": "What `catalogue check --fix` writes."},
        "artifactChanges": [
            {
                "artifactLocation": _artifact(diagnostic.path),
                "replacements": [
                    {
                        "deletedRegion": {"charOffset": new.start, "charLength": new.length},
                        **({"insertedContent": {"text": new.text}} if new.text else {}),
                    }
                    for new in replacements
                ],
            }
        ],
    }
