"""Each fault of the published Splunk back end, by its smallest rule (docs/targets/splunk.md)."""

from __future__ import annotations

import pytest
from sigma.collection import SigmaCollection
from sigma.exceptions import SigmaError

from generator.targets.splunk.backend import SplunkSearchBackend, splunk_pipeline
from tests.targets.splunk.spl_rules import differences, rule, spl

SYSMON = (
    'source IN ("XmlWinEventLog:Microsoft-Windows-Sysmon/Operational", '
    '"WinEventLog:Microsoft-Windows-Sysmon/Operational")'
)


def test_a_regular_expression_beside_an_or_is_computed_before_the_or() -> None:
    given = rule("{a: {A: x}, b: {B|re: 'y.z'}, c: {C: z}, condition: c and (a or b)}")
    assert spl(given) == (
        'C="z"\n| eval sigma_1=if(isnotnull(mvfind(\'B\',"y.z")),1,0)\n| search A="x" OR sigma_1=1'
    )
    assert not list(differences(given))


def test_a_regular_expression_inside_a_not_is_negated() -> None:
    given = rule("{a: {A: x}, f: [{B|re: 'y.z'}, {C: z}], condition: a and not f}")
    assert spl(given) == (
        'A="x" NOT C="z"\n'
        "| eval sigma_1=if(isnotnull(mvfind('B',\"y.z\")),1,0)\n"
        "| search NOT sigma_1=1"
    )
    assert not list(differences(given))


@pytest.mark.parametrize(
    ("item", "test"),
    [("B|re: y", "isnotnull(mvfind('B',\"y\"))"), ("B|fieldref: D", "lower('B')=lower('D')")],
)
def test_what_needs_a_flag_inside_a_negated_and_stays_there(item: str, test: str) -> None:
    given = rule(f"{{a: {{A: x}}, f: {{C: z, {item}}}, condition: a and not f}}")
    assert spl(given) == (f'A="x"\n| eval sigma_1=if({test},1,0)\n| search NOT (C="z" sigma_1=1)')
    assert not list(differences(given))


def test_a_question_mark_is_one_character() -> None:
    given = rule("sel: {A: 'v?.exe'}")
    assert spl(given) == (
        'A="v*.exe"\n'
        "| eval sigma_1=if(isnotnull(mvfind('A',\"(?is)^v.\\.exe\\z\")),1,0)\n"
        "| search sigma_1=1"
    )
    assert not list(differences(given))


def test_a_literal_asterisk_is_compared_by_a_regular_expression() -> None:
    given = rule(r"sel: {A|contains: 'tn \*'}")
    assert spl(given) == (
        'A="*tn *"\n'
        "| eval sigma_1=if(isnotnull(mvfind('A',\"(?i)tn \\*\")),1,0)\n"
        "| search sigma_1=1"
    )
    assert not list(differences(given))


def test_a_keyword_is_found_inside_a_word() -> None:
    given = rule("sel: [kali, 7]")
    assert spl(given) == '_raw IN ("*kali*", "*7*")'
    assert not list(differences(given))


def test_a_keyword_is_also_looked_for_as_json_writes_it() -> None:
    assert spl(rule(r"""sel: ['C:\a', 'b"']""")) == (
        r'_raw IN ("*C:\\a*", "*C:\\\\a*", "*b\"*", "*b\\\"*")'
    )


def test_windashes_without_a_field_are_any_of_the_dashes() -> None:
    given = rule("sel: {'|windash': ' -x'}")
    assert spl(given).startswith('_raw IN ("* -x*", "* /x*", ')


def test_a_quotation_mark_and_a_backslash_in_a_regular_expression_are_not_escapes() -> None:
    given = rule(r"""sel: {A|re: '"a\\b\|c|d`'}""")
    assert r"""mvfind('A',"\x22a\x5cb\x7cc|d\x60")""" in spl(given)
    assert not list(differences(given))


def test_flags_of_a_regular_expression_are_kept() -> None:
    given = rule("sel: {A|re|i: 'ab'}")
    assert '"(?i)ab"' in spl(given)
    assert not list(differences(given))


def test_an_empty_text_is_no_missing_field() -> None:
    given = rule("{a: {A: x}, f: {B: ''}, condition: a and not f}")
    assert spl(given) == (
        'A="x"\n'
        "| eval sigma_1=if('B'=\"\" OR isnotnull(mvfind('B',\"^\\z\")),1,0)\n"
        "| search NOT sigma_1=1"
    )
    assert not list(differences(given))


def test_a_double_negation_is_undone() -> None:
    given = rule("{f: {B: null}, condition: not f}")
    assert spl(given) == "B=*"
    assert not list(differences(given))


def test_a_cased_text_differs_by_case() -> None:
    given = rule("sel: {A|cased|startswith: Foo}")
    assert spl(given) == (
        'A="Foo*"\n| eval sigma_1=if(isnotnull(mvfind(\'A\',"^Foo")),1,0)\n| search sigma_1=1'
    )
    assert not list(differences(given))


def test_a_reference_to_a_field_may_stand_in_an_or_and_ignores_case() -> None:
    given = rule("{sel: {A|fieldref: B}, b: {C: x}, condition: sel or b}")
    assert spl(given) == (
        "*\n| eval sigma_1=if(lower('A')=lower('B'),1,0)\n| search sigma_1=1 OR C=\"x\""
    )
    assert not list(differences(given))


def test_a_comparison_is_one_of_numbers() -> None:
    given = rule("sel: {A|gt: 5}")
    assert spl(given) == (
        "A>5\n| eval sigma_1=if(isnotnull(mvfilter(tonumber('A')>5)),1,0)\n| search sigma_1=1"
    )
    assert not list(differences(given))


def test_a_text_that_looks_like_a_network_is_a_text() -> None:
    given = rule("sel: {A: 10.0.0.0/8}")
    assert r"^10\.0\.0\.0/8\z" in spl(given)
    assert not list(differences(given))


@pytest.mark.parametrize("text", ["a`b", "a/../b", "a\tb"])
def test_what_a_search_bar_would_change_is_compared_by_a_regular_expression(text: str) -> None:
    given = rule("sel: {A|contains: x}")
    given["detection"]["sel"] = {"A|contains": text}
    assert "mvfind" in spl(given)
    assert not list(differences(given))


def test_values_of_one_field_share_a_list_wherever_they_stand() -> None:
    given = rule("sel: [{A: x}, {B: y}, {A: 'z*'}]")
    assert spl(given) == 'A IN ("x", "z*") OR B="y"'


def test_an_and_inside_an_or_has_parentheses() -> None:
    given = rule("{a: {A: x, B: y}, c: {C: z}, condition: a or c}")
    assert spl(given) == '(A="x" B="y") OR C="z"'
    assert not list(differences(given))


def test_an_or_inside_an_and_has_parentheses() -> None:
    given = rule("{a: [{A: x}, {B: y}], c: {C: z}, condition: a and c}")
    assert spl(given) == '(A="x" OR B="y") C="z"'
    assert not list(differences(given))


def test_a_rule_is_scoped_to_its_log_and_event() -> None:
    given = rule(r"sel: {Image|endswith: '\a.exe'}", "product: windows, category: process_creation")
    assert spl(given) == SYSMON + r' EventCode=1 Image="*\\a.exe"'
    assert not list(differences(given))


def test_a_channel_in_the_rule_itself_stays_a_field() -> None:
    given = rule("sel: {EventID: 104, Channel: Security}", "product: windows, service: system")
    assert spl(given).endswith(' EventCode=104 Channel="Security"')


def test_the_provider_has_the_name_that_the_add_on_gives_it() -> None:
    given = rule("sel: {Provider_Name: P}", "product: windows, service: system")
    assert spl(given).endswith(' Name="P"')


def test_unnamed_data_is_looked_for_in_the_whole_block() -> None:
    given = rule("sel: {Data|contains: x}", "product: windows, service: application")
    assert spl(given).endswith('(Data="*x*" OR EventData_Xml="*x*")')


def test_windows_texts_are_also_looked_for_as_xml_writes_them() -> None:
    given = rule("sel: {A|contains|all: ['a & b', c]}", "product: windows, service: application")
    assert spl(given).endswith(' A IN ("*a & b*", "*a &amp; b*") A="*c*"')


def test_windows_regular_expressions_also_match_as_xml_writes_it() -> None:
    given = rule("sel: {A|re: '(?P<n>x)[<y]>'}", "product: windows, service: application")
    assert '"(?P<n>x)(?:[<y]|&lt;)(?:&gt;|>)"' in spl(given)


def test_what_was_converted_before_changes_nothing() -> None:
    given = rule("{a: {A|re: 'x.y'}, b: {B: z}, condition: a or b}")
    failing = rule("{a: {A|re: 'x.y'}, b: {'B*': z}, condition: a or b}")
    backend = SplunkSearchBackend(splunk_pipeline())
    with pytest.raises(SigmaError):
        backend.convert(SigmaCollection.from_dicts([failing]))
    assert backend.convert(SigmaCollection.from_dicts([given])) == [spl(given)]
