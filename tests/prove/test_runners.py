"""The engines of the targets: every target has some, and importing them needs no optional package."""

from __future__ import annotations

import subprocess
import sys

import pytest

from generator.targets.registry import PRESETS
from prove.runners import RUNNERS, runners_of
from tests.support import REPOSITORY

OPTIONAL = (
    "antlr4 datafusion detkit duckdb eql esql_parser golem lark panther_core pyarrow pyspark re2"
)


def test_every_target_has_an_engine() -> None:
    assert set(RUNNERS) == {target.id for target in PRESETS}


def test_importing_the_engines_needs_no_optional_package() -> None:
    blocked = f"import sys; sys.modules.update(dict.fromkeys({OPTIONAL.split()!r}))"
    command = [sys.executable, "-c", f"{blocked}; import prove.runners, prove.evaluators"]
    done = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_an_unknown_target_is_an_error() -> None:
    with pytest.raises(KeyError):
        runners_of("nosuch")
