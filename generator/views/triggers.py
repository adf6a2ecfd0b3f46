"""Pages of triggers (technique files of Atomic Red Team), and their index."""

from __future__ import annotations

import re
from collections.abc import Iterator

from generator import attack
from generator.foreign_markdown import harmless
from generator.markdown import Markdown, code, inline, link, render
from generator.model import Artifact, AtomicTest, Trigger
from generator.views import parts
from generator.views.listing import listing
from generator.views.publication import Publication

_PLACEHOLDER = re.compile(r"#\{([^{}]+)\}")


def pages(publication: Publication) -> Iterator[Artifact]:
    catalogue = publication.catalogue
    for trigger in catalogue.triggers:
        yield _page(publication, trigger)
    yield listing(
        publication,
        folder="triggers",
        title="Triggers",
        introduction="Harmless tests that produce the events the rules look for, by technique.",
        columns=("Trigger", "Tests", "Platforms", "Rules"),
        rows=(
            (
                parts.entity_link(trigger, catalogue, "triggers/index.md"),
                str(len(trigger.tests)),
                ", ".join(inline(name) for name in _platforms(trigger)) or "not given",
                str(len(catalogue.rules_by_trigger.get(trigger.path, ()))),
            )
            for trigger in catalogue.triggers
        ),
    )


def _platforms(trigger: Trigger) -> list[str]:
    return sorted({platform for test in trigger.tests for platform in test.platforms})


def _page(publication: Publication, trigger: Trigger) -> Artifact:
    catalogue = publication.catalogue
    page = catalogue.page(trigger)
    reference = catalogue.attack.technique(trigger.technique)
    shortnames = reference.technique.tactics if reference.technique else ()
    found = [tactic for tactic in catalogue.attack.tactics if tactic.shortname in shortnames]
    text = render(
        "trigger.md.j2",
        head={
            "title": trigger.title,
            "description": f"{len(trigger.tests)} tests of {trigger.title}.",
        },
        title=trigger.title,
        tactics=parts.cell(
            (link(f"{t.id}: {t.name}", attack.tactic_url(t.id)) for t in found),
            "The technique is in no tactic of this version of ATT&CK.",
        ),
        technique=parts.technique(reference, catalogue.attack.version),
        tests=[_test(trigger, number, test) for number, test in enumerate(trigger.tests, 1)],
        rules=parts.rule_table(catalogue.rules_by_trigger.get(trigger.path, ()), catalogue, page),
    )
    return Artifact(path=page, content=text, source=trigger.path)


def _test(trigger: Trigger, number: int, test: AtomicTest) -> dict[str, object]:
    return {
        "heading": Markdown(f"Test {number}: {inline(test.name)}"),
        "name": Markdown(f"test {number}"),
        "description": harmless(test.description) or Markdown("No description is given."),
        "platforms": Markdown(", ".join(inline(name) for name in test.platforms) or "Not given."),
        "executor": parts.stated(test.executor.name, "Not given."),
        "elevation": Markdown("yes" if test.executor.elevation_required else "no"),
        "guid": test.guid,
        "inputs": [
            {
                "name": argument.name,
                "description": argument.description,
                "type": argument.type,
                "default": code(argument.default) if argument.default else Markdown("none"),
            }
            for argument in test.inputs
        ],
        "blocks": list(_blocks(trigger, test)),
    }


def _blocks(trigger: Trigger, test: AtomicTest) -> Iterator[dict[str, object]]:
    """The commands of a test, with its inputs replaced by their defaults, in order of use."""
    runner = test.dependency_executor or test.executor.name
    for dependency in test.dependencies:
        for heading, command in (
            ("Prerequisite", dependency.prereq_command),
            ("How to meet it", dependency.get_prereq_command),
        ):
            if command.strip():
                yield {
                    "heading": Markdown(heading),
                    "sentence": Markdown(
                        f"{inline(dependency.description)} ({inline(runner) or 'no executor'})"
                    ),
                    "text": _filled(command, test),
                }
    executor = test.executor
    for heading, command in (
        ("Steps", executor.steps),
        ("Command", executor.command),
        ("Clean-up", executor.cleanup_command),
    ):
        if command.strip():
            yield {
                "heading": Markdown(heading),
                "sentence": Markdown(""),
                "text": _filled(command, test),
            }
    if test.guid and executor.name != "manual":
        yield {
            "heading": Markdown("Run"),
            "sentence": Markdown("With Invoke-AtomicRedTeam:"),
            "text": f"Invoke-AtomicTest {trigger.technique} -TestGuids {test.guid}",
        }


def _filled(command: str, test: AtomicTest) -> str:
    defaults = {argument.name: argument.default for argument in test.inputs}
    return _PLACEHOLDER.sub(lambda found: defaults.get(found[1], found[0]), command)
