"""git, called with arguments only, and with no settings of the files that it handles."""

from __future__ import annotations

import base64
import os
import subprocess
from collections.abc import Mapping
from pathlib import Path

from generator.review.publish.refusal import Refused

PATIENCE = 600.0
"""Seconds that one call may take."""


def git(
    repository: Path,
    *arguments: str,
    given: bytes | None = None,
    environment: Mapping[str, str] | None = None,
) -> bytes:
    """What git prints. Raises Refused with what it said where it fails."""
    try:
        done = subprocess.run(
            ["git", *arguments],
            cwd=repository,
            input=given,
            stdin=subprocess.DEVNULL if given is None else None,
            capture_output=True,
            check=True,
            timeout=PATIENCE,
            env={**os.environ, "GIT_TERMINAL_PROMPT": "0", **(environment or {})},
        )
    except subprocess.CalledProcessError as problem:
        said = problem.stderr.decode("utf-8", "replace").strip()
        raise Refused(f"git {arguments[0]} failed: {said}") from problem
    except (OSError, subprocess.TimeoutExpired) as problem:
        raise Refused(f"git {arguments[0]} failed: {problem}") from problem
    return done.stdout


def with_token(token: str) -> dict[str, str]:
    """The environment in which git shows a token to the host; nothing is written to a file."""
    if not token:
        return {}
    basic = base64.b64encode(f"x-access-token:{token}".encode()).decode()
    return {
        "GIT_CONFIG_COUNT": "1",
        "GIT_CONFIG_KEY_0": "http.extraHeader",
        "GIT_CONFIG_VALUE_0": f"Authorization: Basic {basic}",
    }
