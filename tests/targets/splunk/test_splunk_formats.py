"""The formats of the published back end, with our conditions in them."""

from __future__ import annotations

from typing import Any

import yaml
from sigma.backends.splunk import SplunkBackend
from sigma.collection import SigmaCollection
from sigma.pipelines.splunk import splunk_cim_data_model

from generator.targets.splunk.backend import SplunkSearchBackend
from tests.targets.splunk.spl_rules import rule, spl


def with_regex() -> dict[str, Any]:
    return rule("{a: {A: x}, b: {B|re: y}, condition: a and b}")


def test_named_fields_make_a_table() -> None:
    given = {**rule("sel: {A: x}"), "fields": ["A", "B c"]}
    assert spl(given) == 'A="x"\n| table A,"B c"'


def test_a_saved_search_holds_all_stages() -> None:
    text = spl({**with_regex(), "description": "One\ntwo."}, "savedsearches")
    assert '[Test]\ndescription = One two.\nsearch = A="x" \\\n| eval sigma_1=' in text
    assert text.endswith("| search sigma_1=1")


def test_a_data_model_search_computes_after_tstats() -> None:
    given = yaml.safe_load(
        "{title: Test, logsource: {product: windows, category: process_creation},"
        " detection: {a: {Image: x}, b: {CommandLine|re: y}, condition: a and b}}"
    )
    backend = SplunkSearchBackend(splunk_cim_data_model())
    (query,) = backend.convert(SigmaCollection.from_dicts([given]), "data_model")
    where, _, later = query.partition(" by Processes.process ")
    assert where.endswith('where Processes.process_path="x"')
    assert "Processes.user | eval sigma_1=if(isnotnull(mvfind('Processes.process',\"y\")),1,0)" in (
        later
    )
    assert "| search sigma_1=1 | `drop_dm_object_name(Processes)`" in later


def test_a_simple_rule_reads_as_the_published_back_end_writes_it() -> None:
    given = rule(r"sel: {A|endswith: ['\x', '\y'], B: 1}")
    published = SplunkBackend().convert(SigmaCollection.from_dicts([given]))
    assert [spl(given)] == published
