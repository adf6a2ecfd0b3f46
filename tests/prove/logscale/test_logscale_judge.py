"""LogScale's language, by examples of its documentation, and its targets' queries by every shape."""

from __future__ import annotations

from dataclasses import replace

import pytest

from generator.targets.registry import preset
from generator.targets.target import NamedBackend
from prove.corpus import SHAPES, candidates
from prove.engine import Question
from prove.logscale.engine import sensed
from prove.logscale.judge import LogScaleQuery
from prove.problems import NotUnderstood, Rejected
from prove.proof import Outcome, prove
from prove.runners import runners_of

pytest.importorskip("re2", reason="RE2 judges expressions")


@pytest.mark.parametrize(
    ("query", "row", "expected"),
    [
        ("src=client ip=127.0.0.1", {"src": "client", "ip": "127.0.0.1"}, True),
        ("src=client ip=127.0.0.1", {"src": "client"}, False),
        ("a=1 or b=1 and c=1", {"a": "1"}, False),
        ("a=1 or b=1 and c=1", {"a": "1", "c": "1"}, True),
        ("class=foo*bar", {"class": "foo and bar"}, True),
        ("class=foo", {"class": "Foo"}, False),
        ("class=/foo/i", {"class": "a Foo"}, True),
        ("class=/^a.b$/", {"class": "a\nb"}, False),
        ("class=/^a.b$/d", {"class": "a\nb"}, True),
        ("class=/^b$/", {"class": "a\nb"}, False),
        ("path=/a\\/b/", {"path": "a/b"}, True),
        ("statuscode < 400", {"statuscode": "42"}, True),
        ("statuscode < 400", {"statuscode": "none"}, False),
        ("foo!=*", {}, True),
        ("not (foo=*)", {"foo": ""}, False),
        ("not foo=bar", {}, True),
        ("/fatal/i", {"message": "it is FATAL"}, True),
        ("a=* | test(lower(a) == lower(b))", {"a": "X", "b": "x"}, True),
        ("a=* | test(lower(a) == lower(b))", {"a": "X"}, False),
    ],
)
def test_the_language_means_what_is_documented(
    query: str, row: dict[str, str], expected: bool
) -> None:
    assert LogScaleQuery(query).finds(row) is expected


@pytest.mark.parametrize("query", ["a=", "(a=1", "a=1)", "a<b", "a=/x/ or", "a=//i", "a=/(?=x)/"])
def test_what_is_no_query_is_rejected(query: str) -> None:
    with pytest.raises(Rejected):
        LogScaleQuery(query)


@pytest.mark.parametrize("query", ["kali", "a=/x/s", "a=/\\W/", "a=1 | cidr(b, subnet=c)"])
def test_what_the_judge_does_not_know_it_does_not_judge(query: str) -> None:
    with pytest.raises((NotUnderstood, Rejected)):
        LogScaleQuery(query)


def test_the_sensor_tells_devices_file_names_and_users_without_a_domain() -> None:
    question = Question(
        rule={"logsource": {"product": "windows", "category": "process_creation"}},
        query="",
        names={
            "Image": ("ImageFileName",),
            "ParentImage": ("ParentBaseFileName",),
            "User": ("UserName",),
            "IntegrityLevel": ("IntegrityLevel",),
        },
    )
    event = {
        "Image": r"C:\a\b.exe",
        "ParentImage": r"C:\a\p.exe",
        "User": r"CORP\adm",
        "IntegrityLevel": "High",
    }
    assert sensed(question, event) == {
        "#event_simpleName": "ProcessRollup2",
        "event_platform": "Win",
        "ImageFileName": r"\Device\HarddiskVolume3\a\b.exe",
        "ParentBaseFileName": "p.exe",
        "UserName": "adm",
        "IntegrityLevel": "12288",
    }


@pytest.mark.parametrize("target", ["logscale", "crowdstrike-falcon"])
def test_every_shape_of_rule_means_the_same_or_is_refused(target: str) -> None:
    made = preset(target)
    assert made is not None
    runners = runners_of(target)
    found = [prove(one, made, runners, 25) for one in candidates(SHAPES)]
    bad = [f.why for f in found if f.outcome not in (Outcome.RIGHT, Outcome.REFUSED)]
    assert bad == []
    assert sum(f.outcome is Outcome.RIGHT for f in found) > 50


def test_what_the_published_back_end_writes_wrongly_is_noticed() -> None:
    made = preset("logscale")
    assert made is not None
    backend = NamedBackend("sigma.backends.crowdstrike:LogScaleBackend")
    published = replace(made, backend=backend)
    runners = runners_of("logscale")
    found = {one.rule["title"]: prove(one, published, runners, 25) for one in candidates(SHAPES)}
    wrong = {title for title, proof in found.items() if proof.wrong}
    assert {"Regard to case", "Keywords", "A regular expression with anchors"} <= wrong
