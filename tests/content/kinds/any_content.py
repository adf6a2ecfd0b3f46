"""Whatever a file may hold, as hypothesis strategies, and the stages that must survive it."""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml
from hypothesis import strategies as st

from generator.base.diagnostics import FORMATS, Diagnostic, in_order
from generator.catalogue.link import Catalogue, link
from generator.checks import registry as checks
from generator.content import documents
from generator.content.kinds import KINDS
from generator.facts import attack

LONGEST_LINE = 1_500
"""Characters of a printed mistake, whatever a file holds."""

_KEYS = (
    "title id name status level description author date modified logsource product category "
    "service definition detection selection condition timeframe filter correlation rules type "
    "timespan group-by aliases field gte percentile related tags references falsepositives "
    "simulation technique action data_needed enrichment attack_technique display_name "
    "atomic_tests auto_generated_guid executor command steps input_arguments default dependencies "
    "elevation_required loggingpolicy platform channel fields sample volume eventID configuration "
    "requirements data_to_enrich new_fields config EventID Image|contains|all CommandLine|re "
    "SourceIp|cidr a|lt a|exists |all custom regression_tests_path"
).split()
_TEXTS = (
    "selection",
    "1 of them",
    "all of sel*",
    "1 of *a*b*c*d*e*",
    "selection and not (",
    "selection | count() by x > 5",
    "event_count",
    "temporal",
    "value_count",
    "10m",
    "any",
    "global",
    "reset",
    "repeat",
    "attack.t1059",
    "attack.t1562.001",
    "attack.defense_evasion",
    "2026-02-30",
    "2024/01/01",
    "T1047",
    "DN_0001_1_a",
    "DN_" + "9" * 5000 + "_x",
    "LP_0001_a",
    "EN_0001_a",
    "none",
    "manual",
    "#{x}",
    "9" * 5000,
    "(",
    "10.0.0.1/8",
    "c0ffee00-0000-4000-8000-000000000001",
    "{c0ffee00-0000-4000-8000-000000000001}",
    "derived",
)
_CHARACTERS = st.characters(exclude_categories=["Cs"])

texts = st.sampled_from(_TEXTS) | st.text(_CHARACTERS, max_size=20)
scalars = (
    texts
    | st.none()
    | st.booleans()
    | st.integers()
    | st.integers(min_value=-(10**4000), max_value=10**4000)
    | st.floats()
    | st.dates()
    | st.datetimes()
)
keys = st.sampled_from(_KEYS) | texts | st.none() | st.booleans() | st.integers() | st.floats()
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(keys, inner, max_size=5),
    max_leaves=25,
)
trees = st.dictionaries(keys, values, max_size=12)

_RULE: dict[Any, Any] = {
    "title": "A rule",
    "id": "0e1f2a3b-4c5d-4e6f-8a9b-0c1d2e3f4a5b",
    "logsource": {"product": "windows", "category": "process_creation"},
    "detection": {"selection": {"EventID": 1, "Image|endswith": "a.exe"}, "condition": "selection"},
    "tags": ["attack.t1059"],
}
_CORRELATION = {
    "title": "A correlation",
    "correlation": {
        "type": "event_count",
        "rules": ["a_good_rule"],
        "timespan": "1m",
        "condition": {"gte": 2},
    },
}
_FILTER = {
    "title": "A filter",
    "logsource": {"product": "windows"},
    "filter": {"rules": "any", "selection": {"User": "x"}, "condition": "not selection"},
}
_DATA_NEEDED = {"title": "DN_0002_1_a", "platform": "Windows", "channel": "x", "fields": ["Image"]}
_POLICY = {"title": "LP_0002_a", "default": "Configured", "volume": "Low", "configuration": "x"}
_ENRICHMENT = {"title": "EN_0002_a", "description": "x", "config": "y", "data_needed": ["DN_x"]}
_TEST = {"name": "x", "executor": {"name": "sh", "command": "id #{a}"}, "input_arguments": {"a": 1}}
_TRIGGER = {"attack_technique": "T1059", "display_name": "x", "atomic_tests": [_TEST]}
BY_KIND: dict[str, dict[str, Any]] = {
    "data_needed": _DATA_NEEDED,
    "logging_policies": _POLICY,
    "enrichments": _ENRICHMENT,
    "triggers": _TRIGGER,
}
BODIES = ("detection", "correlation", "filter")
"""The keys that make a document a rule, and the kind of it."""
ENTITIES = (_RULE, _CORRELATION, _FILTER, _DATA_NEEDED, _POLICY, _ENRICHMENT, _TRIGGER)


def _replaced(tree: Any, place: int, value: Any) -> tuple[Any, int]:
    """A tree in which the node of that number, counted depth first, is another value."""
    if place == 0:
        return value, -1
    place -= 1
    if isinstance(tree, dict):
        changed: dict[Any, Any] = {}
        for key, item in tree.items():
            changed[key], place = _replaced(item, place, value) if place >= 0 else (item, place)
        return changed, place
    if isinstance(tree, list):
        items = []
        for item in tree:
            new, place = _replaced(item, place, value) if place >= 0 else (item, place)
            items.append(new)
        return items, place
    return tree, place


@st.composite
def broken_entities(draw: st.DrawFn) -> Any:
    """An entity that is right but for one or two nodes, and has some keys more."""
    tree: Any = draw(st.sampled_from(ENTITIES))
    for _ in range(draw(st.integers(1, 2))):
        tree, _rest = _replaced(tree, draw(st.integers(1, 14)), draw(values))
    more = draw(st.dictionaries(keys, values, max_size=2))
    return {**tree, **more} if isinstance(tree, dict) else tree


def as_yaml(trees: list[Any]) -> str:
    """As YAML text; what stands in the trees twice becomes an anchor and an alias."""
    return yaml.dump_all(trees, Dumper=yaml.CSafeDumper, allow_unicode=True, sort_keys=False)


@functools.cache
def facts() -> attack.Attack:
    return attack.load()


def loaded(
    sources: Mapping[str, tuple[Path, ...]], base: Path
) -> tuple[Catalogue, tuple[Diagnostic, ...]]:
    """All stages from files to checks, as a build has them."""
    report: list[Diagnostic] = []
    read: list[documents.Document] = []
    entities: dict[str, list[Any]] = {}
    for kind in KINDS:
        reading = documents.read(sources.get(kind.key, ()), base=base)
        read += reading.documents
        report += reading.diagnostics
        found = entities.setdefault(kind.key, [])
        for document in reading.documents:
            parsed, mistakes = kind.parse(document)
            found += parsed
            report += mistakes
    catalogue, mistakes = link(entities, facts())
    report += mistakes
    report += checks.run(checks.Context(catalogue=catalogue))
    return catalogue, in_order(documents.located(report, read))


def assert_printable(found: tuple[Diagnostic, ...], content: bytes, path: str) -> None:
    """Each mistake can be printed in every form, and stands at a line that the file has."""
    text = content.decode("utf-8", "replace")
    lines = len(re.findall("\r\n|[\r\n\x85\u2028\u2029]", text)) + 1
    for mistake in found:
        assert mistake.path == path
        assert mistake.line <= lines
        for form in FORMATS.values():
            line = form(mistake)
            line.encode("utf-8")
            assert len(line.splitlines()) == 1
            assert len(line) < LONGEST_LINE
