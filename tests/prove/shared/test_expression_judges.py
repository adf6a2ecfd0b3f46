"""The judges of products' languages, by examples of the vendors' documentation and near misses."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from prove.carbonblack.judge import CarbonBlack
from prove.cortex import judge as xql
from prove.netwitness.judge import NetWitness
from prove.problems import Missing, NotUnderstood, Rejected
from prove.qradar import judge as aql
from prove.secops.judge import UDM
from prove.sentinelone.judge import DeepVisibility, PowerQuery
from prove.shared.expressions import Condition
from prove.shared.java_regex import java_expression
from prove.shared.values import Row
from prove.sumologic.judge import CloudSiem, expression_of
from prove.tanium.judge import Signals
from prove.victorialogs.judge import LogsQL

Reader = Callable[[str], Condition[Row]]


def query(text: str) -> Condition[Row]:
    return aql.condition_of(f"SELECT * FROM events WHERE {text}")


def xdr(text: str) -> Condition[Row]:
    return xql.condition_of(f"config case_sensitive = false | preset=xdr_process | filter {text}")


LANGUAGES: dict[str, Reader] = {
    "aql": query,
    "carbonblack": lambda text: CarbonBlack(text).condition(),
    "cse": lambda text: CloudSiem(text).condition(),
    "deep": lambda text: DeepVisibility(text).condition(),
    "logsql": lambda text: LogsQL(text).condition(),
    "netwitness": lambda text: NetWitness(text).condition(),
    "power": lambda text: PowerQuery(text).condition(),
    "signals": lambda text: Signals(text).condition(),
    "udm": lambda text: UDM(text).condition(),
    "xql": xdr,
}


def found(language: str, text: str, row: Row) -> bool:
    try:
        return LANGUAGES[language](text)(row) is True
    except Missing as missing:
        pytest.skip(str(missing))


EXAMPLES: list[tuple[str, str, Row, bool]] = [
    # IBM, LIKE clause
    ("aql", "userName LIKE 'Jo%'", {"userName": "Joanne"}, True),
    ("aql", "userName LIKE 'Jo%'", {"userName": "joanne"}, False),
    ("aql", "userName LIKE 'Jo_'", {"userName": "Joe"}, True),
    ("aql", "userName LIKE 'Jo_'", {"userName": "Joan"}, False),
    ("aql", "test ILIKE 'inForMatiOn%'", {"test": "Information x"}, True),
    ("aql", "test IMATCHES '.*information.*'", {"test": "an Information"}, True),
    ("aql", "a = 'it''s'", {"a": "it's"}, True),
    ("aql", '"Process Path" IS NULL', {}, True),
    ("aql", "INCIDR('10.0.0.0/8', sourceip)", {"sourceip": "10.1.2.3"}, True),
    ("aql", "a = 'x' OR b = 'y' AND c = 'z'", {"a": "x"}, True),
    ("aql", "NOT (a IS NOT NULL AND a = 'x')", {}, True),
    # VictoriaLogs, LogsQL
    ("logsql", '_msg:"ssh: login fail"', {"_msg": 'ERROR: ssh: login fail for user "a"'}, True),
    ("logsql", '_msg:"ssh: login fail"', {"_msg": "ssh: login failed"}, False),
    ("logsql", "_msg:error", {"_msg": "ERROR"}, False),
    ("logsql", "_msg:i(error)", {"_msg": "An ErRoR occurred"}, True),
    ("logsql", "_msg:i(error)", {"_msg": "FooError"}, False),
    ("logsql", '_msg:~"(?i)error"', {"_msg": "FooError"}, True),
    ("logsql", "log.level:err*", {"log.level": "some error"}, True),
    ("logsql", 'log.level:="err"*', {"log.level": "error"}, True),
    ("logsql", 'log.level:="err"*', {"log.level": "an error"}, False),
    ("logsql", 'log.level:in("error", "fatal")', {"log.level": "fatal"}, True),
    ("logsql", 'host.hostname:""', {}, True),
    ("logsql", "host.hostname:*", {"host.hostname": ""}, False),
    ("logsql", "a:range(1, 10)", {"a": "the request took 4.2 seconds"}, False),
    ("logsql", "a:range[1, 10)", {"a": "1"}, True),
    ("logsql", 'ip:ipv4_range("127.0.0.0/8")', {"ip": "127.1.2.3"}, True),
    ("logsql", "NOT a:x OR b:y", {"b": "y", "a": "x"}, True),
    ("logsql", "a:=x !b:=y", {"a": "x"}, True),
    # Google, UDM search
    (
        "udm",
        'principal.hostname != "http-server" nocase',
        {"principal.hostname": "HTTP-Server"},
        False,
    ),
    ("udm", "target.port = 443", {"target.port": "443"}, True),
    ("udm", 'a = "C:\\\\Program Files\\\\x"', {"a": "C:\\Program Files\\x"}, True),
    ("udm", 'a = "x"', {"a": "X"}, False),
    ("udm", "a = /ab+c/ nocase", {"a": "zABBCz"}, True),
    ("udm", "a = /x\\/y/", {"a": "x/y"}, True),
    ("udm", 'a = ""', {}, True),
    ("udm", 'net.ip_in_range_cidr(target.ip, "10.0.0.0/8")', {"target.ip": "10.9.9.9"}, True),
    # Palo Alto Networks, XQL
    ("xql", 'str_field in ("*word_1*", "*word_2*", "word")', {"str_field": "a WORD_2 b"}, True),
    ("xql", 'str_field in ("*word_1*", "word")', {"str_field": "words"}, False),
    ("xql", "action_local_port in (5900, 5999)", {"action_local_port": "5999"}, True),
    ("xql", 'a = "\\test\\"', {"a": "\\test\\"}, True),
    ("xql", 'apin != null and apin contains "python"', {"apin": "PYTHON3"}, True),
    ("xql", 'a = "*\\cmd.exe"', {"a": "C:\\cmd.exe.txt"}, False),
    ("xql", 'a ~= "(?-i)abc"', {"a": "ABC"}, False),
    # SentinelOne
    ("deep", 'A ContainsCIS "b"', {"A": "xBx"}, True),
    ("deep", 'A In AnyCase ("b", "c")', {"A": "C"}, True),
    ("deep", 'A In AnyCase ("b")', {"A": "bb"}, False),
    ("deep", 'A In Contains AnyCase ("b")', {"A": "aBb"}, True),
    ("deep", 'A EndsWithCIS "\\x.exe"', {"A": "C:\\X.EXE"}, True),
    ("deep", "A Is Empty OR B Is Not Empty", {"B": "x"}, True),
    ("power", "tgt.file.path contains 'temp'", {"tgt.file.path": "C:\\TEMP\\a"}, True),
    ("power", "a contains:matchcase 'temp'", {"a": "TEMP"}, False),
    ("power", "a in ('x', 'y')", {"a": "X"}, False),
    ("power", "a in:anycase ('x', 'y')", {"a": "X"}, True),
    ("power", 'a matches "\\\\d+"', {"a": "x12"}, True),
    ("power", "!(a = *)", {}, True),
    ("power", "a = *", {"a": ""}, True),
    ("power", "severity > 4", {"severity": "5"}, True),
    # Sumo Logic, Cloud SIEM Rules Syntax
    ("cse", 'b = "x" OR a = "foo"', {"a": "foo"}, True),
    ("cse", 'a = "foo"', {}, False),
    ("cse", '!(a = "foo")', {}, True),
    ("cse", "a like '%admin%'", {"a": "an admin"}, True),
    ("cse", "a like '%admin%'", {"a": "Admin"}, False),
    ("cse", "foo matches /.*bar.*/", {"foo": "a bar b"}, True),
    ("cse", 'lower(a)="x" && isNull(b)', {"a": "X"}, True),
    ("cse", "isEmpty(a)", {"a": ""}, True),
    # NetWitness
    ("netwitness", "a = 'x','y'", {"a": "Y"}, True),
    ("netwitness", "a begins 'C:\\' && b ends '.exe'", {"a": "c:\\x", "b": "y.EXE"}, True),
    ("netwitness", "a !exists", {}, True),
    ("netwitness", "NOT (a contains 'x' || a contains 'y')", {"a": "y"}, False),
    ("netwitness", "ip.dst = 10.0.0.0/8", {"ip.dst": "10.2.3.4"}, True),
    # Tanium
    ("signals", "process.path ends with '\\\\cmd.exe'", {"process.path": "C:\\CMD.exe"}, True),
    ("signals", "process.path matches '*\\\\c?d.exe'", {"process.path": "C:\\cmd.exe"}, True),
    ("signals", "user.name is not 'x'", {"user.name": "X"}, False),
    ("signals", "a is 'x' AND NOT (b contains 'it\\'s')", {"a": "x", "b": "it's"}, False),
    # Carbon Black
    ("carbonblack", "process_name:powershell.exe", {"process_name": "c:\\x\\powershell.exe"}, True),
    ("carbonblack", "a:SVCSL1*MONPrd", {"a": "CARLYLEDC\\SVCSL11MONPrd"}, True),
    ("carbonblack", "a:enc*", {"a": "x encode"}, True),
    ("carbonblack", "a:enc*", {"a": "xenc"}, False),
    ("carbonblack", "a:x -b:y", {"a": "x", "b": "y"}, False),
    ("carbonblack", "a:x (b:y OR b:z)", {"a": "x", "b": "z"}, True),
]


@pytest.mark.parametrize(("language", "text", "row", "holds"), EXAMPLES)
def test_a_judge_finds_what_the_documentation_says(
    language: str, text: str, row: Row, holds: bool
) -> None:
    assert found(language, text, row) is holds


UNKNOWN: list[tuple[str, str, Row, str]] = [
    ("aql", "NOT (a = 'x')", {}, "null"),
    ("aql", "a MATCHES 'x'", {"a": "axb"}, "whole text"),
    ("aql", "QIDNAME(qid) = 'x'", {}, "QIDNAME"),
    ("logsql", "a:>5", {"a": "x"}, "not documented"),
    ("logsql", "a:seq(x, y)", {"a": "x"}, "seq"),
    ("udm", "target.user.userid = 5", {}, "number"),
    ("xql", 'not (a = "x")', {}, "null"),
    ("deep", 'A = "x"', {"A": "X"}, "case"),
    ("power", "a != 'x'", {}, "missing"),
    ("netwitness", "a = 'x' || b = 'y' && c = 'z'", {}, "without parentheses"),
    ("signals", "a exists", {"a": "x"}, "exists"),
    ("signals", "a = 'x' OR b = 'y' AND c = 'z'", {}, "without parentheses"),
    ("carbonblack", "a:{4a15d1fe}", {"a": "x"}, "without a backslash"),
    ("cse", "a matches /bar/", {"a": "a bar"}, "whole text"),
]


@pytest.mark.parametrize(("language", "text", "row", "part"), UNKNOWN)
def test_a_judge_says_nothing_of_what_is_not_documented(
    language: str, text: str, row: Row, part: str
) -> None:
    with pytest.raises(NotUnderstood, match=part):
        found(language, text, row)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("power", 'a contains "\\*"'),
        ("udm", 'target.port = "443"'),
        ("logsql", 'a:="\\*"'),
        ("netwitness", "ip.dst = 10.0.0.1/8"),
    ],
)
def test_a_judge_rejects_what_is_no_query_of_the_language(language: str, text: str) -> None:
    with pytest.raises(Rejected):
        found(language, text, {})


def test_text_after_the_end_of_a_condition_is_not_understood() -> None:
    with pytest.raises(NotUnderstood, match="unexpected"):
        Signals("a is 'x' )").condition()


def test_a_rule_of_cloud_siem_is_one_document() -> None:
    assert expression_of('{"rules": [{"expression": "a=1"}]}') == "a=1"
    with pytest.raises(NotUnderstood, match="one rule"):
        expression_of("a=1")


@pytest.mark.parametrize(
    ("expression", "text", "holds"),
    [
        (r"\d+", "٣", False),
        (r"[\w]", "é", False),
        (r"\\Zoom", "\\Zoom", True),
        (r"(?i)É", "é", True),
    ],
)
def test_classes_of_java_know_ascii_only(expression: str, text: str, holds: bool) -> None:
    assert (java_expression(expression).search(text) is not None) is holds


def test_a_group_of_python_is_no_expression_of_java() -> None:
    with pytest.raises(Rejected):
        java_expression("(?P<a>x)")
