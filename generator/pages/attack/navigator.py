"""ATT&CK Navigator layers: the number of rules for each technique, for all rules and by group.

Format: https://github.com/mitre-attack/attack-navigator/blob/master/layers/spec/v4.5/layerformat.md
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from generator.base.plain_text import plain
from generator.catalogue.link import key_of
from generator.catalogue.page_names import page_names
from generator.content.model import Artifact, Level, Rule, Status
from generator.facts.attack import Attack
from generator.pages.attack.addresses import LAYERS, technique_page
from generator.pages.attack.coverage import Coverage, Covered, by_level, coverage
from generator.pages.attribution import whose
from generator.pages.publication import Publication

LAYER_OF_ALL = f"{LAYERS}/all.json"
VERSIONS = {"layer": "4.5", "navigator": "5.0.0"}
COLOURS = ("#cfe8ff", "#5aa9e6", "#0b4f8a")
FULL_SCORE = 10
"""The number of rules of a technique from which the Navigator shows its strongest colour."""
TITLES = 20
"""Maximum rules in a comment, each with its author and license."""


def files(publication: Publication) -> Iterator[Artifact]:
    known = coverage(publication.catalogue)
    listed = []
    for name, (title, rules) in _groups(known).items():
        layer = layer_of(title, rules, known, publication)
        path = f"{LAYERS}/{name}.json"
        listed.append(
            {
                "name": title,
                "path": path,
                "rules": len(rules),
                "techniques": len({entry["techniqueID"] for entry in layer["techniques"]}),
            }
        )
        yield Artifact(path=path, content=as_text(layer))
    index = {"attack": f"{known.attack.domain} {known.attack.version}", "layers": listed}
    yield Artifact(path=f"{LAYERS}/index.json", content=as_text(index))


def is_public(site_url: str) -> bool:
    """Whether other machines can fetch from a site; false for a local preview."""
    parts = urlsplit(site_url)
    host = parts.hostname or ""
    return (
        parts.scheme in ("http", "https")
        and "." in host
        and host not in ("127.0.0.1", "0.0.0.0")  # noqa: S104 - compared, not listened on
        and not host.endswith(".localhost")
    )


def _groups(known: Coverage) -> dict[str, tuple[str, tuple[Rule, ...]]]:
    """Title and rules of each layer by file name: all active rules, those of each platform (product
    of the log source) and level, and all rules of each status, whether active or not.
    """
    in_use = {key_of(rule): rule for c in known.techniques.values() for rule in c.in_use}
    every = {key_of(rule): rule for c in known.techniques.values() for rule in c.rules}
    rules = tuple(in_use[key] for key in sorted(in_use))
    groups = {"all": ("All rules", rules)}
    platforms: dict[str, list[Rule]] = defaultdict(list)
    for rule in rules:
        if rule.logsource and rule.logsource.product:
            platforms[plain(rule.logsource.product)].append(rule)
    names = page_names("", ((name, f"platform-{name}") for name in sorted(platforms)), [])
    for product in sorted(platforms):
        name = names[product].strip("/").removesuffix(".md")
        groups[name] = (f"Platform {product}", tuple(platforms[product]))
    for level in Level:
        found = tuple(rule for rule in rules if rule.level is level)
        groups[f"level-{level.value}"] = (f"Level {level.value}", found)
    for status in Status:
        found = tuple(every[key] for key in sorted(every) if every[key].status is status)
        groups[f"status-{status.value}"] = (f"Status {status.value}", found)
    return groups


def layer_of(
    title: str, rules: Sequence[Rule], known: Coverage, publication: Publication
) -> dict[str, Any]:
    facts = known.attack
    chosen = {key_of(rule) for rule in rules}
    site = site_of(publication)
    layer: dict[str, Any] = {
        "name": title,
        "versions": versions_of(facts),
        "domain": facts.domain,
        "description": (
            f"{len(chosen)} rules; the score of a technique is the number of rules that are about it."
        ),
        "sorting": 3,
        "layout": {
            "layout": "side",
            "showID": True,
            "showName": True,
            "showAggregateScores": True,
            "countUnscored": False,
            "aggregateFunction": "sum",
            "expandedSubtechniques": "none",
        },
        "techniques": [
            entry
            for identifier, covered in known.techniques.items()
            if identifier in facts.techniques
            for entry in _entries(
                covered, [r for r in covered.rules if key_of(r) in chosen], facts, site
            )
        ],
        "gradient": {"colors": list(COLOURS), "minValue": 1, "maxValue": FULL_SCORE},
        "metadata": [{"name": "generator", "value": made_by(publication.versions)}],
    }
    if site:
        layer["links"] = [{"label": "Catalogue", "url": f"{site}/"}]
    return layer


def _entries(
    covered: Covered, rules: Sequence[Rule], facts: Attack, site: str
) -> Iterator[dict[str, Any]]:
    """Entries for a technique under each of its tactics; none where it has no rule."""
    if not rules:
        return
    page = technique_page(covered.technique.id).removesuffix(".md") + "/"
    numbers = [{"name": f"{word} rules", "value": str(n)} for word, n in by_level(rules).items()]
    former = [{"name": "took the place of", "value": ", ".join(covered.former)}]
    for tactic in facts.tactics_of(covered.technique):
        entry: dict[str, Any] = {
            "techniqueID": str(covered.technique.id),
            "tactic": tactic.shortname,
            "score": len(rules),
            "comment": _comment(rules),
            "enabled": True,
            "metadata": [
                *numbers,
                *(former if covered.former else []),
                {"name": "page", "value": page},
            ],
        }
        if site:
            entry["links"] = [{"label": "Rules in the catalogue", "url": f"{site}/{page}"}]
        yield entry


def _comment(rules: Sequence[Rule]) -> str:
    named = [_named(rule) for rule in rules[:TITLES]]
    more = [f"and {len(rules) - TITLES} more"] if len(rules) > TITLES else []
    return "; ".join([*named, *more])


def _named(rule: Rule) -> str:
    """A rule in a comment, with its author and license: layers are read outside of the catalogue."""
    given = whose(rule)
    return f"{plain(rule.title)} ({given})" if given else plain(rule.title)


def versions_of(facts: Attack) -> dict[str, str]:
    """The version fields of a layer."""
    return {"attack": facts.version, **VERSIONS}


def site_of(publication: Publication) -> str:
    """The base address for links in a layer; empty where other machines cannot reach it."""
    return publication.site_url.rstrip("/") if is_public(publication.site_url) else ""


def made_by(versions: Mapping[str, str]) -> str:
    return f"detection-catalogue {versions.get('generator', '')}"


def as_text(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"
