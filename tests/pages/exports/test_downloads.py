"""All queries of a target in one file."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import zipfile
from configparser import ConfigParser
from pathlib import Path

from generator.build import build as building
from tests.support import RULE, Project

SECOND = RULE.replace("5f9b0d3c", "6f9b0d3c").replace("author: Somebody", "author: '=Some|body'")
LINUX = SECOND.replace("product: windows", "product: linux").replace("6f9b0d3c", "7f9b0d3c")


def bundle(project: Project, target: str, name: str) -> bytes:
    config = project.config(target)
    building.build(config, jobs=1)
    return (config.output / "downloads" / name).read_bytes()


def test_an_archive_has_a_file_for_each_query_and_says_whose_it_is(project: Project) -> None:
    project.write({"rules/a.yml": RULE, "rules/b.yml": SECOND, "rules/c.yml": LINUX})
    content = bundle(project, "powershell", "powershell.zip")
    archive = zipfile.ZipFile(io.BytesIO(content))
    names = ["powershell/a.ps1", "powershell/b.ps1", "powershell/rules.csv"]
    assert archive.namelist() == names
    assert archive.read("powershell/a.ps1").startswith(b"Get-WinEvent")
    rows = list(csv.DictReader(io.StringIO(archive.read("powershell/rules.csv").decode())))
    assert [row["author"] for row in rows] == ["Somebody", "'=Some|body"]
    assert rows[0]["id"] == "5f9b0d3c-3c3e-4c53-9d0c-0a3f3f9d2a11"


def test_the_same_queries_give_the_same_archive(project: Project) -> None:
    project.write({"rules/a.yml": RULE})
    first = bundle(project, "grep", "grep.zip")
    (project.folder / "build/pages/downloads/grep.zip").unlink()
    assert bundle(project, "grep", "grep.zip") == first


def test_saved_searches_are_one_file_with_the_defaults_once(project: Project) -> None:
    project.write({"rules/a.yml": RULE, "rules/b.yml": SECOND})
    text = bundle(project, "splunk-savedsearches", "splunk-savedsearches.conf").decode()
    assert text.count("[default]") == 1
    parsed = ConfigParser(interpolation=None, strict=True)
    parsed.read_string(text)
    assert parsed.sections() == [
        "default",
        "A program starts another one",
        "A program starts another one (2)",
    ]
    assert "# 5f9b0d3c-3c3e-4c53-9d0c-0a3f3f9d2a11, by Somebody\n[A program" in text


def test_saved_objects_are_one_object_a_line(project: Project) -> None:
    project.write({"rules/a.yml": RULE, "rules/b.yml": SECOND})
    text = bundle(project, "kibana-ndjson", "kibana-ndjson.ndjson").decode()
    assert [json.loads(line)["type"] for line in text.splitlines()] == ["search", "search"]
    assert b"Somebody" in bundle(project, "kibana-ndjson", "kibana-ndjson.rules.csv")


def test_watches_are_one_script_that_a_shell_reads(project: Project, tmp_path: Path) -> None:
    project.write({"rules/a.yml": RULE, "rules/b.yml": SECOND})
    script = tmp_path / "watches.sh"
    script.write_bytes(bundle(project, "xpack-watcher", "xpack-watcher.sh"))
    subprocess.run(["sh", "-n", str(script)], check=True)
    assert script.read_text().count("curl -sS -X PUT") == 2


def test_a_target_without_a_query_still_has_its_file(project: Project) -> None:
    project.write({"rules/c.yml": LINUX})
    archive = zipfile.ZipFile(io.BytesIO(bundle(project, "powershell", "powershell.zip")))
    assert archive.namelist() == ["powershell/rules.csv"]


def test_the_files_that_are_promised_are_those_that_are_made(project: Project) -> None:
    project.write({"rules/a.yml": RULE})
    targets = ("powershell", "splunk-savedsearches", "kibana-ndjson", "xpack-watcher")
    config = project.config(*targets)
    written = building.build(config, jobs=1, put_off=True).written
    folder = config.output / "downloads"
    assert not folder.exists(), "one process makes them when they are asked for"
    written.finish()
    promised = {path for path in written.paths if path.startswith("downloads/")}
    assert {f"downloads/{file.name}" for file in folder.iterdir()} == promised
    assert len(promised) == len(targets) + 3
