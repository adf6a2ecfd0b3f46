"""Techniques and tactics of a rule that the pinned version of ATT&CK does not have as they are."""

from __future__ import annotations

from collections.abc import Iterator

from generator.attack import SPLIT_TACTIC, State
from generator.catalogue import Catalogue, key_of
from generator.diagnostics import Diagnostic, Route, error, warning
from generator.model import Rule

UNKNOWN_TECHNIQUE = error("unknown-technique", "A technique that ATT&CK does not have")
REVOKED_TECHNIQUE = warning("revoked-technique", "A technique that another one has replaced")
DEPRECATED_TECHNIQUE = warning("deprecated-technique", "A technique that ATT&CK has given up")
UNDECIDED_TACTIC = warning(
    "undecided-tactic", "A tactic that was split, where the techniques do not say into which part"
)

CODES = (UNKNOWN_TECHNIQUE, REVOKED_TECHNIQUE, DEPRECATED_TECHNIQUE, UNDECIDED_TACTIC)


def check(catalogue: Catalogue) -> Iterator[Diagnostic]:
    version = f"ATT&CK {catalogue.attack.version}"
    for rule in catalogue.rules:
        tags = catalogue.links[key_of(rule)].tags
        for reference in tags.techniques:
            place = _place(rule, f"attack.{reference.given}")
            if reference.state is State.UNKNOWN:
                near = catalogue.attack.nearest(reference.given)
                hint = f"; did you mean {near}?" if near else ""
                message = f"{reference.given} is not in {version}{hint}"
                yield UNKNOWN_TECHNIQUE.at(rule.path, place, message)
            elif reference.state is State.DEPRECATED:
                message = (
                    f"{reference.given} is deprecated in {version} and has no successor; remove "
                    "the tag, or take another technique"
                )
                yield DEPRECATED_TECHNIQUE.at(rule.path, place, message)
            elif reference.state is State.REVOKED and reference.technique is not None:
                now = reference.technique
                message = (
                    f"{reference.given} is now {now.id} ({now.name}) in {version}; write "
                    f"attack.{now.id.lower()}"
                )
                yield REVOKED_TECHNIQUE.at(rule.path, place, message)
        if tags.undecided:
            yield UNDECIDED_TACTIC.at(
                rule.path,
                _place(rule, f"attack.{SPLIT_TACTIC}"),
                f"Defense Evasion was split in {version}: decide between attack.stealth and "
                "attack.defense-impairment",
            )


def _place(rule: Rule, tag: str) -> Route:
    """The route to a tag, whatever its case and whether it has `-` or `_` between the words."""

    def plain(text: str) -> str:
        return text.lower().replace("_", "-")

    written = next((text for text in rule.tags if plain(text) == plain(tag)), tag)
    return (rule.number, "tags", written)
