"""Files for a new check or a new target, to be filled in.

    python -m tools.new check empty-description
    python -m tools.new target splunk-alert --product splunk

What is written works at once and says FILL IN wherever a decision is yours. A test fails while any
FILL IN is left.
"""

from __future__ import annotations

import argparse
import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[1]
TEMPLATES = Path(__file__).with_name("templates")
MARK = "FILL IN"
MARKED_FOLDERS = ("generator/checks", "generator/targets", "prove", "docs", "tests/invalid")
SCHEMA = "generator/pages/exports/schemas/editors/catalogue.schema.json"
_CODE = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)+")
_ID = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")


class Refused(Exception):
    """Why nothing is written."""


def left_over() -> list[str]:
    """What is still to be filled in, as `path:line: text`."""
    files = (file for folder in MARKED_FOLDERS for file in sorted((REPOSITORY / folder).rglob("*")))
    return [
        f"{file.relative_to(REPOSITORY).as_posix()}:{number}: {line.strip()}"
        for file in files
        if file.suffix in (".py", ".md", ".yml", ".txt")
        for number, line in enumerate(file.read_text("utf-8", "replace").splitlines(), start=1)
        if MARK in line
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
    if (folder / "target.py").is_file():
        yield from _add_target(folder / "target.py", identifier)
    elif folder.exists():
        raise Refused(f"{product!r} cannot be a product: generator/targets/{folder.name} exists")
    else:
        yield from _new_product(folder, identifier, product)
    yield _write(page, _filled("target.md", id=identifier))
    _run("-m", "tools.lists", "--write")


def _add_target(file: Path, identifier: str) -> Iterator[str]:
    """An entry like the first one of the product, run by the same engines."""
    text = file.read_text("utf-8")
    first = re.search(r'^        id="([\w-]+)",$', text, re.MULTILINE)
    product = re.search(r'^        product="(.+)",$', text, re.MULTILINE)
    backend = re.search(r"^        backend=(\w+),$", text, re.MULTILINE)
    pipelines = re.search(r"^        pipelines=\(([^)]*)\),$", text, re.MULTILINE)
    if first is None or product is None or backend is None:
        raise Refused("the product's target.py has no target to start from; add the entry by hand")
    entry = _filled(
        "entry.py",
        id=identifier,
        product=product[1],
        backend=backend[1],
        pipelines=pipelines[1] if pipelines else "",
    )
    head, end, tail = text.rpartition("\n)")
    yield _write(file, f"{head}\n{entry.rstrip()}{end}{tail}")
    runners = REPOSITORY / "prove/runners.py"
    text = runners.read_text("utf-8")
    line = re.search(rf'^        "{first[1]}": (\(.*\)),$', text, re.MULTILINE)
    if line is None:
        raise Refused(f"prove/runners.py has no line for {first[1]}; add the target by hand")
    runner = f'\n        "{identifier}": {line[1]},  # {MARK}: what runs its queries'
    yield _write(runners, f"{text[: line.end()]}{runner}{text[line.end() :]}")


def _new_product(folder: Path, identifier: str, product: str) -> Iterator[str]:
    name = folder.name
    words = {"product": product, "name": name, "class": name.title().replace("_", "")}
    entry = _filled(
        "entry.py",
        id=identifier,
        product=MARK,
        backend=f"{name}_backend",
        pipelines="expansions, scope",
    )
    yield _write(folder / "__init__.py", f'"""{product}: {MARK}."""\n')
    yield _write(folder / "backend.py", _filled("backend.py", **words))
    yield _write(folder / "target.py", _filled("target.py", entry=entry.rstrip(), **words))
    registry = REPOSITORY / "generator/targets/registry.py"
    line = f"from generator.targets.{name}.target import TARGETS as {name.upper()}"
    text = _with_import(registry.read_text("utf-8"), line)
    yield _write(registry, _with_last(text, "_EVERY = (", f"    *{name.upper()},"))
    engine = REPOSITORY / "prove" / name
    yield _write(engine / "__init__.py", "")
    yield _write(engine / "engine.py", _filled("engine.py", **words))
    runners = REPOSITORY / "prove/runners.py"
    line = f"from prove.{name}.engine import {words['class']}Engine"
    text = _with_import(runners.read_text("utf-8"), line)
    line = f'        "{identifier}": ({words["class"]}Engine,),'
    yield _write(runners, _with_last(text, "    {", line, closing="\n    }"))
    project = REPOSITORY / "pyproject.toml"
    yield _write(project, _with_layer(project.read_text("utf-8"), name))


def _with_import(text: str, line: str) -> str:
    """A module with an import more, in the order of the modules of its package."""
    module = line.split()[1]
    package = module.partition(".")[0]
    imports = [
        (node.module, node.lineno - 1, node.end_lineno or node.lineno)
        for node in ast.parse(text).body
        if isinstance(node, ast.ImportFrom) and (node.module or "").partition(".")[0] == package
    ]
    places = [start for name, start, _ in imports if (name or "") > module]
    lines = text.splitlines()
    lines.insert(places[0] if places else imports[-1][2], line)
    return "\n".join(lines) + "\n"


def _with_last(text: str, opening: str, line: str, closing: str = "\n)") -> str:
    """A text with a line more at the end of what an opening line begins."""
    before, opened, rest = text.partition(f"{opening}\n")
    inside, closed, after = rest.partition(closing)
    return f"{before}{opened}{inside}\n{line}{closed}{after}"


def _with_layer(text: str, name: str) -> str:
    """pyproject.toml with a product more in the layer of those that `prove` is layered by."""
    layer = re.search(r'^  "(\w+(?: \| \w+)* \| splunk(?: \| \w+)*)",$', text, re.MULTILINE)
    if layer is None:
        raise Refused("pyproject.toml has no layer of products of prove")
    names = " | ".join(sorted({*layer[1].split(" | "), name}))
    return f"{text[: layer.start(1)]}{names}{text[layer.end(1) :]}"


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
            touched, next_step = list(new_check(asked.code)), "`make lists`, then `make test`."
        else:
            touched = list(new_target(asked.id, asked.product))
            next_step = f"`python -m prove {asked.id} --write`: one test fails until it is proved."
    except Refused as problem:
        print(f"Nothing written: {problem}.", file=sys.stderr)
        return 1
    print("Written:", *touched, sep="\n  ")
    print("What remains:", *left_over(), sep="\n  ")
    print(f"Afterwards: {next_step}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
