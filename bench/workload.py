"""The workload: real rules if available, otherwise those of this repository, repeated.

A workload becomes a project in a separate folder, whose rules can be changed. To exceed the number
of available rules, rules are repeated with new ids, titles and file names.
"""

from __future__ import annotations

import re
import shutil
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.process import REPOSITORY

CORPUS = REPOSITORY.parent / "shared" / "corpus"
TARGETS = (
    *("powershell", "es-qs", "xpack-watcher", "graylog", "splunk", "logpoint", "grep"),
    *("elastic-ecs", "eql", "esql", "defender-xdr", "opensearch", "crowdstrike-falcon"),
    *("sqlite", "victorialogs"),
)
FEWEST = 1000
"""Number of rules in the workload if there is no corpus."""
_NAMES = uuid.UUID("6f1b7f0e-57f5-4d4f-9a53-6b1c4f3c2d10")
_ID = re.compile(r"^id:.*$", re.MULTILINE)
_TITLE = re.compile(r"^title:[ \t]*(.*?)(['\"]?)[ \t]*$", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Workload:
    """`rules` are files by their path in a project; `kinds` are the folders of other content.
    `whole` is whether this is the workload that the budgets are for."""

    name: str
    rules: Mapping[str, Path]
    kinds: Mapping[str, Path]
    whole: bool

    @property
    def size(self) -> int:
        return len(self.rules) if self.whole else max(FEWEST, len(self.rules))


def workload(place: Path | None) -> Workload:
    """The workload from a corpus, a folder of Sigma rules, or this repository.

    A corpus has `sigma/`, `atc-data/` and `atomic-red-team/atomics/`. Raises FileNotFoundError if a
    named folder has no rules.
    """
    corpus = place or CORPUS
    if (corpus / "sigma").is_dir():
        return Workload(
            name="corpus",
            rules=_rules(corpus / "sigma"),
            kinds={
                "data_needed": corpus / "atc-data" / "data_needed",
                "logging_policies": corpus / "atc-data" / "logging_policies",
                "enrichments": corpus / "atc-data" / "enrichments",
                "triggers": corpus / "atomic-red-team" / "atomics",
            },
            whole=True,
        )
    if place is not None:
        rules = _rules(place)
        if not rules:
            raise FileNotFoundError(f"{place} has neither sigma/ nor rules")
        return Workload(name=place.name, rules=rules, kinds={}, whole=False)
    return Workload(name="own content", rules=_rules(REPOSITORY / "rules"), kinds={}, whole=False)


def make_project(
    folder: Path, work: Workload, *, rules: int | None = None, targets: Sequence[object] = TARGETS
) -> list[Path]:
    """Fills an empty folder with this number of rules of a workload (default: all) and a
    configuration. Returns the rule files. `targets` are lines of YAML."""
    files = []
    for path, text in _texts(work.rules, rules or work.size):
        file = folder / "rules" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text)
        files.append(file)
    settings = ["targets:", *(f"  - {target}" for target in targets)]
    settings += [f"{kind}: {place.resolve()}" for kind, place in work.kinds.items()]
    (folder / "catalogue.yml").write_text("\n".join(settings) + "\n", "utf-8")
    return files


def word_of(rule: Path) -> str:
    """The longest word of a rule's title, used as a search term."""
    found = _TITLE.search(rule.read_text("utf-8"))
    words = re.findall(r"[A-Za-z]{4,}", found[1] if found else "")
    return max(words, key=len, default="process")


def change(rule: Path, title: str) -> None:
    """Changes the title of a rule."""
    text = rule.read_text("utf-8")
    rule.write_text(_TITLE.sub(lambda _: f"title: {title}", text, count=1), "utf-8")


def clear(folder: Path) -> None:
    """Removes the build output of a project, including all caches."""
    shutil.rmtree(folder / "build", ignore_errors=True)


def _rules(folder: Path) -> dict[str, Path]:
    files = sorted(file for file in folder.rglob("*.yml") if file.is_file())
    return {file.relative_to(folder).as_posix(): file for file in files}


def _texts(rules: Mapping[str, Path], count: int) -> Iterator[tuple[str, bytes]]:
    """This number of rules: evenly sampled if there are more, repeated if there are fewer."""
    paths = list(rules)
    if count <= len(paths):
        for place in range(count):
            path = paths[place * len(paths) // count]
            yield path, rules[path].read_bytes()
        return
    for place in range(count):
        again, which = divmod(place, len(paths))
        path = paths[which]
        text = rules[path].read_bytes()
        if again:
            text = _renamed(text.decode("utf-8"), path, again).encode()
            path = f"{path.removesuffix('.yml')}_{again}.yml"
        yield path, text


def _renamed(text: str, path: str, number: int) -> str:
    """A copy of a rule with another id and title, so that it counts as a different rule."""
    identifier = uuid.uuid5(_NAMES, f"{path} {number}")
    text = _ID.sub(f"id: {identifier}", text, count=1)
    return _TITLE.sub(lambda found: f"title: {found[1]} {number}{found[2]}", text, count=1)
