"""Files for a new check or a new target, to be filled in.

    python -m tools.new check empty-description
    python -m tools.new target splunk-alert --product splunk

What is written works at once and says FILL IN wherever a decision is yours. A test fails while any
FILL IN is left.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[1]
TEMPLATES = Path(__file__).with_name("templates")
MARK = "FILL IN"
SCHEMA = "generator/pages/exports/schemas/editors/catalogue.schema.json"
_CODE = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)+")
_ID = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")


class Refused(Exception):
    """Why nothing is written."""


def left_over() -> list[str]:
    """The files of the program and its documentation in which something is still to be filled in."""
    folders = ("generator/checks", "generator/targets", "docs", "tests/invalid")
    files = (file for folder in folders for file in sorted((REPOSITORY / folder).rglob("*")))
    return [
        file.relative_to(REPOSITORY).as_posix()
        for file in files
        if file.suffix in (".py", ".md", ".yml", ".txt")
        and MARK in file.read_text("utf-8", "replace")
    ]


def new_check(code: str) -> Iterator[str]:
    """Writes a check and yields the files that it touched. Raises Refused."""
    if not _CODE.fullmatch(code):
        raise Refused(f"{code!r} is not a code; write lower-case words joined by `-`")
    module = code.replace("-", "_")
    file = REPOSITORY / f"generator/checks/{module}.py"
    example = REPOSITORY / "tests/invalid" / code
    if file.exists() or example.exists():
        raise Refused(f"there is a check {code} already")
    constant = module.upper()
    printed = f"rules/bad.yml:1:1: warning[{code}]: FILL IN: what is wrong; what to do"
    yield _write(file, _filled("check.py", CONSTANT=constant, code=code))
    yield _write(example / "rules/bad.yml", _filled("rule.yml"))
    yield _write(example / "expected.txt", f"{printed}\n")
    page = REPOSITORY / "docs/checks.md"
    section = _filled("section.md", code=code, printed=printed)
    yield _write(page, page.read_text("utf-8").rstrip("\n") + "\n" + section)
    registry = REPOSITORY / "generator/checks/registry.py"
    text = _with_line(
        registry.read_text("utf-8"), "from generator.checks import (", f"    {module},"
    )
    text = _with_line(text, "CHECKS: tuple[Check, ...] = (", f"    {module}.CHECK,")
    yield _write(registry, text)
    schema = _run("-m", "generator.cli", "schema", "catalogue")
    yield _write(REPOSITORY / SCHEMA, schema)
    _run("-m", "tools.lists", "--write")


def new_target(identifier: str, product: str) -> Iterator[str]:
    """Writes a target and yields the files that it touched. Raises Refused."""
    for name in (identifier, product):
        if not _ID.fullmatch(name):
            raise Refused(f"{name!r} is not a name; write lower-case words joined by `-`")
    page = REPOSITORY / f"docs/targets/{identifier}.md"
    if page.exists():
        raise Refused(f"there is a target {identifier} already")
    folder = REPOSITORY / "generator/targets" / product.replace("-", "_")
    file = folder / "target.py"
    if file.is_file():
        text = file.read_text("utf-8")
        entry = _filled("entry.py", id=identifier, **_like_first(text))
        head, end, tail = text.rpartition("\n)")
        yield _write(file, f"{head}\n{entry.rstrip()}{end}{tail}")
    else:
        yield from _new_product(folder, identifier, product)
    yield _write(page, _filled("target.md", id=identifier))
    _run("-m", "tools.lists", "--write")


def _new_product(folder: Path, identifier: str, product: str) -> Iterator[str]:
    name = folder.name
    entry = _filled(
        "entry.py", id=identifier, backend=f"{name}_backend", pipelines="expansions, scope"
    )
    target = _filled("target.py", product=product, name=name, entry=entry.rstrip())
    yield _write(folder / "__init__.py", f'"""{product}: FILL IN."""\n')
    yield _write(folder / "backend.py", _filled("backend.py"))
    yield _write(folder / "target.py", target)
    registry = REPOSITORY / "generator/targets/registry.py"
    text = registry.read_text("utf-8")
    line = f"from generator.targets.{name}.target import TARGETS as {name.upper()}\n"
    place = text.index("from generator.targets.target import")
    text = text[:place] + line + text[place:]
    head, start, rest = text.partition("_EVERY = (")
    inside, end, tail = rest.partition("\n)")
    text = f"{head}{start}{inside}\n    *{name.upper()},{end}{tail}"
    yield _write(registry, text)


def _like_first(text: str) -> dict[str, str]:
    """The back end and the pipelines of the first target of a product, for another one."""
    backend = re.search(r"^        backend=(\w+),$", text, re.MULTILINE)
    pipelines = re.search(r"^        pipelines=\(([^)]*)\),$", text, re.MULTILINE)
    if backend is None:
        raise Refused("the product's target.py has no target to start from; add the entry by hand")
    return {"backend": backend[1], "pipelines": pipelines[1] if pipelines else ""}


def _with_line(text: str, opening: str, line: str) -> str:
    """A text with a line more between an opening line and the next `)`, in order."""
    before, opened, rest = text.partition(f"{opening}\n")
    inside, closed, after = rest.partition("\n)")
    lines = sorted({*inside.splitlines(), line})
    return f"{before}{opened}" + "\n".join(lines) + f"{closed}{after}"


def _filled(template: str, **values: str) -> str:
    text = (TEMPLATES / f"{template}.txt").read_text("utf-8")
    for name, value in values.items():
        text = text.replace(f"@{name}@", value)
    return text


def _write(file: Path, text: str) -> str:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, "utf-8")
    return file.relative_to(REPOSITORY).as_posix()


def _run(*command: str) -> str:
    done = subprocess.run(
        [sys.executable, *command], cwd=REPOSITORY, capture_output=True, text=True, check=True
    )
    return done.stdout


def main() -> int:
    """1 where nothing was written, since something is wrong with what was asked for."""
    parser = argparse.ArgumentParser(prog="python -m tools.new", description=__doc__)
    kinds = parser.add_subparsers(dest="kind", required=True)
    kinds.add_parser("check").add_argument("code")
    target = kinds.add_parser("target")
    target.add_argument("id")
    target.add_argument("--product", required=True)
    asked = parser.parse_args()
    try:
        if asked.kind == "check":
            touched, next_step = list(new_check(asked.code)), "Then run `make test`."
        else:
            touched = list(new_target(asked.id, asked.product))
            next_step = (
                f"Name what runs its queries in prove/runners.py, then prove it: `python -m prove "
                f"{asked.id} --write`. Until then one test fails."
            )
    except Refused as problem:
        print(f"Nothing written: {problem}.", file=sys.stderr)
        return 1
    print("Written:", *touched, sep="\n  ")
    print(f"Replace every {MARK}. {next_step}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
