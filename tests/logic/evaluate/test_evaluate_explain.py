"""Why a rule fires: selections and the values that matched."""

from __future__ import annotations

from evaluated_rules import rule

from generator.logic.evaluate import explain, scope_event


def test_an_explanation_names_selections_and_the_values_that_matched() -> None:
    made = rule("""
        selection: {Image|endswith: ['\\a.exe', '\\b.exe'], User: root}
        filter: {Company: Good}
        condition: selection and not filter
    """)
    explained = explain(made, {"Image": r"C:\b.exe", "User": "root"})
    assert explained.fires
    selection, exclusion = explained.selections
    assert (selection.name, selection.holds) == ("selection", True)
    assert [(m.field, m.modifiers, m.value, m.found) for m in selection.matches] == [
        ("Image", ("endswith",), r"\b.exe", (r"C:\b.exe",)),
        ("User", (), "root", ("root",)),
    ]
    assert (exclusion.name, exclusion.holds, exclusion.matches) == ("filter", False, ())


def test_a_keyword_is_explained_by_the_value_that_has_it() -> None:
    explained = explain(rule("{k: [evil], condition: k}"), {"a": "good", "b": "so evil"})
    assert explained.selections[0].matches[0].found == ("so evil",)


def test_a_windows_rule_has_the_fields_of_its_log() -> None:
    scoped = {"logsource": {"product": "windows", "category": "registry_add"}}
    assert scope_event(scoped) == {
        "Channel": "Microsoft-Windows-Sysmon/Operational",
        "EventID": 12,
        "EventType": "CreateKey",
    }


def test_a_rule_of_another_system_has_none() -> None:
    assert scope_event({"logsource": {"product": "linux", "service": "auditd"}}) == {}
    assert scope_event({}) == {}
