"""`catalogue diff` on real git repositories, folders and built sites."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from generator.cli import main
from generator.review.diff import UnreadableSide
from generator.review.diff import revision as revisions
from tests.support import RULE, Project

AUTHOR = {
    **{f"GIT_{who}_{what}": "test@example.org" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")},
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_SYSTEM": os.devnull,
}  # fmt: skip
BROADER = RULE.replace("'\\parent.exe'", "['\\parent.exe', '\\other.exe']")


def git(folder: Path, *arguments: str) -> None:
    environment = {**os.environ, **AUTHOR}
    subprocess.run(
        ["git", *arguments], cwd=folder, check=True, capture_output=True, env=environment
    )


def commit(project: Project, message: str) -> None:
    git(project.folder, "add", ".")
    git(project.folder, "commit", "-q", "-m", message)


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["diff", *arguments])


def rows(*arguments: str) -> list[dict[str, Any]]:
    result = run(*arguments, "--format", "json")
    assert result.exit_code == 0, result.output
    found: list[dict[str, Any]] = json.loads(result.stdout)["rules"]
    return found


@pytest.fixture
def here(project: Project, monkeypatch: pytest.MonkeyPatch) -> Project:
    """A repository with one rule in its first commit, tagged `first`."""
    monkeypatch.chdir(project.folder)
    project.write(
        {
            "rules/a.yml": RULE,
            "catalogue.yml": "targets: [splunk, grep]\n",
            ".gitignore": "build/\n",
        }
    )
    git(project.folder, "init", "-q", "-b", "main")
    commit(project, "first")
    git(project.folder, "tag", "first")
    return project


def test_a_revision_is_compared_with_the_folder_as_it_stands(here: Project) -> None:
    here.write({"rules/a.yml": BROADER})
    (row,) = rows("first")
    assert row["verdict"]["relation"] == "broader"
    assert row["verdict"]["gained"]["event"] == {"ParentImage": "\\other.exe"}
    assert [change["target"] for change in row["queries"]] == ["splunk", "grep"]
    assert "other.exe" in row["queries"][0]["after"]


def test_two_revisions_are_compared_without_touching_the_tree(here: Project) -> None:
    here.write({"rules/a.yml": BROADER})
    commit(here, "second")
    here.write({"rules/a.yml": RULE + "# not committed\n"})
    (row,) = rows("first", "main")
    assert row["verdict"]["relation"] == "broader"
    assert (here.folder / "rules/a.yml").read_text("utf-8").endswith("# not committed\n")
    (row,) = rows("main", "first")
    assert row["verdict"]["relation"] == "narrower"


def test_only_the_folder_of_the_project_is_taken_from_a_larger_repository(
    here: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    inner = here.write({"content/rules/b.yml": RULE}).folder / "content"
    commit(here, "second")
    monkeypatch.chdir(inner)
    (inner / "rules/b.yml").write_text(BROADER, encoding="utf-8")
    (row,) = rows("main", "-t", "splunk")
    assert row["after"]["path"] == "rules/b.yml"


def test_a_revision_that_does_not_have_the_folder_yet_has_no_rules(
    here: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    here.write({"own/rules/a.yml": BROADER, "own/catalogue.yml": "targets: [splunk]\n"})
    commit(here, "second")
    monkeypatch.chdir(here.folder / "own")
    result = run("first")
    assert result.exit_code == 0, result.output
    assert "1 rule added.\n" in result.stdout


def test_a_revision_without_files_has_no_rules(here: Project) -> None:
    git(here.folder, "rm", "-q", "-r", ".")
    git(here.folder, "commit", "-q", "-m", "Nothing")
    git(here.folder, "tag", "nothing")
    assert "1 rule added.\n" in run("nothing", "first").stdout


def test_a_folder_is_compared_with_a_folder(here: Project, tmp_path: Path) -> None:
    other = Project(tmp_path / "other").write(
        {"rules/a.yml": BROADER, "rules/b.yml": BROADER.replace("5f9b", "6f9b")}
    )
    found = rows(str(other.folder), ".", "-t", "splunk")
    assert [row["after"] is None for row in found] == [False, True]


def test_a_folder_of_nothing_but_rules_will_do(here: Project, tmp_path: Path) -> None:
    folder = tmp_path / "plain"
    folder.mkdir()
    (folder / "a.yml").write_text(BROADER, encoding="utf-8")
    (row,) = rows(str(folder), ".", "-t", "splunk")
    assert row["verdict"]["relation"] == "narrower"


def test_a_built_site_is_what_its_content_was(here: Project) -> None:
    assert CliRunner().invoke(main, ["build"]).exit_code == 0
    assert rows("./build/pages", ".") == []
    assert rows("./build/pages/api/v1", "first") == []
    here.write({"rules/a.yml": BROADER.replace("level: high", "level: low")})
    (row,) = rows("./build/pages", ".")
    assert row["changed"] == ["detection", "level"]
    assert row["verdict"]["relation"] == "broader"
    assert not row["drifted"]


def test_queries_that_another_version_made_have_drifted(here: Project) -> None:
    assert CliRunner().invoke(main, ["build"]).exit_code == 0
    folder = here.folder / "build/pages/api/v1"
    index = json.loads((folder / "index.json").read_text("utf-8"))
    index["versions"]["pysigma"] = "0.1"
    (folder / "index.json").write_text(json.dumps(index), encoding="utf-8")
    (file,) = (folder / "rules").glob("*.json")
    made = json.loads(file.read_text("utf-8"))
    made["queries"]["splunk"]["query"] = "an older query"
    file.write_text(json.dumps(made), encoding="utf-8")
    (row,) = rows("./build/pages", ".")
    assert row["drifted"]
    assert "`pysigma`: 0.1 → " in run("./build/pages", ".").stdout


def test_a_lost_technique_and_a_broken_sample_are_told(here: Project) -> None:
    sample = "rule: 5f9b0d3c-3c3e-4c53-9d0c-0a3f3f9d2a11\nmatch:\n  - event: {ParentImage: 'C:\\parent.exe'}\n"
    here.write({"regression_data/a.yml": sample})
    commit(here, "sample")
    here.write(
        {"rules/a.yml": RULE.replace("parent.exe", "other.exe").replace("    - attack.t1047\n", "")}
    )
    told = run("main").stdout
    assert "Last rule for T1047 Windows Management Instrumentation removed" in told
    assert "**Broken:**" in told


def test_a_page_is_written_in_the_other_form(here: Project) -> None:
    here.write({"rules/a.yml": BROADER})
    assert run("first", "--format", "html").stdout.startswith("<!doctype html>")


@pytest.mark.parametrize("name", ["nosuch", "--output=x", "-h/x", "first..main", "@{-1}", ""])
def test_what_is_no_side_is_refused_with_what_there_could_be(here: Project, name: str) -> None:
    result = run("--", name)
    assert result.exit_code == 2
    assert "is no git revision and no folder here" in result.stderr or name == ""


def refusal(*arguments: str) -> str:
    result = run(*arguments)
    assert result.exit_code == 2
    return " ".join(result.stderr.split())


def test_a_range_is_refused_with_its_two_sides(here: Project) -> None:
    assert refusal("first..main").endswith("Name the two sides one by one: first main.")
    assert refusal("first...").endswith("Name the two sides one by one: first HEAD.")


def test_a_branch_that_is_only_at_the_origin_is_named(here: Project) -> None:
    git(here.folder, "update-ref", "refs/remotes/origin/dev", "HEAD")
    assert refusal("dev").endswith("There is origin/dev.")


def test_a_folder_without_a_commit_and_one_without_git_are_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    monkeypatch.chdir(tmp_path)
    assert "git says here: fatal: not a git repository" in refusal("main")
    git(tmp_path, "init", "-q")
    assert refusal("main").endswith("There is no commit here yet.")


def test_a_shallow_clone_says_how_to_get_more(
    here: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here.write({"rules/a.yml": BROADER})
    commit(here, "second")
    git(tmp_path, "clone", "-q", "--depth=1", f"file://{here.folder}", "shallow")
    monkeypatch.chdir(tmp_path / "shallow")
    assert "This clone is shallow: fetch more (`git fetch --unshallow`" in refusal("HEAD~1")


def test_a_folder_whose_api_is_broken_is_refused(here: Project) -> None:
    here.write({"old/index.json": '{"rules": [{"id": "../../../x"}]}'})
    result = run("./old")
    assert result.exit_code == 2
    assert "is not the API of a built site" in result.stderr


def test_links_and_paths_out_of_a_revision_are_not_followed(here: Project, tmp_path: Path) -> None:
    (here.folder / "rules/link.yml").symlink_to("/etc/hostname")
    commit(here, "link")
    folder = tmp_path / "made" / "0"
    folder.mkdir(parents=True)
    revisions.extract("main", here.folder, folder)
    assert sorted(p.name for p in (folder / "rules").iterdir()) == ["a.yml"]


def test_a_revision_that_git_cannot_give_is_refused(here: Project, tmp_path: Path) -> None:
    folder = tmp_path / "made" / "0"
    folder.mkdir(parents=True)
    with pytest.raises(UnreadableSide, match="git cannot give the files of nosuch"):
        revisions.extract("nosuch", here.folder, folder)


def test_a_regular_expression_that_never_ends_is_given_up(
    here: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("generator.review.diff.time_limit.SECONDS", 0.5)
    hostile = RULE.replace(
        "ParentImage|endswith: '\\parent.exe'", "ParentImage: '" + "a" * 60 + "b'"
    )
    here.write({"rules/a.yml": hostile})
    commit(here, "long")
    here.write(
        {
            "rules/a.yml": hostile.replace(
                "ParentImage:", "ParentImage|re: '^(a+)+$'\n        Image:"
            )
        }
    )
    (row,) = rows("main", "-t", "splunk")
    assert row["verdict"]["relation"] in ("cannot tell", "different")


def test_a_rule_without_a_log_source_is_compared_like_any_other(here: Project) -> None:
    counted = {
        "title": "Many of them",
        "id": "7d9b0d3c-3c3e-4c53-9d0c-0a3f3f9d2a11",
        "correlation": {
            "type": "event_count",
            "rules": ["5f9b0d3c-3c3e-4c53-9d0c-0a3f3f9d2a11"],
            "group-by": ["Image"],
            "timespan": "1h",
            "condition": {"gte": 3},
        },
    }
    here.write({"rules/many.yml": json.dumps(counted)})
    assert [row["after"]["title"] for row in rows("HEAD")] == ["Many of them"]
