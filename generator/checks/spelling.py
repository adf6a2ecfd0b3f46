"""What is understood, and that Sigma writes otherwise; each has one right spelling."""

from __future__ import annotations

from collections.abc import Iterator

from generator.base.diagnostics import Diagnostic, Rewrite, note, quoted
from generator.catalogue.tags import NAMESPACES
from generator.checks.check import Check, Context
from generator.content.model import Rule

OLD_DATE = note("old-date", "A date is written with slashes, as old Sigma has it")
UPPER_CASE = note("upper-case", "A word or tag that Sigma writes in lower case has capitals")
DUPLICATE_TAG = note("duplicate-tag", "A rule has a tag twice")

CODES = (OLD_DATE, UPPER_CASE, DUPLICATE_TAG)


def check(context: Context) -> Iterator[Diagnostic]:
    for rule in context.rules:
        yield from _dates(rule)
        yield from _words(rule)
        yield from _tags(rule)


def _dates(rule: Rule) -> Iterator[Diagnostic]:
    for key, date in (("date", rule.date), ("modified", rule.modified)):
        written = rule.document.get(key)
        if date is not None and isinstance(written, str) and "/" in written:
            route = (rule.number, key)
            message = f"{key} {quoted(written)} is written as in old Sigma; write {date}"
            yield OLD_DATE.at(rule.path, route, message, (Rewrite(route, (str(date),)),))


def _words(rule: Rule) -> Iterator[Diagnostic]:
    for key, word in (("level", rule.level), ("status", rule.status)):
        written = rule.document.get(key)
        # A word of old Sigma has another value, and a mistake of its own.
        if word is None or not isinstance(written, str) or written.strip().lower() != word.value:
            continue
        if written.strip() != word.value:
            route = (rule.number, key)
            message = f"{key} {quoted(written)} has capitals; write {word.value}"
            yield UPPER_CASE.at(rule.path, route, message, (Rewrite(route, (word.value,)),))


def _tags(rule: Rule) -> Iterator[Diagnostic]:
    seen: set[str] = set()
    for place, tag in enumerate(_written_tags(rule)):
        route = (rule.number, "tags", place)
        plain = tag.lower()
        if plain in seen:
            message = f"{quoted(tag)} stands here already; remove it"
            yield DUPLICATE_TAG.at(rule.path, route, message, (Rewrite(route, ()),))
        elif tag != plain and plain.partition(".")[0] in NAMESPACES:
            message = f"the tag {quoted(tag)} has capitals; write {plain}"
            yield UPPER_CASE.at(rule.path, route, message, (Rewrite(route, (plain,)),))
        seen.add(plain)


def _written_tags(rule: Rule) -> Iterator[str]:
    """The tags as they stand; a list with anything but texts in it has another mistake."""
    listed = rule.document.get("tags")
    if isinstance(listed, list) and all(isinstance(tag, str) for tag in listed):
        yield from (tag.strip() for tag in listed)


CHECK = Check(name="spelling", codes=CODES, run=check)
