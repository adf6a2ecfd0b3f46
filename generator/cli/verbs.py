"""The main commands, each with an example; they only call the layers below."""

from __future__ import annotations

import sys
import time
from pathlib import Path

import click

from generator.base.diagnostics import in_order, one_line
from generator.build import build as building
from generator.build.loading import customisation_mistakes
from generator.cli.diff import compared
from generator.cli.group import main
from generator.cli.options import (
    config_option,
    executor_option,
    jobs_option,
    load_config,
    settings_of,
    source_options,
    stop_at_mistakes,
    target_option,
)
from generator.cli.report import USAGE, Bar, exit_code, for_stream, report, summary
from generator.content.model import Artifact, RuleKind
from generator.review.diff import WORKING_TREE, changes_page
from generator.settings import config as configuration
from generator.site.request import Request
from generator.site.run import build_site, serve_site
from generator.targets.convert import conversion
from generator.targets.registry import PRESETS
from generator.targets.trust import Level


@main.command("build")
@source_options
@target_option
@click.option("--output", type=click.Path(path_type=Path), help="Default: build/pages.")
@jobs_option
@executor_option
@click.option("--strict", is_flag=True, help="Write nothing if there is a mistake in the content.")
def build_command(
    config_file: Path | None,
    targets: tuple[str, ...],
    output: Path | None,
    jobs: int | None,
    executor: str,
    strict: bool,
    **sources: tuple[Path, ...],
) -> None:
    """Make the Markdown pages and the JSON API, but no site.

    \b
    Example:
      catalogue build --rules ~/sigma/rules --output /tmp/pages
    """
    config, _ = load_config(config_file, settings_of(sources, targets, output))
    if strict:
        stop_at_mistakes(config)
    with Bar() as bar:
        made = building.build(config, jobs=jobs, executor=executor, progress=bar.show)
    report(made.diagnostics, "text")
    summary(made)
    click.echo(f"Pages: {config.output}")
    sys.exit(exit_code(made.diagnostics))


@main.command("site")
@source_options
@target_option
@click.option("--output", type=click.Path(path_type=Path), help="Default: build/site.")
@jobs_option
@executor_option
@click.option(
    "--compare",
    metavar="BASE",
    help="Add a page of what changed since a git revision, a folder or a built site.",
)
@click.option("--preview", is_flag=True, help="Ask search engines not to keep the site.")
@click.option("--offline", is_flag=True, help="For reading from the disk, without a server.")
@click.option("--strict", is_flag=True, help="Build nothing if there is a mistake in the content.")
def site_command(
    config_file: Path | None,
    targets: tuple[str, ...],
    output: Path | None,
    jobs: int | None,
    executor: str,
    compare: str | None,
    preview: bool,
    offline: bool,
    strict: bool,
    **sources: tuple[Path, ...],
) -> None:
    """Make the static site.

    The look comes from mkdocs.yml here if it lists the plugin `catalogue`; without one, any
    folder of Sigma rules becomes a site.

    \b
    Example:
      catalogue site --rules ~/sigma/rules --output /tmp/site
      catalogue site --compare main
    """
    settings = settings_of(sources, targets)
    config, _ = load_config(config_file, settings)
    if strict:
        stop_at_mistakes(config)
    beside: tuple[Artifact, ...] = ()
    if compare is not None:
        found = compared(compare, WORKING_TREE, targets=targets, jobs=jobs, sources=sources)
        beside = (changes_page(found),)
    place = (output or config.output.parent / "site").resolve()
    with Bar() as bar:
        request = Request(
            base=config.base,
            file=config_file,
            settings=settings,
            jobs=jobs,
            executor=executor,
            progress=bar.show,
            preview=preview,
            offline=offline,
            pages_beside=beside,
        )
        start = time.perf_counter()
        notes = build_site(request, place)
        seconds = time.perf_counter() - start
    assert request.build is not None
    report(request.mistakes, "text")
    for note in notes:
        click.echo(f"note: {note}", err=True)
    html = seconds - sum(request.build.seconds.values())
    summary(request.build, site_seconds=html, pages=request.pages)
    click.echo(f"Site: {place / 'index.html'}")
    sys.exit(exit_code(request.mistakes))


@main.command("serve")
@source_options
@target_option
@click.option("--address", default="127.0.0.1:8000", show_default=True, help="HOST:PORT.")
@click.option("--open", "open_browser", is_flag=True, help="Open the site in the browser.")
@jobs_option
def serve_command(
    config_file: Path | None,
    targets: tuple[str, ...],
    address: str,
    open_browser: bool,
    jobs: int | None,
    **sources: tuple[Path, ...],
) -> None:
    """Serve the site, and build it anew when a file changes.

    \b
    Example:
      catalogue serve --rules ~/sigma/rules --target splunk
    """
    settings = settings_of(sources, targets)
    config, _ = load_config(config_file, settings)
    request = Request(
        base=config.base,
        file=config_file,
        settings=settings,
        jobs=jobs,
        report=lambda mistakes: report(mistakes, "text"),
    )
    click.echo(f"Building; then at http://{address}/ until you press Ctrl-C.")
    serve_site(request, address, open_browser=open_browser)


@main.command("convert")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True))
@config_option
@target_option
def convert_command(
    paths: tuple[Path, ...], config_file: Path | None, targets: tuple[str, ...]
) -> None:
    """Print the queries of rules.

    A rule that a target cannot express gets a line that says why, on the error stream.

    \b
    Example:
      catalogue convert rules/windows/process_creation/a_rule.yml --target splunk
    """
    config, _ = load_config(config_file, settings_of({"rules": paths}, targets))
    loaded = building.load(config)
    result = conversion.convert(loaded.catalogue, loaded.targets, jobs=1)
    diagnostics = in_order((*loaded.diagnostics, *result.diagnostics))
    report(diagnostics, "text")
    for target in loaded.targets:
        if building.trust_of([target])[target.id].level is Level.WRONG:
            click.echo(f"{target.id}: known wrong: {target.warning}", err=True)
    rules = [rule for rule in loaded.catalogue.rules if rule.kind is not RuleKind.FILTER]
    many = len(rules) * len(loaded.targets) > 1
    for rule in rules:
        for target in loaded.targets:
            query = result.queries[rule.path, rule.number][target.id]
            if query.text is None:
                reason = one_line(f"{rule.path}: no query for {target.id}: {query.reason}")
                click.echo(reason, err=True)
                continue
            if many:
                click.echo(one_line(f"# {rule.title} ({target.id})"))
            click.echo(for_stream(query.text, sys.stdout))
    sys.exit(exit_code(diagnostics))


@main.command("targets")
@config_option
def targets_command(config_file: Path | None) -> None:
    """List what rules can be converted to.

    \b
    Example:
      catalogue targets
    """
    config, mistakes = configuration.load(Path.cwd(), file=config_file)
    mistakes += customisation_mistakes(config)
    chosen, unknown = building.targets_of(config)
    on = {target.id for target in chosen}
    listed = {target.id: target for target in (*PRESETS, *chosen)}
    width = max(len(name) for name in listed)
    trust = building.trust_of(listed.values())
    for name, target in listed.items():
        mark = "*" if name in on else " "
        click.echo(f"{mark} {name:<{width}}  {trust[name].level.value:<11}  {target.title}")
    click.echo("\n* converted to; `targets` in catalogue.yml says which", err=True)
    click.echo("known wrong: for some rules; the page of the target has an example", err=True)
    if mistakes or unknown:
        report([*mistakes, *unknown], "text")
        sys.exit(USAGE)
