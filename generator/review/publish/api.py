"""The GitHub API calls that previews need."""

from __future__ import annotations

import json
import re
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from generator.review.publish.refusal import Refused

PAGE = 100
MOST_PAGES = 30
PATIENCE = 60.0
LARGEST_ANSWER = 64 * 1024 * 1024

_REPOSITORY = re.compile(r"[A-Za-z0-9_.-]+/[A-Za-z0-9_.-]+")
_COMMIT = re.compile(r"[0-9a-f]{40}([0-9a-f]{24})?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Pull:
    """An open pull request: its number and its head commit."""

    number: int
    commit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Api:
    """`address` is the base address of the API; `author` is the account that the token belongs
    to."""

    address: str
    repository: str
    token: str
    author: str = "github-actions[bot]"

    def __post_init__(self) -> None:
        if not _REPOSITORY.fullmatch(self.repository):
            raise Refused(f"{self.repository!r} is no repository.")
        if not self.address.startswith(("http://", "https://")):
            raise Refused(f"{self.address!r} is no address of an API.")

    def pull_of(self, event: Mapping[str, Any], branch: str) -> Pull | None:
        """The open pull request whose head commit a finished run tested.

        The event comes from the host. For a pull request from a fork it does not name the pull
        request, so the API is asked. None if the run was about something else, or the pull request
        has a newer commit.
        """
        run = event.get("workflow_run") or {}
        owner = ((run.get("head_repository") or {}).get("owner") or {}).get("login") or ""
        head, commit = run.get("head_branch") or "", run.get("head_sha") or ""
        if run.get("event") != "pull_request" or not owner or not _COMMIT.fullmatch(commit):
            return None
        query = {"state": "open", "head": f"{owner}:{head}", "base": branch}
        for pull in self._all("pulls", query):
            if pull["head"]["sha"] == commit and pull["base"]["ref"] == branch:
                return Pull(number=int(pull["number"]), commit=commit)
        return None

    def proposed(self, number: int) -> str:
        """The head commit of an open pull request; empty if it is closed."""
        found = self._ask("GET", f"pulls/{number}")
        return str(found["head"]["sha"]) if found["state"] == "open" else ""

    def own_comment(self, number: int, marker: str) -> tuple[int, str] | None:
        """The id and text of our own comment with a marker. The author is checked, because anyone
        may write the marker."""
        for comment in self._all(f"issues/{number}/comments", {}):
            author = (comment.get("user") or {}).get("login")
            if author == self.author and (comment.get("body") or "").startswith(marker):
                return int(comment["id"]), str(comment["body"])
        return None

    def say(self, number: int, marker: str, text: str) -> None:
        """Creates the comment with a marker, or updates the existing one."""
        own = self.own_comment(number, marker)
        if own is None:
            self._ask("POST", f"issues/{number}/comments", {"body": text})
        else:
            self._ask("PATCH", f"issues/comments/{own[0]}", {"body": text})

    def _all(self, path: str, query: Mapping[str, str]) -> Iterator[Any]:
        for page in range(1, MOST_PAGES + 1):
            asked = urllib.parse.urlencode({**query, "per_page": PAGE, "page": page})
            rows = self._ask("GET", f"{path}?{asked}")
            yield from rows
            if len(rows) < PAGE:
                return

    def _ask(self, method: str, path: str, body: Mapping[str, str] | None = None) -> Any:
        request = urllib.request.Request(  # noqa: S310 - the scheme is checked above
            f"{self.address}/repos/{self.repository}/{path}",
            method=method,
            data=json.dumps(body).encode() if body is not None else None,
            headers={
                "Accept": "application/vnd.github+json",
                "Authorization": f"Bearer {self.token}",
                "Content-Type": "application/json",
                "X-GitHub-Api-Version": "2022-11-28",
            },
        )
        try:
            with urllib.request.urlopen(request, timeout=PATIENCE) as answer:  # noqa: S310
                return json.loads(answer.read(LARGEST_ANSWER))
        except (urllib.error.URLError, OSError, ValueError) as problem:
            place = path.partition("?")[0]
            raise Refused(f"The API did not do {method} {place}: {problem}") from problem
