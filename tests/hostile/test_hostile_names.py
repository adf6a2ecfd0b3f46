"""File names, ids and titles that become paths."""

from __future__ import annotations

import os
import re
import uuid
from collections.abc import Iterable
from pathlib import PurePosixPath

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from generator.base.diagnostics import Diagnostic
from generator.catalogue.page_names import page_names
from generator.content.kinds.rule import NAMESPACE
from generator.content.model import Query
from generator.output.output_folder import checked
from generator.pages import registry
from tests.hostile.conftest import profile
from tests.hostile.entities import Given, publication
from tests.hostile.fragments import texts
from tests.support import RULE, Project

ODD_NAMES = [
    "..",
    "../x",
    "/etc/passwd",
    "C:\\x",
    "con",
    "CON.x",
    "nul.tar.gz",
    "lpt1",
    "index",
    "Index-2",
    "README",
    "x.",
    "x. ",
    "x" * 400,
    f"{'x' * 149}.y",
    f"{'x' * 149}-.-",
    "é",
    "e\u0301",
    "правило",
    "\u202ex",
    "a b",
    "a-b",
    "A-B",
    "A_b",
    "",
    "-",
    "%2e%2e%2fx",
    "x?y#z",
    "x.md",
    "x.html",
    "\x00",
]
_LONG = (Query(text="x" * 50),)
NAMES = some.lists(
    some.sampled_from(ODD_NAMES)
    | texts()
    | some.text(some.characters(exclude_categories=["Cs"]), max_size=6),
    max_size=12,
)
_RESERVED = re.compile(r"(?i)(index|readme|con|prn|aux|nul|com\d|lpt\d)(\..*)?")


def pages_of(names: Iterable[str]) -> list[str]:
    """The pages of files of these names, each in a folder of its own."""
    report: list[Diagnostic] = []
    named = [(f"{place}/{name}", name) for place, name in enumerate(names)]
    pages = page_names("rules", named, report)
    assert len(pages) == len(named)
    return [pages[path] for path, _ in named]


@settings(profile(), max_examples=profile().max_examples * 5)
@given(NAMES)
def test_every_name_becomes_a_page_of_its_own_that_any_file_system_takes(names: list[str]) -> None:
    pages = pages_of(names)
    assert len({page.lower() for page in pages}) == len(names)
    for page in pages:
        folder, name = str(checked(page)).split("/")
        stem = name.removesuffix(".md")
        assert folder == "rules"
        assert re.fullmatch(r"[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9_])?", stem)
        assert not _RESERVED.fullmatch(stem)
        assert len(name) < 200


def test_a_name_that_was_chosen_to_be_the_replacement_of_another_takes_no_page() -> None:
    *_, replacement = pages_of(["a", "A"])
    chosen = PurePosixPath(replacement).stem
    report: list[Diagnostic] = []
    named = [("0/a", "a"), ("x", chosen), ("1/A", "A"), ("y", chosen)]
    assert len({page.lower() for page in page_names("rules", named, report).values()}) == 4


@settings(profile())
@given(some.lists(texts(most=3), min_size=3, max_size=3, unique=True))
def test_artifacts_of_any_names_are_files_of_their_own(names: list[str]) -> None:
    detection = {"selection": {"a": "b"}, "condition": "selection"}
    source = {"category": "x"}
    rule = {"title": "x", "logsource": source, "detection": detection}
    files = {f"rules/{place}/{name}.yml": ("", (rule, rule)) for place, name in enumerate(names)}
    made = publication(Given(files=files, queries=_LONG), longest_query=10)
    paths = [artifact.path.lower() for artifact in registry.artifacts(made)]
    assert len(set(paths)) == len(paths)
    assert all(checked(path) for path in paths)
    assert sum(path.startswith("queries/") for path in paths) == 24


def test_the_long_query_of_a_section_is_not_that_of_a_file_called_alike() -> None:
    detection = {"selection": {"a": "b"}, "condition": "selection"}
    rule = {"title": "x", "logsource": {"category": "x"}, "detection": detection}
    files = {"rules/a.yml": ("", (rule, rule)), "rules/a.1.yml": ("", (rule,))}
    made = publication(Given(files=files, queries=_LONG), longest_query=10)
    paths = [artifact.path for artifact in registry.artifacts(made)]
    assert len(set(paths)) == len(paths)


def test_an_id_that_was_chosen_to_be_the_replacement_of_another_is_replaced(
    project: Project,
) -> None:
    given_id = "5f9b0d3c-3c3e-4c53-9d0c-0a3f3f9d2a11"
    replacement = str(uuid.uuid5(NAMESPACE, f"{given_id} rules/c.yml#0"))
    project.write(
        {
            "rules/a.yml": RULE,
            "rules/b.yml": RULE.replace(given_id, replacement),
            "rules/c.yml": RULE,
        }
    )
    assert len({rule.id for rule in project.load("splunk").catalogue.rules}) == 3


@pytest.mark.parametrize("name", [b"\xff.yml", b"a\xc3.yml", b"\xed\xa0\x80.yml"])
def test_a_file_whose_name_is_not_unicode_has_its_page(project: Project, name: bytes) -> None:
    path = os.path.join(os.fsencode(project.folder / "rules"), name)
    with open(path, "w") as stream:
        stream.write(RULE.replace("id: 5f9b0d3c-3c3e-4c53-9d0c-0a3f3f9d2a11\n", ""))
    output = project.build()
    pages = [page for page in output if page.startswith("rules/") and "index" not in page]
    assert len(pages) == 1
    assert "| A program starts another one |" in output[pages[0]]
