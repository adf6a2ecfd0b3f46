"""How long it takes over thousands of real rules."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from generator.build import build as building
from generator.catalogue.coverage import CoverageState, assess
from generator.settings import config as configuration
from generator.settings.config import Settings
from tests.catalogue.coverage.world import environment
from tests.support import REPOSITORY


@pytest.mark.parametrize("platforms", [(), ("Windows",)])
def test_the_rules_of_the_corpus_take_less_than_a_second(
    corpus: Path, platforms: tuple[str, ...]
) -> None:
    settings = Settings(sources={"rules": (corpus / "sigma",)})
    config, _ = configuration.load(REPOSITORY, settings=settings)
    linked = building.load(config).catalogue
    start = time.process_time()
    found = assess(environment(platforms=platforms), linked, linked.rules)
    assert time.process_time() - start < 1
    assert len(found.verdicts) > 3_700
    # What the steps promise is what is so once they are taken.
    taken = {title for step in found.steps for title in step.policies}
    then = assess(environment(platforms=platforms, policies=taken), linked, linked.rules)
    assert then.states()[CoverageState.RUNS] == found.steps[-1].all_rules
    assert then.states()[CoverageState.GAP] == found.steps[-1].all_with_gap
    assert then.steps == ()
