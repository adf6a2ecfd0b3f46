"""What a hostile pull request may try on the way to its preview, and what comes of it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from generator.review.publish import Limits, Refused, seal, site_files, take_content
from tests.review.publish.host import Host, Runner, finished_run, git
from tests.review.publish.test_branch import published, site


def commit_of(runner: Runner, entries: list[tuple[str, str, str]]) -> str:
    """A commit of (mode, path, text), made of objects: git itself would refuse some of them."""
    tree: dict[str, object] = {}
    for mode, path, text in entries:
        if mode == "160000":
            key = "1" * 40
        else:
            key = git(runner.clone, "hash-object", "-w", "--stdin", given=text)
        *folders, name = path.split("/")
        place = tree
        for folder in folders:
            place = place.setdefault(folder, {})  # type: ignore[assignment]
        place[name] = (mode, key)
    return git(runner.clone, "commit-tree", "-m", "hostile", _tree(runner, tree))


def _tree(runner: Runner, tree: dict[str, object]) -> str:
    lines = []
    for name, found in tree.items():
        if isinstance(found, dict):
            lines.append(f"040000 tree {_tree(runner, found)}\t{name}")
        else:
            mode, key = found  # type: ignore[misc]
            kind = "commit" if mode == "160000" else "blob"
            lines.append(f"{mode} {kind} {key}\t{name}")
    return git(runner.clone, "mktree", "--missing", given="\n".join(lines) + "\n")


def taken(
    runner: Runner, tmp_path: Path, entries: list[tuple[str, str, str]], **given: object
) -> set[str]:
    into = tmp_path / "into"
    (into / "rules").mkdir(parents=True)
    (into / "rules/old.yml").write_text("old")
    (into / "mkdocs.yml").write_text("ours")
    take_content(runner.clone, commit_of(runner, entries), ["rules"], into, **given)  # type: ignore[arg-type]
    return {path.relative_to(into).as_posix() for path in into.rglob("*") if path.is_file()}


def test_only_content_is_taken(runner: Runner, tmp_path: Path) -> None:
    assert taken(
        runner,
        tmp_path,
        [
            ("100644", "rules/a.yml", "a"),
            ("100755", "rules/deep/b.YAML", "b"),
            ("100644", "rules/hook.py", "import os"),
            ("100644", "rules/page.md", "<script>"),
            ("100644", "rules/.gitattributes", "* filter=x"),
            ("100644", "mkdocs.yml", "hooks: [rules/hook.py]"),
            ("100644", "catalogue.yml", "targets: [{id: x, backend: 'os:system'}]"),
            ("100644", "docs/index.md", "<script>hacked=1</script>"),
        ],
    ) == {"rules/a.yml", "rules/deep/b.YAML", "mkdocs.yml"}
    assert (tmp_path / "into/mkdocs.yml").read_text() == "ours"


def test_links_and_submodules_are_left_out(runner: Runner, tmp_path: Path) -> None:
    entries = [
        ("100644", "rules/a.yml", "a"),
        ("120000", "rules/secret.yml", "/etc/passwd"),
        ("160000", "rules/other.yml", "b"),
    ]
    assert taken(runner, tmp_path, entries) == {"rules/a.yml", "mkdocs.yml"}


@pytest.mark.parametrize(
    "path", ["rules/..\\..\\a.yml", "rules/.git/a.yml", "rules/C:a.yml", "rules/a\x01b.yml"]
)
def test_a_path_that_means_something_elsewhere_is_refused(
    runner: Runner, tmp_path: Path, path: str
) -> None:
    with pytest.raises(Refused, match="no path of content"):
        taken(runner, tmp_path, [("100644", path, "a")])
    assert (tmp_path / "into/rules/old.yml").is_file()


def test_no_path_leads_out_of_the_folder(runner: Runner, tmp_path: Path) -> None:
    entries = [("100644", "rules/../../evil.yml", "a")]
    with pytest.raises(Refused):
        taken(runner, tmp_path, entries)
    assert not (tmp_path / "evil.yml").exists()


def test_two_names_for_one_file_are_refused_where_they_meet(runner: Runner, tmp_path: Path) -> None:
    into = tmp_path / "into"
    commit = commit_of(runner, [("100644", "rules/a.yml", "theirs")])
    (into / "rules").mkdir(parents=True)
    (into / "rules/a.yml").write_text("ours")
    take_content(runner.clone, commit, ["rules"], into, kept=["rules/a.yml"])
    assert (into / "rules/a.yml").read_text() == "ours"


@pytest.mark.parametrize("limits", [Limits(file=3), Limits(total=7), Limits(files=1)])
def test_too_much_is_refused(runner: Runner, tmp_path: Path, limits: Limits) -> None:
    entries = [("100644", "rules/a.yml", "1234"), ("100644", "rules/b.yml", "1234")]
    with pytest.raises(Refused, match="allowed"):
        taken(runner, tmp_path, entries, limits=limits)


def test_content_beside_the_settings_is_refused(runner: Runner, tmp_path: Path) -> None:
    with pytest.raises(Refused):
        take_content(runner.clone, "HEAD", ["."], tmp_path)


def test_a_link_in_a_built_site_is_refused(tmp_path: Path) -> None:
    place = site(tmp_path / "a")
    (place / "secret.html").symlink_to("/etc/passwd")
    with pytest.raises(Refused, match="is a link"):
        site_files(place)


def test_a_folder_that_is_a_link_is_refused(tmp_path: Path) -> None:
    place = site(tmp_path / "a")
    (place / "secrets").symlink_to("/etc")
    with pytest.raises(Refused, match="is a link"):
        site_files(place)


def test_a_site_that_is_a_link_is_refused(tmp_path: Path) -> None:
    (tmp_path / "b").symlink_to(site(tmp_path / "a"))
    with pytest.raises(Refused, match="no folder"):
        site_files(tmp_path / "b")


def test_a_pipe_in_a_built_site_is_refused(tmp_path: Path) -> None:
    place = site(tmp_path / "a")
    os.mkfifo(place / "pipe")
    with pytest.raises(Refused, match="no plain file"):
        site_files(place)


@pytest.mark.parametrize("name", [".git", ".htaccess", "a\\b", "a:b", "a\nb"])
def test_a_name_that_means_something_to_a_host_is_refused(tmp_path: Path, name: str) -> None:
    place = site(tmp_path / "a")
    (place / name).write_text("x")
    with pytest.raises(Refused, match="no name that a site has"):
        site_files(place)


def test_a_site_without_a_front_page_is_refused(tmp_path: Path) -> None:
    place = site(tmp_path / "a")
    (place / "index.html").unlink()
    with pytest.raises(Refused, match=r"no index\.html"):
        site_files(place)


SVG = 'xmlns="http://www.w3.org/2000/svg"'
XHTML = 'xmlns="http://www.w3.org/1999/xhtml"'


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("x.svg", f"<svg {SVG}><script/></svg>"),
        ("x.svg", f"<svg {SVG} onload='x()'/>"),
        ("x.svg", f"<svg {SVG}><a href=' java\nscript:x'/></svg>"),
        ("x.svg", f"<s:svg {SVG.replace('xmlns', 'xmlns:s')}><s:script/></s:svg>"),
        ("feed.xml", f"<feed><h:script {XHTML.replace('xmlns', 'xmlns:h')}/></feed>"),
        ("feed.xml", "<?xml-stylesheet href='x.xsl' type='text/xsl'?><feed/>"),
        ("feed.xml", "<!DOCTYPE x [<!ENTITY a 'b'>]><feed/>"),
        ("feed.xml", "<feed>"),
        ("x.SVG", f"<svg {SVG}><script/></svg>"),
        ("x.htm", "hello"),
    ],
)
def test_a_document_without_a_policy_that_may_run_script_is_refused(
    tmp_path: Path, name: str, text: str
) -> None:
    place = site(tmp_path / "a")
    (place / name).write_text(text)
    with pytest.raises(Refused):
        seal(place, "https://example.org/")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("x.svg", f"<svg {SVG}><path d='M0'/><text>javascript: &lt;script&gt; only = 1</text></svg>"),
        ("feed.xml", "<feed xmlns='http://www.w3.org/2005/Atom'><title>JavaScript: on a=b</title></feed>"),
    ],
)  # fmt: skip
def test_words_about_scripts_are_words(tmp_path: Path, name: str, text: str) -> None:
    place = site(tmp_path / "a")
    (place / name).write_text(text)
    assert seal(place, "https://example.org/") == 1


def test_a_page_that_no_policy_can_stand_in_is_refused(tmp_path: Path) -> None:
    place = site(tmp_path / "a")
    (place / "x.html").write_text("<script>hacked=1</script>")
    with pytest.raises(Refused, match="without a head"):
        seal(place, "https://example.org/")


@pytest.mark.parametrize(
    "address", ["", "javascript:x", "https://a b/", "https://a/;script-src *", "//a"]
)
def test_an_address_that_would_change_the_policy_is_refused(tmp_path: Path, address: str) -> None:
    with pytest.raises(Refused, match="no address"):
        seal(site(tmp_path / "a"), address)


def test_sealing_twice_is_sealing_once(tmp_path: Path) -> None:
    place = site(tmp_path / "a")
    seal(place, "https://example.org/one/")
    seal(place, "https://example.org/two/")
    page = (place / "index.html").read_text()
    assert page.count("Content-Security-Policy") == 1
    assert page.count("noindex") == 1


class TestWhichPullRequest:
    """The number comes from the host. A run from a fork may claim whatever it likes."""

    def found(self, runner: Runner, event: dict[str, object]) -> dict[str, str]:
        runner.step("find", "--branch", "main", event=event)
        return runner.outputs()

    def proposed(self, runner: Runner) -> str:
        return commit_of(runner, [("100644", "rules/a.yml", "a")])

    def pushed(self, host: Host, runner: Runner, number: int, **who: str) -> str:
        commit = self.proposed(runner)
        git(runner.clone, "push", "-q", "origin", f"{commit}:refs/pull/{number}/head")
        host.open_pull(number, commit, **who)
        return commit

    def test_that_of_the_run_is_found(self, host: Host, runner: Runner) -> None:
        commit = self.pushed(host, runner, 7)
        assert self.found(runner, finished_run(commit)) == {
            "number": "7",
            "commit": commit,
            "address": "https://rules-team.github.io/rules/previews/pr-7/",
        }
        assert git(runner.clone, "rev-parse", "refs/catalogue/proposed") == commit
        assert git(runner.clone, "status", "--porcelain") == ""

    def test_the_run_of_another_fork_is_not_taken_for_it(self, host: Host, runner: Runner) -> None:
        commit = self.pushed(host, runner, 7)
        event = finished_run(commit, owner="somebody-else")
        assert self.found(runner, event) == {"number": "", "commit": "", "address": ""}

    def test_a_number_that_a_run_claims_is_not_looked_at(self, host: Host, runner: Runner) -> None:
        commit = self.pushed(host, runner, 7)
        event = finished_run(commit)
        event["workflow_run"]["pull_requests"] = [{"number": 1}]
        event["number"] = 1
        assert self.found(runner, event)["number"] == "7"

    def test_an_older_commit_has_no_preview(self, host: Host, runner: Runner) -> None:
        commit = self.pushed(host, runner, 7)
        host.pull(7)["head"]["sha"] = "0" * 40
        assert self.found(runner, finished_run(commit))["number"] == ""

    def test_a_run_that_was_no_pull_request_has_none(self, host: Host, runner: Runner) -> None:
        event = finished_run(self.pushed(host, runner, 7))
        event["workflow_run"]["event"] = "push"
        assert self.found(runner, event)["number"] == ""

    def test_a_commit_that_is_no_name_of_one_is_not_asked_for(
        self, host: Host, runner: Runner
    ) -> None:
        self.pushed(host, runner, 7)
        assert self.found(runner, finished_run("--upload-pack=touch x"))["number"] == ""
        assert host.asked == []


class TestPublishingAPreview:
    def preview(self, runner: Runner, tmp_path: Path, commit: str, **given: bool) -> str:
        place = site(tmp_path / "built")
        (tmp_path / "report.md").write_text("what changed")
        address = "https://example.org/previews/pr-7/"
        return runner.step(
            "preview", str(place), "--number", "7", "--commit", commit,
            "--address", address, "--report", str(tmp_path / "report.md"), **given,
        )  # fmt: skip

    def test_one_comment_is_written_and_then_changed(
        self, host: Host, runner: Runner, tmp_path: Path
    ) -> None:
        commit = TestWhichPullRequest().pushed(host, runner, 7)
        host.comments[7] = [
            {"id": n, "user": {"login": "somebody"}, "body": "hello"} for n in range(1, 120)
        ]
        self.preview(runner, tmp_path, commit)
        self.preview(runner, tmp_path, commit)
        ours = [c for c in host.comments[7] if c["user"]["login"] == "github-actions[bot]"]
        assert len(ours) == 1
        assert ours[0]["body"] == (
            "<!-- catalogue preview -->\n"
            f"**[Preview of {commit[:8]}](https://example.org/previews/pr-7/)**\n"
            "<!-- what changed -->\n\nwhat changed"
        )

    def test_the_comment_of_somebody_else_with_our_mark_is_left_alone(
        self, host: Host, runner: Runner, tmp_path: Path
    ) -> None:
        commit = TestWhichPullRequest().pushed(host, runner, 7)
        forged = {"id": 1, "user": {"login": "stranger"}, "body": "<!-- catalogue preview -->\nx"}
        host.comments[7] = [forged]
        self.preview(runner, tmp_path, commit)
        assert forged["body"] == "<!-- catalogue preview -->\nx"
        assert len(host.comments[7]) == 2

    def test_a_preview_of_what_is_closed_is_not_published(
        self, host: Host, runner: Runner, tmp_path: Path
    ) -> None:
        commit = TestWhichPullRequest().pushed(host, runner, 7)
        host.pull(7)["state"] = "closed"
        assert "was closed" in self.preview(runner, tmp_path, commit)
        assert git(host.bare, "branch", "--list", "gh-pages") == ""
        assert host.comments[7] == []

    def test_what_is_closed_while_it_is_published_is_removed_again(
        self, host: Host, runner: Runner, tmp_path: Path
    ) -> None:
        """The run that removes previews may have found nothing to remove."""
        commit = TestWhichPullRequest().pushed(host, runner, 7)
        host.closes_after = 1
        assert "closed meanwhile" in self.preview(runner, tmp_path, commit)
        assert host.published() == {}
        assert host.comments[7] == []

    def test_a_preview_alters_no_other(self, host: Host, runner: Runner, tmp_path: Path) -> None:
        published(runner).replace("previews/pr-8", site_files(site(tmp_path / "b")), "other")
        published(runner).replace("", site_files(site(tmp_path / "c")), "site")
        before = {path: host.page(path) for path in host.published()}
        self.preview(runner, tmp_path, TestWhichPullRequest().pushed(host, runner, 7))
        after = {path: host.page(path) for path in host.published()}
        assert after.keys() - before.keys() == {"previews/pr-7/index.html"}
        assert {path: after[path] for path in before} == before

    def test_what_escapes_from_an_artifact_is_not_published(
        self, host: Host, runner: Runner, tmp_path: Path
    ) -> None:
        commit = TestWhichPullRequest().pushed(host, runner, 7)
        place = site(tmp_path / "built")
        (place / "event.json").symlink_to(tmp_path / "event.json")
        assert "is a link" in self.preview(runner, tmp_path, commit, refused=True)
        assert git(host.bare, "branch", "--list", "gh-pages") == ""

    def test_a_report_that_is_too_long_is_cut(
        self, host: Host, runner: Runner, tmp_path: Path
    ) -> None:
        commit = TestWhichPullRequest().pushed(host, runner, 7)
        place = site(tmp_path / "built")
        (tmp_path / "long.md").write_text("x" * 200_000)
        runner.step(
            "preview", str(place), "--number", "7", "--commit", commit,
            "--address", "https://example.org/", "--report", str(tmp_path / "long.md"),
        )  # fmt: skip
        assert len(host.comments[7][0]["body"]) == 65_536

    def test_the_token_stands_in_no_file_and_no_log(
        self, host: Host, runner: Runner, tmp_path: Path
    ) -> None:
        said = self.preview(runner, tmp_path, TestWhichPullRequest().pushed(host, runner, 7))
        assert "a-token" not in said
        assert "a-token" not in (runner.clone / ".git/config").read_text()
