"""The rules behind the matrix: a script file that assigns them to a property of `window`.

It is a script instead of JSON because a page opened from disk may load scripts, but not JSON. The
page is complete without it and loads it only to filter, open a cell or export.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping

from generator.base.plain_text import plain
from generator.catalogue.coverage import CoverageState
from generator.catalogue.link import Catalogue, RuleKey, key_of
from generator.content.model import Artifact, LogSource, Rule
from generator.facts.attack import NOTICE, Attack
from generator.pages import parts
from generator.pages.attack.addresses import FOLDER
from generator.pages.attack.coverage import LEVELS, Coverage, by_importance
from generator.pages.attack.navigator import made_by, site_of, versions_of
from generator.pages.attribution import whose
from generator.pages.environments.report import report_on
from generator.pages.publication import Publication
from generator.targets.evidence import NONE

FILE = f"{FOLDER}/matrix-rules.js"
NAME = "catalogueMatrix"
"""Property name on `window`."""

_CLOUD = ("IaaS",)
_DIRECTORY = ("Identity Provider",)
_OFFICE = ("Office Suite", "SaaS")
_NETWORK = ("Network Devices",)

_PLATFORMS: Mapping[str, tuple[str, ...]] = {
    "alibaba": _CLOUD,
    "aws": _CLOUD,
    "azure": (*_CLOUD, *_DIRECTORY),
    "bitbucket": ("SaaS",),
    "cisco": _NETWORK,
    "docker": ("Containers",),
    "entra": _DIRECTORY,
    "esxi": ("ESXi",),
    "fortigate": _NETWORK,
    "fortios": _NETWORK,
    "gcp": _CLOUD,
    "github": ("SaaS",),
    "gitlab": ("SaaS",),
    "google_workspace": _OFFICE,
    "huawei": _NETWORK,
    "juniper": _NETWORK,
    "kubernetes": ("Containers",),
    "linux": ("Linux",),
    "m365": _OFFICE,
    "macos": ("macOS",),
    "okta": _DIRECTORY,
    "onelogin": _DIRECTORY,
    "paloalto": _NETWORK,
    "rpc_firewall": ("Windows",),
    "vmware": ("ESXi",),
    "windows": ("Windows",),
}
"""Products of Sigma's log sources, with their ATT&CK Enterprise platforms. Products that monitor a
network or an application on any system are left out: they have no single platform.
"""


def rules_file(known: Coverage, publication: Publication) -> Artifact:
    rules = by_importance(
        {key_of(rule): rule for c in known.techniques.values() for rule in c.in_use}.values()
    )
    numbers = {key_of(rule): number for number, rule in enumerate(rules)}
    # Many rules share an author and license, so each pair is written once.
    owners = {given: number for number, given in enumerate(sorted({whose(r) for r in rules}))}
    whole = {
        "domains": [_domain(facts) for facts in known.attack.domains],
        "levels": [level.value for level in reversed(LEVELS)],
        "madeBy": made_by(publication.versions),
        "site": site_of(publication),
        "rules": [_rule(rule, owners[whose(rule)], publication) for rule in rules],
        "whose": list(owners),
        "techniques": {
            identifier: {
                "platforms": list(covered.technique.platforms),
                "rules": [numbers[key_of(rule)] for rule in covered.in_use],
            }
            for identifier, covered in known.techniques.items()
        },
        "environments": [
            sorted(numbers[key] for key in running if key in numbers)
            for running in _running(publication)
        ],
    }
    text = json.dumps(whole, separators=(",", ":"))
    notice = f"/* Techniques of MITRE {known.attack.label}. {NOTICE} */"
    return Artifact(path=FILE, content=f"{notice}\nwindow.{NAME} = {text};\n")


def _domain(facts: Attack) -> dict[str, object]:
    return {
        "label": facts.label,
        "domain": facts.domain,
        "versions": versions_of(facts),
    }


def _rule(rule: Rule, owner: int, publication: Publication) -> list[object]:
    """Title, page below the root with its anchor, level number from 1 (0 is none), number of
    evidence steps, the rule's platforms, and the index of its author and license.
    """
    catalogue = publication.catalogue
    return [
        plain(rule.title),
        parts.rule_address(rule, catalogue),
        len(LEVELS) - LEVELS.index(rule.level) if rule.level else 0,
        publication.evidence.get(key_of(rule), NONE).height,
        sorted(_platforms_of(rule, catalogue)),
        owner,
    ]


def _running(publication: Publication) -> list[set[RuleKey]]:
    """The rules that run fully in each environment."""
    catalogue = publication.catalogue
    reports = (
        report_on(environment, catalogue, publication.targets, publication.queries)
        for environment in catalogue.environments
    )
    return [{key_of(v.rule) for v in r.assessment.of_state(CoverageState.RUNS)} for r in reports]


def _platforms_of(rule: Rule, catalogue: Catalogue) -> frozenset[str]:
    """The platforms of a rule; empty where it applies to any platform or to none in particular.

    A correlation has the platforms of the rules that it counts.
    """
    sources = (rule.logsource, *(o.logsource for o in catalogue.links[key_of(rule)].refers_to))
    return frozenset(_of_sources(source for source in sources if source is not None))


def _of_sources(sources: Iterable[LogSource]) -> Iterable[str]:
    for source in sources:
        yield from _PLATFORMS.get((source.product or "").lower(), ())
