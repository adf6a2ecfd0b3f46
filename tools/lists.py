"""Lists in the documentation that follow from the code.

    python -m tools.lists [--write]

A list lies between two comments that name it. Without `--write` the command says which lists are out
of date and ends with 1.
"""

from __future__ import annotations

import argparse
import ast
import importlib
import pkgutil
import re
import sys
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import generator
from generator.base.diagnostics import Code
from generator.checks.registry import CHECKS
from generator.content.kinds import KINDS
from generator.reporting.policy import ALL_CODES
from generator.targets.registry import ORDERED, PRESETS
from generator.targets.target import Target

REPOSITORY = Path(__file__).resolve().parents[1]
PACKAGE = REPOSITORY / "generator"
COMMAND = "make lists"


def wings() -> list[str]:
    """The wings from the top floor down, as import-linter holds them."""
    settings = tomllib.loads((REPOSITORY / "pyproject.toml").read_text("utf-8"))
    contracts = settings["tool"]["importlinter"]["contracts"]
    (layers,) = (
        contract["layers"] for contract in contracts if contract.get("containers") == ["generator"]
    )
    return list(layers)


def module_map() -> str:
    """Each wing with its modules and packages, and the first sentence of what each says of itself."""
    return "\n\n".join(_wing(name) for name in wings())


def _wing(name: str) -> str:
    folder = PACKAGE / name
    rows = [f"| `{child}` | {summary} |" for child, summary in _children(folder)]
    head = f"### `{name}/`\n\n{summary_of(folder / '__init__.py')}"
    return "\n".join([f"{head}\n", "| module | holds |", "|:--|:--|", *rows])


def _children(folder: Path) -> Iterator[tuple[str, str]]:
    for child in sorted(folder.iterdir()):
        if child.suffix == ".py" and child.stem not in ("__init__", "__main__"):
            yield child.stem, summary_of(child)
        elif (child / "__init__.py").is_file():
            yield f"{child.name}/", summary_of(child / "__init__.py")


def summary_of(file: Path) -> str:
    """The first sentence of a module's docstring, for a cell of a table."""
    text = ast.get_docstring(ast.parse(file.read_text("utf-8"))) or ""
    first = " ".join(text.partition("\n\n")[0].split())
    sentence = re.split(r"(?<=[.!?])\s", first, maxsplit=1)[0]
    return sentence.replace("|", "\\|")


def code_table() -> str:
    """Every kind of mistake: its severity, whether it is looked for, and which check finds it."""
    checks = {code.slug: check.name for check in CHECKS for code in check.codes}
    rows = [
        f"| [{slug}](#{slug}) | {code.severity.value} | {'on' if code.on else 'off'} "
        f"| {checks.get(slug, '')} | {code.summary} |"
        for slug, code in sorted(ALL_CODES.items())
    ]
    head = ["| code | severity | default | check | what it reports |", "|:--|:--|:--|:--|:--|"]
    return "\n".join([*head, *rows])


def preset_table() -> str:
    """Every target that has a name of its own."""
    others = sorted(PRESETS[len(ORDERED) :], key=lambda target: target.id)
    rows = [
        f"| `{target.id}` | {target.title.replace('|', chr(92) + '|')} | {_state(target)} |"
        for target in (*ORDERED, *others)
    ]
    return "\n".join(["| name | what it is | |", "|:--|:--|:--|", *rows])


def _state(target: Target) -> str:
    if target in ORDERED:
        return "on"
    return "known wrong" if target.warning else ""


def counts() -> str:
    """How much of each kind of content there is, and how many targets and checks."""
    files = {kind.key: len(list((REPOSITORY / kind.key).rglob("*.y*ml"))) for kind in KINDS}
    named = {key.replace("_", " "): number for key, number in files.items()}
    named |= {
        "targets": len(PRESETS),
        "kinds of mistake that `catalogue check` names": len(ALL_CODES),
    }
    rows = [f"| {what} | {number:,} |" for what, number in named.items()]
    return "\n".join(["| in this repository | count |", "|:--|--:|", *rows])


BLOCKS: tuple[tuple[str, str, Callable[[], str]], ...] = (
    ("docs/architecture.md", "modules", module_map),
    ("docs/checks.md", "codes", code_table),
    ("docs/configuration.md", "targets", preset_table),
    ("README.md", "counts", counts),
)
"""The file of each list, its name there, and what makes it."""


def all_codes() -> dict[str, Code]:
    """Every kind of mistake that a module of this program defines, by its slug."""
    found: dict[str, Code] = {}
    for module in _modules():
        for value in vars(module).values():
            values = value if isinstance(value, tuple) else (value,)
            found |= {code.slug: code for code in values if isinstance(code, Code)}
    return found


def _modules() -> Iterator[ModuleType]:
    for found in pkgutil.walk_packages(generator.__path__, "generator."):
        if not found.name.endswith("__main__"):
            yield importlib.import_module(found.name)


def with_list(text: str, name: str, made: str) -> str:
    """A document with one of its lists replaced. Raises ValueError where it has no such list."""
    start, end = f"<!-- {name}: made by `{COMMAND}` -->", f"<!-- end of {name} -->"
    before, opened, rest = text.partition(start)
    _, closed, after = rest.partition(end)
    if not opened or not closed:
        raise ValueError(f"no list between {start} and {end}")
    return f"{before}{start}\n\n{made}\n\n{end}{after}"


def out_of_date() -> dict[Path, str]:
    """The documents that have an old list, each with the text that it should have."""
    texts: dict[Path, str] = {}
    for path, name, make in BLOCKS:
        file = REPOSITORY / path
        texts[file] = with_list(texts.get(file) or file.read_text("utf-8"), name, make())
    return {file: text for file, text in texts.items() if text != file.read_text("utf-8")}


def main() -> int:
    """1 where a list is out of date and was not written."""
    parser = argparse.ArgumentParser(prog="python -m tools.lists", description=__doc__)
    parser.add_argument("--write", action="store_true", help="write the lists")
    write = parser.parse_args().write
    old = out_of_date()
    for file, text in old.items():
        print(f"{file.relative_to(REPOSITORY)}: {'written' if write else 'is out of date'}")
        if write:
            file.write_text(text, "utf-8")
    if old and not write:
        print(f"`{COMMAND}` writes them.")
    return 1 if old and not write else 0


if __name__ == "__main__":
    sys.exit(main())
