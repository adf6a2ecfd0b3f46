"""Mistakes in content as values, and the forms in which they are printed."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum


class Severity(StrEnum):
    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


Route = tuple[str | int, ...]
"""Keys and list positions that lead to a node of a YAML file; the first is the number of the
document in the file."""


@dataclass(frozen=True, slots=True)
class Rewrite:
    """What is written in the place of one node: an item of a list, or the value of a key.

    Several `values` take the place of an item as several items; none removes the item, or the key
    with its value. `adds` is for a key at the left edge that is not there yet.
    """

    route: Route
    values: tuple[str, ...]
    adds: bool = False


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Diagnostic:
    """One mistake: where it is, what it is and what to do about it.

    `line` and `column` count from 1; 0 means that only the file is known, or that the route
    has not been looked up yet. `fix` mends it, where there is one right answer. `others` are files
    that it is about as much as about `path`: it is reported where any of them is asked about.
    """

    path: str
    line: int = 0
    column: int = 0
    code: str
    severity: Severity
    message: str
    route: Route = ()
    fix: tuple[Rewrite, ...] = field(default=(), compare=False)
    others: tuple[str, ...] = field(default=(), compare=False)

    def is_about(self, paths: Collection[str]) -> bool:
        return self.path in paths or any(other in paths for other in self.others)


@dataclass(frozen=True, slots=True)
class Code:
    """A kind of mistake. Its slug is an anchor in docs/checks.md and a folder in tests/invalid/.

    One that is not `on` is looked for only where catalogue.yml asks for it.
    """

    slug: str
    severity: Severity
    summary: str
    on: bool = True

    def at(
        self,
        path: str,
        route: Route,
        message: str,
        fix: tuple[Rewrite, ...] = (),
        others: tuple[str, ...] = (),
    ) -> Diagnostic:
        """The mistake at the node that `route` names; its line is looked up when it is reported."""
        return Diagnostic(
            path=path,
            route=route,
            code=self.slug,
            severity=self.severity,
            message=_clipped(message),
            fix=fix,
            others=others,
        )

    def on_line(self, path: str, line: int, column: int, message: str) -> Diagnostic:
        """The mistake at a place that is known by line and column, both from 1."""
        return Diagnostic(
            path=path,
            line=line,
            column=column,
            code=self.slug,
            severity=self.severity,
            message=_clipped(message),
        )


LONGEST_MESSAGE = 1_000
"""Characters. Messages quote what files hold, which may be of any length."""


def _clipped(message: str) -> str:
    return message if len(message) <= LONGEST_MESSAGE else f"{message[:LONGEST_MESSAGE]}…"


def error(slug: str, summary: str, *, on: bool = True) -> Code:
    return Code(slug, Severity.ERROR, summary, on)


def warning(slug: str, summary: str, *, on: bool = True) -> Code:
    return Code(slug, Severity.WARNING, summary, on)


def note(slug: str, summary: str, *, on: bool = True) -> Code:
    """What is good to know and no mistake."""
    return Code(slug, Severity.NOTE, summary, on)


LONGEST_QUOTE = 80
"""Characters of a value that a message quotes."""


def quoted(value: object) -> str:
    """A value of a file in quotes, cut where it is long, for a message."""
    text = str(value)
    return f"'{one_line(text if len(text) <= LONGEST_QUOTE else f'{text[:LONGEST_QUOTE]}…')}'"


def one_line(text: str) -> str:
    """Text of a rule can hold line breaks and terminal escapes; neither may reach a terminal."""
    return "".join(c if c.isprintable() else " " for c in text)


def as_text(diagnostic: Diagnostic) -> str:
    """`path:line:column: error[code]: message`."""
    place = one_line(diagnostic.path)
    if diagnostic.line:
        place += f":{diagnostic.line}:{diagnostic.column}"
    message = one_line(diagnostic.message)
    return f"{place}: {diagnostic.severity}[{diagnostic.code}]: {message}"


def as_github(diagnostic: Diagnostic) -> str:
    """A workflow command of GitHub Actions, which shows the mistake beside the line."""

    def escape(text: str, extra: str = "") -> str:
        for character in "%\r\n" + extra:
            text = text.replace(character, f"%{ord(character):02X}")
        return text

    properties = {"file": diagnostic.path, "title": diagnostic.code}
    if diagnostic.line:
        properties |= {"line": str(diagnostic.line), "col": str(diagnostic.column)}
    listed = ",".join(f"{name}={escape(value, ':,')}" for name, value in properties.items())
    command = "notice" if diagnostic.severity is Severity.NOTE else diagnostic.severity
    return f"::{command} {listed}::{escape(one_line(diagnostic.message))}"


def as_json(diagnostic: Diagnostic) -> str:
    """One object on one line of ASCII: some programs also break lines at U+2028."""
    return json.dumps(
        {
            "path": diagnostic.path,
            "line": diagnostic.line or None,
            "column": diagnostic.column or None,
            "severity": diagnostic.severity,
            "code": diagnostic.code,
            "message": diagnostic.message,
        }
    )


FORMATS: dict[str, Callable[[Diagnostic], str]] = {
    "text": as_text,
    "github": as_github,
    "json": as_json,
}
"""One diagnostic to one line, by the name of the format (json is one object a line)."""


def in_order(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """By file and line, each mistake once."""
    return tuple(sorted(set(diagnostics), key=_order))


def _order(diagnostic: Diagnostic) -> tuple[str, int, int, str, str]:
    return (
        diagnostic.path,
        diagnostic.line,
        diagnostic.column,
        diagnostic.code,
        diagnostic.message,
    )


def count(diagnostics: Sequence[Diagnostic], severity: Severity) -> int:
    return sum(diagnostic.severity is severity for diagnostic in diagnostics)
