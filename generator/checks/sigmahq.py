"""SigmaHQ's own validators of rules, where `pysigma-validators-sigmahq` is installed.

They are run offline: those that fetch lists from the internet at their first use are left out, and
so are the few that ask for the opposite of what this program does with a rule.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from types import MappingProxyType
from typing import Any

from sigma.correlations import SigmaCorrelationRule
from sigma.exceptions import SigmaError, SigmaRuleLocation
from sigma.rule import SigmaRule

from generator.content.model import Rule, RuleKind

PACKAGE = "sigma.validators.sigmahq"

_FETCHES = "it fetches lists from the internet at its first use"
LEFT_OUT: Mapping[str, str] = MappingProxyType(
    {
        "sigmahq_category_event_id": _FETCHES,
        "sigmahq_category_windows_provider_name": _FETCHES,
        "sigmahq_fieldname_cast": _FETCHES,
        "sigmahq_invalid_fieldname": _FETCHES,
        "sigmahq_redundant_field": _FETCHES,
        "sigmahq_filename_prefix": _FETCHES,
        "sigmahq_logsource_unknown": _FETCHES,
        "sigmahq_tags_techniques_without_tactics": f"{_FETCHES}; technique-of-other-tactic asks the "
        "same",
        "sigmahq_correlation_filename_prefix": "a correlation is a kind of its own in every list, "
        "so its file needs no prefix",
        "sigmahq_modified_date_order": "modified-before-date asks the same",
        "sigmahq_unknown_field": "Sigma allows keys of one's own, such as this program's `triage`; "
        "unknown-key reports the others",
        "sigmahq_mitre_link": "a reference to a page of ATT&CK is as good as any other, beside the "
        "tag",
    }
)
"""Validators that are not run, and why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """What a validator says of a rule. `name` is the validator's, without its `sigmahq_`."""

    rule: Rule
    name: str
    text: str


def is_installed() -> bool:
    try:
        return find_spec(PACKAGE) is not None
    except ModuleNotFoundError:
        return False


def issues(rules: Iterable[Rule], names: Collection[str]) -> Iterator[Issue]:
    """What the validators of these names say of rules; nothing where they are not installed. Filters
    are no rules to them, and what pySigma cannot parse is told where the rule is read."""
    if not names or not is_installed():
        return
    wanted = [(name, make()) for name, make in validators().items() if name in names]
    for rule in rules:
        parsed = _parsed(rule)
        for name, validator in wanted if parsed is not None else ():
            for issue in validator.validate(parsed):
                yield Issue(rule=rule, name=name, text=_text(issue))


@cache
def validators() -> dict[str, Callable[[], Any]]:
    """What makes each validator that is run, by its name without `sigmahq_`."""
    found: dict[str, Callable[[], Any]] = import_module(PACKAGE).validators
    mine = PACKAGE + "."
    return {
        name.removeprefix("sigmahq_").replace("_", "-"): found[name]
        for name in sorted(found)
        if name not in LEFT_OUT and found[name].__module__.startswith(mine)
    }


def _parsed(rule: Rule) -> SigmaRule | SigmaCorrelationRule | None:
    if rule.kind is RuleKind.FILTER or rule.problem is not None:
        return None
    made = SigmaRule if rule.kind is RuleKind.DETECTION else SigmaCorrelationRule
    try:
        parsed = made.from_dict(dict(rule.document), collect_errors=True)
    except SigmaError:
        return None
    if parsed.errors:
        return None
    parsed.source = SigmaRuleLocation(Path(rule.path))
    return parsed


def _text(issue: Any) -> str:
    """The issue in its own words, with the values that it names."""
    named = [
        f"{field.name} {value}"
        for field in fields(issue)
        if field.name != "rules" and isinstance(value := getattr(issue, field.name), (str, int))
    ]
    said = " ".join(str(issue.description).split()).rstrip(".")
    return f"{said} ({', '.join(named)})" if named else said
