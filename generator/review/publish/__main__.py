"""What workflows call, step by step; each says in a line what it did.

The token and where to write come from the environment that the host sets: GITHUB_TOKEN,
GITHUB_REPOSITORY, GITHUB_API_URL, GITHUB_EVENT_PATH and GITHUB_OUTPUT.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from generator.review.publish.api import Api, Pull
from generator.review.publish.base import base_of
from generator.review.publish.branch import PREVIEWS, Branch
from generator.review.publish.git import git, with_token
from generator.review.publish.preview_comment import MARKER, comment, without_preview
from generator.review.publish.refusal import Refused
from generator.review.publish.seal import seal
from generator.review.publish.site_files import site_files

PROPOSED = "refs/catalogue/proposed"
"""The ref for the commit of a pull request; it is not a branch, and never checked out."""


def find(given: argparse.Namespace) -> str:
    """Which pull request a run was about; fetches what it proposes, as objects only."""
    pull = _api().pull_of(_event(), given.branch)
    if pull is None:
        _put_out(number="", commit="", address="")
        return "The run was about no open pull request, or a newer commit has come."
    place = Path.cwd()
    git(
        place, "fetch", "--quiet", "--no-tags", "--no-recurse-submodules", "origin",
        f"+refs/pull/{pull.number}/head:{PROPOSED}",
        environment=with_token(_token()),
    )  # fmt: skip
    found = git(place, "rev-parse", "--verify", f"{PROPOSED}^{{commit}}").decode().strip()
    if found != pull.commit:
        _put_out(number="", commit="", address="")
        return "A newer commit has come; its own run will show it."
    root = given.address.strip() or _usual_address(os.environ["GITHUB_REPOSITORY"])
    _put_out(
        number=str(pull.number),
        commit=pull.commit,
        address=f"{root.rstrip('/')}/{_folder(pull.number)}/",
    )
    return f"Pull request {pull.number} at {pull.commit}"


def _usual_address(repository: str) -> str:
    """The default address at which the host publishes a repository's branch, without a custom
    domain."""
    owner, _, name = repository.lower().partition("/")
    domain = f"https://{owner}.github.io"
    return domain if name == f"{owner}.github.io" else f"{domain}/{name}"


def deploy(given: argparse.Namespace) -> str:
    """Publishes the site of the branch itself; previews stay."""
    files = site_files(given.site)
    pushed = _branch(given).replace("", files, "Publish the site")
    return f"{len(files):,} files {'published' if pushed else 'are there already'}"


def preview(given: argparse.Namespace) -> str:
    """Publishes a preview and says so in its pull request, as long as that is open."""
    pull = Pull(number=given.number, commit=given.commit)
    api, branch, folder = _api(), _branch(given), _folder(given.number)
    if api.proposed(pull.number) != pull.commit:
        return f"Pull request {pull.number} was closed, or has a newer commit."
    report = given.report.read_text("utf-8")
    pages = seal(given.site, given.address)
    branch.replace(folder, site_files(given.site), f"Preview of pull request {pull.number}")
    if not api.proposed(pull.number):
        # The run that removes previews may have finished earlier.
        branch.remove(folder, f"Remove the preview of pull request {pull.number}")
        return f"Pull request {pull.number} was closed meanwhile."
    api.say(pull.number, MARKER, comment(given.address, pull.commit, report))
    return f"{pages:,} pages at {given.address}"


def remove(given: argparse.Namespace) -> str:
    """Removes the preview of a pull request that was closed; its number is the event's."""
    number = int(_event()["pull_request"]["number"])
    gone = _branch(given).remove(_folder(number), f"Remove the preview of pull request {number}")
    api = _api()
    own = api.own_comment(number, MARKER)
    if own is not None:
        api.say(number, MARKER, without_preview(own[1]))
    return f"The preview of pull request {number} {'is removed' if gone else 'was not there'}."


def release(given: argparse.Namespace) -> str:
    """Whether a tag is the version of the program here."""
    project = tomllib.loads(Path("pyproject.toml").read_text("utf-8"))["project"]
    if given.tag != f"v{project['version']}":
        raise Refused(f"The tag is {given.tag}, the version {project['version']}.")
    return f"{project['name']} {project['version']}"


def base(given: argparse.Namespace) -> str:
    """The commit that what is checked out is to be compared with, and nothing else."""
    found = base_of(Path.cwd(), given.base, given.proposed)
    _put_out(commit=found)
    return found


def _folder(number: int) -> str:
    return f"{PREVIEWS}/pr-{number}"


def _branch(given: argparse.Namespace) -> Branch:
    return Branch(repository=Path.cwd(), remote=given.remote, token=_token())


def _api() -> Api:
    return Api(
        address=os.environ["GITHUB_API_URL"].rstrip("/"),
        repository=os.environ["GITHUB_REPOSITORY"],
        token=_token(),
    )


def _token() -> str:
    return os.environ.get("GITHUB_TOKEN", "")


def _event() -> Mapping[str, Any]:
    event: Mapping[str, Any] = json.loads(Path(os.environ["GITHUB_EVENT_PATH"]).read_text("utf-8"))
    return event


def _put_out(**values: str) -> None:
    """Sets outputs of a step: digits, hexadecimal digits, and an address of ours."""
    file = os.environ.get("GITHUB_OUTPUT")
    if file:
        with Path(file).open("a", encoding="utf-8") as stream:
            stream.writelines(
                f"{name}={''.join(value.split())}\n" for name, value in values.items()
            )


def _arguments(given: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m generator.review.publish", description=__doc__)
    steps = parser.add_subparsers(required=True)
    found = steps.add_parser("find", help=find.__doc__)
    found.add_argument("--branch", required=True, help="The branch that proposals are for.")
    found.add_argument("--address", default="", help="Where the branch is published.")
    found.set_defaults(step=find)
    whole = steps.add_parser("deploy", help=deploy.__doc__)
    whole.add_argument("site", type=Path)
    whole.set_defaults(step=deploy)
    shown = steps.add_parser("preview", help=preview.__doc__)
    shown.add_argument("site", type=Path)
    shown.add_argument("--number", type=int, required=True)
    shown.add_argument("--commit", required=True)
    shown.add_argument("--address", required=True, help="Where the preview will stand.")
    shown.add_argument("--report", type=Path, required=True, help="What changed, in Markdown.")
    shown.set_defaults(step=preview)
    gone = steps.add_parser("remove", help=remove.__doc__)
    gone.set_defaults(step=remove)
    named = steps.add_parser("release", help=release.__doc__)
    named.add_argument("tag")
    named.set_defaults(step=release)
    compared = steps.add_parser("base", help=base.__doc__)
    compared.add_argument("--base", required=True, help="What the host says it is proposed for.")
    compared.add_argument("--proposed", required=True, help="The commit that is proposed.")
    compared.set_defaults(step=base)
    for step in (whole, shown, gone):
        step.add_argument("--remote", default="origin")
    return parser.parse_args(given)


def main(given: Sequence[str] | None = None) -> int:
    """Returns 0 if the step was done or not needed, 1 if it was refused."""
    asked = _arguments(given)
    try:
        sys.stdout.write(f"{asked.step(asked)}\n")
    except Refused as problem:
        sys.stderr.write(f"{problem}\n")
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
