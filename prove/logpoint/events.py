"""What Logpoint's normalisers make of an event with Sigma's field names.

Each event is renamed by its event id and provider, so that a name which is only valid for another
kind of event is detected; a field without an entry for that id is named as in the rule.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import combinations
from typing import Any

from sigma.collection import SigmaCollection
from sigma.rule import SigmaRule

from generator.logic.evaluate.record import text_of
from generator.targets.convert.guards import guarded
from generator.targets.logpoint.fields import Names, mark, names_for, names_of
from generator.targets.logpoint.pipeline import HASH_LENGTHS
from generator.targets.shared.detection_items import detection_items
from prove.shared.events import flat, is_windows

_HASH = re.compile(f"({'|'.join(HASH_LENGTHS)})=([0-9A-Fa-f]+)", re.IGNORECASE)
_JSON = ("modified_property.", "target_modified_property.")


def normalised(rule: Mapping[str, Any], event: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    """The event in Logpoint's names: values as texts, without nulls and without `-`."""
    fields: dict[str, tuple[str, ...]] = {}

    def add(name: str, texts: tuple[str, ...]) -> None:
        if texts:
            fields[name] = fields.get(name, ()) + texts

    of_event, of_rule = _names_of_event(rule, event), _names_of_rule(rule)

    def names(name: str) -> str:
        return of_event(name) if of_event.choices(name) else of_rule(name)

    windows = is_windows(rule)
    for sigma_name, value in flat(event):
        texts = tuple(text for text in _texts(value) if text != "-")
        if sigma_name == "Hashes" and windows:
            for algorithm, digits in _hashes(texts):
                add(names(algorithm), (digits,))
            continue
        name = names(sigma_name)
        if name.startswith(_JSON):
            name, texts = _as_json(name, texts)
        add(name, texts)
    for name, value in of_event.conditions().items():
        fields[name] = (str(value),)
    if names("Data") != "msg":  # the classic PowerShell log has its whole text in Data
        fields["msg"] = tuple(text for _, value in flat(event) for text in _texts(value))
    return fields


def exchanged(rule: Mapping[str, Any], event: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """The event with the values of two fields exchanged, where Logpoint has one name for both.

    Sigma tells these events from the first; Logpoint cannot.
    """
    names = _names_of_rule(rule)
    fields = sorted(_rule_fields(rule))
    for one, other in combinations(fields, 2):
        if names(one) == names(other) and (one in event or other in event):
            swapped = {name: value for name, value in event.items() if name not in (one, other)}
            swapped |= {other: event[one]} if one in event else {}
            swapped |= {one: event[other]} if other in event else {}
            yield swapped


def has_whole_hashes(event: Mapping[str, Any]) -> bool:
    """Whether the hashes in Sysmon's field have as many digits as hashes have."""
    hashes = _hashes(_texts(event.get("Hashes")))
    return all(len(digits) == HASH_LENGTHS[algorithm] for algorithm, digits in hashes)


def _hashes(texts: tuple[str, ...]) -> list[tuple[str, str]]:
    found = (match for text in texts for match in _HASH.findall(text))
    return [(algorithm.upper(), digits) for algorithm, digits in found]


def _names_of_event(rule: Mapping[str, Any], event: Mapping[str, Any]) -> Names:
    source = _logsource(rule)
    product = "windows" if is_windows(rule) else source.get("product")
    marks = frozenset(
        mark(name, text)
        for name in ("EventID", "Provider_Name")
        for text in _texts(event.get(name))
    )
    return names_for(product, source.get("category"), source.get("service"), marks)


_last_rule: list[tuple[Mapping[str, Any], Names, frozenset[str]]] = []
"""The last rule: every event of a rule needs its names."""


def _of_rule(rule: Mapping[str, Any]) -> tuple[Names, frozenset[str]]:
    if not _last_rule or _last_rule[0][0] is not rule:
        parsed = SigmaCollection.from_dicts([guarded(rule)]).rules[0]
        assert isinstance(parsed, SigmaRule)
        fields = frozenset(item.field for item in detection_items(parsed) if item.field)
        _last_rule[:] = [(rule, names_of(parsed), fields)]
    return _last_rule[0][1:]


def _names_of_rule(rule: Mapping[str, Any]) -> Names:
    return _of_rule(rule)[0]


def _rule_fields(rule: Mapping[str, Any]) -> frozenset[str]:
    return _of_rule(rule)[1]


def _logsource(rule: Mapping[str, Any]) -> Mapping[str, Any]:
    source = rule["logsource"]
    assert isinstance(source, Mapping)
    return source


def _as_json(name: str, texts: tuple[str, ...]) -> tuple[str, tuple[str, ...]]:
    """A field that Logpoint keeps inside a JSON text, as the published back end sees it."""
    parts = name.lower().replace("{}", "").split(".")
    if "modifiedproperties" not in parts:
        return name, texts
    inner = parts[parts.index("modifiedproperties") + 1 :]
    if inner:
        texts = tuple(f'[{{"{inner[-1]}": "{text}"}}]' for text in texts)
    return parts[0], texts


def _texts(value: Any) -> tuple[str, ...]:
    values = value if isinstance(value, (list, tuple)) else [value]
    return tuple(text for text in map(text_of, values) if text is not None)
