"""Lists in the documentation that follow from the code.

    python -m tools.lists [--write]

A list is between two comments that name it. In docs/checks.md, the first word of each section is the
severity of its code. Without `--write` the command shows what is out of date and ends with 1.
"""

from __future__ import annotations

import argparse
import ast
import difflib
import re
import sys
import tomllib
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from generator.base.diagnostics import Code, Severity
from generator.checks.registry import CHECKS
from generator.content.kinds import KINDS
from generator.reporting.codes import ALL_CODES, PARTS
from generator.targets.registry import ORDERED, PRESETS
from generator.targets.target import Target

REPOSITORY = Path(__file__).resolve().parents[1]
PACKAGE = REPOSITORY / "generator"
CHECKS_PAGE = REPOSITORY / "docs/checks.md"
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


def wing_table() -> str:
    """Each wing with what it holds, from the top floor down."""
    rows = [(f"`{name}/`", summary_of(PACKAGE / name / "__init__.py")) for name in wings()]
    return _table(("wing", "holds"), rows)


def _wing(name: str) -> str:
    folder = PACKAGE / name
    rows = [(f"`{child}`", summary) for child, summary in _children(folder)]
    table = _table(("module", "holds"), rows)
    return f"### `{name}/`\n\n{summary_of(folder / '__init__.py')}\n\n{table}"


def _children(folder: Path) -> Iterator[tuple[str, str]]:
    for child in sorted(folder.iterdir()):
        if child.suffix == ".py" and child.stem not in ("__init__", "__main__"):
            yield child.stem, summary_of(child)
        elif (child / "__init__.py").is_file():
            yield f"{child.name}/", summary_of(child / "__init__.py")


def summary_of(file: Path) -> str:
    """The first sentence of a module's docstring."""
    text = ast.get_docstring(ast.parse(file.read_text("utf-8"))) or ""
    first = " ".join(text.partition("\n\n")[0].split())
    return re.split(r"(?<=[.!?])\s", first, maxsplit=1)[0]


def code_tables() -> str:
    """Every kind of mistake by the part of the program that finds it, and whether it is on."""
    return "\n\n".join(f"**{part}**\n\n{_code_table(codes)}" for part, codes in PARTS.items())


def _code_table(codes: Iterable[Code]) -> str:
    checks = {code.slug: f"`{check.name}`" for check in CHECKS for code in check.codes}
    head = ["code", "severity", "default", "what it reports"]
    rows: list[tuple[str, ...]] = [
        (f"[{code.slug}](#{code.slug})", code.severity.value, _default(code), code.summary)
        for code in codes
    ]
    if all(code.slug in checks for code in codes):
        head = ["check", *head]
        rows = [(checks[code.slug], *row) for code, row in zip(codes, rows, strict=True)]
    return _table(head, rows)


def _default(code: Code) -> str:
    return "on" if code.on else "off"


def preset_table() -> str:
    """Every preset: those that are on by default, then the others by name."""
    others = sorted(PRESETS[len(ORDERED) :], key=lambda target: target.id)
    return _table(
        ("name", "what it is", ""),
        [(f"`{target.id}`", target.title, _state(target)) for target in (*ORDERED, *others)],
    )


def _state(target: Target) -> str:
    if target in ORDERED:
        return "on"
    return "known wrong" if target.warning else ""


def counts() -> str:
    """How many files of each kind of content there are, and how many targets and codes."""
    files = {kind.key: len(list((REPOSITORY / kind.key).rglob("*.y*ml"))) for kind in KINDS}
    named = {kind.replace("_", " "): number for kind, number in files.items()}
    named |= {
        "targets": len(PRESETS),
        "targets that are on by default": len(ORDERED),
        "kinds of mistake that are reported": len(ALL_CODES),
    }
    rows = [(what, f"{number:,}") for what, number in named.items()]
    return _table(("in this repository", "count"), rows)


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table of Markdown. A column named `count` is aligned right."""
    marks = ["--:" if name == "count" else ":--" for name in head]
    cells = [[text.replace("|", "\\|") for text in row] for row in rows]
    lines = [
        "| " + " | ".join(head) + " |",
        "|" + "|".join(marks) + "|",
        *("| " + " | ".join(row) + " |" for row in cells),
    ]
    return "\n".join(lines)


BLOCKS: tuple[tuple[str, str, Callable[[], str]], ...] = (
    ("docs/architecture.md", "modules", module_map),
    ("docs/checks.md", "codes", code_tables),
    ("docs/configuration.md", "targets", preset_table),
    ("README.md", "counts", counts),
    ("CONTRIBUTING.md", "wings", wing_table),
)
"""The file of each list, its name there, and what makes it."""


def with_list(text: str, name: str, made: str) -> str:
    """A document with one of its lists replaced. Raises ValueError where it has no such list."""
    start, end = f"<!-- {name}: made by `{COMMAND}` -->", f"<!-- end of {name} -->"
    before, opened, rest = text.partition(start)
    _, closed, after = rest.partition(end)
    if not opened or not closed:
        raise ValueError(f"no list between {start} and {end}")
    return f"{before}{start}\n\n{made}\n\n{end}{after}"


def with_severities(text: str) -> str:
    """docs/checks.md with the severity of each code as the first word of its section."""
    words = "|".join(severity.value.capitalize() for severity in Severity)

    def severity(found: re.Match[str]) -> str:
        code = ALL_CODES.get(found["slug"])
        return f"{found['head']}{code.severity.value.capitalize() if code else found['word']}:"

    section = rf"^(?P<head>## (?P<slug>[a-z0-9-]+)\n\n)(?P<word>{words}):"
    return re.sub(section, severity, text, flags=re.MULTILINE)


def out_of_date() -> dict[Path, str]:
    """The documents that have an old list, each with the text that it should have."""
    texts: dict[Path, str] = {}
    for path, name, make in BLOCKS:
        file = REPOSITORY / path
        texts[file] = with_list(texts.get(file) or file.read_text("utf-8"), name, make())
    texts[CHECKS_PAGE] = with_severities(texts[CHECKS_PAGE])
    return {file: text for file, text in texts.items() if text != file.read_text("utf-8")}


def main() -> int:
    """1 where a list is out of date and was not written."""
    parser = argparse.ArgumentParser(prog="python -m tools.lists", description=__doc__)
    parser.add_argument("--write", action="store_true", help="write the lists")
    write = parser.parse_args().write
    old = out_of_date()
    for file, text in old.items():
        if write:
            file.write_text(text, "utf-8")
            print(f"{file.relative_to(REPOSITORY)}: written")
        else:
            print(_difference(file, text), end="")
    if old and not write:
        print(f"`{COMMAND}` writes them.")
    return 1 if old and not write else 0


def _difference(file: Path, text: str) -> str:
    name = file.relative_to(REPOSITORY).as_posix()
    before, after = (one.splitlines(keepends=True) for one in (file.read_text("utf-8"), text))
    return "".join(difflib.unified_diff(before, after, name, f"{name} (from the code)", n=0))


if __name__ == "__main__":
    sys.exit(main())
