"""Which technique files exercise a rule."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from generator.attack import Attack
from generator.grouping import reverse
from generator.model import Rule, Trigger
from generator.tags import Tags


@dataclass(frozen=True, slots=True, kw_only=True)
class TriggerLink:
    """A technique file that exercises a rule, and how many of its tests run on the rule's platform."""

    trigger: Trigger
    tests: int
    platform: str | None


TEST_PLATFORMS = {
    "windows": ("windows",),
    "linux": ("linux",),
    "macos": ("macos",),
    "aws": ("iaas:aws",),
    "azure": ("azure-ad", "iaas:azure"),
    "gcp": ("iaas:gcp", "google-workspace"),
    "m365": ("office-365",),
    "kubernetes": ("containers",),
}
"""The platforms of Atomic Red Team that are a Sigma product."""


def triggers_by_technique(
    triggers: Iterable[Trigger], attack: Attack
) -> dict[str, tuple[Trigger, ...]]:
    """Technique files by the current id of what they exercise."""

    def current(trigger: Trigger) -> Iterable[str]:
        reference = attack.technique(trigger.technique)
        return (str(reference.technique.id if reference.technique else reference.given),)

    return reverse(triggers, current)


def trigger_links(
    rule: Rule, tags: Tags, exercising: Mapping[str, tuple[Trigger, ...]]
) -> tuple[TriggerLink, ...]:
    """The technique files of the rule's techniques that have a test on the rule's platform."""
    product = rule.logsource.product if rule.logsource else None
    platforms = TEST_PLATFORMS.get(product or "")
    links = []
    for reference in tags.techniques:
        technique = str(reference.technique.id if reference.technique else reference.given)
        for trigger in exercising.get(technique, ()):
            tests = sum(
                platforms is None or bool({*platforms} & {*test.platforms})
                for test in trigger.tests
            )
            if tests:
                links.append(
                    TriggerLink(
                        trigger=trigger, tests=tests, platform=product if platforms else None
                    )
                )
    return tuple({link.trigger.path: link for link in links}.values())
