"""The example on the target's page is what the target does."""

from __future__ import annotations

import re
from pathlib import Path

import yaml
from grep_rules import printed_lines
from sigma.collection import SigmaCollection

from generator.targets.grep.backend import GrepBackend

PAGE = Path(__file__).resolve().parents[3] / "docs/targets/grep.md"


def test_the_example_of_the_page_is_real() -> None:
    blocks = re.findall(r"^```(\w+)\n(.*?)^```", PAGE.read_text("utf-8"), re.M | re.S)
    rule, command, log, output = [text for language, text in blocks if language != "console"]
    (printed,) = GrepBackend().convert(SigmaCollection.from_dicts([yaml.safe_load(rule)]))
    assert printed == command.rstrip("\n")
    assert printed_lines(printed, log.splitlines()) == output.splitlines()
