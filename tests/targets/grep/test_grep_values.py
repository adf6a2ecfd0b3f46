"""Values: whole or in part, with or without case, and how a line may write them."""

from __future__ import annotations

import pytest
from grep_rules import ALL, NONE, command, finds, forms_found, printed_lines
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from prove.grep.lines import FORMS

SPECIAL = r"""a.b^c$d|e(f)g[h]i{j}k+l'm"n/o\p<q>r&s`t#u%v!w~x=y:z,@-_;"""


def test_every_character_of_a_value_stands_for_itself() -> None:
    rule = {"field": SPECIAL.replace("*", r"\*").replace("?", r"\?")}
    assert forms_found(rule, {"field": SPECIAL, "a": 1}) == ALL
    for position in range(len(SPECIAL)):
        changed = f"{SPECIAL[:position]}0{SPECIAL[position + 1 :]}"
        assert forms_found(rule, {"field": changed, "a": 1}) == NONE


def test_an_escaped_wildcard_is_a_character() -> None:
    assert forms_found(r"field: 'a\*b\?c'", {"field": "a*b?c"}) == ALL
    assert forms_found(r"field: 'a\*b\?c'", {"field": "axb?c"}) == NONE


@pytest.mark.parametrize(
    ("modifier", "matching", "others"),
    [
        ("", ["abc", "ABC"], ["xabc", "abcx", "ab", ""]),
        ("|startswith", ["abc", "abcx", "ABC d"], ["xabc", "ab", ""]),
        ("|endswith", ["abc", "xabc", "d ABC"], ["abcx", "bc", ""]),
        ("|contains", ["abc", "xabcx", "x ABC x"], ["abxc", "ab", ""]),
        ("|cased", ["abc"], ["ABC", "aBc", "abcx"]),
        ("|contains|cased", ["xabcx"], ["xABCx"]),
    ],
)
def test_a_modifier_says_where_the_text_must_stand(
    modifier: str, matching: list[str], others: list[str]
) -> None:
    rule = {f"field{modifier}": "abc"}
    for value in matching:
        assert forms_found(rule, {"field": value, "other": "y"}) == ALL, value
    for value in others:
        assert forms_found(rule, {"field": value, "other": "abc"}) == NONE, value


@pytest.mark.parametrize(
    ("pattern", "matching", "others"),
    [
        ("a*c", ["ac", "abc", "a b c"], ["abcd", "xac"]),
        ("a?c", ["abc", "a\\c", 'a"c'], ["ac", "abbc"]),
        ("*a*b*c*", ["abc", "xaybzcw"], ["acb", "cab"]),
        ("*a*b", ["ab", "a a b b"], ["ab c", "ba"]),
        ("a*b*", ["ab", "axbx"], ["xab", "ba"]),
        ("??", ["ab"], ["a", "abc"]),
    ],
)
def test_wildcards_stand_for_characters_of_the_value(
    pattern: str, matching: list[str], others: list[str]
) -> None:
    for value in matching:
        assert forms_found({"field": pattern}, {"field": value, "z": "w"}) == ALL, value
    for value in others:
        assert forms_found({"field": pattern}, {"field": value, "z": "c"}) == NONE, value


def test_a_wildcard_takes_a_json_escape_for_one_character() -> None:
    assert finds("a: 'x?y'", r'{"a":"x\u00e9y"}')
    assert finds("a: 'x?y'", r'{"a":"x\ud83d\ude00y"}')
    assert finds("a: 'x?y'", r'{"a":"x\ny"}')
    assert not finds("a|contains: '00e9'", r'{"a":"x\u00e9y"}')
    assert not finds("a|contains: 'ny'", r'{"a":"x\ny"}')
    assert finds("a|contains: 'ny'", r'{"a":"x\\ny"}')


def test_a_backslash_in_json_is_two_of_the_line() -> None:
    assert not finds(r"a|contains: '\\\\'", r'{"a":"x\\y"}')
    assert finds(r"a|contains: '\\\\'", r'{"a":"x\\\\y"}')
    assert finds(r"a: 'C:\Users'", r'{"a":"C:\Users"}')


@pytest.mark.parametrize("text", ["Émile", "ÉMILE", "émile"])
def test_letters_beyond_ascii_are_found_raw_and_escaped_in_either_case(text: str) -> None:
    assert forms_found("field: Émile", {"field": text}) == ALL
    assert finds("field: Émile", f'{{"field":"{text.replace("É", chr(92) + "u00C9")}"}}')
    assert forms_found("field|cased: Émile", {"field": text}) == (ALL if text == "Émile" else NONE)


def test_a_character_beyond_the_basic_plane_is_found_as_a_pair_of_escapes() -> None:
    assert forms_found("field|contains: 😀", {"field": "x😀y"}) == ALL
    assert finds("field|contains: 😀", r'{"field":"x\uD83D\uDE00y"}')


@pytest.mark.parametrize("escape", [r"\u003c", r"\u003C"])
def test_characters_that_json_writers_like_to_escape_are_found_so(escape: str) -> None:
    assert finds("field: 'a<b'", f'{{"field":"a{escape}b"}}')
    assert finds("field|cased: 'a<b'", f'{{"field":"a{escape}b"}}')
    assert finds("field: 'a/b'", r'{"field":"a\/b"}')


def test_control_characters_are_found_by_their_escapes() -> None:
    assert finds({"a": "x\ty"}, r'{"a":"x\ty"}')
    assert finds({"a": "x\ty"}, r'{"a":"x\u0009y"}')
    assert finds({"a": "x\ty"}, "a=x\ty b=1")
    assert finds({"a": "x\ny"}, r'{"a":"x\ny"}')
    assert not finds({"a": "x\ny"}, r'{"a":"x\\ny"}')


@pytest.mark.parametrize("value", [4688, "4688"])
def test_a_number_is_found_with_and_without_quotes(value: object) -> None:
    for rule in ("field: 4688", "field: '4688'"):
        assert forms_found(rule, {"field": value}) == ALL
        assert forms_found(rule, {"field": 46880, "a": 4688}) == NONE
        assert forms_found(rule, {"field": -4688}) == NONE
        assert forms_found(rule, {"field": 4688.5}) == NONE


def test_true_and_false_are_found_with_and_without_quotes() -> None:
    assert forms_found("field: true", {"field": True}) == ALL
    assert forms_found("field: true", {"field": "True"}) == ALL
    assert forms_found("field: true", {"field": False, "a": True}) == NONE


def test_the_next_json_value_is_no_part_of_a_number() -> None:
    assert not finds("a|contains: ','", '{"a":5,"b":6}')
    assert not finds("a: '5,'", '{"a":5,"b":6}')
    assert not finds("a: '5*6'", '{"a":5,"b":6}')
    assert finds("a|startswith: '5'", '{"a":55,"b":6}')


def test_encoded_values_are_found() -> None:
    assert forms_found("field|base64: foobar", {"field": "Zm9vYmFy"}) == ALL
    rule = "field|wide|base64offset|contains: ping"
    assert forms_found(rule, {"field": "x cABpAG4AZw y"}) == ALL
    assert forms_found(rule, {"field": "AAAAcABpAG4AZw"}) == ALL
    assert forms_found("field|windash|contains: ' -x'", {"field": "a /x b"}) == ALL
    assert forms_found("field|windash|contains: ' -x'", {"field": "a –x b"}) == ALL


def test_keywords_are_found_anywhere_in_the_line() -> None:
    rule = {"words": [r"C:\x", 'say "y"', 42], "condition": "words"}
    for line in (
        r"at C:\X now",
        r'{"m":"C:\\x"}',
        'they SAY "Y"',
        r'{"m":"say \"y\""}',
        "a=142",
    ):
        assert finds(rule, line), line
    assert not finds(rule, r"C:x say y 4 2")


def test_all_keywords_must_be_there_if_the_rule_says_so() -> None:
    rule = {"words": {"|all": ["foo", "b*r"]}, "condition": "words"}
    assert finds(rule, "x bar foo")
    assert not finds(rule, "x foo")


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    value=st.text(st.characters(exclude_categories=["Cs"]), max_size=8),
    part=st.text(st.sampled_from("ab\\\"/'*?$^ =:\té\n{}[]<u"), max_size=4),
    place=st.sampled_from(["", "|startswith", "|endswith", "|contains"]),
)
def test_json_lines_are_judged_as_python_judges_the_value(
    value: str, part: str, place: str
) -> None:
    escaped = part.replace("\\", "\\\\").replace("*", "\\*").replace("?", "\\?")
    printed = command({f"f{place}|cased": escaped})
    text = {"": part, "|startswith": part + value, "|endswith": value + part}.get(
        place, value + part + value
    )
    for candidate in (value, part, text, text.replace("\\", "/")):
        expected = {
            "": candidate == part,
            "|startswith": candidate.startswith(part),
            "|endswith": candidate.endswith(part),
            "|contains": part in candidate,
        }[place]
        for form in ("compact JSON", "spaced JSON", "nested JSON"):
            line = FORMS[form]({"e": part, "f": candidate, "g": part})
            if "\x00" not in line:
                assert bool(printed_lines(printed, [line])) is expected, (printed, line)


def test_a_rule_that_asks_for_the_word_null_finds_it_in_every_form() -> None:
    for rule in ("field: 'null'", "field: 'NULL'", "field: ['NULL', 'TXT']"):
        assert forms_found(rule, {"field": "NULL", "a": 1}) == ALL, rule
    assert forms_found("field|cased: 'NULL'", {"field": "NULL", "a": 1}) == ALL
    assert forms_found("field|cased: 'NULL'", {"field": "null", "a": 1}) == NONE


def test_in_pairs_a_null_is_told_from_the_word_only_for_rules_that_do_not_ask_for_the_word() -> (
    None
):
    assert forms_found("field: ['NULL', 'n*']", {"field": None, "a": 1}) == {
        form for form in ALL if "JSON" not in form
    }
    assert forms_found("field: ['TXT', 'n*']", {"field": None, "a": 1}) == NONE
