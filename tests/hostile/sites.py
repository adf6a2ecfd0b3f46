"""A folder of hostile content and its harmless twin, each built into a site by the real program."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

import yaml

from generator.build import build as building
from generator.content.kinds import KINDS
from generator.facts import attack
from generator.settings import config as configuration
from tests.hostile.entities import Given, Hostile, Reference, tamed, words_of
from tests.hostile.fragments import ADDRESSES, FRAGMENTS
from tests.support import REPOSITORY

CONFIGURATION = f"""\
INHERIT: {REPOSITORY / "generator/site/default.yml"}
site_url: https://catalogue.example/
repo_url: https://code.example/rules
edit_uri: edit/main/docs/
theme:
  features:
    - content.action.edit
    - content.action.view
    - content.code.copy
    - navigation.footer
    - navigation.indexes
    - navigation.path
    - search.highlight
    - search.share
    - search.suggest
    - toc.follow
"""

NAMES = (
    "a\"onmouseover='window.hacked=1'.yml",
    "<img src=x onerror=window.hacked=1>.yml",
    "{{ 7*7 }}{% raw %}.yml",
    "a#b?c&d=e%2e%2e%2f.yml",
    "javascript:window.hacked=1.yml",
    "x..%2f..\\..\\x.yml",
    "-rf.yml",
    "con.yml",
    "index.yml",
    "README.yml",
    "__config.yml",
    "a\nb\tc.yml",
    "\u202egnp.exe.yml",
    "правило.yml",
    "é\u0301🚨.yml",
    "🚨.yml",
    "`|` [x](y).yml",
    "CASE.yml",
    "case.yml",
    f"{'long' * 60}.yml",
    "trailing. .yml",
    "a.md.yml",
    "a.html.yml",
    "$(touch x).yml",
)
"""Names of files, which become names of pages and addresses."""

TITLES = ('"__config"', "__search", "rule-2", "rule 1", "{: #__drawer }", "naïve ☃ <b>&lt;i&gt;")
"""Headings whose anchors would be those of other elements, and one to be searched for."""


@dataclass(frozen=True, slots=True)
class Site:
    """`pages` are the pages of the content files, in an order that a site and its twin share;
    `titles` what each is to be called."""

    folder: Path
    pages: tuple[str, ...]
    titles: tuple[str, ...]


def content() -> dict[str, tuple[dict[str, Any], ...]]:
    """YAML documents of each file, with every fragment in every kind of place."""
    return dict(_files())


def _files() -> Iterator[tuple[str, tuple[dict[str, Any], ...]]]:
    pieces = [_said(fragment) for fragment in FRAGMENTS]
    groups = [pieces[start : start + 6] for start in range(0, len(pieces), 6)]
    for number, group in enumerate(groups):
        texts = group * 6
        name = NAMES[number] if number < len(NAMES) else f"r{number}.yml"
        yield f"rules/{name}", (_rule(number, texts),)
    yield (
        "rules/several.yml",
        tuple(
            _rule(100 + n, [Hostile(title)] * 6) | {"title": Hostile(title)}
            for n, title in enumerate(TITLES)
        ),
    )
    for number, group in enumerate(groups[::3]):
        yield from _others(number, group * 6)


def _said(fragment: str) -> Hostile:
    return Hostile(fragment if fragment.strip() else f"x{fragment}x")


def _joined(texts: list[Hostile]) -> Hostile:
    return Hostile(" ".join("".join(texts).split()) or "x")


def _rule(number: int, texts: list[Hostile]) -> dict[str, Any]:
    return {
        "title": _joined(texts[:6]),
        "id": f"5f9b0d3c-3c3e-4c53-9d0c-0a3f3f9d2{number:03}",
        "status": texts[1],
        "level": texts[2],
        "description": texts[3],
        "license": texts[0],
        "author": texts[1],
        "references": [
            Reference(texts[2]),
            Reference(ADDRESSES[number % len(ADDRESSES)] + texts[3]),
        ],
        "tags": ["attack.t1047", texts[0], Hostile(f"attack.{texts[1]}")],
        "falsepositives": [texts[4], texts[5]],
        "logsource": {"product": f"product{number:03}", "category": Hostile(texts[3].lower())},
        "enrichment": [texts[1]],
        "detection": {
            "selection": {"field|contains": [text.replace("*", "") for text in texts[:6]]},
            "condition": "selection",
        },
    }


def _others(number: int, texts: list[Hostile]) -> Iterator[tuple[str, tuple[dict[str, Any], ...]]]:
    described = {
        "description": texts[0],
        "author": texts[1],
        "references": [Reference(texts[2])],
    }
    policy = Hostile(f"LP_{number + 1:04}_{texts[0]}")
    yield (
        f"data_needed/d{number}.yml",
        (
            described
            | {
                "title": Hostile(f"DN_{number + 1:04}_{texts[1]}"),
                "loggingpolicy": [policy, texts[3]],
                "category": texts[0],
                "platform": texts[1],
                "type": texts[2],
                "channel": texts[3],
                "provider": texts[0],
                "fields": [texts[1]],
                "sample": texts[2],
            },
        ),
    )
    yield (
        f"rules/counting{number}.yml",
        (
            {
                "title": _joined(texts[:6]),
                "id": f"6f9b0d3c-3c3e-4c53-9d0c-0a3f3f9d2{number:03}",
                "correlation": {
                    "type": texts[0],
                    "rules": [texts[1]],
                    "group-by": [texts[2]],
                    "timespan": texts[3],
                    "condition": {"gte": texts[4]},
                },
            },
        ),
    )
    yield (
        f"environments/s{number}.yml",
        (
            {
                "title": _joined(texts[:2]),
                "description": texts[2],
                "data_needed": [Hostile(f"DN_{number + 1:04}_{texts[1]}"), texts[3]],
                "logging_policies": [policy, Hostile(f"zz{texts[4]}")],
                "targets": ["splunk", texts[5]],
            },
        ),
    )
    yield (
        f"logging_policies/l{number}.yml",
        (
            described
            | {
                "title": policy,
                "default": texts[3],
                "volume": texts[0],
                "eventID": [1],
                "configuration": "Switch it on.",
            },
        ),
    )
    yield (
        f"enrichments/e{number}.yml",
        (
            described
            | {
                "title": Hostile(f"EN_{number + 1:04}_{texts[2]}"),
                "data_needed": [texts[3]],
                "new_fields": [texts[0]],
                "config": "Look it up.",
            },
        ),
    )
    yield (
        f"triggers/t{number}.yml",
        (
            {
                "attack_technique": f"T9{number:03}",
                "display_name": texts[0],
                "atomic_tests": [
                    {
                        "name": texts[1],
                        "auto_generated_guid": Hostile(texts[2].lower()),
                        "description": "Does something.",
                        "supported_platforms": [texts[3]],
                        "input_arguments": {
                            Hostile(f"n{texts[0]}"): {
                                "description": texts[1],
                                "type": texts[2],
                                "default": texts[3],
                            }
                        },
                        "dependency_executor_name": texts[0],
                        "dependencies": [{"description": texts[1], "prereq_command": texts[2]}],
                        "executor": {"name": texts[3], "command": texts[0]},
                    }
                ],
            },
        ),
    )


def build(folder: Path) -> None:
    """Builds `folder/hostile/site` and `folder/harmless/site`."""
    files = content()
    words = words_of(Given(files={p: ("", f) for p, f in files.items()}, queries=()))
    _write(folder / "hostile", files)
    twins = {
        f"{path.partition('/')[0]}/f{place:03}.yml": tamed(documents, words)
        for place, (path, documents) in enumerate(files.items())
    }
    _write(folder / "harmless", twins)
    for name in ("hostile", "harmless"):
        run_site(folder / name)


def _write(folder: Path, files: Mapping[str, tuple[dict[str, Any], ...]]) -> None:
    for name in (*(kind.key for kind in KINDS), "docs"):
        (folder / name).mkdir(parents=True)
    (folder / "attack.json").write_text(few_techniques())
    (folder / "mkdocs.yml").write_text(CONFIGURATION)
    (folder / "catalogue.yml").write_text("targets: [splunk, grep]\nattack: attack.json\n")
    for path, documents in files.items():
        text = yaml.safe_dump_all([_plain(document) for document in documents], sort_keys=False)
        (folder / path).write_text(text)


def few_techniques() -> str:
    """Facts of ATT&CK with one technique: the pages of all others hold no text of the content."""
    bundled = resources.files("generator.facts.attack") / "facts" / f"{attack.PINNED}.json"
    facts = json.loads(bundled.read_text("utf-8"))
    few = [technique for technique in facts["techniques"] if technique["id"] == "T1047"]
    return attack.as_text(facts | {"techniques": few, "revoked": {}, "deprecated": []})


def _plain(value: Any) -> Any:
    """The same with plain texts, which is all that a YAML writer knows."""
    if isinstance(value, str):
        return str(value)
    if isinstance(value, dict):
        return {_plain(key): _plain(item) for key, item in value.items()}
    return [_plain(item) for item in value] if isinstance(value, list) else value


def run_site(folder: Path, *options: str) -> None:
    """`catalogue site` in a folder; raises where it ends with anything but mistakes in content."""
    command = [sys.executable, "-m", "generator.cli", "site", "--output", "site", "--jobs", "1"]
    made = subprocess.run(
        [*command, *options],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(REPOSITORY), "NO_MKDOCS_2_WARNING": "1"},
    )
    if made.returncode not in (0, 1):
        raise RuntimeError(made.stderr[-4000:])


def site(folder: Path) -> Site:
    """A site that `build` made, with the pages of its content."""
    config, _ = configuration.load(folder)
    catalogue = building.load(config).catalogue
    titles = {file.path: file.rules[0].title for file in catalogue.files} | {
        entity.path: entity.title
        for group in (
            catalogue.data_needed,
            catalogue.logging_policies,
            catalogue.enrichments,
            catalogue.triggers,
            catalogue.environments,
        )
        for entity in group
    }
    paths = [path for path in _order(folder) if path in catalogue.pages]
    return Site(
        folder=folder / "site",
        pages=tuple(f"{catalogue.pages[path].removesuffix('.md')}/index.html" for path in paths),
        titles=tuple(titles[path] for path in paths),
    )


def _order(folder: Path) -> list[str]:
    """The content files of a site, as its twin has them too."""
    paths = list(content())
    if folder.name == "hostile":
        return paths
    return [f"{path.partition('/')[0]}/f{place:03}.yml" for place, path in enumerate(paths)]
