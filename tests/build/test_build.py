"""The same input gives the same bytes, whatever the order, the processes and the hash seed."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from generator.build import build as building
from generator.settings import config as configuration
from generator.settings.config import Settings
from generator.targets.convert.conversion import CHUNK, FEW
from tests.support import KINDS, REPOSITORY, RULE, Project


def tree(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.fixture(scope="module")
def content(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of this repository's own content, rules often enough for a pool of processes."""
    folder = tmp_path_factory.mktemp("content")
    for kind in KINDS:
        shutil.copytree(REPOSITORY / kind, folder / kind)
    assert FEW < CHUNK * 10
    return folder


def build_in(folder: Path, output: Path, seed: str, jobs: str) -> dict[str, bytes]:
    command = [sys.executable, "-m", "generator.cli", "build", "--output", str(output / "pages")]
    subprocess.run(
        [*command, "--jobs", jobs],
        cwd=folder,
        check=True,
        capture_output=True,
        env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(REPOSITORY)},
    )
    return tree(output / "pages")


def test_processes_and_hash_seed_change_nothing(content: Path, tmp_path: Path) -> None:
    first = build_in(content, tmp_path / "one", seed="0", jobs="1")
    second = build_in(content, tmp_path / "two", seed="4321", jobs="2")
    assert len(first) > 100
    assert first == second


def test_the_order_of_files_on_the_disk_changes_nothing(
    content: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def built(output: Path) -> dict[str, bytes]:
        settings = Settings(output=output / "pages", targets=("splunk",))
        config, _ = configuration.load(content, settings=settings)
        building.build(config, jobs=1)
        return tree(output / "pages")

    usual = built(tmp_path / "one")
    walk = os.walk

    def backwards(top: Path, **options: object):
        for folder, names, files in walk(top, **options):  # type: ignore[call-overload]
            names.sort(reverse=True)
            yield folder, names, sorted(files, reverse=True)

    monkeypatch.setattr(os, "walk", backwards)
    assert built(tmp_path / "two") == usual


def test_deleting_what_was_built_does_not_change_it(project: Project) -> None:
    first = project.write({"rules/a.yml": RULE}).build()
    again = project.build()
    shutil.rmtree(project.folder / "build")
    assert project.build() == first == again


def test_an_empty_catalogue_has_its_pages_all_the_same(project: Project) -> None:
    output = project.build()
    assert "This catalogue has no rules yet." in output["rules/index.md"]
    assert "This catalogue has no Data Needed yet." in output["data_needed/index.md"]


def test_a_long_query_is_cut_on_the_page_and_there_in_full(project: Project) -> None:
    values = "".join(f"\n            - '\\value{n:05}.exe'" for n in range(2000))
    rule = RULE.replace(" '\\parent.exe'", values)
    output = project.write({"rules/a.yml": rule}).build()
    full = output["queries/splunk/a.spl"]
    page = output["rules/a.md"]
    assert "value01999.exe" in full
    assert output["queries/splunk/a.spl.license"] == (
        "Title: A program starts another one\nId: 5f9b0d3c-3c3e-4c53-9d0c-0a3f3f9d2a11\n"
        "Author: Somebody\nLicense: not given\n"
    )
    assert "(../queries/splunk/a.spl.license)" in output["rules/a.md"]
    assert "(../queries/splunk/a.spl)" in page
    query = page.partition("### splunk")[2]
    assert len(query) < 21_000
    assert full.startswith(query.split("```text\n")[1].split("\n```")[0])


def test_a_file_of_several_rules_is_one_page_with_a_section_each(project: Project) -> None:
    second = RULE.replace("5f9b", "6f9b").replace("A program starts", "Another starts")
    output = project.write({"rules/a.yml": f"{RULE}---\n{second}"}).build()
    page = output["rules/a.md"]
    assert "title: A program starts another one, and 1 more rule\n" in page.replace('"', "")
    assert page.count("## A program starts another one") == 1
    assert page.count("## Another starts another one") == 1
    assert page.count("#### splunk") == 2
    assert page.count("#### Sigma rule") == 1
    anchor = "rule-6f9b0d3c-3c3e-4c53-9d0c-0a3f3f9d2a11"
    assert f"(a.md#{anchor})" in output["rules/index.md"]
    assert f'<a id="{anchor}"></a><a id="rule-1"></a>\n\n## Another starts' in page


def test_a_link_to_a_rule_without_an_id_among_several_has_its_number(project: Project) -> None:
    second = RULE.replace("id: 5f9b0d3c-3c3e-4c53-9d0c-0a3f3f9d2a11\n", "").replace(
        "A prog", "B prog"
    )
    output = project.write({"rules/a.yml": f"{RULE}---\n{second}"}).build()
    assert "(a.md#rule-1)" in output["rules/index.md"]
    assert '<a id="rule-1"></a>\n\n## B program' in output["rules/a.md"]


def test_rules_of_a_file_that_are_put_in_another_order_keep_their_addresses(
    project: Project,
) -> None:
    second = RULE.replace("5f9b", "6f9b").replace("A program starts", "Another starts")
    before = project.write({"rules/a.yml": f"{RULE}---\n{second}"}).build()
    after = project.write({"rules/a.yml": f"{second}---\n{RULE}"}).build()
    links = re.compile(r"\((a\.md#[^)]+)\)")
    assert links.findall(after["rules/index.md"]) == links.findall(before["rules/index.md"])


def test_a_global_document_is_part_of_those_after_it(project: Project) -> None:
    shared, _, rest = RULE.partition("logsource:")
    documents = (
        f"action: global\n{shared}---\nid: 7f9b0d3c-3c3e-4c53-9d0c-0a3f3f9d2a11\nlogsource:{rest}"
    )
    output = project.write(
        {"rules/a.yml": documents.replace("id: 5f9b0d3c-3c3e-4c53-9d0c-0a3f3f9d2a11\n", "", 1)}
    ).build()
    assert "| **Author**               | Somebody |" in output["rules/a.md"]
    assert "api/v1/rules/7f9b0d3c-3c3e-4c53-9d0c-0a3f3f9d2a11.json" in output


def test_the_corpus_gives_a_query_or_a_reason_for_every_rule_and_target(
    corpus: Path, make_project: Callable[[], Project]
) -> None:
    folder = make_project().folder
    settings = Settings(
        sources={"rules": (corpus / "sigma/rules/windows/builtin",)},
        targets=("splunk", "es-qs"),
        output=folder / "pages",
    )
    config, _ = configuration.load(folder, settings=settings)
    made = building.build(config)
    queries = made.conversion.queries
    assert len(queries) > 300
    for row in queries.values():
        for query in row.values():
            assert (query.text is None) != (query.reason is None)
