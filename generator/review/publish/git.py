"""git, called with an argument list and without settings from the files that it handles."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from pathlib import Path

from generator.base.git import MAY_FETCH, GitError
from generator.base.git import git as run_git
from generator.review.publish.refusal import Refused

SECONDS = 600.0
"""Time limit for one call: pushing a whole site is slow."""


def git(
    repository: Path,
    *arguments: str,
    given: bytes | None = None,
    environment: Mapping[str, str] | None = None,
) -> bytes:
    """The output of git. Raises Refused with git's message if it fails."""
    try:
        return run_git(
            repository,
            *arguments,
            given=given,
            environment={**MAY_FETCH, **(environment or {})},
            seconds=SECONDS,
        )
    except GitError as problem:
        raise Refused(str(problem)) from problem


def with_token(token: str) -> dict[str, str]:
    """Environment that lets git send a token to the host; the token is not written to a file."""
    if not token:
        return {}
    basic = base64.b64encode(f"x-access-token:{token}".encode()).decode()
    return {
        "GIT_CONFIG_COUNT": "1",
        "GIT_CONFIG_KEY_0": "http.extraHeader",
        "GIT_CONFIG_VALUE_0": f"Authorization: Basic {basic}",
    }
