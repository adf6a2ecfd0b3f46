"""Techniques and tactics of a rule that the pinned version of ATT&CK does not have as they are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from generator.base.diagnostics import Code, Diagnostic, Rewrite, error, warning
from generator.catalogue.link import key_of
from generator.catalogue.tag_updates import renewed
from generator.catalogue.tags import TacticReference, understand
from generator.checks.check import Check, Context
from generator.facts.attack import SPLIT_NAME, Attack, IdState, TechniqueReference

UNKNOWN_TECHNIQUE = error("unknown-technique", "A technique that ATT&CK does not have")
NEWER_TECHNIQUE = warning("newer-technique", "A technique that came after the pinned ATT&CK")
REVOKED_TECHNIQUE = warning("revoked-technique", "A technique that another one has replaced")
DEPRECATED_TECHNIQUE = warning("deprecated-technique", "A technique that ATT&CK has given up")
RENAMED_TACTIC = warning("renamed-tactic", "A tactic that has another name now")
UNDECIDED_TACTIC = warning(
    "undecided-tactic", "A tactic that was split, where the techniques do not say into which part"
)

GONE = (IdState.UNKNOWN, IdState.NEWER, IdState.REVOKED, IdState.DEPRECATED)
"""The states of which there is something to say; most rules have no technique in any of them."""
MOST_HINTS = 50
"""Unknown techniques of one rule that the nearest known one is looked for."""

CODES = (
    UNKNOWN_TECHNIQUE,
    NEWER_TECHNIQUE,
    REVOKED_TECHNIQUE,
    DEPRECATED_TECHNIQUE,
    RENAMED_TACTIC,
    UNDECIDED_TACTIC,
)


def check(context: Context) -> Iterator[Diagnostic]:
    links = context.catalogue.links
    for rule in context.rules:
        tags = links[key_of(rule)].tags
        if tags.split or any(t.state in GONE for t in tags.techniques):
            yield from drift(rule.path, rule.number, rule.tags, context.catalogue.attack)


def drift(path: str, number: int, tags: Sequence[str], attack: Attack) -> Iterator[Diagnostic]:
    """What is no longer so, or not yet, in the tags of one document of a file."""
    understood = understand(tags, attack)
    written = {tag.lower(): tag for tag in reversed(tags)}
    fresh = dict(zip(tags, renewed(tags, attack), strict=True))

    def found_at(code: Code, tag: str, message: str) -> Diagnostic:
        route = (number, "tags", tag)
        new = fresh.get(tag, (tag,))
        fix = () if new == (tag,) else (Rewrite(route, new),)
        return code.at(path, route, message, fix)

    for place, reference in enumerate(understood.techniques):
        found = _technique(reference, attack, hinted=place < MOST_HINTS)
        if found is not None:
            code, message = found
            tag = f"attack.{reference.given}"
            yield found_at(code, written.get(tag.lower(), tag), message)
    for tag in understood.split:
        code, message = _split(tag, understood.tactics, attack, undecided=understood.undecided)
        yield found_at(code, tag, message)


def _technique(
    reference: TechniqueReference, attack: Attack, *, hinted: bool
) -> tuple[Code, str] | None:
    given, source, now = reference.given, reference.source, reference.technique
    if reference.state is IdState.UNKNOWN:
        near = attack.nearest(given) if hinted else None
        hint = f"; did you mean {near}?" if near else ""
        return UNKNOWN_TECHNIQUE, f"{given} is not in {source}{hint}"
    if reference.state is IdState.NEWER:
        return NEWER_TECHNIQUE, (
            f"{given} is not in {source}, whose numbers end below it: is it of a newer version? "
            "Import that with `catalogue attack import`, or mend the number"
        )
    if reference.state is IdState.DEPRECATED:
        return DEPRECATED_TECHNIQUE, (
            f"{given} is deprecated in {source} and has no successor; remove the tag, or take "
            "another technique"
        )
    if reference.state is IdState.REVOKED and now is not None:
        return REVOKED_TECHNIQUE, (
            f"{given} is now {now.id} ({now.name}) in {source}; write attack.{now.id.lower()}"
        )
    return None


def _split(
    tag: str, tactics: Sequence[TacticReference], attack: Attack, *, undecided: bool
) -> tuple[Code, str]:
    if undecided:
        return UNDECIDED_TACTIC, (
            f"{SPLIT_NAME} was split in {attack.label}: decide between attack.stealth and "
            "attack.defense-impairment"
        )
    parts = [reference.tactic for reference in tactics if reference.given == tag]
    if not parts:
        return RENAMED_TACTIC, (
            f"{SPLIT_NAME} was split in {attack.label}, and the rule names a part of it already; "
            f"remove {tag}"
        )
    named = " and ".join(part.name for part in parts)
    write = " and ".join(f"attack.{part.shortname}" for part in parts)
    return RENAMED_TACTIC, (
        f"{SPLIT_NAME} was split in {attack.label}; by its techniques this rule is about {named}: "
        f"write {write}"
    )


CHECK = Check(name="attack-drift", codes=CODES, run=check)
