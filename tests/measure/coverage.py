"""Counts what rules find their data and triggers: `make coverage`.

Over the rules of this repository and, where ../shared/corpus is at hand, over the rules there: with
our own Data Needed, and with the corpus's, whose links are held against a second reading of which
event a category is.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from generator.build import build as building  # noqa: E402
from generator.catalogue.link import Catalogue, Links, key_of  # noqa: E402
from generator.content.model import DataNeeded, Rule, RuleKind  # noqa: E402
from generator.settings import config as configuration  # noqa: E402
from generator.settings.config import Settings  # noqa: E402

CORPUS = ROOT.parent / "shared" / "corpus"

SYSMON_EVENTS = {
    "process_creation": {1},
    "file_change": {2},
    "network_connection": {3},
    "sysmon_status": {4, 16},
    "process_termination": {5},
    "driver_load": {6},
    "image_load": {7},
    "create_remote_thread": {8},
    "raw_access_thread": {9},
    "process_access": {10},
    "file_event": {11},
    "registry_add": {12},
    "registry_delete": {12},
    "registry_set": {13},
    "registry_rename": {14},
    "registry_event": {12, 13, 14},
    "create_stream_hash": {15},
    "pipe_created": {17, 18},
    "wmi_event": {19, 20, 21},
    "dns_query": {22},
    "file_delete": {23, 26},
    "process_tampering": {25},
    "file_executable_detected": {29},
    "sysmon_error": {255},
}
"""After Sysmon's documentation; written apart from generator/logsources, to be held against it."""
OTHER_EVENTS = {
    ("process_creation", "Security"): {4688},
    ("network_connection", "Security"): {5156},
    ("registry_set", "Security"): {4657},
    ("process_termination", "Security"): {4689},
}
SYSTEM = {"EventID", "Channel", "Provider_Name", "Computer", "Level", "Keywords", "Task", "Opcode"}


def catalogue_of(**sources: Path) -> Catalogue:
    settings = Settings(
        sources={kind: (path,) for kind, path in sources.items()}, targets=("grep",)
    )
    config, _ = configuration.load(ROOT, settings=settings)
    return building.load(config).catalogue


def whole(rule: Rule, links: Links) -> bool:
    """Whether every event that a rule names has a Data Needed with all that is asked of it."""
    asked = {demand.event_id for demand in rule.demands}
    served = {link.entity.event_id for link in links.data if not link.lacks}
    return bool(links.data_needed) and (len(asked) < 2 or asked <= served)


def report(title: str, catalogue: Catalogue) -> None:
    rules = [rule for rule in catalogue.rules if rule.kind is RuleKind.DETECTION]
    links = {key_of(rule): catalogue.links[key_of(rule)] for rule in rules}
    found = [rule for rule in rules if links[key_of(rule)].data_needed]
    every = [rule for rule in rules if whole(rule, links[key_of(rule)])]
    partly = [r for r in rules if links[key_of(r)].data and not links[key_of(r)].data_needed]
    triggered = [rule for rule in rules if links[key_of(rule)].triggers]
    print(f"\n{title}: {len(rules):,} rules")
    print(f"  data with all fields          {share(found, rules)}")
    print(f"  the same for each event id    {share(every, rules)}")
    print(f"  only data that lacks a field  {share(partly, rules)}")
    print(f"  with a trigger                {share(triggered, rules)}")
    how = Counter(
        link.found.value
        for found_for in links.values()
        for link in found_for.data
        if not link.lacks
    )
    print("  links found by                " + ", ".join(f"{k} {v:,}" for k, v in how.items()))
    without = Counter(str(rule.logsource) for rule in rules if rule not in found)
    for source, number in without.most_common(8):
        print(f"  without                       {number:4} {source}")


def share(some: list[Rule], of: list[Rule]) -> str:
    return f"{len(some):5,} ({len(some) / max(len(of), 1):.1%})"


def expected(rule: Rule, entity: DataNeeded) -> bool | None:
    """Whether an event is of a Windows category, by the tables above; None where they do not say."""
    source = rule.logsource
    if source is None or source.product != "windows" or source.category not in SYSMON_EVENTS:
        return None
    number = re.match(r"DN_\d+_(\d+)_", entity.title)
    event = int(number[1]) if number else None
    if "sysmon" in entity.channel.lower():
        return event in SYSMON_EVENTS[source.category]
    return event in OTHER_EVENTS.get((source.category, entity.channel), set())


def wrong_and_lost(catalogue: Catalogue) -> tuple[list[str], list[str]]:
    """Links of a wrong event, and right events with all fields that are no link."""
    wrong, lost = [], []
    for rule in catalogue.rules:
        linked = {link.entity.title for link in catalogue.links[key_of(rule)].data}
        for entity in catalogue.data_needed:
            right = expected(rule, entity)
            if right is False and entity.title in linked:
                wrong.append(f"{rule.path}: {entity.title}")
            fields = set(rule.fields) <= {*entity.fields, *entity.aliases, *SYSTEM}
            if right and fields and entity.title not in linked and not narrowed(rule):
                lost.append(f"{rule.path}: {entity.title}")
    return wrong, lost


def narrowed(rule: Rule) -> bool:
    """Whether the rule itself asks for fewer events than its category has."""
    return any(demand.event_id or demand.values for demand in rule.demands)


def contents() -> Iterator[str]:
    folders: Mapping[str, str] = {
        "Data Needed": "data_needed",
        "Logging Policies": "logging_policies",
        "Trigger files": "triggers",
    }
    for name, folder in folders.items():
        yield f"{name} {len(list((ROOT / folder).rglob('*.y*ml')))}"


def main() -> None:
    print("Content of this repository: " + ", ".join(contents()))
    report("Rules of this repository", catalogue_of())
    if not CORPUS.is_dir():
        print(f"\n{CORPUS.name}: not on this machine, so nothing is measured on it")
        return
    sigma = CORPUS / "sigma"
    report("Rules of the corpus, with our Data Needed and triggers", catalogue_of(rules=sigma))
    theirs = catalogue_of(
        rules=sigma,
        data_needed=CORPUS / "atc-data/data_needed",
        logging_policies=CORPUS / "atc-data/logging_policies",
        enrichments=CORPUS / "atc-data/enrichments",
        triggers=CORPUS / "atomic-red-team/atomics",
    )
    report("Rules of the corpus, with the corpus's own Data Needed and triggers", theirs)
    wrong, lost = wrong_and_lost(theirs)
    print(f"  links of a wrong event        {len(wrong):5,}")
    print(f"  right events that are no link {len(lost):5,}")
    for line in (*wrong[:10], *lost[:10]):
        print(f"    {line}")


if __name__ == "__main__":
    main()
