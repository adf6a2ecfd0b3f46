"""`catalogue schema`: JSON Schemas for editors."""

from __future__ import annotations

import click

from generator.cli.group import main
from generator.pages.exports.editor_schemas import SCHEMAS, as_text


@main.command("schema")
@click.argument("name", type=click.Choice(list(SCHEMAS)))
def schema_command(name: str) -> None:
    """Print the JSON Schema of a kind of file, for an editor.

    \b
    Example:
      catalogue schema rule > .vscode/sigma-rule.schema.json
    """
    click.echo(as_text(name), nl=False)
