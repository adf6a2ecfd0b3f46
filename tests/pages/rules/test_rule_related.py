"""Related rules: what rules state of each other, and which are alike."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from generator.catalogue.related import MOST_ALIKE, Related, RelatedRules
from tests.support import RULE, Project

TITLE = "A program starts another one"
FIRST = "5f9b0d3c-3c3e-4c53-9d0c-0a3f3f9d2a11"


def identifier(number: int) -> str:
    return f"{FIRST[:-4]}{number:04}"


def rule(number: int, title: str, *, related: str = "", **changed: str) -> str:
    """A rule like RULE by another id and title; `changed` has values by their keys in it."""
    text = RULE.replace(FIRST, identifier(number)).replace(TITLE, title)
    if related:
        text += f"related: [{related}]\n"
    for key, value in changed.items():
        before = next(line for line in text.splitlines() if line.strip().startswith(f"{key}:"))
        indent = before[: len(before) - len(before.lstrip())]
        text = text.replace(before, f"{indent}{key}: {value}")
    return text


def naming(number: int, kind: str) -> str:
    return f"{{id: {identifier(number)}, type: {kind}}}"


def found(project: Project, **rules: str) -> dict[str, Related]:
    project.write({f"rules/{name}.yml": text for name, text in rules.items()})
    catalogue = project.load("splunk").catalogue
    by_key = RelatedRules(catalogue)
    return {
        r.path.removeprefix("rules/").removesuffix(".yml"): by_key[r.path, r.number]
        for r in catalogue.rules
    }


def stated(related: Related) -> list[tuple[str, str | None]]:
    return [(d.words, d.rule.title if d.rule else None) for d in related.declared]


@pytest.mark.parametrize(
    ("kind", "there", "back"),
    [
        ("derived", "derived from", "origin of"),
        ("obsolete", "obsoletes", "obsoleted by"),
        ("merged", "merged from", "merged into"),
        ("renamed", "renamed from", "renamed to"),
        ("similar", "similar to", "similar to"),
    ],
)
def test_a_relation_is_told_on_both_sides(
    project: Project, kind: str, there: str, back: str
) -> None:
    both = found(project, a=rule(1, "One", related=naming(2, kind)), b=rule(2, "Two"))
    assert stated(both["a"]) == [(there, "Two")]
    assert stated(both["b"]) == [(back, "One")]
    replaced = kind in ("obsolete", "merged", "renamed")
    assert [r.title for r in both["b"].replaced_by] == (["One"] if replaced else [])


def test_a_relation_that_both_state_is_told_once(project: Project) -> None:
    both = found(
        project,
        a=rule(1, "One", related=naming(2, "similar")),
        b=rule(2, "Two", related=naming(1, "similar")),
    )
    assert stated(both["a"]) == [("similar to", "Two")]


def test_a_rule_that_is_not_here_is_named_by_its_id(project: Project) -> None:
    project.write({"rules/a.yml": rule(1, "One", related=naming(9, "obsolete"))})
    text = project.build()["rules/a.md"]
    assert f"- Obsoletes: <code>{identifier(9)}</code> (not in this catalogue)" in text


def test_a_rule_is_not_related_to_itself(project: Project) -> None:
    alone = found(project, a=rule(1, "One", related=naming(1, "similar")))["a"]
    assert (alone.declared, alone.same_technique, alone.same_data) == ((), (), ())


def test_the_most_alike_of_a_technique_come_first(project: Project) -> None:
    rules = {f"other{n}": rule(n, f"Something else {n}") for n in range(10, 20)}
    rules["like"] = rule(2, "A mimikatz dump by lsass")
    related = found(project, a=rule(1, "Lsass read by mimikatz"), **rules)["a"]
    assert related.same_technique[0].title == "A mimikatz dump by lsass"
    assert len(related.same_technique) == MOST_ALIKE
    assert related.of_technique == 11


def test_rules_of_the_same_data_share_a_word_or_tag_and_no_technique(project: Project) -> None:
    other = RULE.replace("    - attack.t1047\n", "")
    related = found(
        project,
        a=rule(1, "Lsass read by mimikatz"),
        b=rule(2, "Mimikatz driver").replace("    - attack.t1047\n", ""),
        c=rule(3, "Nothing alike").replace("    - attack.t1047\n", ""),
        d=rule(4, "Mimikatz again", category="network_connection").replace("t1047", "t1105"),
    )["a"]
    assert other != RULE
    assert [r.title for r in related.same_data] == ["Mimikatz driver"]
    assert related.same_technique == ()


def test_a_declared_relation_is_not_listed_a_second_time(project: Project) -> None:
    related = found(project, a=rule(1, "One", related=naming(2, "similar")), b=rule(2, "One b"))
    assert related["a"].same_technique == ()


def test_retired_rules_are_not_among_the_alike(project: Project) -> None:
    related = found(project, a=rule(1, "One"), b=rule(2, "One", status="deprecated"))
    assert related["a"].same_technique == ()
    assert [r.title for r in related["b"].same_technique] == ["One"]


def test_the_order_of_files_does_not_change_a_list(make_project: Callable[[], Project]) -> None:
    texts = [rule(n, f"Mimikatz {n}") for n in range(1, 9)]
    one = found(make_project(), **{f"a{n}": text for n, text in enumerate(texts)})["a0"]
    other = found(make_project(), **{f"a{9 - n}": text for n, text in enumerate(texts)})["a9"]
    assert [r.title for r in one.same_technique] == [r.title for r in other.same_technique]


def test_the_page_and_the_api_list_them_with_the_way_to_the_rest(project: Project) -> None:
    rules = {f"rules/other{n}.yml": rule(n, f"Some title {n}") for n in range(10, 20)}
    made = project.write({"rules/a.yml": rule(1, "One"), **rules}).build()
    text = made["rules/a.md"].partition("\n## Related Rules\n")[2]
    assert "- [Some title 10](other10.md)" in text
    assert "- 5 more: [T1047](../attack/techniques/T1047.md)" in text
    links = json.loads(made[f"api/v1/rules/{identifier(1)}.json"])["links"]
    assert [other["title"] for other in links["same_technique"]] == [
        f"Some title {n}" for n in range(10, 15)
    ]


def test_a_rule_without_relatives_has_no_such_section(project: Project) -> None:
    assert "Related Rules" not in project.write({"rules/a.yml": RULE}).build()["rules/a.md"]
