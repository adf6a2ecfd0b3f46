"""Parsers from packages of npm, each in a separate process that answers line by line.

`python -m prove.node` installs the packages into `build/prove/node`, by the lock file in this
folder.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from prove.problems import Missing

SOURCES = Path(__file__).parent
INSTALLED = SOURCES.parents[1] / "build/prove/node"


def install() -> None:
    """Installs the packages of the lock file. Raises Missing without npm, CalledProcessError where it
    fails."""
    npm = shutil.which("npm")
    if npm is None:
        raise Missing("npm")
    INSTALLED.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", "package-lock.json"):
        shutil.copyfile(SOURCES / name, INSTALLED / name)
    options = ["--no-audit", "--no-fund", "--ignore-scripts"]
    subprocess.run([npm, "ci", *options], cwd=INSTALLED, check=True)


def version_of(package: str) -> str:
    """The installed version. Raises Missing where there is none."""
    return str(_manifest(package)["version"])


def _manifest(package: str) -> Mapping[str, Any]:
    file = INSTALLED / "node_modules" / package / "package.json"
    if not file.is_file():
        raise Missing(f"{package} (`python -m prove.node` installs it; needs Node.js and npm)")
    return dict(json.loads(file.read_text("utf-8")))


class Script:
    """A script in this folder, which answers each line of JSON with one."""

    def __init__(self, name: str, *packages: str) -> None:
        for package in packages:
            version_of(package)
        node = shutil.which("node")
        if node is None:
            raise Missing("Node.js")
        self.process = subprocess.Popen(
            [node, str(SOURCES / name), str(INSTALLED)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            encoding="utf-8",
            errors="surrogatepass",
        )

    def tell(self, line: Mapping[str, Any]) -> None:
        """Sends a line without an answer."""
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps(line) + "\n")

    def ask(self, line: Mapping[str, Any]) -> Any:
        """The answer to a line. Raises RuntimeError where the script has ended."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.tell(line)
        self.process.stdin.flush()
        answer = self.process.stdout.readline()
        if not answer:
            raise RuntimeError(f"the script has ended: {self.process.args!r}")
        return json.loads(answer)
