"""An event made from what must be true of its fields, field by field.

Several values in a field may each serve another test, as the evaluator has it: so the tests that
must hold are asked one by one, and only what must not hold binds all values. A single value is
tried first, because events look like that.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from generator.logic.compare.atoms import Atom
from generator.logic.compare.automaton import Undecided
from generator.logic.compare.effort import Effort
from generator.logic.compare.filling import fresh
from generator.logic.compare.joint_values import Clash, quickly, thoroughly
from generator.logic.compare.references import pairs
from generator.logic.compare.values import Implied, Question, Taken, value_for
from generator.logic.evaluate.matchers import FieldReference
from generator.logic.evaluate.record import RAW, Record

FILLER = "x"


@dataclass(slots=True)
class Wishes:
    """What must be true of one field."""

    present: bool | None = None
    valued: bool | None = None
    wanted: list[Atom] = field(default_factory=list)
    unwanted: list[Atom] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Lesson:
    """Not all of `wanted` can hold where none of `unwanted` does.

    `always` is false for what is only true of a single value.
    """

    wanted: frozenset[Atom]
    unwanted: frozenset[Atom]
    always: bool = True


@dataclass(slots=True)
class Draft:
    """Values by field, and what was learnt where there are none."""

    values: dict[str | None, list[Any] | None] = field(default_factory=dict)
    """None for a field that is there without a value."""
    lessons: list[Lesson] = field(default_factory=list)

    def event(self) -> dict[str, Any]:
        """The event as the evaluator reads it; keywords stand in the raw message."""
        return {
            RAW if name is None else name: values[0] if values and len(values) == 1 else values
            for name, values in self.values.items()
        }


class Drafting:
    """Makes drafts for one pair of detections; knows which characters each field's tests have."""

    def __init__(self, atoms: Sequence[Atom], effort: Effort) -> None:
        by_field: dict[str | None, list[Atom]] = {}
        for atom in atoms:
            by_field.setdefault(atom.field, []).append(atom)
        self.others = {name: fresh(listed) for name, listed in by_field.items()}
        self.fillers = _distinct(atoms)
        self.effort = effort

    def draft(self, wishes: Mapping[str | None, Wishes], *, single: bool) -> Draft:
        """A draft with values, or one with lessons only; raises Undecided and Exhausted."""
        draft = Draft()
        undecided: Undecided | None = None
        for name, wish in wishes.items():
            try:
                self.put(draft, name, wish, single)
            except Undecided as reason:
                undecided = reason
        if None in self.others:
            # Without a raw message, keywords would be looked for in all that the event has.
            draft.values.setdefault(None, [])
        if draft.lessons:
            return draft
        if undecided is not None:
            raise undecided
        for name, wish in wishes.items():
            for atom in wish.wanted:
                if isinstance(atom.matcher, FieldReference):
                    self.link(draft, name, atom.matcher, wishes)
        return draft

    def put(self, draft: Draft, name: str | None, wish: Wishes, single: bool) -> None:
        """The values of one field that its own tests ask for."""
        wanted = [a for a in wish.wanted if not isinstance(a.matcher, FieldReference)]
        if wanted:
            found = self.values(name, wanted, wish.unwanted, single)
            if isinstance(found, list):
                draft.values[name] = found
            else:
                draft.lessons += found.lessons
        elif wish.valued or wish.wanted:
            draft.values[name] = [self.any_value(name, wish.unwanted)]
        elif wish.present:
            draft.values[name] = None

    def any_value(self, name: str | None, unwanted: Sequence[Atom]) -> object:
        """A value that no unwanted test takes; a map is taken by none at all."""
        other = self.others.get(name, FILLER)
        for text in (self.fillers.get(name, FILLER), other, other * 3, ""):
            if not any(a.takes(text) for a in unwanted):
                return text
        return {}

    def values(
        self, name: str | None, wanted: list[Atom], unwanted: list[Atom], single: bool
    ) -> list[Any] | Draft:
        other = self.others[name]
        self.effort.spend(len(wanted) + len(unwanted))
        one = quickly(wanted, unwanted, other) if len(wanted) > 1 else None
        if one is not None:
            return [one]
        if single and len(wanted) > 1:
            text = thoroughly(wanted, unwanted, self.effort)
            if isinstance(text, Clash):
                return Draft(lessons=[Lesson(text.wanted, text.unwanted, always=False)])
            return [text]
        return self.one_by_one(wanted, unwanted, other)

    def one_by_one(self, wanted: list[Atom], unwanted: list[Atom], other: str) -> list[Any] | Draft:
        values: list[Any] = []
        lessons: list[Lesson] = []
        undecided: Undecided | None = None
        for atom in wanted:
            if any(atom.takes(value) for value in values):
                continue
            question = Question(
                wanted=atom, unwanted=tuple(unwanted), other=other, effort=self.effort
            )
            try:
                found = value_for(question)
            except Undecided as reason:
                undecided = reason
                continue
            if isinstance(found, Taken):
                values.append(found.value)
            elif isinstance(found, Implied):
                lessons.append(Lesson(frozenset((atom,)), found.by))
        if lessons:
            return Draft(lessons=lessons)
        if undecided is not None:
            raise undecided
        return values

    def link(
        self,
        draft: Draft,
        name: str | None,
        reference: FieldReference,
        wishes: Mapping[str | None, Wishes],
    ) -> None:
        """Puts texts into two fields for which a comparison of them holds that is wanted."""
        if _holds(draft, name, reference):
            return
        before = dict(draft.values)
        here, there = before.get(name) or [], before.get(reference.field) or []
        known = [value for value in (*here, *there) if isinstance(value, str)]
        for text, part in pairs(reference, known, FILLER):
            draft.values[name] = _with(here, text)
            draft.values[reference.field] = _with(there, part)
            if not any(_spoiled(draft, side, wishes) for side in wishes):
                return
        draft.values = before
        raise Undecided("No texts were found for two fields that are compared.")


def _with(values: list[Any], text: str) -> list[Any]:
    return values if text in values else [*values, text]


def _holds(draft: Draft, name: str | None, reference: FieldReference) -> bool:
    record = Record(draft.event())
    return reference.matches(record.found(name), record)


def _spoiled(draft: Draft, name: str | None, wishes: Mapping[str | None, Wishes]) -> bool:
    """Whether a field has come to hold what it must not."""
    record = Record(draft.event())
    return any(a.matcher.matches(record.found(name), record) for a in wishes[name].unwanted)


def _distinct(atoms: Sequence[Atom]) -> dict[str | None, str]:
    """Fields that are compared with each other, each with a text that no other one has."""
    names = [
        n
        for a in atoms
        if isinstance(a.matcher, FieldReference)
        for n in (a.field, a.matcher.field)
    ]
    return {name: chr(ord("a") + index % 26) * 2 for index, name in enumerate(dict.fromkeys(names))}
