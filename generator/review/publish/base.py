"""The base commit to compare a checked-out proposal with."""

from __future__ import annotations

from pathlib import Path

from generator.review.publish.git import git
from generator.review.publish.refusal import Refused


def base_of(repository: Path, named: str, proposed: str) -> str:
    """The commit whose difference to HEAD is exactly what a proposal changes.

    A host checks out a merge of the proposed commit into the current target branch. `named`, the
    target commit in the event, may be older, and commits merged since would then look proposed. So
    the base is the first parent of the merge. If HEAD is the proposed commit itself, or anything
    else, the base is its merge base with `named`. Raises Refused.
    """
    _, *parents = git(repository, "rev-list", "--parents", "--max-count=1", "HEAD").decode().split()
    if len(parents) == 2 and parents[1] == _commit(repository, proposed):
        return parents[0]
    try:
        return git(repository, "merge-base", _commit(repository, named), "HEAD").decode().strip()
    except Refused as problem:
        raise Refused(
            f"HEAD and {named} have no commit in common here. If the clone is shallow, fetch all of "
            'it: `fetch-depth: 0` where GitHub checks out, `GIT_DEPTH: "0"` for GitLab.'
        ) from problem


def _commit(repository: Path, name: str) -> str:
    try:
        found = git(repository, "rev-parse", "--verify", "--end-of-options", f"{name}^{{commit}}")
    except Refused as problem:
        raise Refused(
            f"git has no commit {name!r} here. Fetch all of the history: `fetch-depth: 0` where "
            'GitHub checks out, `GIT_DEPTH: "0"` for GitLab.'
        ) from problem
    return found.decode().strip()
