"""Our own rules: each has its samples, true to its log, that tell it from wrong readings of it."""

from __future__ import annotations

import functools
import subprocess
import sys

from generator.build import build as building
from generator.catalogue.link import Catalogue, key_of
from generator.catalogue.samples import Samples, belongs_to_logs, collect
from generator.content.model import RuleKind
from generator.settings import config as configuration
from generator.settings.config import Settings
from tests.support import REPOSITORY

OF_ANOTHER_LOG = {
    "another log is emptied, which the log System tells",
    "the key is created",
    "the value is removed",
}
"""Near misses that are told by their log."""


@functools.cache
def ours() -> tuple[Catalogue, Samples]:
    config, _ = configuration.load(REPOSITORY, settings=Settings(targets=("splunk",)))
    catalogue = building.load(config).catalogue
    return catalogue, collect(catalogue, config.base, config.sample_folders)


def test_every_rule_has_a_match_and_two_near_misses() -> None:
    catalogue, samples = ours()
    for rule in catalogue.rules:
        if rule.kind is RuleKind.FILTER:
            continue
        found = samples.by_rule.get(key_of(rule), ())
        assert sum(sample.must_match for sample in found) >= 1, rule.title
        assert sum(not sample.must_match for sample in found) >= 2, rule.title


def test_the_sample_files_are_sound_and_each_is_about_a_rule() -> None:
    _, samples = ours()
    assert samples.diagnostics == ()
    assert samples.without_rule == ()


def test_near_misses_come_from_the_log_of_the_rule() -> None:
    catalogue, samples = ours()
    elsewhere = {
        sample.why
        for rule in catalogue.rules
        for sample in samples.by_rule.get(key_of(rule), ())
        if not all(belongs_to_logs(rule.document, event) for event in sample.events)
    }
    assert elsewhere == OF_ANOTHER_LOG


def test_the_events_notice_nine_of_ten_mutants_of_each_kind() -> None:
    script = REPOSITORY / "tests/catalogue/samples/mutants.py"
    ran = subprocess.run([sys.executable, script], capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr
