"""One event, however its line is written."""

from __future__ import annotations

import pytest
from grep_rules import ALL, NONE, finds, forms_found

WMI = r"""
selection:
    ParentImage|endswith: '\WmiPrvSe.exe'
filter:
    - LogonId: '0x3e7'
    - User: 'NT AUTHORITY\SYSTEM'
condition: selection and not filter
"""
HOST = r"C:\Windows\System32\wbem\WmiPrvSE.exe"


def test_a_matching_event_is_found_in_every_form() -> None:
    event = {"EventID": 1, "ParentImage": HOST, "LogonId": "0x5", "User": r"LAB\ann b"}
    assert forms_found(WMI, event) == ALL


@pytest.mark.parametrize("change", [{"LogonId": "0x3e7"}, {"User": r"NT Authority\System"}])
def test_an_event_that_the_filter_names_is_found_in_no_form(change: dict[str, str]) -> None:
    event = {"ParentImage": HOST, "LogonId": "0x5", "User": "ann", "Image": "x", **change}
    assert forms_found(WMI, event) == NONE


def test_the_value_of_another_field_does_not_count() -> None:
    assert forms_found(WMI, {"Image": HOST, "ParentImage": r"C:\x.exe"}) == NONE


def test_a_pair_ends_at_the_next_key() -> None:
    line = r"User=LAB\ann b Image=C:\x y\a.exe CommandLine=a.exe -k z"
    assert finds(r"Image|endswith: '\x y\a.exe'", line)
    assert finds(r"User: 'LAB\ann b'", line)
    assert not finds(r"Image|contains: ' -k'", line)
    assert not finds("User|contains: x", line)


def test_a_pair_ends_at_the_end_of_the_line() -> None:
    assert finds("b: 2 x", "a=1 b=2 x")
    assert finds("b: 2 x", "a=1 b=2 x\r")


def test_the_blank_before_the_next_key_is_no_part_of_the_value() -> None:
    assert not finds("a|contains: ' -k '", "a=x -k b=1")
    assert finds("a|contains: ' -k '", "a=x -k y b=1")
    assert not finds("a|contains: 'x us'", "a=x User=1")


def test_an_option_or_an_address_is_no_key() -> None:
    assert finds("a|endswith: '--n=1 http://h/?q=2 z'", "a=x --n=1 http://h/?q=2 z b=3")
    assert finds("a: '12:30 http://h z'", "a: 12:30 http://h z b: 3")


def test_a_value_in_quotes_holds_what_looks_like_keys() -> None:
    line = 'msg="from ip=10.0.0.1 by x" ip=10.0.0.2'
    assert finds("msg: 'from ip=10.0.0.1 by x'", line)
    assert finds("ip: 10.0.0.2", line)
    assert not finds("ip: 10.0.0.1", line)


def test_escapes_in_a_quoted_value_may_be_there_or_not() -> None:
    assert finds(r"a: 'C:\new dir\x'", r'a="C:\new dir\x" b=1')
    assert finds(r"a: 'C:\new dir\x'", r'a="C:\\new dir\\x" b=1')
    assert finds("a: 'say \"x\" y'", r'a="say \"x\" y" b=1')
    assert finds(r"a|endswith: '\dir\'", r'a="C:\dir\" b=1')


def test_a_value_that_begins_with_a_quotation_mark_is_not_cut_at_the_next_one() -> None:
    line = r'CommandLine="C:\Program Files\a.exe" -k net User=ann'
    assert finds(r"CommandLine|contains: 'a.exe\" -k'".replace('\\"', '"'), line)
    assert finds("CommandLine|endswith: ' net'", line)
    assert not finds(r"CommandLine|endswith: '\a.exe'", line)
    assert finds("User: ann", line)


def test_a_whole_value_in_quotation_marks_is_read_with_and_without_them() -> None:
    line = r'a="C:\x y.exe" b=1'
    assert finds(r"a: 'C:\x y.exe'", line)
    assert finds("a: '\"C:\\x y.exe\"'", line)


def test_backslashes_are_read_all_single_or_all_doubled() -> None:
    share = r"a: '\\\\srv\x'"
    assert finds(share, r"a=\\srv\x")
    assert finds(share, r"a=\\\\srv\\x")
    assert not finds(share, r"a=\srv\x")
    assert not finds(share, r"a=\\srv\\x")


def test_json_may_stand_behind_a_prefix_or_between_pairs() -> None:
    assert finds("a: 1", 'Nov 24 10:00:00 host app[1]: {"a":1}')
    mixed = 'level=info data={"a":1,"user":"eve b=2"} user=bob'
    assert finds("a: 1", mixed)
    assert finds("user: bob", mixed)
    assert not finds("b: 2", mixed)


def test_keys_of_json_and_of_pairs_are_not_mixed_up() -> None:
    assert not finds("b: 2", '{"a":"x b=2"}')
    assert not finds("b: 2", '{"a":"x b: 2"}')
    assert finds("b|startswith: '2 c'", "a: x b=2 c: 3")
    assert finds("a: 'x b=2'", "a: x b=2 c: 3")


def test_json_that_is_cut_off_is_read_as_far_as_it_goes() -> None:
    assert finds("a: x", '{"a":"x","b":"y c=1')
    assert not finds("c: 1", '{"a":"x","b":"y c=1')
