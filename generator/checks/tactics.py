"""Techniques and tactics of a rule that do not belong together in ATT&CK."""

from __future__ import annotations

from collections.abc import Iterator

from generator.base.diagnostics import Diagnostic, note, warning
from generator.catalogue.link import key_of
from generator.checks.check import Check, Context
from generator.content.model import Tactic, Technique

TECHNIQUE_OF_OTHER_TACTIC = warning(
    "technique-of-other-tactic", "A technique that belongs to none of the rule's tactics"
)
TACTIC_WITHOUT_TECHNIQUE = note(
    "tactic-without-technique", "A tactic that none of the rule's techniques belongs to", on=False
)

CODES = (TECHNIQUE_OF_OTHER_TACTIC, TACTIC_WITHOUT_TECHNIQUE)


def check(context: Context) -> Iterator[Diagnostic]:
    catalogue = context.catalogue
    named = {tactic.shortname: tactic for tactic in catalogue.attack.tactics}
    for rule in context.rules:
        tags = catalogue.links[key_of(rule)].tags
        tactics = {reference.tactic.shortname: reference for reference in tags.tactics}
        known = [(r.given, r.technique) for r in tags.techniques if r.technique is not None]
        # A tactic that was split is told where drift is; a rule without tactics says nothing wrong.
        if not tactics or not known or tags.split:
            continue
        written = {tag.lower(): tag for tag in reversed(rule.tags)}
        for given, technique in known:
            if not tactics.keys() & set(technique.tactics):
                tag = f"attack.{given}"
                yield TECHNIQUE_OF_OTHER_TACTIC.at(
                    rule.path,
                    (rule.number, "tags", written.get(tag.lower(), tag)),
                    f"{technique.id} ({technique.name}) belongs to {_listed(technique, named)}, and "
                    "the rule names no such tactic; add it, or take another technique",
                )
        covered = {shortname for _, technique in known for shortname in technique.tactics}
        for shortname, reference in tactics.items():
            if shortname not in covered:
                yield TACTIC_WITHOUT_TECHNIQUE.at(
                    rule.path,
                    (rule.number, "tags", reference.given),
                    f"none of the rule's techniques belongs to {reference.tactic.name}; add one "
                    "that does, or remove the tactic",
                )


def _listed(technique: Technique, named: dict[str, Tactic]) -> str:
    """The tactics of a technique by their names; those of another domain by what is known."""
    names = [
        named[s].name if s in named else s.replace("-", " ").title() for s in technique.tactics
    ]
    return " and ".join(names) or "no tactic"


CHECK = Check(name="tactics", codes=CODES, run=check)
