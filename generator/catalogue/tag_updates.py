"""Replacements for tags that the pinned version of ATT&CK does not have."""

from __future__ import annotations

from collections.abc import Sequence

from generator.catalogue.tags import attack_name, understand
from generator.content.model import Tactic
from generator.facts.attack import Attack, IdState, is_technique, parts_of_split_tactic


def renewed(tags: Sequence[str], attack: Attack) -> tuple[tuple[str, ...], ...]:
    """The replacement tags for each tag of a rule: itself, others, or none where the rule already
    has its successor.

    A tag without exactly one correct replacement stays unchanged: a deprecated technique, and the
    split tactic where the rule's techniques do not determine the part.
    """
    understood = understand(tags, attack)
    parts = parts_of_split_tactic(attack, understood.techniques)
    split = frozenset[str]() if understood.undecided else frozenset(understood.split)
    fresh = [_fresh(tag, attack, parts if tag in split else None) for tag in tags]
    kept = {_plain(tag) for tag, new in zip(tags, fresh, strict=True) if new == (tag,)}
    result = []
    for tag, new in zip(tags, fresh, strict=True):
        if new != (tag,):
            new = tuple(other for other in new if _plain(other) not in kept)
            kept.update(_plain(other) for other in new)
        result.append(new)
    return tuple(result)


def _fresh(tag: str, attack: Attack, parts: tuple[Tactic, ...] | None) -> tuple[str, ...]:
    """The successors of a tag; `parts` are given for the split tactic, where determined."""
    name = attack_name(tag)
    if name is None:
        return (tag,)
    namespace = tag[: -len(name)] if name else tag
    if is_technique(name):
        reference = attack.technique(name)
        if reference.state is not IdState.REVOKED:
            return (tag,)
        successor = reference.current if name[0] == "T" else reference.current.lower()
        return (namespace + successor,)
    if parts is not None:
        word = "_" if "_" in name else "-"
        return tuple(namespace + part.shortname.replace("-", word) for part in parts)
    return (tag,)


def _plain(tag: str) -> str:
    return tag.lower().replace("_", "-")
