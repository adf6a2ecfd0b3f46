"""Pages of triggers (technique files of Atomic Red Team), and their index."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from generator.catalogue.link import Catalogue, key_of
from generator.catalogue.trigger_links import TriggerLink
from generator.content.kinds.trigger import filled
from generator.content.model import Artifact, AtomicTest, Rule, Trigger
from generator.pages import parts
from generator.pages.entities.listing import listing
from generator.pages.foreign_markdown import harmless
from generator.pages.markdown import Markdown, code, inline, relative
from generator.pages.publication import Publication

RULES_OF_A_TEST = 12
"""Maximum rules found by technique for each test; more are listed once, below all tests."""
ATOMICS_FOLDER = "PathToAtomicsFolder"
"""The placeholder that Invoke-AtomicTest replaces with the folder of the technique files."""


def item(link: TriggerLink, catalogue: Catalogue, page: str) -> Markdown:
    """A trigger on a rule's page: its title, and the tests that exercise the rule."""
    trigger = link.trigger
    known = catalogue.attack.technique(trigger.technique).technique
    title = f"{known.id}: {known.name}" if known else trigger.title
    address = relative(catalogue.page(trigger), page)
    shown = [f"[{inline(title)}]({address})"]
    if known and known.id != trigger.technique:
        shown.append(f"was {trigger.technique}")
    shown += [
        f"[test {number}: {inline(trigger.tests[number - 1].name)}]({address}#{anchor(number)})"
        for number in link.named
    ]
    if link.others:
        more = "more " if link.named else ""
        tests = f"1 {more}test" if link.others == 1 else f"{link.others} {more}tests"
        shown.append(f"{tests} on {inline(link.platform)}" if link.platform else tests)
    return Markdown(" · ".join(shown))


def anchor(number: int) -> str:
    """The anchor of a test on the page of its trigger."""
    return f"test-{number}"


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
                str(len(parts.in_use(catalogue.rules_by_trigger.get(trigger.path, ())))),
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
    known = reference.technique
    found = catalogue.attack.tactics_of(known) if known else ()
    rules = sorted(catalogue.rules_by_trigger.get(trigger.path, ()), key=parts.order)
    exercised = [
        (_link_of(rule, trigger, catalogue), parts.rule_link(rule, catalogue, page))
        for rule in parts.in_use(rules)
    ]
    tests = [
        _test(trigger, number, test) | {"rules": _rules(number, exercised)}
        for number, test in enumerate(trigger.tests, 1)
    ]
    text = publication.page_text.render(
        "trigger.md.j2",
        head={
            "title": trigger.title,
            "description": (
                f"{len(tests)} {'test' if len(tests) == 1 else 'tests'} of {trigger.title}."
            ),
        },
        title=trigger.title,
        tactics=parts.cell(
            (parts.tactic(tactic, page) for tactic in found),
            "The technique is in no tactic of this version of ATT&CK.",
        ),
        technique=parts.technique(reference, page),
        notice=parts.attack_notice(catalogue.attack),
        tests=tests,
        rules=parts.rule_table(rules, catalogue, page),
    )
    return Artifact(path=page, content=text, source=trigger.path)


def _link_of(rule: Rule, trigger: Trigger, catalogue: Catalogue) -> TriggerLink:
    links = catalogue.links[key_of(rule)].triggers
    return next(link for link in links if link.trigger.path == trigger.path)


def _rules(number: int, exercised: Iterable[tuple[TriggerLink, Markdown]]) -> list[Markdown]:
    """The rules that name a test, which it should trigger, then those of its technique and
    platform, which it may trigger. `exercised` has each link with a page link to its rule.
    """
    named, by_technique = [], []
    for link, shown in exercised:
        if number in link.named:
            named.append(Markdown(f"{shown} · names this test"))
        elif number in link.same_platform:
            by_technique.append(Markdown(f"{shown} · may fire: it is of this technique"))
    if len(by_technique) > RULES_OF_A_TEST:
        more = "other rules" if named else "rules"
        text = f"[{len(by_technique)} {more}](#rules) of this technique and platform"
        by_technique = [Markdown(text)]
    return [*named, *by_technique]


def _test(trigger: Trigger, number: int, test: AtomicTest) -> dict[str, object]:
    blocks = list(_blocks(trigger, test))
    return {
        "anchor": anchor(number),
        "heading": Markdown(f"Test {number}: {inline(test.name)}"),
        "name": Markdown(f"test {number}"),
        "description": harmless(filled(test.description, test))
        or Markdown("No description is given."),
        "platforms": Markdown(", ".join(inline(name) for name in test.platforms) or "Not given."),
        "executor": parts.stated(test.executor.name, "Not given."),
        "elevation": Markdown("yes" if test.executor.elevation_required else "no"),
        "guid": test.guid,
        "inputs": [
            {
                "name": argument.name,
                "description": filled(argument.description, test),
                "type": argument.type,
                "default": code(filled(argument.default, test))
                if argument.default
                else Markdown("none"),
            }
            for argument in test.inputs
        ],
        "blocks": blocks,
        "in_folder": any(ATOMICS_FOLDER in str(block["text"]) for block in blocks),
    }


def _blocks(trigger: Trigger, test: AtomicTest) -> Iterator[dict[str, object]]:
    """The commands of a test in order of use, with the defaults of its inputs filled in."""
    yield from _prerequisites(test)
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
                "text": filled(command, test),
            }
    if test.guid and executor.name != "manual":
        yield {
            "heading": Markdown("Run"),
            "sentence": Markdown("; ".join(_how_to_run(test)) + ":"),
            "text": f"Invoke-AtomicTest {trigger.technique} -TestGuids {test.guid}",
        }


def _how_to_run(test: AtomicTest) -> Iterator[str]:
    yield "With Invoke-AtomicRedTeam"
    if test.dependencies:
        yield "`-GetPrereqs` meets the prerequisites beforehand"
    if test.executor.cleanup_command.strip():
        yield "`-Cleanup` cleans up afterwards"


def _prerequisites(test: AtomicTest) -> Iterator[dict[str, object]]:
    """The prerequisites of a test: how to check each one, and how to install it."""
    runner = test.dependency_executor or test.executor.name
    several = len(test.dependencies) > 1
    for place, dependency in enumerate(test.dependencies, 1):
        stated = inline(filled(dependency.description, test))
        if stated or dependency.prereq_command.strip():
            yield {
                "heading": Markdown(f"Prerequisite {place}" if several else "Prerequisite"),
                "sentence": stated and Markdown(f"{stated} ({inline(runner) or 'no executor'})"),
                "text": filled(dependency.prereq_command, test),
            }
        if dependency.get_prereq_command.strip():
            which = f"prerequisite {place}" if several else "the prerequisite"
            yield {
                "heading": Markdown(f"How to meet {which}"),
                "sentence": Markdown(""),
                "text": filled(dependency.get_prereq_command, test),
            }
