"""All queries of a target in one file, in its product's import format.

Retired rules are excluded, because imported queries run.

A target's `bundle` selects the format: `zip` is an archive with one file per rule, `conf` the
stanzas of one .conf file, `lines` one object per line, `script` one shell script. An archive states
the author of each file; the other formats have a separate table. Author and license accompany every
query.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from generator.base.plain_text import plain
from generator.content.model import Artifact, Rule, RuleKind
from generator.pages.exports.exports import as_csv
from generator.pages.publication import Publication
from generator.pages.rules.queries import file_name
from generator.targets.support import SupportState
from generator.targets.target import Target
from generator.targets.trust import Level

FOLDER = "downloads"
TABLE = "rules.csv"
COLUMNS = ("file", "title", "id", "level", "status", "author", "license", "rule", "state")
FIRST_DAY = (1980, 1, 1, 0, 0, 0)
"""The time stamp of every file in an archive, so that the same queries give the same bytes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """A rule's query, its file name, and the support status of the rule on the target."""

    rule: Rule
    name: str
    text: str
    state: SupportState


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """`words` describe the file, in Markdown."""

    suffix: str
    words: str
    join: Callable[[Target, Sequence[Exported], str], str | bytes]


def files(publication: Publication) -> Iterator[Artifact]:
    for target in publication.targets:
        exported = tuple(_exported(publication, target))
        warning = _warning(target, publication.trust[target.id].level)
        content = FORMS[target.bundle].join(target, exported, warning)
        yield Artifact(path=path_of(target), content=content)
        if target.bundle != "zip":
            yield Artifact(path=_table_path(target), content=_table(exported))


def paths(publication: Publication) -> Iterator[str]:
    """The paths of all download files."""
    for target in publication.targets:
        yield path_of(target)
        if target.bundle != "zip":
            yield _table_path(target)


def _table_path(target: Target) -> str:
    return f"{FOLDER}/{target.id}.{TABLE}"


def path_of(target: Target) -> str:
    return f"{FOLDER}/{target.id}.{FORMS[target.bundle].suffix}"


def form_of(target: Target) -> str:
    return FORMS[target.bundle].words


def _exported(publication: Publication, target: Target) -> Iterator[Exported]:
    for rule in publication.catalogue.rules:
        text = publication.query(rule, target).text
        if rule.kind is not RuleKind.FILTER and not rule.retired and text is not None:
            yield Exported(
                rule=rule,
                name=file_name(publication, rule, target),
                text=text,
                state=publication.support_of(rule, target).state,
            )


def _warning(target: Target, level: Level) -> str:
    return plain(f"Known wrong for some rules: {target.warning}") if level is Level.WRONG else ""


def _archive(target: Target, exported: Sequence[Exported], warning: str) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for one in exported:
            _add(archive, f"{target.id}/{one.name}", f"{one.text}\n")
        _add(archive, f"{target.id}/{TABLE}", _table(exported))
        if warning:
            _add(archive, f"{target.id}/WARNING.txt", f"{warning}\n")
    return content.getvalue()


def _add(archive: zipfile.ZipFile, name: str, text: str) -> None:
    entry = zipfile.ZipInfo(name, FIRST_DAY)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o644 << 16
    # Level 1: every build packs all archives, and higher levels hardly shrink files this small.
    archive.writestr(entry, text.encode("utf-8", "surrogatepass"), compresslevel=1)


def _table(exported: Sequence[Exported]) -> str:
    return as_csv(COLUMNS, map(_row, exported))


def _row(one: Exported) -> tuple[str, ...]:
    rule = one.rule
    said = (rule.title, rule.id, rule.level_text, rule.status_text, rule.author, rule.license)
    return (one.name, *said, rule.path, one.state.value)


_DEFAULTS = re.compile(r"\A\[default\]\n(?:[^\[\n][^\n]*\n)*\n?")


def _stanzas(target: Target, exported: Sequence[Exported], warning: str) -> str:
    """One file of stanzas: the defaults once, then the stanzas of all rules, with their
    attribution.
    """
    defaults = next((match[0] for o in exported if (match := _DEFAULTS.match(o.text))), "")
    made = [f"# {warning}\n"] if warning else []
    made += [f"{defaults.rstrip()}\n"] if defaults else []
    titles: dict[str, int] = {}
    for one in exported:
        stanza = _DEFAULTS.sub("", one.text).rstrip()
        # Two rules with the same title would share a stanza, of which Splunk keeps the last.
        name = re.match(r"\[(.*)\]", stanza)
        if name and (number := titles.get(name[1], 0)):
            stanza = stanza.replace(name[0], f"[{name[1]} ({number + 1})]", 1)
        if name:
            titles[name[1]] = titles.get(name[1], 0) + 1
        made.append(f"{_comment(one.rule)}\n{stanza}\n")
    return "\n".join(made)


def _comment(rule: Rule) -> str:
    author = f", by {plain(rule.author)}" if rule.author else ""
    license_ = f", {plain(rule.license)}" if rule.license else ""
    return f"# {rule.id}{author}{license_}"


def _lines(target: Target, exported: Sequence[Exported], warning: str) -> str:
    return "".join(f"{one.text}\n" for one in exported)


def _script(target: Target, exported: Sequence[Exported], warning: str) -> str:
    head = "#!/bin/sh\nset -eu\n"
    head += f"# {warning}\n" if warning else ""
    return head + "".join(f"\n{_comment(one.rule)}\n{one.text}\n" for one in exported)


FORMS: Mapping[str, Form] = MappingProxyType(
    {
        "zip": Form(
            suffix="zip",
            words=f"an archive with one file a rule, and `{TABLE}` that says whose each is",
            join=_archive,
        ),
        "conf": Form(
            suffix="conf",
            words="the stanzas of all rules, as an app takes them",
            join=_stanzas,
        ),
        "lines": Form(
            suffix="ndjson",
            words="one object a line, as it is imported",
            join=_lines,
        ),
        "script": Form(
            suffix="sh",
            words="one script that puts all of them into place",
            join=_script,
        ),
    }
)
"""The formats by the value of a target's `bundle`."""
