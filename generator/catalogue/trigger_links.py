"""Links from rules to technique files, down to the single test."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from generator.base.grouping import reverse
from generator.catalogue.tags import Tags
from generator.content.model import LogSource, Rule, Trigger
from generator.facts.attack import Attack


class TriggerLinkOrigin(StrEnum):
    """How the trigger of a rule was found."""

    SIMULATION = "simulation"
    TECHNIQUE = "technique"


@dataclass(frozen=True, slots=True, kw_only=True)
class TriggerLink:
    """A technique file that exercises a rule.

    `named` has the numbers, from 1, of the tests whose GUID a simulation of the rule gives.
    `same_platform` has those of all tests on the rule's platform where the rule is about the
    technique. `platform` is the product of the log source, None where that is not a platform.
    """

    trigger: Trigger
    named: tuple[int, ...]
    same_platform: tuple[int, ...]
    platform: str | None

    @property
    def found(self) -> TriggerLinkOrigin:
        return TriggerLinkOrigin.SIMULATION if self.named else TriggerLinkOrigin.TECHNIQUE

    @property
    def others(self) -> int:
        """The number of tests found by technique alone."""
        return len({*self.same_platform} - {*self.named})

    @property
    def tests(self) -> int:
        return len(self.named) + self.others


TEST_PLATFORMS: Mapping[tuple[str, str | None], tuple[str, ...]] = {
    ("windows", None): ("windows",),
    ("rpc_firewall", None): ("windows",),
    ("linux", None): ("linux",),
    ("macos", None): ("macos",),
    ("kubernetes", None): ("containers",),
    ("aws", None): ("iaas:aws",),
    ("azure", None): ("azure-ad", "iaas:azure"),
    ("azure", "activitylogs"): ("iaas:azure",),
    ("azure", "auditlogs"): ("azure-ad",),
    ("azure", "pim"): ("azure-ad",),
    ("azure", "riskdetection"): ("azure-ad",),
    ("azure", "signinlogs"): ("azure-ad",),
    ("gcp", None): ("iaas:gcp", "google-workspace"),
    ("gcp", "gcp.audit"): ("iaas:gcp",),
    ("gcp", "google_workspace.admin"): ("google-workspace",),
    ("gcp", "google_workspace.login"): ("google-workspace",),
    ("m365", None): ("office-365",),
    ("bitbucket", None): ("saas",),
    ("github", None): ("saas",),
    ("okta", None): ("saas",),
    ("onelogin", None): ("saas",),
    # Network devices: Atomic Red Team has no tests for them.
    ("cisco", None): (),
    ("fortigate", None): (),
    ("fortios", None): (),
    ("huawei", None): (),
    ("juniper", None): (),
    ("paloalto", None): (),
    # A decoy: no test targets it.
    ("opencanary", None): (),
}
"""The Atomic Red Team platforms that the log of a Sigma product and service records.

Unlisted products, such as programming languages or network sensors, and log sources without a
product record activity on any platform.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exercises:
    """Technique files by the current id of their technique, and the tests by GUID."""

    by_technique: Mapping[str, tuple[Trigger, ...]]
    by_guid: Mapping[str, tuple[Trigger, int]]


def exercises(triggers: Iterable[Trigger], attack: Attack) -> Exercises:
    """The index for finding links. The first test in order keeps a duplicate GUID."""
    files = tuple(triggers)
    by_guid: dict[str, tuple[Trigger, int]] = {}
    for trigger in files:
        for number, test in enumerate(trigger.tests, 1):
            if test.guid:
                by_guid.setdefault(test.guid, (trigger, number))

    def current(trigger: Trigger) -> Iterable[str]:
        reference = attack.technique(trigger.technique)
        return (str(reference.technique.id if reference.technique else reference.given),)

    return Exercises(by_technique=reverse(files, current), by_guid=by_guid)


def recorded_platforms(source: LogSource) -> tuple[str, ...] | None:
    """The platforms of tests that a log source records; None for any platform."""
    product = source.product or ""
    return TEST_PLATFORMS.get((product, source.service), TEST_PLATFORMS.get((product, None)))


def trigger_links(
    rule: Rule, sources: Iterable[LogSource], tags: Tags, found_in: Exercises
) -> tuple[TriggerLink, ...]:
    """The technique files whose tests the rule names, then those of its techniques that have a test
    on the platform of its log sources (several for a correlation).
    """
    named: dict[str, set[int]] = {}
    candidates: dict[str, Trigger] = {}
    for simulation in rule.simulations:
        if simulation.atomic_guid in found_in.by_guid:
            trigger, number = found_in.by_guid[simulation.atomic_guid]
            candidates[trigger.path] = trigger
            named.setdefault(trigger.path, set()).add(number)
    of_technique = {
        trigger.path: trigger
        for reference in tags.techniques
        for trigger in found_in.by_technique.get(
            str(reference.technique.id if reference.technique else reference.given), ()
        )
    }
    platforms, label = _platforms(sources)
    links = []
    for path, trigger in {**candidates, **of_technique}.items():
        fitting = tuple(
            number
            for number, test in enumerate(trigger.tests, 1)
            if path in of_technique and (platforms is None or platforms & {*test.platforms})
        )
        if fitting or path in named:
            links.append(
                TriggerLink(
                    trigger=trigger,
                    named=tuple(sorted(named.get(path, ()))),
                    same_platform=fitting,
                    platform=label if fitting else None,
                )
            )
    return tuple(links)


def _platforms(sources: Iterable[LogSource]) -> tuple[set[str] | None, str | None]:
    """The platforms of tests that log sources record, None for any, and their display name."""
    recorded: set[str] = set()
    products: set[str] = set()
    for source in sources:
        platforms = recorded_platforms(source)
        if platforms is None:
            return None, None
        recorded.update(platforms)
        products.add(source.product or "")
    return (recorded, ", ".join(sorted(products))) if products else (None, None)
