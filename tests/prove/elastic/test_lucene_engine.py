"""Lucene's queries: the judge against the real Lucene, and each target's form of the same query."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from generator.targets.convert.worker import Job, convert
from generator.targets.registry import preset
from generator.targets.target import Target
from prove.corpus import OWN, SHAPES, Candidate, candidates
from prove.elastic.lucene_engine import HEAP_CLAUSES, LuceneEngine, lucene_of
from prove.engine import Engine, Question
from prove.problems import NotUnderstood
from prove.proof import Outcome, prove
from prove.runners import runners_of
from tests.support import CORPUS

JAR = os.environ.get("LUCENE_JAR", "")
REAL = pytest.mark.skipif(not JAR, reason="LUCENE_JAR names no jar of Lucene 9")
SIGMA = CORPUS / "sigma"
TARGETS = (
    "es-qs",
    "xpack-watcher",
    "graylog",
    "elastic-ecs",
    "kibana-ndjson",
    "elastalert",
    "opensearch",
    "opensearch-monitor",
)
REFUSED = {
    "Two fields that are equal": "fieldref",
    "An empty value": "empty",  # by Graylog only
}


def target(name: str) -> Target:
    made = preset(name)
    assert made is not None
    return made


def engine(name: str) -> LuceneEngine:
    (runner,) = runners_of(name)
    assert isinstance(runner, LuceneEngine)
    return runner


@pytest.fixture(scope="module")
def shapes() -> list[Candidate]:
    return list(candidates(SHAPES))


@pytest.mark.parametrize("name", TARGETS)
def test_every_shape_of_rule_means_the_same(name: str, shapes: list[Candidate]) -> None:
    runners: tuple[Engine, ...] = (engine(name),)
    found = {one.rule["title"]: prove(one, target(name), runners, limit=30) for one in shapes}
    refused = {t: f.why for t, f in found.items() if f.outcome is Outcome.REFUSED}
    others = {t: f for t, f in found.items() if f.outcome is not Outcome.RIGHT and t not in refused}
    assert others == {}
    assert set(refused) <= set(REFUSED)
    assert all(REFUSED[title] in why for title, why in refused.items())


RULE: dict[str, Any] = {
    "title": "Quoted twice",
    "id": "6f0b53c1-7a0c-45d4-8f5e-7f61b8a2f4aa",
    "logsource": {"product": "windows", "category": "process_creation"},
    "detection": {
        "sel": {"CommandLine|contains": '"it\'s" \\{{x}} é\n', "Image|endswith": "\\a.exe"},
        "condition": "sel",
    },
}


@pytest.mark.parametrize("name", ["xpack-watcher", "kibana-ndjson", "elastalert", "opensearch"])
def test_the_query_inside_of_a_form_is_that_of_the_search_bar(name: str) -> None:
    job = Job(documents=(RULE,), problem=None)
    plain = convert(job, target("es-qs")).query.text
    printed = convert(job, target(name)).query.text
    assert plain is not None
    assert printed is not None
    assert engine(name).text(printed) == plain


@REAL
def test_the_version_is_that_of_the_lucene_which_runs() -> None:
    assert engine("es-qs").name == f"Apache Lucene {lucene_of(Path(JAR)).version}"


@REAL
@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("n:{4 TO *]", {1}),
        ("n:[4 TO *]", {0, 1}),
        ("n:[* TO 4}", {2}),
        ("n:>4", {1}),
        ("*:* AND NOT n:{0 TO *]", {2, 3}),
    ],
)
def test_ranges_are_those_of_numbers(query: str, found: set[int]) -> None:
    documents = [{"n": ["4"]}, {"n": ["5"]}, {"n": ["-1"]}, {"m": ["7"]}]
    assert lucene_of(Path(JAR)).hits(query, documents, clauses=HEAP_CLAUSES) == found


@REAL
@pytest.mark.parametrize("name", ["es-qs", "graylog", "elastic-ecs"])
def test_the_judge_says_what_the_real_lucene_says(name: str) -> None:
    """Over the shapes, our rules and every hundredth rule of the corpus if there is one."""
    rules = [*candidates(SHAPES), *candidates(OWN)]
    rules += list(candidates(SIGMA))[::100] if SIGMA.is_dir() else []
    runner, differ = engine(name), []
    for rule, query, events in _asked(runner, rules, target(name)):
        question = Question(rule=rule.rule, query=query, names={})
        real = runner.finds(question, events)
        documents = runner.documents(question, events)
        try:
            judged = runner.judged(runner.text(query), documents)
        except NotUnderstood:
            continue
        if judged != real:
            differ.append(rule.name)
    assert differ == []


def _asked(runner: LuceneEngine, rules: list[Candidate], made: Target) -> Any:
    from generator.logic.evaluate.events import events_for

    for rule in rules:
        query = convert(Job(documents=(rule.rule,), problem=None), made).query.text
        if query is not None:
            question = Question(rule=rule.rule, query=query, names={})
            generated = events_for(rule.rule, limit=20)
            yield rule, query, [e for one in generated for e in runner.events(question, one)]
