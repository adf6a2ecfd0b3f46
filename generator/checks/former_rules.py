"""Rules that look for something else than they did at an earlier commit."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from generator.catalogue.history import Touched
from generator.checks.check import Context
from generator.content.documents import SUFFIXES, Document, shown_path
from generator.content.kinds import rule as rules
from generator.content.model import Rule, RuleFile
from generator.content.yaml_text import parse


@dataclass(frozen=True, slots=True, kw_only=True)
class Altered:
    """A rule, what it was, and which parts of it (in words) say another thing now."""

    rule: Rule
    before: Rule
    parts: tuple[str, ...]
    file: Touched


def altered(context: Context) -> Iterator[Altered]:
    """The rules that are reported on whose detection or log source is another than at the commit
    that `context.earlier` is about. Rules are followed by their ids, from file to file as well;
    comments, layout, and the order of keys and of values in a list mean nothing."""
    touched = {
        path: file for path, file in _by_shown_path(context) if path.lower().endswith(SUFFIXES)
    }
    files = {file.path: file for file in context.catalogue.files if file.path in touched}
    before = {
        _key(rule): rule
        for path, file in touched.items()
        if not _is_written_alike(file, files.get(path))
        for rule in _former(path, file)
    }
    for path, file in files.items():
        for rule in file.rules if context.only is None or path in context.only else ():
            old = before.get(_key(rule))
            parts = tuple(_parts(old, rule)) if old is not None else ()
            if old is not None and parts:
                yield Altered(rule=rule, before=old, parts=parts, file=touched[path])


def _by_shown_path(context: Context) -> Iterator[tuple[str, Touched]]:
    """The files that differ by their paths in diagnostics; those that are gone by a likely one."""
    found = {file.path: file for file in context.earlier().files}
    folders: dict[Path, str] = {}
    for shown, place in context.files.items() if found else ():
        if place.parent not in folders:
            folders[place.parent] = os.path.realpath(place.parent)
        if file := found.pop(os.path.join(folders[place.parent], place.name), None):
            yield shown, file
    base = Path(os.path.realpath(context.base))
    yield from ((shown_path(Path(path), base), file) for path, file in found.items())


_MEANT = re.compile(
    r"^['\"]?(?:action|logsource|detection|correlation|filter)['\"]?[ \t]*:.*?(?=^[^\s#-]|\Z)",
    re.MULTILINE | re.DOTALL,
)
"""The keys at the left edge that say which events a rule is about, with what stands below them."""


_ALIAS = re.compile(r"[-:,\[{]\s*\*[^\s*]")
"""What looks like one, at the beginning of a value."""


def _is_written_alike(file: Touched, now: RuleFile | None) -> bool:
    """Whether the text of all that says which events are meant is what it was, as in most files
    that change: parsing takes a hundred times as long. Text in which those keys stand elsewhere
    than at the left edge, or that may take something from another place, is not known to be."""
    if file.before is None:
        return True
    if now is None:
        return False
    text = file.before.decode("utf-8-sig", "replace").replace("\r\n", "\n")
    ids = (re.findall(r"^id:.*", each, re.MULTILINE) for each in (text, now.text))
    meant = _MEANT.findall(text)
    return (
        bool(meant)
        and meant == _MEANT.findall(now.text.replace("\r\n", "\n"))
        and next(ids) == next(ids)
        and not any(map(_ALIAS.search, meant))
    )


def _former(path: str, file: Touched) -> Iterator[Rule]:
    """The rules of a file as it was, by the path that it has now."""
    text = (file.before or b"").decode("utf-8-sig", "replace")
    parts, _ = parse(text, path)
    document = Document(path=path, within=path, text=text, parts=tuple(parts), file=Path(file.path))
    found, _ = rules.parse(document)
    yield from (rule for one in found for rule in one.rules)


def _key(rule: Rule) -> tuple[str, int]:
    """By what a rule is known again: its id, or where it has none its file and place in there."""
    return (str(rule.id), -1) if rule.id_is_given else (rule.path, rule.number)


def _parts(before: Rule, now: Rule) -> Iterator[str]:
    if _detection(before) != _detection(now):
        yield "detection"
    if _log_source(before) != _log_source(now):
        yield "log source"


def _detection(rule: Rule) -> str:
    """A text that is the same for the same detection; the order of a correlation's rules counts."""
    body = {key: rule.document.get(key) for key in ("detection", "filter")}
    counted = _plain(rule.document.get("correlation"), listed=list)
    return f"{_plain(body, listed=sorted)} {counted}"


def _plain(value: Any, listed: Callable[[Iterable[str]], list[str]]) -> str:
    """A value as text, whatever the order of its keys; `listed` says in which order lists are."""
    if isinstance(value, Mapping):
        entries = (
            f"{key}: {_plain(_one_line(item) if _is_condition(key, item) else item, listed)}"
            for key, item in value.items()
        )
        return "{" + ", ".join(sorted(entries)) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(listed(_plain(item, listed) for item in value)) + "]"
    return repr(value)


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _is_condition(key: object, value: object) -> bool:
    return key == "condition" and isinstance(value, str)


def _log_source(rule: Rule) -> tuple[str | None, ...]:
    source = rule.logsource
    return (source.product, source.category, source.service) if source is not None else ()
