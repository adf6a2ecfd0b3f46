"""A whole review, step by step, with the commands that the workflows call.

Branch, change, check, diff, preview, a second push, merge, publish, removal: on real repositories
made of this repository's own content: one folder of rules, with one target and no more of ATT&CK than
they are about, so that it does not take minutes.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from importlib import resources
from pathlib import Path

import pytest

from generator.facts import attack
from tests.review.publish.host import NAME, Host, Runner, finished_run, git, hosting
from tests.support import REPOSITORY, RULE

NUMBER = 12
FOLDER = "rules/windows/process_creation"
CHANGED = f"{FOLDER}/proc_creation_win_wmiprvse_child_of_user.yml"
EVENT = {"pull_request": {"number": NUMBER}}


@pytest.fixture(scope="module")
def runner(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Runner]:
    """A clone of a main branch that has our content."""
    folder = tmp_path_factory.mktemp("review")
    with hosting(folder) as host:
        clone = folder / "clone"
        git(folder, "clone", "-q", str(host.bare), str(clone))
        git(clone, "checkout", "-q", "-b", "main")
        _put_content(clone)
        (clone / "catalogue.yml").write_text("targets: [splunk]\nattack: attack.json\n")
        (clone / ".gitignore").write_text("build/\n")
        git(clone, "add", ".")
        git(clone, "commit", "-q", "-m", "Our content")
        git(clone, "push", "-q", "origin", "main")
        yield Runner(host, clone)


def _put_content(clone: Path) -> None:
    """Our rules about processes of Windows, with all data and with the triggers that they have."""
    for name in ("data_needed", "logging_policies", "enrichments", FOLDER):
        shutil.copytree(REPOSITORY / name, clone / name)
    texts = "".join(file.read_text("utf-8") for file in (clone / FOLDER).rglob("*.yml"))
    used = {found.upper() for found in re.findall(r"attack\.(t\d{4}(?:\.\d{3})?)", texts)}
    for key in used:
        if (REPOSITORY / "triggers" / key).is_dir():
            shutil.copytree(REPOSITORY / "triggers" / key, clone / "triggers" / key)
    bundled = resources.files("generator.facts.attack") / "facts" / f"{attack.PINNED}.json"
    facts = json.loads(bundled.read_text("utf-8"))
    known = used | {key.partition(".")[0] for key in used}
    few = [technique for technique in facts["techniques"] if technique["id"] in known]
    text = attack.as_text(facts | {"techniques": few, "revoked": {}, "deprecated": []})
    (clone / "attack.json").write_text(text)


def publish(runner: Runner) -> None:
    """What the workflow Publish does."""
    runner.run("generator.cli", "site", "--strict")
    runner.step("deploy", "build/site")


def propose(runner: Runner, message: str) -> str:
    """What a contributor does: commits on a branch of a fork; the host points a number to it."""
    git(runner.clone, "add", ".")
    git(runner.clone, "commit", "-q", "-m", message)
    git(runner.clone, "push", "-q", "--force", "origin", f"HEAD:refs/pull/{NUMBER}/head")
    return git(runner.clone, "rev-parse", "HEAD")


def show(runner: Runner, commit: str) -> str:
    """What the workflow Preview does, on the main branch."""
    git(runner.clone, "checkout", "-q", "main")
    said = runner.step("find", "--branch", "main", event=finished_run(commit))
    found = runner.outputs()
    if found["commit"]:
        runner.run(
            "generator.cli", "preview", found["commit"], "--output", "build/preview",
            "--site-url", found["address"], "--report", "build/report.md",
        )  # fmt: skip
        said += runner.step(
            "preview", "build/preview", "--report", "build/report.md", "--number", found["number"],
            "--commit", found["commit"], "--address", found["address"],
        )  # fmt: skip
    git(runner.clone, "checkout", "-q", "topic")
    return said


def bodies(host: Host) -> list[str]:
    return [comment["body"] for comment in host.comments[NUMBER]]


def test_a_review_from_branch_to_removal(runner: Runner) -> None:
    host, clone = runner.host, runner.clone
    publish(runner)
    assert "rules/proc_creation_win_wmiprvse_child_of_user/index.html" in host.published()
    assert ".nojekyll" in host.published()
    site_before = {path for path in host.published() if not path.startswith("previews/")}

    # Branch and change: one detection sees less, and there is a new rule.
    git(clone, "checkout", "-q", "-b", "topic")
    text = (clone / CHANGED).read_text("utf-8")
    narrower = text.replace("condition: ", "condition: not a_name_of_ours and ", 1).replace(
        "detection:\n", "detection:\n    a_name_of_ours:\n        Image|endswith: '\\ours.exe'\n", 1
    )
    assert narrower != text
    (clone / CHANGED).write_text(narrower, "utf-8")
    (clone / "rules/windows/process_creation/a_new_one.yml").write_text(RULE)

    # Check and diff, as the contributor runs them.
    runner.run("generator.cli", "check", "--base", "main")
    told = runner.run("generator.cli", "diff", "main")
    assert "1 rule added, 1 detection changed (1 narrower)." in told

    # The first push has a preview, and a comment that says what it changes.
    first = propose(runner, "Fewer false positives, and a new rule")
    host.open_pull(NUMBER, first)
    show(runner, first)
    (comment,) = bodies(host)
    owner, name = NAME.split("/")
    address = f"https://{owner}.github.io/{name}/previews/pr-{NUMBER}/"
    assert f"**[Preview of {first[:8]}]({address})**" in comment
    assert f"## What changed from `main` to `{first[:8]}`" in comment
    assert "### Detections that lose events (1)" in comment
    assert f"({address}rules/proc_creation_win_wmiprvse_child_of_user/)" in comment
    assert f"[Every change with every query]({address}changes/)" in comment
    preview = f"previews/pr-{NUMBER}/"
    assert f"{preview}rules/a_new_one/index.html" in host.published()
    changes = host.page(f"{preview}changes/index.html")
    assert "A program starts another one" in changes
    assert changes.count("Content-Security-Policy") == 1
    assert 'name="robots" content="noindex"' in changes

    # The published site is what it was.
    site_now = {path for path in host.published() if not path.startswith("previews/")}
    assert site_now == site_before

    # A second push takes the place of the first; what is late about the first is not shown.
    git(clone, "rm", "-q", "rules/windows/process_creation/a_new_one.yml")
    second = propose(runner, "Without the new rule")
    host.pull(NUMBER)["head"]["sha"] = second
    assert "no open pull request, or a newer commit has come" in show(runner, first)
    show(runner, second)
    (comment,) = bodies(host)
    assert f"Preview of {second[:8]}" in comment
    assert "Rules added" not in comment
    assert f"{preview}rules/a_new_one/index.html" not in host.published()

    # Merged and published: the preview still stands beside the site.
    git(clone, "checkout", "-q", "main")
    git(clone, "merge", "-q", "--no-ff", "-m", "Merge", second)
    git(clone, "push", "-q", "origin", "main")
    publish(runner)
    page = host.page("rules/proc_creation_win_wmiprvse_child_of_user/index.html")
    assert "ours.exe" in page
    assert f"{preview}index.html" in host.published()

    # Closed: the preview goes, the comment stays with what was changed; a late run brings nothing back.
    host.pull(NUMBER)["state"] = "closed"
    runner.step("remove", event=EVENT)
    assert not [path for path in host.published() if path.startswith("previews/")]
    (comment,) = bodies(host)
    assert "The preview was removed" in comment
    assert "1 detection changed (1 narrower)." in comment
    assert "was not there" in runner.step("remove", event=EVENT)
    show(runner, second)
    assert not [path for path in host.published() if path.startswith("previews/")]
