"""Tags that mean nothing: of an unknown namespace, or under `attack.` and no object of ATT&CK."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from generator.base.diagnostics import Diagnostic, quoted, warning
from generator.catalogue.link import key_of
from generator.catalogue.tags import NAMESPACES
from generator.checks.check import Check, Context
from generator.content.kinds.mapping_reader import MOST_HINTS, nearest

UNKNOWN_TAG = warning("unknown-tag", "A tag that Sigma does not have")

_SHORT_NUMBER = re.compile(r"(attack\.t[0-9]{4})\.([0-9]{1,2})", re.IGNORECASE)

CODES = (UNKNOWN_TAG,)


def check(context: Context) -> Iterator[Diagnostic]:
    catalogue = context.catalogue
    tactics = [f"attack.{tactic.shortname}" for tactic in catalogue.attack.tactics]
    for rule in context.rules:
        written = {text.lower(): text for text in reversed(rule.tags)}
        for place, tag in enumerate(catalogue.links[key_of(rule)].tags.unknown):
            namespace = tag.partition(".")[0].lower()
            if namespace in NAMESPACES:
                hint = _hint(tag, tactics if place < MOST_HINTS else ())
                message = f"{quoted(tag)} is no tactic, technique, group or software{hint}"
            else:
                hint = nearest(namespace, NAMESPACES if place < MOST_HINTS else ())
                listed = ", ".join(sorted(NAMESPACES))
                message = f"{quoted(tag)} begins with none of {listed}; it is shown as it is{hint}"
            route = (rule.number, "tags", written.get(tag.lower(), tag))
            yield UNKNOWN_TAG.at(rule.path, route, message)


def _hint(tag: str, tactics: Iterable[str]) -> str:
    """What an unknown tag of ATT&CK most likely means; sub-techniques have three digits."""
    short = _SHORT_NUMBER.fullmatch(tag)
    if short is not None:
        return f"; did you mean {short[1]}.{int(short[2]):03}?"
    return nearest(tag, tactics) or "; remove it, or mend it"


CHECK = Check(name="tags", codes=CODES, run=check)
