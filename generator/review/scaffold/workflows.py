"""Workflow templates that publish a catalogue, with placeholders for the installation steps."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from types import MappingProxyType

PYTHON = "actions/setup-python@a309ff8b426b58ec0e2a45f0f869d46889d02405 # v6.2.0"
CACHE = "9255dc7a253b0ccc959486e2bca901246202afeb # v5.0.1"

_GAP = re.compile(r"^( *)#: (set up, restoring|set up, saving|set up, to publish)\n", re.MULTILINE)

OURS: Mapping[str, str] = MappingProxyType(
    {
        "set up, restoring": "- name: Set up the program of this branch\n  uses: ./ # zizmor: ignore[self-repository] the newer form is not known everywhere\n",
        "set up, saving": (
            "- name: Set up the program of this branch\n"
            "  uses: ./ # zizmor: ignore[self-repository] the newer form is not known everywhere\n"
            "  with:\n"
            '    save-cache: "true"\n'
        ),
        "set up, to publish": (
            "- name: Set up Python, which is all that this job runs\n"
            f"  uses: {PYTHON}\n"
            "  with:\n"
            '    python-version: "3.12"\n'
        ),
    }
)
"""The placeholder values for the program's own repository."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Installed:
    """The placeholder values for a rule repository, which installs a fixed version of the
    program."""

    version: str

    @property
    def steps(self) -> Mapping[str, str]:
        python = (
            "- name: Set up Python\n"
            f"  uses: {PYTHON}\n"
            "  with:\n"
            '    python-version: "3.12"\n'
            "- name: Install the program\n"
        )
        whole = f"{python}  run: python -m pip install detection-catalogue=={self.version}\n"
        bare = (
            f"{python}  run: python -m pip install --no-deps detection-catalogue=={self.version}\n"
        )
        return {
            "set up, restoring": whole + _cache("cache/restore"),
            "set up, saving": whole + _cache("cache"),
            "set up, to publish": bare,
        }


def _cache(action: str) -> str:
    return (
        "- name: Take what earlier builds kept\n"
        f"  uses: actions/{action}@{CACHE}\n"
        "  with:\n"
        "    path: build/cache\n"
        "    key: catalogue-${{ github.sha }}\n"
        "    restore-keys: catalogue-\n"
    )


def workflow_names() -> tuple[str, ...]:
    """The file names in .github/workflows."""
    folder = resources.files("generator.review.scaffold").joinpath("files", "github")
    return tuple(sorted(file.name for file in folder.iterdir()))


def workflow(name: str, steps: Mapping[str, str]) -> str:
    """A workflow with its placeholders filled in."""
    text = file_text(f"github/{name}")

    def filled(gap: re.Match[str]) -> str:
        lines = steps[gap[2]].splitlines(keepends=True)
        return "".join(gap[1] + line for line in lines)

    return _GAP.sub(filled, text)


def file_text(name: str) -> str:
    """The text of a bundled file."""
    return resources.files("generator.review.scaffold").joinpath("files", name).read_text("utf-8")
