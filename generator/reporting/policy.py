"""Check policy: the severities and waivers of catalogue.yml, applied to findings."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from generator.base.diagnostics import Diagnostic, Route, in_order, quoted
from generator.base.path_patterns import fits
from generator.catalogue.link import Catalogue, RuleKey, key_of
from generator.checks.registry import CHECKS, CODES
from generator.content.kinds.mapping_reader import nearest
from generator.content.model import RuleId
from generator.reporting.codes import ALL_CODES
from generator.settings.config import Config
from generator.settings.severities import (
    EXPIRED_WAIVER,
    UNKNOWN_CHECK,
    UNUSED_WAIVER,
    CheckSettings,
    Waiver,
)

_NAMES: Mapping[str, tuple[str, ...]] = {
    slug: (*(check.name for check in CHECKS if code in check.codes), slug)
    for slug, code in ALL_CODES.items()
}
"""The names that catalogue.yml may use for a kind of mistake: that of its check, and its slug."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Waived:
    """A suppressed finding, and the waiver with the reason."""

    diagnostic: Diagnostic
    waiver: Waiver


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyResult:
    reported: tuple[Diagnostic, ...]
    waived: tuple[Waived, ...]


COSTLY_CODES = frozenset(code.slug for check in CHECKS if check.costly for code in check.codes)
"""The codes that `catalogue check --quick` skips entirely or in part."""


def check_names() -> list[str]:
    """Every check name that catalogue.yml may use, sorted."""
    return sorted({name for names in _NAMES.values() for name in names})


def codes_on(rulings: CheckSettings) -> frozenset[str]:
    """The codes that are enabled for at least some files."""
    return frozenset(s for s, code in ALL_CODES.items() if rulings.on(code, _NAMES[s]))


def codes_looked_for(rulings: CheckSettings, *, costly: bool) -> frozenset[str]:
    """The codes that a run looks for completely, so that no finding means no mistake."""
    mine = {code.slug for code in CODES}
    return codes_on(rulings) & mine - (frozenset() if costly else COSTLY_CODES)


def rule_ids(catalogue: Catalogue) -> Mapping[RuleKey, RuleId]:
    return {key_of(rule): rule.id for rule in catalogue.rules}


def rule_of(diagnostic: Diagnostic, ids: Mapping[RuleKey, RuleId]) -> str:
    """The id of the rule that a finding is about; empty if it is not about a rule."""
    number = diagnostic.route[0] if diagnostic.route else 0
    return str(ids.get((diagnostic.path, number if isinstance(number, int) else 0), ""))


def apply_policy(
    found: Iterable[Diagnostic],
    config: Config,
    ids: Mapping[RuleKey, RuleId],
    looked_for: frozenset[str] | None = None,
) -> PolicyResult:
    """Applies the project's severities to the findings, and removes those that are off or waived.

    Expired waivers are findings too, and so are unused waivers for codes in `looked_for`. None
    means that only part of the findings is given, so waivers are not judged.
    """
    rulings, today = config.rulings, config.today
    reported: list[Diagnostic] = []
    waived: list[Waived] = []
    met: set[Route] = set()
    for diagnostic in found:
        code = ALL_CODES.get(diagnostic.code)
        if code is not None:
            severity = rulings.severity(code, _NAMES[code.slug], diagnostic.path)
            if severity is None:
                continue
            diagnostic = replace(diagnostic, severity=severity)
        path = rulings.places.of(diagnostic.path)
        fitting = [w for w in rulings.waivers if _meets(w, diagnostic, path, ids)]
        met.update(waiver.route for waiver in fitting)
        standing = next((w for w in fitting if not _has_ended(w, today)), None)
        if standing is None:
            reported.append(diagnostic)
        else:
            waived.append(Waived(diagnostic=diagnostic, waiver=standing))
    if looked_for is not None:
        reported += _about_waivers(config, met, looked_for)
    return PolicyResult(reported=in_order(reported), waived=tuple(waived))


def _meets(
    waiver: Waiver, diagnostic: Diagnostic, path: str, ids: Mapping[RuleKey, RuleId]
) -> bool:
    if waiver.check not in _NAMES.get(diagnostic.code, (diagnostic.code,)):
        return False
    if waiver.path and not fits(path, waiver.path):
        return False
    return not waiver.rule or waiver.rule == rule_of(diagnostic, ids)


def _has_ended(waiver: Waiver, today: datetime.date | None) -> bool:
    """Whether a waiver has expired. It is still valid on the day that it names."""
    return today is not None and waiver.expires < today


def _about_waivers(
    config: Config, met: set[Route], looked_for: frozenset[str]
) -> Iterator[Diagnostic]:
    path = config.document.path if config.document else ""
    for waiver in config.rulings.waivers:
        codes = {slug for slug, names in _NAMES.items() if waiver.check in names}
        idle = waiver.route not in met and codes <= looked_for
        if _has_ended(waiver, config.today):
            rest = (
                "nothing meets it any more, so remove it"
                if idle
                else "mend what it was for, or give it a later day"
            )
            message = f"this waiver of {waiver.check} ended on {waiver.expires}; {rest}"
            yield EXPIRED_WAIVER.at(path, waiver.route, message)
        elif idle and codes:
            place = waiver.path or f"the rule {waiver.rule}"
            message = f"{waiver.check} finds nothing in {place}; remove this waiver, or mend it"
            yield UNUSED_WAIVER.at(path, waiver.route, message)


def unknown_checks(config: Config) -> Iterator[Diagnostic]:
    """Reports unknown checks in catalogue.yml."""
    path = config.document.path if config.document else ""
    known = check_names()
    named = [(ruling.check, ruling.route) for ruling in config.rulings.severities]
    named += [(waiver.check, (*waiver.route, "check")) for waiver in config.rulings.waivers]
    for name, route in named:
        if name not in known:
            hint = nearest(name, known) or "; docs/checks.md has the list"
            yield UNKNOWN_CHECK.at(path, route, f"there is no check {quoted(name)}{hint}")
