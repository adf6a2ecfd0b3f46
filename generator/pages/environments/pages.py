"""Environment pages and exports: which rules run, and what to enable next."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from generator.base.plain_text import plain
from generator.catalogue.coverage import CoverageState, RolloutStep
from generator.catalogue.link import Catalogue
from generator.content.model import Artifact, Environment
from generator.pages import parts
from generator.pages.attack.addresses import LAYERS, tactic_page, technique_page
from generator.pages.attack.coverage import degree
from generator.pages.attack.navigator import as_text, layer_of
from generator.pages.entities.listing import listing
from generator.pages.environments.lists import SHOWN, columns, lists, place_of, sections
from generator.pages.environments.report import (
    Report,
    Tally,
    csv_text,
    json_text,
    report_on,
    several,
    states_in_words,
    step_in_words,
)
from generator.pages.markdown import (
    Markdown,
    inline,
    page_link,
    paragraphs,
    relative,
    summary,
)
from generator.pages.publication import Publication
from generator.pages.targets.trust import page_of

FOLDER = "environments"
INDEX = f"{FOLDER}/index.md"
EXPORTS = "api/v1/environments"

HEADINGS = {
    CoverageState.RUNS: "Rules that run",
    CoverageState.GAP: "Rules that run with a gap",
    CoverageState.BLOCKED: "Rules that are blocked",
}


def pages(publication: Publication) -> Iterator[Artifact]:
    """The pages of all environments; none where there are no environments."""
    catalogue = publication.catalogue
    reports = [
        report_on(environment, catalogue, publication.targets, publication.queries)
        for environment in catalogue.environments
    ]
    for report in reports:
        yield _page(report, publication)
        yield from lists(publication, report.assessment, HEADINGS)
        yield from _files(report, publication)
    if reports:
        yield _index(reports, publication)


def stem_of(environment: Environment, catalogue: Catalogue) -> str:
    """The base name of an environment's page and files."""
    return catalogue.page(environment).removeprefix(f"{FOLDER}/").removesuffix(".md")


def _exports(environment: Environment, catalogue: Catalogue) -> dict[str, str]:
    """The file of each export by label."""
    stem = stem_of(environment, catalogue)
    return {
        "CSV": f"{EXPORTS}/{stem}.csv",
        "JSON": f"{EXPORTS}/{stem}.json",
        "layer for the ATT&CK Navigator": f"{LAYERS}/environment-{stem}.json",
    }


def _files(report: Report, publication: Publication) -> Iterator[Artifact]:
    environment = report.environment
    table, numbers, layer = _exports(environment, publication.catalogue).values()
    yield Artifact(path=table, content=csv_text(report))
    yield Artifact(path=numbers, content=json_text(report))
    running = [verdict.rule for verdict in report.assessment.of_state(CoverageState.RUNS)]
    title = f"Rules that run in {plain(environment.title)}"
    yield Artifact(path=layer, content=as_text(layer_of(title, running, report.known, publication)))


def _index(reports: Sequence[Report], publication: Publication) -> Artifact:
    return listing(
        publication,
        folder=FOLDER,
        title="Environments",
        introduction="What runs with the logs and targets of an environment, and what to switch on next.",
        columns=("Environment", "Description", "Rules that run", "With a gap", "Blocked"),
        rows=(
            (
                parts.entity_link(report.environment, publication.catalogue, INDEX),
                parts.stated(summary(report.environment.description), "not given"),
                *(f"{number:,}" for number in report.assessment.states().values()),
            )
            for report in reports
        ),
    )


def _page(report: Report, publication: Publication) -> Artifact:
    catalogue = publication.catalogue
    environment = report.environment
    page = catalogue.page(environment)
    text = publication.page_text.render(
        "environment.md.j2",
        head={"title": environment.title, "description": summary(environment.description)},
        title=environment.title,
        description=paragraphs(environment.description) or Markdown("No description is given."),
        platforms=parts.cell(map(inline, _platforms(report, catalogue)), "none"),
        data_needed=f"{len(report.assessment.present.data):,} of {len(catalogue.data_needed):,}",
        policies=parts.cell(
            parts.named(
                sorted(report.assessment.present.policies),
                catalogue.policy_by_title,
                catalogue,
                page,
            ),
            "none",
        ),
        targets=_targets(report, page),
        rules=_rules(report),
        blocked=_blocked(report),
        covered=f"{report.covered:,} of {len(report.techniques):,} that rules in use are about",
        exports=_links(environment, catalogue, page),
        steps=_steps(report, catalogue, page),
        tactics=_tallies("Tactic", report.tactics, tactic_page, page),
        techniques=_tallies("Technique", report.techniques, technique_page, page)
        if report.techniques
        else Markdown(""),
        groups=[
            {
                "heading": heading,
                "sentence": _sentence(report, state, page),
                "header": parts.header(columns(state)),
                "sections": sections(
                    report.assessment.of_state(state)[:SHOWN], state, catalogue, page
                ),
            }
            for state, heading in HEADINGS.items()
        ],
        notice=parts.attack_notice(catalogue.attack),
    )
    return Artifact(path=page, content=text, source=environment.path)


def _platforms(report: Report, catalogue: Catalogue) -> list[str]:
    """Platforms in the spelling of Data Needed."""
    there = report.assessment.present
    return sorted({e.platform for e in catalogue.data_needed if there.is_of_platform(e)})


def _targets(report: Report, page: str) -> Markdown:
    shown = [page_link(target.id, page_of(target.id), page) for target in report.targets]
    shown += [
        Markdown(f"{inline(name)} · not converted to in this build")
        for name in report.not_converted
    ]
    return parts.cell(shown, "Not given: it is not asked whether a rule has a query.")


def _rules(report: Report) -> Markdown:
    number = len(report.assessment.verdicts)
    states = states_in_words(report.assessment)
    return Markdown(f"{number:,} in use (neither deprecated nor unsupported): {states}")


def _blocked(report: Report) -> Markdown:
    return parts.cell(
        (
            Markdown(f"{number:,}: {obstacle.value}")
            for obstacle, number in report.assessment.obstacles().items()
        ),
        "Nothing is blocked.",
    )


def _links(environment: Environment, catalogue: Catalogue, page: str) -> Markdown:
    return Markdown(
        " · ".join(
            f"[{name}]({relative(path, page)})"
            for name, path in _exports(environment, catalogue).items()
        )
    )


STEP_COLUMNS = ("Step", "Logging Policy", "Default", "Adds", "Then run", "Then covered")


def _steps(report: Report, catalogue: Catalogue, page: str) -> Markdown:
    """The ranked list; empty where no step adds coverage."""
    steps = report.assessment.steps
    if not steps:
        return Markdown("")
    return parts.table(
        STEP_COLUMNS,
        (_step(number, step, catalogue, page) for number, step in enumerate(steps, start=1)),
    )


def _step(number: int, step: RolloutStep, catalogue: Catalogue, page: str) -> tuple[str, ...]:
    policies = parts.named(step.policies, catalogue.policy_by_title, catalogue, page)
    known = [catalogue.policy_by_title.get(title) for title in step.policies]
    defaults = [inline(policy.default) if policy else Markdown("") for policy in known]
    return (
        str(number),
        "<br>and ".join(policies),
        "<br>".join(default or "not given" for default in defaults),
        inline(step_in_words(step)),
        several(step.all_rules, "rule"),
        several(step.all_techniques, "technique"),
    )


def _tallies(
    what: str, tallies: Sequence[Tally], page_of_one: Callable[[str], str], page: str
) -> Markdown:
    """Coverage of each tactic or technique, with the symbols of the matrix."""
    return parts.table(
        (what, "Rules that run", "With a gap", "Rules in use"),
        (
            (
                page_link(f"{tally.id}: {tally.name}", page_of_one(tally.id), page),
                f"{degree(tally.runs).symbol} {tally.runs:,}",
                f"{tally.with_gap:,}",
                f"{tally.rules:,}",
            )
            for tally in tallies
        ),
    )


def _sentence(report: Report, state: CoverageState, page: str) -> Markdown:
    """The number of rules listed below, and where to find the others."""
    verdicts = report.assessment.of_state(state)
    if not verdicts:
        return Markdown("There is none.")
    if len(verdicts) <= SHOWN:
        return Markdown(f"{len(verdicts):,}, by level.")
    place = relative(place_of(page, state, 0), page)
    return Markdown(
        f"The {SHOWN} most important of {len(verdicts):,}, by level; [the whole list]({place})."
    )
