"""The commit that what is checked out for a proposal is to be compared with."""

from __future__ import annotations

from pathlib import Path

from generator.review.publish.git import git
from generator.review.publish.refusal import Refused


def base_of(repository: Path, named: str, proposed: str) -> str:
    """The commit whose difference to HEAD is what a proposal changes, and nothing else.

    A host checks out a merge of the proposed commit into its target as that is now; `named`, the
    target's commit that it tells of, may be an older one, and what others merged since would look
    proposed. So it is the merge's first parent. Where HEAD is the proposed commit itself, or
    anything else, it is the newest commit that it shares with `named`. Raises Refused.
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
