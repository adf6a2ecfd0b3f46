"""Tags that mean nothing: of an unknown namespace, or under `attack.` and no object of ATT&CK."""

from __future__ import annotations

from collections.abc import Iterator

from generator.catalogue import Catalogue, key_of
from generator.diagnostics import Diagnostic, quoted, warning
from generator.kinds.reading import nearest
from generator.tags import NAMESPACES

UNKNOWN_TAG = warning("unknown-tag", "A tag that Sigma does not have")

CODES = (UNKNOWN_TAG,)


def check(catalogue: Catalogue) -> Iterator[Diagnostic]:
    tactics = [f"attack.{tactic.shortname}" for tactic in catalogue.attack.tactics]
    for rule in catalogue.rules:
        for tag in catalogue.links[key_of(rule)].tags.unknown:
            namespace = tag.partition(".")[0].lower()
            if namespace in NAMESPACES:
                hint = nearest(tag, tactics) or "; remove it, or mend it"
                message = f"{quoted(tag)} is no tactic, technique, group or software{hint}"
            else:
                hint = nearest(namespace, NAMESPACES)
                listed = ", ".join(sorted(NAMESPACES))
                message = f"{quoted(tag)} begins with none of {listed}; it is shown as it is{hint}"
            written = next((text for text in rule.tags if text.lower() == tag.lower()), tag)
            yield UNKNOWN_TAG.at(rule.path, (rule.number, "tags", written), message)
