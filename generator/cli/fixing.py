"""`catalogue check --fix` and `--diff`: write or show the fixes that are unambiguous."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence

import click

from generator.build.loading import Loaded
from generator.cli.report import CLEAN, MISTAKES, for_stream, several
from generator.review.migrate.files import replace_text, unified_diff
from generator.review.migrate.fixable_files import fixes_of
from generator.review.migrate.fixes import Fixed
from generator.settings.config import Config, sources_of

MOST_ROUNDS = 5
"""Maximum number of rounds in which findings that a fix uncovers are fixed as well."""


def fixes(loaded: Loaded, config: Config) -> tuple[Fixed, ...]:
    """The fixes for the reported findings."""
    return fixes_of(loaded.diagnostics, loaded.files, sources_of(config))


def show_diffs(changes: Sequence[Fixed]) -> int:
    """Prints the pending changes as a diff. Returns 1 if there are any, otherwise 0."""
    for change in changes:
        click.echo(for_stream(unified_diff(change.document, change.text), sys.stdout), nl=False)
    findings = several(sum(len(change.mended) for change in changes), "finding")
    click.echo(f"{findings} in {several(len(changes), 'file')} would be mended", err=True)
    return MISTAKES if changes else CLEAN


def mend(loaded: Loaded, config: Config, load: Callable[[], Loaded]) -> bool:
    """Writes the fixes for the findings, and for the findings that these fixes uncover. Returns
    whether anything was written."""
    mended = 0
    files: set[str] = set()
    for _ in range(MOST_ROUNDS):
        changes = fixes(loaded, config)
        if not changes:
            break
        for change in changes:
            replace_text(change.document.file, change.text)
            mended += len(change.mended)
            files.add(change.document.path)
        loaded = load()
    click.echo(f"{several(mended, 'finding')} in {several(len(files), 'file')} mended", err=True)
    return bool(mended)
