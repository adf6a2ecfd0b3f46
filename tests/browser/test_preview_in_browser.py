"""The preview of a hostile pull request, made by the steps of the workflows, in a real browser."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from tests.browser.visit import Visit, serving
from tests.hostile.sites import _plain, content, few_techniques
from tests.review.publish.host import Host, Runner, finished_run, git, hosting
from tests.support import REPOSITORY, RULE

HOOK = "import pathlib, os\npathlib.Path(os.environ['HOME'] + '/catalogue-hacked').touch()\n"
SCRIPT = "<script>window.hacked=1</script><img src=x onerror=window.hacked=1>\n"
SETTINGS = "targets: [splunk, grep]\nattack: attack.json\n"
NUMBER = 7


def _main_branch(clone: Path) -> None:
    """A repository of one rule that already has settings and a page of its own."""
    for name in ("rules", "docs", "data_needed", "logging_policies", "enrichments", "triggers"):
        (clone / name).mkdir()
        (clone / name / ".keep").touch()
    (clone / "rules/ours.yml").write_text(RULE)
    (clone / "attack.json").write_text(few_techniques())
    (clone / "catalogue.yml").write_text(SETTINGS)
    (clone / "mkdocs.yml").write_text(
        f"site_name: Our catalogue\nINHERIT: {REPOSITORY / 'generator/site/default.yml'}\n"
    )
    (clone / ".gitignore").write_text("build/\n")
    (clone / "docs/guide.md").write_text("# Our guide\n")


def _proposal(clone: Path) -> None:
    """All that a stranger may try: hostile texts, script in pages, code that runs at a build."""
    allowed = re.compile(r"(?!\.)[^\x00-\x1f\x7f\\:]+")
    for number, (path, documents) in enumerate(content().items()):
        kind, _, name = path.partition("/")
        place = clone / kind / (name if allowed.fullmatch(name) else f"f{number}.yml")
        place.parent.mkdir(exist_ok=True)
        texts = [_plain(document) for document in documents]
        place.write_text(yaml.safe_dump_all(texts, sort_keys=False))
    (clone / "docs/guide.md").write_text(f"# Their guide\n\n{SCRIPT}")
    (clone / "docs/evil.md").write_text(SCRIPT)
    (clone / "docs/evil.js").write_text("window.hacked=1")
    (clone / "rules/evil.md").write_text(SCRIPT)
    (clone / "rules/hook.py").write_text(HOOK)
    (clone / "overrides").mkdir()
    (clone / "overrides/main.html").write_text(SCRIPT)
    (clone / "mkdocs.yml").write_text(
        "site_name: x\nplugins: [catalogue]\nhooks: [rules/hook.py]\n"
        "theme: {name: material, custom_dir: overrides}\nextra_javascript: [evil.js]\n"
    )
    (clone / "catalogue.yml").write_text(
        "targets:\n  - {id: x, backend: 'rules.hook:x', pipelines: ['os:system']}\n"
    )


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, str, Host]]:
    """The published branch as it is served, its address, and the host."""
    folder = tmp_path_factory.mktemp("preview")
    served = folder / "served"
    served.mkdir()
    with hosting(folder) as host, serving(served) as address:
        clone = folder / "clone"
        git(folder, "clone", "-q", str(host.bare), str(clone))
        git(clone, "checkout", "-q", "-b", "main")
        _main_branch(clone)
        git(clone, "add", "-A")
        git(clone, "commit", "-q", "-m", "ours")
        git(clone, "push", "-q", "origin", "main")
        git(clone, "checkout", "-q", "-b", "topic")
        _proposal(clone)
        git(clone, "add", "-A")
        git(clone, "commit", "-q", "-m", "theirs")
        commit = git(clone, "rev-parse", "HEAD")
        git(clone, "push", "-q", "origin", f"HEAD:refs/pull/{NUMBER}/head")
        git(clone, "checkout", "-q", "main")
        host.open_pull(NUMBER, commit)
        runner = Runner(host, clone)
        runner.step("find", "--branch", "main", "--address", address, event=finished_run(commit))
        found = runner.outputs()
        runner.run(
            "generator.cli", "preview", found["commit"], "--output", "build/preview",
            "--site-url", found["address"], "--report", "build/report.md", "--jobs", "1",
        )  # fmt: skip
        runner.step(
            "preview", "build/preview", "--report", "build/report.md", "--number", found["number"],
            "--commit", found["commit"], "--address", found["address"],
        )  # fmt: skip
        host.check_out(folder / "branch").rename(served / "branch")
        for entry in (served / "branch").iterdir():
            entry.rename(served / entry.name)
        yield served / f"previews/pr-{NUMBER}", found["address"], host


def test_no_page_of_a_hostile_preview_runs_a_script(
    visit: Visit, published: tuple[Path, str, Host]
) -> None:
    folder, address, _ = published
    pages = sorted(path.relative_to(folder) for path in folder.rglob("index.html"))
    theirs = [page for page in pages if page.parts[0] in ("rules", "changes", "data_needed")]
    assert len(theirs) > 20
    for page in (*theirs, Path("index.html"), Path("guide/index.html")):
        visit.page.goto(address + page.as_posix().removesuffix("index.html"))
        assert not visit.hacked, page
        assert visit.faults == [], page


def test_the_policy_lets_the_search_work(visit: Visit, published: tuple[Path, str, Host]) -> None:
    _, address, _ = published
    visit.page.goto(address)
    visit.page.locator("input.md-search__input").click()
    visit.page.keyboard.type("program")
    visit.page.locator(".md-search-result__item").first.wait_for()
    assert visit.faults == []


def test_only_content_is_theirs(published: tuple[Path, str, Host]) -> None:
    folder, _, host = published
    assert "Our guide" in (folder / "guide/index.html").read_text()
    assert not (folder / "evil").exists()
    assert not (folder / "evil.js").exists()
    assert not (Path.home() / "catalogue-hacked").exists()
    comment = host.comments[NUMBER][0]["body"]
    assert "8 changed files are no content" in comment
    assert len(comment) <= 65_536


INJECTED = (
    "<script>window.hacked=1</script>",
    '<script>__md_scope=new URL(".",location),window.hacked=1</script>',
    "<img src=x onerror=window.hacked=1>",
    "<svg onload=window.hacked=1>",
    "<script src=../../evil.js></script>",
    "<script src=/evil.js></script>",
    "<script src=api/v1/evil.txt></script>",
    "<iframe srcdoc='<script>parent.hacked=1</script>'></iframe>",
    "<base href='/'><script src=evil.js></script>",
    "<a id=x href='javascript:window.hacked=1'>x</a><script>x.click()</script>",
    "<object data='data:text/html,<script>parent.hacked=1</script>'></object>",
)


@pytest.mark.parametrize("sealed", [True, False])
@pytest.mark.parametrize("injected", INJECTED[:3])
def test_a_script_that_an_escape_missed_runs_without_the_seal_and_not_with_it(
    visit: Visit, published: tuple[Path, str, Host], injected: str, sealed: bool
) -> None:
    folder, address, _ = published
    _inject(folder, injected, sealed=sealed)
    visit.page.goto(f"{address}injected.html")
    visit.page.wait_for_timeout(300)
    assert visit.hacked is not sealed


@pytest.mark.parametrize("injected", INJECTED[3:])
def test_the_seal_holds_against(
    visit: Visit, published: tuple[Path, str, Host], injected: str
) -> None:
    folder, address, _ = published
    (folder / "api/v1/evil.txt").write_text("window.hacked=1")
    (folder.parents[1] / "evil.js").write_text("window.hacked=1")
    _inject(folder, injected, sealed=True)
    visit.page.goto(f"{address}injected.html")
    visit.page.wait_for_timeout(300)
    assert not visit.hacked


def _inject(folder: Path, injected: str, *, sealed: bool) -> None:
    """The home page with HTML of a stranger in it, as if an escape had been forgotten."""
    page = (folder / "index.html").read_text()
    if not sealed:
        page = re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", page)
    assert "<article" in page
    (folder / "injected.html").write_text(page.replace("<article", f"{injected}<article", 1))
