"""The technique files of this repository: sound, of current techniques, and true to our rules.

`events.yml` has, for tests that exercise one of our rules, the event that is logged.
"""

from __future__ import annotations

import functools
import re
import uuid
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml

from generator.build import build as building
from generator.catalogue.link import Catalogue, key_of
from generator.content.kinds.trigger import filled
from generator.content.model import AtomicTest, Rule, RuleKind, Trigger
from generator.facts.attack import IdState
from generator.logic.evaluate import fires
from generator.settings import config as configuration
from generator.settings.config import Settings
from tests.support import REPOSITORY

EVENTS = yaml.safe_load(Path(__file__).with_name("events.yml").read_text("utf-8"))
PLATFORMS = {
    "windows", "linux", "macos", "containers", "azure-ad", "office-365", "google-workspace", "saas",
    "iaas:aws", "iaas:azure", "iaas:gcp",
}  # fmt: skip


@functools.cache
def catalogue() -> Catalogue:
    config, _ = configuration.load(REPOSITORY, settings=Settings(targets=("splunk",)))
    return building.load(config).catalogue


def all_tests() -> list[tuple[Trigger, AtomicTest]]:
    return [(trigger, test) for trigger in catalogue().triggers for test in trigger.tests]


@functools.cache
def rules() -> dict[str, Rule]:
    return {str(rule.id): rule for rule in catalogue().rules}


def test_techniques_are_current_and_named_as_attack_names_them() -> None:
    attack = catalogue().attack
    for trigger in catalogue().triggers:
        reference = attack.technique(trigger.technique)
        assert reference.state is IdState.CURRENT, trigger.technique
        assert reference.technique is not None
        parent = attack.techniques.get(trigger.technique.partition(".")[0])
        named = f"{parent.name}: " if parent and parent.id != trigger.technique else ""
        assert trigger.display_name == named + reference.technique.name
        assert (
            Path(trigger.path).as_posix()
            == f"triggers/{trigger.technique}/{trigger.technique}.yaml"
        )


def test_every_test_has_a_random_guid_of_its_own() -> None:
    guids = [test.guid for _, test in all_tests()]
    assert max(Counter(guids).values()) == 1
    assert {uuid.UUID(guid).version for guid in guids} == {4}


def test_every_test_says_what_it_is_and_where_it_runs() -> None:
    for _, test in all_tests():
        assert test.name
        assert len(test.description) > 60, test.name
        assert {*test.platforms} <= PLATFORMS, test.name
        assert test.executor.command, test.name


def test_inputs_have_defaults_and_are_used() -> None:
    for _, test in all_tests():
        commands = [test.executor.command, test.executor.cleanup_command]
        commands += [item.prereq_command for item in test.dependencies]
        for argument in test.inputs:
            assert argument.default, (test.name, argument.name)
            assert argument.description, (test.name, argument.name)
            assert any(f"#{{{argument.name}}}" in text for text in commands), argument.name


def test_data_needed_and_policies_that_a_description_names_are_there() -> None:
    entities = (*catalogue().data_needed, *catalogue().logging_policies)
    known = {entity.title[:7] for entity in entities}
    for _, test in all_tests():
        assert {*re.findall(r"\b(?:DN|LP)_\d{4}", test.description)} <= known, test.name


MAKING = re.compile(r"\bcreate\b|\bNew-(?!Object)|useradd|mkdir|touch|reg\.exe add|Set-Item")
REMOVING = re.compile(r"\brm -f|Remove-Item|\bdelete-|-Value \$(former|packages)")


def test_what_a_test_makes_it_removes() -> None:
    for _, test in all_tests():
        if MAKING.search(test.executor.command) and not REMOVING.search(test.executor.command):
            assert test.executor.cleanup_command, test.name


@pytest.mark.parametrize("item", EVENTS, ids=lambda item: f"{item['test']}-{item['rule'][:8]}")
def test_a_test_makes_its_rule_fire(item: dict[str, Any]) -> None:
    rule = rules()[item["rule"]]
    assert fires(rule.document, item["event"])
    (trigger,) = (trigger for trigger, test in all_tests() if test.guid == item["test"])
    number = [test.guid for test in trigger.tests].index(item["test"]) + 1
    links = catalogue().links[key_of(rule)]
    if trigger.technique in {reference.given for reference in links.tags.techniques}:
        (link,) = (link for link in links.triggers if link.trigger is trigger)
        assert number in (*link.named, *link.same_platform)


def test_what_the_event_of_a_process_says_stands_in_the_test() -> None:
    by_guid = {test.guid: test for _, test in all_tests()}
    for item in EVENTS:
        line = str(item["event"].get("CommandLine", ""))
        words = [word for word in re.split(r'[\s"]+', line) if word.startswith("/tmp/")]
        command = filled(by_guid[item["test"]].executor.command, by_guid[item["test"]])
        assert all(word in command for word in words), item["test"]


def test_every_rule_has_a_test_that_makes_it_fire() -> None:
    exercised = {item["rule"] for item in EVENTS}
    missing = [
        rule.path
        for rule in catalogue().rules
        if rule.kind is RuleKind.DETECTION and str(rule.id) not in exercised
    ]
    assert missing == []
