"""What the SQL back ends print for each kind of value."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from generator.content.model import Query
from generator.targets.convert.worker import Job, convert
from generator.targets.registry import preset

SQL = ("sqlite", "duckdb", "databricks", "parseable")


def query(target: str, selection: str, condition: str = "sel", product: str = "linux") -> Query:
    """The query of a rule that is scoped to no log, `sel` and `filter` from the text."""
    detection: dict[str, Any] = yaml.safe_load(selection)
    if "sel" not in detection:
        detection = {"sel": detection}
    rule = {
        "title": "Example",
        "logsource": {"product": product},
        "detection": {**detection, "condition": condition},
    }
    made = preset(target)
    assert made is not None
    return convert(Job(documents=(rule,), problem=None), made).query


def printed(target: str, selection: str, condition: str = "sel") -> str:
    """The condition behind WHERE."""
    made = query(target, selection, condition)
    assert made.text is not None, made.reason
    return made.text.rpartition(" WHERE ")[2]


def test_the_negation_of_a_missing_field_is_true() -> None:
    rule = "{sel: {a: x}, filter: {b: y}}"
    assert printed("sqlite", rule, "sel and not filter") == (
        "a = 'x' AND (NOT COALESCE(b = 'y', 0))"
    )
    assert printed("duckdb", rule, "sel and not filter") == (
        """lower("a"::VARCHAR) = 'x' AND (NOT COALESCE(lower("b"::VARCHAR) = 'y', FALSE))"""
    )
    assert printed("databricks", rule, "sel and not filter") == (
        "lower(`a`) = 'x' AND NOT COALESCE(lower(`b`) = 'y', FALSE)"
    )
    assert printed("parseable", rule, "sel and not filter") == (
        """lower(CAST("a" AS VARCHAR)) = 'x' AND"""
        """ (NOT COALESCE(lower(CAST("b" AS VARCHAR)) = 'y', FALSE))"""
    )


def test_a_condition_that_is_never_null_needs_no_coalesce() -> None:
    for target in SQL:
        text = printed(target, "{sel: {a: x}, filter: {b: null}}", "sel and not filter")
        assert "COALESCE" not in text
        assert "IS NULL" in text


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        ("sqlite", r"a LIKE '%\\x\_y\%' ESCAPE '\'"),
        ("duckdb", r""""a"::VARCHAR ILIKE '%\\x\_y\%' ESCAPE '\'"""),
        ("databricks", r"endswith(lower(`a`), '\\x_y%')"),
        ("parseable", r"""lower(CAST("a" AS VARCHAR)) LIKE '%\\x\_y\%' ESCAPE '\'"""),
    ],
)
def test_signs_of_like_are_characters_of_a_value(target: str, expected: str) -> None:
    assert printed(target, r"a|endswith: '\x_y%'") == expected


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        ("sqlite", "a LIKE 'x%y_z'"),
        ("duckdb", """"a"::VARCHAR ILIKE 'x%y_z'"""),
        ("databricks", "lower(`a`) LIKE 'x%y_z'"),
        ("parseable", """lower(CAST("a" AS VARCHAR)) LIKE 'x%y_z'"""),
    ],
)
def test_wildcards_inside_a_value_are_those_of_like(target: str, expected: str) -> None:
    assert printed(target, "a: x*y?z") == expected


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        ("sqlite", "a IN ('x', 'Y', 5)"),
        ("duckdb", """lower("a"::VARCHAR) IN ('x', 'y', '5')"""),
        ("databricks", "lower(`a`) IN ('x', 'y', '5')"),
        ("parseable", """lower(CAST("a" AS VARCHAR)) IN ('x', 'y', '5', '5.0')"""),
    ],
)
def test_several_plain_values_become_one_list(target: str, expected: str) -> None:
    assert printed(target, "a: [x, Y, 5]") == expected


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        ("sqlite", "a = 5"),
        ("duckdb", """"a"::VARCHAR = '5'"""),
        ("databricks", "`a` = '5'"),
        ("parseable", """CAST("a" AS VARCHAR) IN ('5', '5.0')"""),
    ],
)
def test_a_number_is_found_in_a_column_of_any_type(target: str, expected: str) -> None:
    assert printed(target, "a: 5") == expected


def test_a_comparison_does_not_hold_for_a_text_that_is_no_number() -> None:
    assert printed("duckdb", "a|gt: 5") == 'TRY_CAST("a" AS DOUBLE) > 5'
    assert printed("databricks", "a|lte: 5") == "try_cast(`a` AS DOUBLE) <= 5"
    assert printed("parseable", "a|gte: 5") == 'TRY_CAST("a" AS DOUBLE) >= 5'
    assert printed("sqlite", "a|lt: 5") == (
        "CASE WHEN a REGEXP '^[+-]?[0-9]+([.][0-9]+)?([eE][+-]?[0-9]+)?$'"
        " THEN CAST(a AS REAL) END < 5"
    )


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        ("sqlite", "a GLOB '*[*]A[?][[]*'"),
        ("duckdb", """"a"::VARCHAR LIKE '%*A?[%'"""),
        ("databricks", "contains(`a`, '*A?[')"),
        ("parseable", """CAST("a" AS VARCHAR) LIKE '%*A?[%'"""),
    ],
)
def test_a_cased_value_is_compared_with_its_case(target: str, expected: str) -> None:
    assert printed(target, r"a|cased|contains: '\*A\?['") == expected


def test_letters_beyond_ascii_are_made_small_in_the_column_of_sqlite() -> None:
    assert printed("sqlite", "a|contains: Grüße") == "REPLACE(a, 'Ü', 'ü') LIKE '%Grüße%'"
    assert printed("sqlite", "a: ЯндексÄ").startswith("REPLACE(REPLACE(")


@pytest.mark.parametrize("target", SQL)
def test_a_network_is_a_regular_expression_for_whole_addresses(target: str) -> None:
    text = printed(target, "a|cidr: 10.16.0.0/12")
    assert "^10" in text
    assert "(?:1[6-9]|2[0-9]|3[0-1])" in text
    assert " OR " not in text


def test_keywords_are_looked_for_in_the_event_as_a_whole() -> None:
    assert printed("sqlite", "sel: [alpha]") == "raw LIKE '%alpha%'"
    assert printed("duckdb", "sel: [alp*a]") == """"raw"::VARCHAR ILIKE '%alp%a%'"""
    assert printed("databricks", "sel: [alpha]") == "contains(lower(`raw`), 'alpha')"
    assert printed("parseable", "sel: [alpha]") == (
        """lower(CAST("message" AS VARCHAR)) LIKE '%alpha%'"""
    )


def test_a_dotted_name_is_a_field_of_a_struct_in_databricks_and_one_column_elsewhere() -> None:
    assert printed("databricks", "a.b: x") == "lower(`a`.`b`) = 'x'"
    assert printed("duckdb", "a.b: x") == """lower("a.b"::VARCHAR) = 'x'"""


def test_an_apostrophe_does_not_end_a_literal() -> None:
    assert printed("duckdb", '''a: "it's"''') == """lower("a"::VARCHAR) = 'it''s'"""
    assert printed("databricks", '''a: "it's"''') == r"lower(`a`) = 'it\'s'"


def test_a_part_of_a_time_is_read_from_the_digits_of_its_text() -> None:
    assert printed("duckdb", "a|hour: 7") == (
        """("a"::VARCHAR LIKE '____-__-__%' AND substr("a"::VARCHAR, 12, 2) = '07')"""
    )


@pytest.mark.parametrize("target", SQL)
def test_what_no_dialect_can_say_is_refused_with_the_reason(target: str) -> None:
    assert "needs a calendar" in (query(target, "a|week: 7").reason or "")
    assert "placeholder %x%" in (query(target, "a|expand: '%x%'").reason or "")
    assert "placeholder %x%" in (query(target, "a|contains|expand: '%x%'").reason or "")


@pytest.mark.parametrize("target", ["duckdb", "parseable"])
def test_an_expression_that_an_automaton_cannot_run_is_refused(target: str) -> None:
    assert "a look-around" in (query(target, "a|re: 'x(?!y)'").reason or "")
    assert "a reference to a group" in (query(target, r"a|re: '(x)\1'").reason or "")


def test_databricks_has_javas_expressions() -> None:
    assert printed("databricks", r"a|re: 'x(?!y)\d'") == r"`a` RLIKE 'x(?!y)\\d'"
    assert printed("databricks", "a|re|i: 'x.y'") == "`a` RLIKE '(?iud)x.y'"


def test_a_field_that_is_referred_to_has_the_name_of_its_column() -> None:
    made = query("parseable", "User|fieldref: ParentUser", product="windows")
    assert 'lower(CAST("winlog_event_data_ParentUser" AS VARCHAR))' in (made.text or "")
    made = query("parseable", "User|fieldref: ParentImage", product="windows")
    assert 'lower(CAST("process_parent_executable" AS VARCHAR))' in (made.text or "")


def test_a_value_that_looks_like_a_variable_of_spark_is_not_replaced_by_one() -> None:
    assert printed("databricks", "a: 'x${ifs}{{y}}'") == (
        r"lower(`a`) = 'x\u0024{ifs}\u007b\u007by}}'"
    )
