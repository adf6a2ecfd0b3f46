"""What a Lucene query cannot say is refused, with the reason."""

from __future__ import annotations

import pytest
import yaml
from sigma.collection import SigmaCollection
from sigma.exceptions import SigmaError

from generator.logic.evaluate import fires
from generator.targets.elastic.lucene.backend import LuceneQueryBackend
from tests.targets.elastic.lucene.querying import query, rule

REFUSED = {
    "{A|fieldref: B}": "fieldref compares A with B",
    "{A|fieldref|contains: B}": "fieldref compares A with B",
    "{A|hour: 3}": "The modifier hour asks for a part of the date in A",
    "{A|expand: '%users%'}": "the placeholder %users%",
    "{A|re: 'a(?!b)'}": r"has a negative look-ahead",
    "{A|re: 'a^b'}": "cannot match any text",
    "{A|re: 'ping.{6,64}echo.{6,64}x'}": "too complex for Lucene",
    "{A|contains: 'a???????????????????'}": "too complex for Lucene",
    "{a: {A: 1}, condition: a | count() by B > 5}": "pipe syntax",
}


@pytest.mark.parametrize(("detection", "reason"), REFUSED.items())
def test_a_refusal_names_what_it_is_about(detection: str, reason: str) -> None:
    with pytest.raises(SigmaError) as refusal:
        query(detection)
    assert reason in str(refusal.value)


def test_a_regular_expression_longer_than_elasticsearch_takes_is_refused() -> None:
    with pytest.raises(SigmaError, match="Elasticsearch accepts 1000"):
        query(yaml.safe_dump({"A|re": "".join(map(str, range(400)))}))


def test_a_comparison_of_text_with_a_fraction_is_refused() -> None:
    with pytest.raises(SigmaError, match="whole numbers"):
        query("{A|gt: 2.5}", "product: windows, service: system")


CORRELATION = """
title: Several
correlation:
  type: event_count
  rules: [one]
  group-by: [A]
  timespan: 5m
  condition: {gte: 10}
"""


@pytest.mark.parametrize("collect", [False, True])
def test_a_correlation_rule_is_refused_or_collected(collect: bool) -> None:
    one = {**rule("{A: x}"), "name": "one"}
    rules = SigmaCollection.from_dicts([one, yaml.safe_load(CORRELATION)])
    backend = LuceneQueryBackend(collect_errors=collect)
    if not collect:
        with pytest.raises(SigmaError, match=r"correlation rule \(event_count\)"):
            backend.convert(rules)
        return
    backend.convert(rules)
    assert [str(error) for _, error in backend.errors] == [
        "This is a correlation rule (event_count): a Lucene query looks at one event at a time."
    ]


def test_a_refusal_leaves_nothing_behind() -> None:
    before = query("{a: {A: x}, b: {B: y}, condition: a and not b}")
    with pytest.raises(SigmaError):
        query("{a: {A: x}, b: {B|fieldref: y}, condition: a and not b}")
    assert query("{a: {A: x}, b: {B: y}, condition: a and not b}") == before


def test_many_single_wildcards_are_no_matter_without_a_wildcard_before_them() -> None:
    detection = "{A|startswith: 'a?????????????'}"
    assert query(detection) == "A:a?????????????*"
    assert fires(rule(detection), {"A": "a1234567890123"})
