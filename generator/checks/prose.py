"""The texts of content that people read, as authors may write Markdown in them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from generator.base.diagnostics import Route
from generator.catalogue.link import Catalogue
from generator.content.model import AtomicTest, Trigger, UseCase

Text = tuple[str, Route, str]
"""A path, the way to a text in that file, and the text."""


def texts(catalogue: Catalogue) -> Iterator[Text]:
    """Every text of every kind of content that a page shows as prose, with its place."""
    for rule in catalogue.rules:
        yield rule.path, (rule.number, "description"), rule.description
        yield rule.path, (rule.number, "triage"), rule.triage
        yield from _listed(rule.path, (rule.number, "falsepositives"), rule.falsepositives)
    for entity in catalogue.data_needed:
        yield entity.path, (0, "description"), entity.description
        yield from _named(entity.path, (0, "optional_fields"), entity.optional_fields)
    for policy in catalogue.logging_policies:
        yield policy.path, (0, "description"), policy.description
        yield policy.path, (0, "configuration"), policy.configuration
    for enrichment in catalogue.enrichments:
        yield enrichment.path, (0, "description"), enrichment.description
        yield enrichment.path, (0, "config"), enrichment.config
        yield from _listed(enrichment.path, (0, "requirements"), enrichment.requirements)
    for trigger in catalogue.triggers:
        yield from _of_trigger(trigger)
    for environment in catalogue.environments:
        yield environment.path, (0, "description"), environment.description
    for use_case in catalogue.use_cases:
        yield from _of_use_case(use_case)


def _of_trigger(trigger: Trigger) -> Iterator[Text]:
    for place, test in enumerate(trigger.tests):
        for route, text in _of_test(test):
            yield trigger.path, (0, "atomic_tests", place, *route), text


def _of_test(test: AtomicTest) -> Iterator[tuple[Route, str]]:
    yield ("description",), test.description
    for argument in test.inputs:
        yield ("input_arguments", argument.name, "description"), argument.description
    for place, dependency in enumerate(test.dependencies):
        yield ("dependencies", place, "description"), dependency.description
    yield ("executor", "steps"), test.executor.steps


def _of_use_case(use_case: UseCase) -> Iterator[Text]:
    yield use_case.path, (0, "description"), use_case.description
    for place, step in enumerate(use_case.steps):
        yield use_case.path, (0, "steps", place, "description"), step.description


def _listed(path: str, route: Route, items: tuple[str, ...]) -> Iterator[Text]:
    yield from ((path, (*route, place), text) for place, text in enumerate(items))


def _named(path: str, route: Route, items: Mapping[str, str]) -> Iterator[Text]:
    yield from ((path, (*route, name), text) for name, text in items.items())
