"""What is told of each rule that changed."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from generator.logic.compare import Relation
from generator.review.diff import markdown
from generator.review.diff.changes import Aspect, Fate, RuleChange
from generator.review.diff.difference import GROUPS, group_of
from tests.review.diff.states import between, detecting, query, rule, state


def only(before: Any, after: Any) -> RuleChange:
    (change,) = between(before, after).rules
    return change


def test_rules_that_are_the_same_are_not_told() -> None:
    assert not between(rule(), rule())


def test_a_rule_on_one_side_was_added_or_removed() -> None:
    added, removed = only(state(), rule()), only(rule(), state())
    assert added.before is None
    assert removed.after is None
    assert [GROUPS[group_of(change)] for change in (added, removed)] == [
        "Rules added",
        "Rules removed",
    ]


CHANGED = {
    Aspect.TITLE: {"title": "Other"},
    Aspect.LEVEL: {"level": "low"},
    Aspect.STATUS: {"status": "stable"},
    Aspect.LOG_SOURCE: {"logsource": {"product": "linux"}},
    Aspect.TAGS: {"tags": ("attack.t1047",)},
    Aspect.DESCRIPTION: {"description": "Other."},
    Aspect.DETECTION: {"detection": detecting("y")},
    Aspect.FILE: {"path": "rules/b.yml"},
    Aspect.OTHER: {"document": {"author": "Somebody"}},
}


@pytest.mark.parametrize(("aspect", "changed"), CHANGED.items(), ids=lambda x: str(x))
def test_each_part_of_a_rule_is_told_by_its_name(aspect: Aspect, changed: dict[str, Any]) -> None:
    assert only(rule(), rule(**changed)).aspects == (aspect,)


def test_all_parts_have_a_test() -> None:
    assert {*CHANGED, Aspect.ID} == set(Aspect)


def test_tags_in_another_order_are_the_same() -> None:
    assert not between(rule(tags=("x", "y")), rule(tags=("y", "x")))


def test_other_parts_are_named_by_their_keys_but_a_bumped_date_is_not() -> None:
    change = only(
        rule(document={"modified": "2026-01-01"}),
        rule(document={"modified": "2026-02-02", "author": "Somebody", "references": ["x"]}),
    )
    assert change.others == ("author", "references")
    assert not between(rule(), rule(document={"modified": "2026-02-02"}))


def test_a_date_from_yaml_is_the_one_from_json() -> None:
    day = datetime.date(2026, 1, 2)
    assert not between(rule(document={"date": day}), rule(document={"date": "2026-01-02"}))


def test_a_changed_detection_has_a_verdict_and_others_have_none() -> None:
    narrower = only(rule(detection=detecting(["x", "y"])), rule())
    assert narrower.verdict is not None
    assert narrower.verdict.relation is Relation.NARROWER
    assert only(rule(), rule(level="low")).verdict is None


def test_a_changed_log_source_has_a_verdict_that_names_it() -> None:
    change = only(rule(), rule(logsource={"product": "linux"}))
    assert change.verdict is not None
    assert change.verdict.log_source == ("category example", "product linux")


def test_a_filter_is_compared_by_its_condition() -> None:
    def narrowing(value: Any) -> Any:
        body = {"rules": ["a"], "n": {"f": value}, "condition": "not n"}
        return rule(kind="filter", definition={"logsource": {}, "filter": body})

    change = only(narrowing("x"), narrowing(["x", "y"]))
    assert change.verdict is not None
    assert change.verdict.relation is Relation.NARROWER


@pytest.mark.parametrize(
    ("before", "after", "fate"),
    [
        (query("f=x"), query("f=y"), Fate.CHANGED),
        (query("f=x"), query(reason="No."), Fate.LOST),
        (query(reason="No."), query("f=x"), Fate.WON),
        (query(reason="No."), query(reason="Never."), None),
    ],
)
def test_a_query_is_changed_lost_or_won(before: Any, after: Any, fate: Fate | None) -> None:
    found = between(rule(queries={"grep": before}), rule(queries={"grep": after})).rules
    assert [change.fate for one in found for change in one.queries] == ([fate] if fate else [])


def test_a_target_that_only_one_side_has_changes_no_rule() -> None:
    found = between(
        state(rule(queries={"grep": query("a")}), targets=("grep",)),
        state(rule(queries={"splunk": query("b")}), targets=("splunk",)),
    )
    assert found.rules == ()
    assert [(change.id, change.added, change.queries) for change in found.targets] == [
        ("grep", False, 1),
        ("splunk", True, 1),
    ]


def test_only_rules_that_have_a_query_for_a_new_target_are_counted() -> None:
    rules = (
        rule("a", queries={"grep": query("a"), "splunk": query("b")}),
        rule("b", queries={"grep": query("a"), "splunk": query(reason="No.")}),
    )
    (change,) = between(state(*rules), state(*rules, targets=("grep", "splunk"))).targets
    assert change.queries == 1


def test_queries_that_change_alone_have_drifted() -> None:
    change = only(rule(), rule(queries={"grep": query("other")}))
    assert change.drifted
    assert GROUPS[group_of(change)] == "Queries that changed although their rules did not"


def test_a_title_in_a_query_is_no_drift() -> None:
    changed = rule(title="Other", queries={"grep": query("other")})
    assert not only(rule(), changed).drifted
    drifted = only(state(rule(), versions={"p": "1"}), state(changed, versions={"p": "2"}))
    assert drifted.drifted


def test_a_detection_that_changed_is_why_its_query_did() -> None:
    changed = rule(detection=detecting("y"), queries={"grep": query("f=y")})
    assert not only(rule(), changed).drifted


@pytest.mark.parametrize(
    ("relation", "detection", "group"),
    [
        ("narrower", detecting("x"), "Detections that lose events"),
        ("different", detecting("z"), "Detections that lose events"),
        ("broader", detecting(["x", "y", "z"]), "Detections that gain events"),
        ("equivalent", detecting(["y", "x"]), "Detections written differently"),
        ("cannot tell", {"s": {"f|expand": "%u%"}, "condition": "s"}, "Detections that could not be compared"),
    ],
)  # fmt: skip
def test_the_verdict_decides_where_a_rule_stands(
    relation: str, detection: dict[str, Any], group: str
) -> None:
    change = only(rule(detection=detecting(["x", "y"])), rule(detection=detection))
    assert change.verdict is not None
    assert change.verdict.relation.value == relation
    assert GROUPS[group_of(change)] == group


def test_a_rule_with_another_id_is_followed_where_it_says_so() -> None:
    change = only(
        state(rule("old", path="rules/x.yml")),
        state(rule("new", path="rules/y.yml", renamed_from=("old",), detection=detecting("z"))),
    )
    assert Aspect.ID in change.aspects
    assert change.before is not None
    assert change.before.id == "old"


def test_a_rule_with_another_id_is_followed_in_its_file() -> None:
    before, after = (
        rule("old", path="rules/x.yml"),
        rule("new", path="rules/x.yml", detection=detecting("z")),
    )
    assert Aspect.ID in only(before, after).aspects


def test_a_rule_with_another_id_is_followed_by_its_detection() -> None:
    assert Aspect.ID in only(rule("old"), rule("new")).aspects


def test_an_id_that_changed_and_nothing_else_is_a_change() -> None:
    change = only(rule("old", title="One", path="x.yml"), rule("new", title="One", path="x.yml"))
    assert change.aspects == (Aspect.ID,)
    text = markdown(between(rule("old", path="x.yml"), rule("new", path="x.yml")))
    assert "(`x.yml`); changed: title, id" in text
    assert "- Id: `old` → `new`" in text


def test_of_several_rules_with_one_detection_none_is_followed() -> None:
    found = between(rule("old"), state(rule("new"), rule("newer"))).rules
    assert not any(Aspect.ID in change.aspects for change in found)
    assert len(found) == 3


def test_a_rule_is_followed_once() -> None:
    after = state(rule("new", renamed_from=("old",)), rule("newer", renamed_from=("old",)))
    found = between(rule("old"), after).rules
    assert sorted(Aspect.ID in change.aspects for change in found) == [False, True]


def test_rules_come_in_the_order_of_their_titles() -> None:
    after = state(rule("1", title="b"), rule("2", title="A"), rule("3", title="c"))
    assert [change.rule.title for change in between(state(), after).rules] == ["A", "b", "c"]
