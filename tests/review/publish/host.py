"""A host as far as previews need one: a bare repository, and the few calls of its API."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.review.diff.test_diff_command import AUTHOR
from tests.support import REPOSITORY

NAME = "rules-team/rules"
BOT = "github-actions[bot]"


def git(folder: Path, *arguments: str, given: str | None = None) -> str:
    done = subprocess.run(
        ["git", *arguments],
        cwd=folder,
        input=given,
        check=True,
        capture_output=True,
        text=True,
        env={**os.environ, **AUTHOR},
    )
    return done.stdout.strip()


@dataclass
class Host:
    """`bare` is the repository; `pulls` are its pull requests and `comments` what stands in each."""

    bare: Path
    address: str = ""
    pulls: list[dict[str, Any]] = field(default_factory=list)
    comments: dict[int, list[dict[str, Any]]] = field(default_factory=dict)
    asked: list[tuple[str, str]] = field(default_factory=list)
    closes_after: int | None = None
    """How often a pull request is told to be open before it is told to be closed."""

    def open_pull(
        self, number: int, commit: str, *, owner: str = "stranger", head: str = "topic"
    ) -> None:
        """What the host does when somebody proposes a commit: the number points to it."""
        git(self.bare, "update-ref", f"refs/pull/{number}/head", commit)
        self.pulls.append(
            {
                "number": number,
                "state": "open",
                "head": {"sha": commit, "ref": head, "label": f"{owner}:{head}"},
                "base": {"ref": "main"},
            }
        )
        self.comments.setdefault(number, [])

    def pull(self, number: int) -> dict[str, Any]:
        return next(pull for pull in self.pulls if pull["number"] == number)

    def published(self) -> dict[str, str]:
        """The files of the published branch and their modes."""
        told = git(self.bare, "ls-tree", "-r", "gh-pages")
        rows = (line.split("\t") for line in told.splitlines())
        return {path: about.split(" ")[0] for about, path in rows}

    def page(self, path: str) -> str:
        return git(self.bare, "show", f"gh-pages:{path}")

    def check_out(self, folder: Path) -> Path:
        """The published branch as files, to be served."""
        folder.mkdir(parents=True)
        packed = subprocess.run(
            ["git", "archive", "gh-pages"], cwd=self.bare, check=True, capture_output=True
        )
        subprocess.run(["tar", "-x", "-C", str(folder)], input=packed.stdout, check=True)
        return folder


def _handler(host: Host) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            pass

        def _answer(self, found: Any, status: int = 200) -> None:
            body = json.dumps(found).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def _body(self) -> str:
            length = int(self.headers["Content-Length"])
            text: str = json.loads(self.rfile.read(length))["body"]
            return text

        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            path = parts.path.removeprefix(f"/repos/{NAME}/")
            query = {name: values[0] for name, values in parse_qs(parts.query).items()}
            host.asked.append(("GET", path))
            if self.headers["Authorization"] != "Bearer a-token":
                self._answer({"message": "Bad credentials"}, 401)
            elif path == "pulls":
                found = [
                    pull
                    for pull in host.pulls
                    if pull["state"] == query["state"]
                    and pull["head"]["label"] == query["head"]
                    and pull["base"]["ref"] == query["base"]
                ]
                self._answer(_page_of(found, query))
            elif path.startswith("pulls/"):
                pull = host.pull(int(path.split("/")[1]))
                if host.closes_after is not None:
                    host.closes_after -= 1
                    pull["state"] = "open" if host.closes_after >= 0 else "closed"
                self._answer(pull)
            else:
                self._answer(_page_of(host.comments[int(path.split("/")[1])], query))

        def do_POST(self) -> None:
            number = int(self.path.split("/")[-2])
            listed = host.comments[number]
            key = 1000 * number + len(listed)
            listed.append({"id": key, "user": {"login": BOT}, "body": self._body()})
            host.asked.append(("POST", self.path))
            self._answer({}, 201)

        def do_PATCH(self) -> None:
            key = int(self.path.split("/")[-1])
            text = self._body()
            for comment in (c for listed in host.comments.values() for c in listed):
                if comment["id"] == key:
                    comment["body"] = text
            host.asked.append(("PATCH", self.path))
            self._answer({})

    return Handler


def _page_of(rows: list[Any], query: Mapping[str, str]) -> list[Any]:
    size, page = int(query["per_page"]), int(query["page"])
    return rows[size * (page - 1) : size * page]


@contextmanager
def hosting(folder: Path) -> Iterator[Host]:
    """A host with an empty repository, on a port of this machine."""
    bare = folder / "host.git"
    git(folder, "init", "-q", "--bare", "-b", "main", str(bare))
    git(bare, "config", "uploadpack.allowAnySHA1InWant", "true")
    host = Host(bare=bare)
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(host))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    host.address = f"http://127.0.0.1:{server.server_port}"
    try:
        yield host
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@dataclass(frozen=True)
class Runner:
    """What a workflow has: a clone of the main branch, an event, a token, and a place for outputs."""

    host: Host
    clone: Path

    def step(
        self, *arguments: str, event: Mapping[str, Any] | None = None, refused: bool = False
    ) -> str:
        """Runs `python -m generator.review.publish` as a workflow does; what it printed."""
        return self.run("generator.review.publish", *arguments, event=event, refused=refused)

    def run(
        self,
        module: str,
        *arguments: str,
        event: Mapping[str, Any] | None = None,
        refused: bool = False,
    ) -> str:
        place = self.clone.parent / "event.json"
        place.write_text(json.dumps(event or {}))
        self.outputs_file.write_text("")
        done = subprocess.run(
            [sys.executable, "-m", module, *arguments],
            cwd=self.clone,
            capture_output=True,
            text=True,
            check=False,
            env={
                **os.environ,
                **AUTHOR,
                "PYTHONPATH": str(REPOSITORY),
                "GITHUB_TOKEN": "a-token",
                "GITHUB_REPOSITORY": NAME,
                "GITHUB_API_URL": self.host.address,
                "GITHUB_EVENT_PATH": str(place),
                "GITHUB_OUTPUT": str(self.outputs_file),
            },
        )
        assert (done.returncode != 0) == refused, f"{done.stdout}\n{done.stderr}"
        return done.stdout + done.stderr

    @property
    def outputs_file(self) -> Path:
        return self.clone.parent / "outputs"

    def outputs(self) -> dict[str, str]:
        lines = self.outputs_file.read_text().splitlines()
        return dict(line.split("=", 1) for line in lines)


def finished_run(commit: str, *, owner: str = "stranger", head: str = "topic") -> dict[str, Any]:
    """The event of a finished run of a pull request, as the host tells it."""
    return {
        "workflow_run": {
            "event": "pull_request",
            "head_branch": head,
            "head_sha": commit,
            "head_repository": {"owner": {"login": owner}},
            "pull_requests": [],
        }
    }
