"""What catalogue.yml says of checks: how severe each is where, and which finding is waived."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from generator.base.diagnostics import Code, Route, Severity, error, quoted, warning
from generator.base.path_patterns import SAME, Places, fits
from generator.content.kinds.mapping_reader import MappingReader

CHECKS = "checks"
WAIVERS = "waivers"
RULING_KEYS = ("severity", "paths")
UNKNOWN_CHECK = error("unknown-check", "catalogue.yml names a check that there is not")
EXPIRED_WAIVER = warning("expired-waiver", "A waiver has ended, and waives no longer")
UNUSED_WAIVER = warning("unused-waiver", "A waiver meets nothing")

CODES = (UNKNOWN_CHECK, EXPIRED_WAIVER, UNUSED_WAIVER)

WAIVER_KEYS = ("check", "path", "rule", "reason", "expires")


class SeverityChoice(StrEnum):
    """A severity, or whether the check looks at all; `on` leaves it at its own severity."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"
    OFF = "off"
    ON = "on"


@dataclass(frozen=True, slots=True, kw_only=True)
class SeverityRule:
    """What is said of a check, by its code or its name, for some paths; no `paths` is for all."""

    check: str
    choice: SeverityChoice
    paths: tuple[str, ...]
    route: Route


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiver:
    """A finding that is accepted until a day, and the reason; for a path or a rule by its id."""

    check: str
    path: str
    rule: str
    reason: str
    expires: datetime.date
    route: Route


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckSettings:
    """All that is said of checks, in the order of the file; of several that fit, the last counts."""

    severities: tuple[SeverityRule, ...] = ()
    waivers: tuple[Waiver, ...] = ()
    places: Places = SAME

    def on(self, code: Code, names: Iterable[str]) -> bool:
        """Whether a code is to be looked for anywhere; `names` are those that it goes by."""
        answer = code.on
        for ruling in self._of(names):
            if not ruling.paths:
                answer = ruling.choice is not SeverityChoice.OFF
            elif ruling.choice is not SeverityChoice.OFF:
                answer = True
        return answer

    def severity(self, code: Code, names: Iterable[str], path: str) -> Severity | None:
        """How severe a finding at a path is; None where it is not to be reported."""
        answer = code.severity if code.on else None
        path = self.places.of(path)
        for ruling in self._of(names):
            if ruling.paths and not any(fits(path, pattern) for pattern in ruling.paths):
                continue
            if ruling.choice is SeverityChoice.OFF:
                answer = None
            elif ruling.choice is SeverityChoice.ON:
                answer = code.severity
            else:
                answer = Severity(ruling.choice.value)
        return answer

    def _of(self, names: Iterable[str]) -> Iterable[SeverityRule]:
        wanted = frozenset(names)
        return (ruling for ruling in self.severities if ruling.check in wanted)


NONE_GIVEN = CheckSettings()
"""The rulings of a project that makes none."""


def read(reader: MappingReader, bad: Code, places: Places = SAME) -> CheckSettings:
    """The settings `checks` and `waivers` of a configuration.

    What cannot be used is reported, as `bad` where its form is wrong, and left out.
    """
    rulings = []
    body = reader.mapping(CHECKS)
    for check, given in body.data.items() if body else ():
        for place, item in enumerate(given if isinstance(given, list) else [given]):
            keys = (check, place) if isinstance(given, list) else (check,)
            assert body is not None
            ruling = _ruling(body, check, item, keys, bad)
            if ruling is not None:
                rulings.append(ruling)
    waivers = (_waiver(item, bad) for item in reader.mappings(WAIVERS))
    return CheckSettings(
        severities=tuple(rulings),
        waivers=tuple(w for w in waivers if w is not None),
        places=places,
    )


def _ruling(
    body: MappingReader, check: str, item: object, keys: tuple[str | int, ...], bad: Code
) -> SeverityRule | None:
    """One word for all paths, or a mapping of a severity and the paths that it is for."""
    paths: tuple[str, ...] = ()
    route = (*body.route, *keys)
    word = item
    if isinstance(item, dict):
        nested = body.below(item, *keys)
        nested.check_keys(RULING_KEYS)
        word = nested.data.get("severity")
        paths = nested.texts("paths")
        if nested.has("paths") and not paths:
            nested.report(bad, "`paths` names no path; name some, or remove it", "paths")
            return None
    # YAML reads the words `on` and `off` as truth values.
    if isinstance(word, bool):
        word = SeverityChoice.ON if word else SeverityChoice.OFF
    try:
        choice = SeverityChoice(str(word).strip().lower())
    except ValueError:
        words = ", ".join(choice.value for choice in SeverityChoice)
        message = f"{quoted(word)} is no severity for {check}; write one of {words}"
        body.report(bad, message, *keys)
        return None
    return SeverityRule(check=check, choice=choice, paths=paths, route=route)


def _waiver(item: MappingReader, bad: Code) -> Waiver | None:
    before = item.reported
    item.check_keys(WAIVER_KEYS)
    item.require("check", "reason", "expires")
    path, rule = item.text("path"), item.scalar("rule").strip().lower()
    if not path and not rule:
        message = "a waiver is for a `path` or for a `rule` by its id; name one of them"
        item.report(bad, message)
    check, reason, expires = item.text("check"), item.text("reason"), item.date("expires")
    if item.reported > before or expires is None:
        return None
    return Waiver(
        check=check, path=path, rule=rule, reason=reason, expires=expires, route=item.route
    )
