"""Migration of the tags in rule files to the pinned version of ATT&CK.

Nothing else in the files changes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from generator.base.diagnostics import Diagnostic
from generator.catalogue.tag_updates import renewed
from generator.checks.attack_drift import drift
from generator.content.documents import Document, located
from generator.content.yaml_text import Part, parse
from generator.facts.attack import Attack
from generator.review.migrate.edits import Edit, NotEditable, applied, edits_of, tag_lists

__all__ = ["Migration", "migrate", "renewed"]

TagsByDocument = Mapping[int, tuple[str, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Migration:
    """The result for one file: its new text (the same if nothing changes), the number of changed
    tags, and what is left to do by hand."""

    document: Document
    text: str
    tags: int
    left: tuple[Diagnostic, ...]


def migrate(document: Document, attack: Attack) -> Migration:
    """Replaces revoked techniques and the split tactic in the tags of all rules of a file.

    Only unambiguous replacements are made. The new text is parsed again: unless it differs from the
    old one in these tags alone, the file is left unchanged.
    """
    before: dict[int, tuple[str, ...]] = {}
    after: dict[int, tuple[str, ...]] = {}
    edits: list[Edit] = []
    changed = 0
    for number, listed in tag_lists(document.text):
        tags = tuple(str(node.value).strip() for node in listed.nodes)
        replacements = renewed(tags, attack)
        before[number] = after[number] = tags
        if all(new == (old,) for old, new in zip(tags, replacements, strict=True)):
            continue
        try:
            edits += edits_of(document.text, listed, replacements)
        except NotEditable:
            continue
        after[number] = tuple(tag for new in replacements for tag in new)
        changed += sum(new != (old,) for old, new in zip(tags, replacements, strict=True))
    text = applied(document.text, edits)
    if edits and not _is_sound(document, text, before, after):
        text, after, changed = document.text, before, 0
    left = (
        mistake
        for number, tags in after.items()
        for mistake in drift(document.path, number, tags, attack)
    )
    return Migration(
        document=document, text=text, tags=changed, left=tuple(located(left, [document]))
    )


def _is_sound(document: Document, text: str, before: TagsByDocument, after: TagsByDocument) -> bool:
    """Whether an edited text differs from the original in its tags only."""
    _, mistakes = parse(document.text, document.path)
    parts, new_mistakes = parse(text, document.path)
    if [m.code for m in mistakes] != [m.code for m in new_mistakes]:
        return False
    if len(parts) != len(document.parts):
        return False
    return all(
        _says(new, after.get(new.number))
        and _says(old, before.get(old.number))
        and {**old.data, "tags": None} == {**new.data, "tags": None}
        for old, new in zip(document.parts, parts, strict=True)
    )


def _says(part: Part, tags: tuple[str, ...] | None) -> bool:
    """Whether a document has these tags; with None, any tags are accepted."""
    value = part.data.get("tags")
    listed: Sequence[object] = value if isinstance(value, list) else [value]
    return tags is None or tuple(str(tag).strip() for tag in listed) == tags
