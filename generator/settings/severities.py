"""Check settings in `catalogue.yml`: severity by path, and waivers for single findings."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from generator.base.diagnostics import Code, Route, Severity, error, quoted, warning
from generator.base.path_patterns import SAME, Places, fits
from generator.content.kinds.forms import Key, Plain, names
from generator.content.kinds.mapping_reader import MappingReader

CHECKS = "checks"
WAIVERS = "waivers"
RULING_KEYS = (
    Key("severity", Plain.ANY, required=True),
    Key("paths", Plain.TEXTS, "Patterns of paths; without them it is for all."),
)
UNKNOWN_CHECK = error("unknown-check", "catalogue.yml names a check that there is not")
EXPIRED_WAIVER = warning("expired-waiver", "A waiver has ended, and waives no longer")
UNUSED_WAIVER = warning("unused-waiver", "A waiver meets nothing")

CODES = (UNKNOWN_CHECK, EXPIRED_WAIVER, UNUSED_WAIVER)

WAIVER_KEYS = (
    Key("check", required=True),
    Key("path"),
    Key("rule", Plain.TEXT, "The id of a rule."),
    Key("reason", required=True),
    Key("expires", Plain.DATE, "The last day on which it holds.", required=True),
)


class SeverityChoice(StrEnum):
    """A severity, or whether the check runs at all; `on` keeps the check's default severity."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"
    OFF = "off"
    ON = "on"


@dataclass(frozen=True, slots=True, kw_only=True)
class SeverityRule:
    """The setting of a check, by its code or name, for some paths; empty `paths` means all."""

    check: str
    choice: SeverityChoice
    paths: tuple[str, ...]
    route: Route


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiver:
    """A finding accepted until a given day, with the reason; for a path or a rule id."""

    check: str
    path: str
    rule: str
    reason: str
    expires: datetime.date
    route: Route


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckSettings:
    """All check settings, in file order; the last matching one wins."""

    severities: tuple[SeverityRule, ...] = ()
    waivers: tuple[Waiver, ...] = ()
    places: Places = SAME

    def on(self, code: Code, names: Iterable[str]) -> bool:
        """Whether a code is enabled for any path; `names` are the names that it has."""
        answer = code.on
        for ruling in self._of(names):
            if not ruling.paths:
                answer = ruling.choice is not SeverityChoice.OFF
            elif ruling.choice is not SeverityChoice.OFF:
                answer = True
        return answer

    def severity(self, code: Code, names: Iterable[str], path: str) -> Severity | None:
        """The severity of a finding at a path; None where it is not to be reported."""
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
"""The check settings of a project that has none."""


def read(reader: MappingReader, bad: Code, places: Places = SAME) -> CheckSettings:
    """The settings `checks` and `waivers` of a configuration.

    Unusable values are reported and ignored; those of the wrong form have the code `bad`.
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
    """One word for all paths, or a mapping of a severity and its paths."""
    paths: tuple[str, ...] = ()
    route = (*body.route, *keys)
    word = item
    if isinstance(item, dict):
        nested = body.below(item, *keys)
        nested.check_keys(names(RULING_KEYS))
        word = nested.data.get("severity")
        paths = nested.texts("paths")
        if nested.has("paths") and not paths:
            nested.report(bad, "`paths` names no path; name some, or remove it", "paths")
            return None
    # YAML parses the words `on` and `off` as Booleans.
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
    item.check(WAIVER_KEYS)
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
