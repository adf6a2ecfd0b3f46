"""A single command run, with wall time, CPU time and peak memory.

This process stays small: the kernel attributes the memory of a parent process to its child at the
start, so these modules import nothing heavy.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[1]
CATALOGUE = (sys.executable, "-m", "generator.cli")
DAY = "1795000000"
"""Build time for MkDocs in seconds since 1970, fixed so that two sites can be compared."""
_TIMES = re.compile(r"^Time: (.*)$", re.MULTILINE)
_STAGE = re.compile(r"(\w+) ([\d.]+) s")
_CLEAN, _MISTAKES = 0, 1


class Failed(Exception):
    """A command that failed; the message has the end of its output."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ran:
    """Wall and CPU seconds (all processes together), megabytes of the largest process, and the
    output."""

    seconds: float
    processor: float
    peak: float
    output: str

    @property
    def stages(self) -> Mapping[str, float]:
        """Seconds of each stage, if the command prints them."""
        times = _TIMES.search(self.output)
        return {name: float(value) for name, value in _STAGE.findall(times[1] if times else "")}


def environment() -> dict[str, str]:
    """The environment of every command: this checkout's code, and one build time for all sites."""
    own = {"PYTHONPATH": str(REPOSITORY), "NO_MKDOCS_2_WARNING": "1", "SOURCE_DATE_EPOCH": DAY}
    return {**os.environ, **own}


def run(
    command: Sequence[str | Path], folder: Path, *, allowed: Sequence[int] = (_CLEAN, _MISTAKES)
) -> Ran:
    """Runs a command to its end. Mistakes in content (exit code 1) are not a failure.

    Raises Failed.
    """
    with tempfile.TemporaryFile() as output:
        start = time.perf_counter()
        process = subprocess.Popen(
            command, cwd=folder, env=environment(), stdout=output, stderr=subprocess.STDOUT
        )
        try:
            _, status, used = os.wait4(process.pid, 0)
        except BaseException:
            process.kill()
            process.wait()
            raise
        seconds = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        text = output.read().decode("utf-8", "replace")
    if process.returncode not in allowed:
        shown = " ".join(str(part) for part in command[1:4])
        raise Failed(f"{shown} ended with {process.returncode}:\n{text[-1000:]}")
    return Ran(
        seconds=seconds,
        processor=used.ru_utime + used.ru_stime,
        peak=used.ru_maxrss / (1024 * 1024 if sys.platform == "darwin" else 1024),
        output=text,
    )
