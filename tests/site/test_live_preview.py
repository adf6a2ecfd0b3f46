"""Under `serve`, the page of a rule that was saved is there before the rest of the site."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest

from generator.build import build as building
from generator.build.live_pages import live_pages
from generator.build.serve_state import ServeState
from generator.content.model import Artifact
from tests.site.plain import rule, site_project
from tests.support import REPOSITORY, Project

PATIENCE = 240.0


@pytest.fixture
def built(project: Project) -> ServeState:
    """What the build of three rules leaves for the next one."""
    project.write({f"rules/r{number}.yml": rule(number) for number in range(3)})
    serve_state = ServeState()
    building.build(project.config("splunk"), jobs=1, serve_state=serve_state)
    return serve_state


def saved(project: Project, serve_state: ServeState) -> dict[str, Artifact]:
    pages = live_pages(project.config("splunk"), serve_state)
    return {page.path: page for page in pages}


def test_the_page_of_a_saved_rule_is_the_one_that_the_next_build_makes(
    project: Project, built: ServeState
) -> None:
    project.write({"rules/r1.yml": rule(1, "Another title").replace("parent.exe", "other.exe")})
    pages = saved(project, built)
    assert "rules/r1.md" in pages
    assert not {"rules/r0.md", "rules/r2.md"} & pages.keys()
    whole = project.build()
    assert "Another title" in whole["rules/r1.md"]
    assert "other.exe" in whole["rules/r1.md"]
    assert {path: page.content for path, page in pages.items()} == {
        path: whole[path] for path in pages
    }


def test_nothing_is_made_early_where_nothing_was_saved(project: Project, built: ServeState) -> None:
    assert saved(project, built) == {}


def add_a_rule(project: Project) -> None:
    project.write({"rules/r9.yml": rule(9)})


def delete_a_rule(project: Project) -> None:
    (project.folder / "rules/r0.yml").unlink()


def add_data(project: Project) -> None:
    project.write({"data_needed/new.yml": "title: DN_0001_new\n"})


def change_the_configuration(project: Project) -> None:
    project.write({"catalogue.yml": "longest_query: 100\n"})


@pytest.mark.parametrize("change", [add_a_rule, delete_a_rule, add_data, change_the_configuration])
def test_what_may_change_other_pages_waits_for_the_whole_build(
    project: Project, built: ServeState, change: Callable[[Project], None]
) -> None:
    project.write({"rules/r1.yml": rule(1, "Another title")})
    change(project)
    assert saved(project, built) == {}


def test_a_file_that_cannot_be_read_is_left_to_the_whole_build(
    project: Project, built: ServeState
) -> None:
    project.write({"rules/r1.yml": "title: [\n"})
    assert saved(project, built) == {}


def text_of(address: str) -> str:
    try:
        with urlopen(address, timeout=PATIENCE) as answer:
            return str(answer.read().decode())
    except URLError:
        return ""


def wait_until(holds: Callable[[], bool]) -> bool:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if holds():
            return True
        time.sleep(0.2)
    return False


def test_a_served_page_is_new_early_and_the_index_of_rules_follows(
    project: Project, tmp_path: Path
) -> None:
    site_project(project)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address = f"http://127.0.0.1:{port}/"
    log = tmp_path / "serve.log"
    with log.open("wb") as stream:
        process = subprocess.Popen(
            [sys.executable, "-m", "mkdocs", "serve", "-a", f"127.0.0.1:{port}"],
            cwd=project.folder,
            env={**os.environ, "PYTHONPATH": str(REPOSITORY), "NO_MKDOCS_2_WARNING": "1"},
            stdout=stream,
            stderr=stream,
        )
        try:
            assert wait_until(lambda: "Rule 1" in text_of(f"{address}rules/r1/")), log.read_text()
            project.write({"rules/r1.yml": rule(1, "Another title")})
            assert wait_until(lambda: "Another title" in text_of(f"{address}rules/r1/"))
            assert wait_until(lambda: "Another title" in text_of(f"{address}rules/")), (
                log.read_text()
            )
        finally:
            process.terminate()
            process.wait(PATIENCE)
    assert "Traceback" not in log.read_text()
    assert "The page is there after" in log.read_text()
