"""What is printed for one product or other where its published back end is wrong."""

from __future__ import annotations

import json
from ipaddress import ip_network
from typing import Any

import pytest
from sigma.exceptions import SigmaFeatureNotSupportedByBackendError

from generator.content.model import Query
from generator.targets.convert.worker import Job, convert
from generator.targets.registry import preset
from generator.targets.shared.network_prefixes import prefixes
from generator.targets.shared.re2_values import go_literal


def query(
    target: str,
    selection: Any,
    condition: str = "sel",
    *,
    category: str = "process_creation",
    **others: Any,
) -> Query:
    made = preset(target)
    assert made is not None
    rule = {
        "title": "Example",
        "id": "00000000-0000-4000-8000-000000000001",
        "logsource": {"product": "windows", "category": category},
        "detection": {"sel": selection, **others, "condition": condition},
    }
    return convert(Job(documents=(rule,), problem=None), made).query


PART, PATH, CASED = {"CommandLine|contains": "enc"}, {"Image|endswith": "\\a.exe"}, "User|cased"
NETWORK, PORT = {"DestinationIp|cidr": "10.16.0.0/14"}, {"DestinationPort": "443"}

PRINTED: list[tuple[str, Any, str]] = [
    ("victorialogs", PART, '.CommandLine:~"(?i)enc"'),
    ("victorialogs", PATH, ".Image:~`(?i)\\\\a\\.exe$`"),
    ("victorialogs", {CASED: "Adm"}, '.User:="Adm"'),
    ("victorialogs", {"CommandLine": "a*b"}, '.CommandLine:~"(?is)^a.*b$"'),
    ("victorialogs", ["kali"], '_msg:~"(?i)kali"'),
    ("qradar-aql", {"User": "adm"}, "Username ILIKE 'adm'"),
    ("qradar-aql", {"User": "a_b%"}, "Username IMATCHES '(?s)^a_b%$'"),
    ("qradar-aql", {"User": "it's"}, "Username ILIKE 'it''s'"),
    ("qradar-aql", {"Hashes|contains": f"MD5={'A' * 32}"}, f"\"MD5 Hash\" ILIKE '{'A' * 32}'"),
    ("qradar-aql", {CASED: "Adm"}, "Username = 'Adm'"),
    ("qradar-aql", {"CommandLine|re": "a+"}, "Command MATCHES '[\\s\\S]*?(?:a+)[\\s\\S]*'"),
    ("google-secops", {"CommandLine": "a*b"}, "command_line = /(?s)^a.*b$/ nocase"),
    ("google-secops", {"CommandLine|re": "\\d/"}, "command_line = /\\d\\//"),
    ("google-secops", {"User": 'a"\\'}, 'userid = "a\\"\\\\" nocase'),
    ("cortex-xdr", PATH, 'action_process_image_path = "*\\a.exe"'),
    ("cortex-xdr", {"CommandLine|contains": 'a "b"'}, '~= "(?is)a \\x22b\\x22"'),
    ("cortex-xdr", {"CommandLine|re": 'a\\"'}, '~= "(?-i)a\\x22"'),
    ("cortex-xdr", {"CommandLine": None}, "action_process_image_command_line = null"),
    ("cortex-xdr", {"IntegrityLevel": "S-1-16-12288"}, "integrity_level = 12288"),
    ("sentinelone", {"User": ["a", "b"]}, '(TgtProcUser In AnyCase ("a") OR TgtProcUser In'),
    ("sentinelone", {"CommandLine": None}, "TgtProcCmdLine Is Empty"),
    ("sentinelone-pq", PATH, 'tgt.process.image.path matches "\\\\\\\\a\\\\.exe$"'),
    ("sentinelone-pq", {"User": "adm"}, 'tgt.process.user in:anycase ("adm")'),
    ("sentinelone-pq", {"CommandLine|re": "\\d"}, 'cmdline matches:matchcase "\\\\d"'),
    ("netwitness", {"CommandLine": "a*b"}, "param regex '^a.*b$'"),
    ("netwitness", {"CommandLine": None}, "param !exists"),
    ("netwitness", {"CommandLine|contains": "it's"}, 'param contains "it\'s"'),
    ("tanium-signals", {"CommandLine": "a*b?"}, "process.command_line matches 'a*b?'"),
    ("tanium-signals", {"User": "it's\\"}, "user.name is 'it\\'s\\\\'"),
    ("golangexpr", {"cs-uri": "x"}, 'lower(string($env["cs-uri"] ?? "")) == "x"'),
    ("golangexpr", {"a.b": None}, "a?.b == nil"),
    ("golangexpr", {"CommandLine|re": ".*"}, "(CommandLine != nil and string("),
    ("golangexpr", ["kali"], 'any(values($env), lower(string(# ?? "")) contains "kali")'),
    ("panther", PATH, 'any(t.lower().endswith(r"\\a.exe") for t in texts(event, "Image"))'),
    ("panther", {"a.b": 4}, '"4" in texts(event, "a", "b")'),
    ("panther", {"Image|fieldref": "User"}, "t.lower() == o.lower() for t in"),
]


@pytest.mark.parametrize(("target", "selection", "part"), PRINTED)
def test_a_value_is_tested_as_the_product_documents_it(
    target: str, selection: Any, part: str
) -> None:
    assert part in (query(target, selection).text or "")


@pytest.mark.parametrize(
    ("target", "part"),
    [
        ("google-secops", 'command_line != /enc/ nocase AND target.user.userid != "a" nocase'),
        ("qradar-aql", "NOT ((Command IS NOT NULL AND Command ILIKE '%enc%') OR (Username IS NOT"),
        ("sentinelone", 'NOT (TgtProcCmdLine ContainsCIS "enc" OR TgtProcUser In AnyCase'),
        ("tanium-signals", "NOT (process.command_line contains 'enc' OR user.name is 'a')"),
    ],
)
def test_neither_of_two_is_not_of_an_or(target: str, part: str) -> None:
    text = query(target, PATH, "sel and not (a or b)", a=PART, b={"User": "a"}).text
    assert part in (text or "")


@pytest.mark.parametrize("target", ["sentinelone", "tanium-signals"])
def test_a_network_is_some_beginnings_of_addresses_in_parentheses(target: str) -> None:
    text = query(target, {**NETWORK, **PATH}, category="network_connection").text or ""
    assert text.count("10.1") == 4
    assert " AND (" in text or text.startswith("(")


@pytest.mark.parametrize(
    ("target", "selection", "reason"),
    [
        ("sentinelone", {"CommandLine|contains": 'a"'}, "a quotation mark"),
        ("sentinelone", {CASED: "A"}, "whose case counts"),
        ("tanium-signals", {"CommandLine": "a\\*b*c"}, "a literal asterisk"),
        ("netwitness", {"CommandLine|contains": "'\""}, "both kinds"),
        ("victorialogs", {"CommandLine|re": "a(?=b)"}, "looks ahead"),
        ("victorialogs", {"Image|fieldref": "User"}, "regards it"),
        ("qradar-aql", {"Hashes|contains": "MD5=A"}, "no whole hash"),
        ("qradar-aql", {"Hashes": f"MD5={'A' * 32}"}, "no whole hash"),
        ("qradar-aql", {"Payload": "a"}, "no property"),
        ("sentinelone-pq", {"ObjectType": "File"}, "whose words are others"),
    ],
)
def test_what_cannot_be_said_is_refused_with_the_reason(
    target: str, selection: Any, reason: str
) -> None:
    found = query(target, selection)
    assert found.text is None
    assert reason in (found.reason or "")


def test_a_rule_of_cloud_siem_has_its_condition_in_its_expression() -> None:
    def expression(selection: Any) -> str:
        document = json.loads(query("sumologic", selection).text or "")
        return str(document["rules"][0]["expression"])

    assert expression({"User": "Adm"}) == 'lower(user_username)="adm"'
    assert expression({"User": "C\\a"}) == "user_username matches /(?is)^C\\\\a$/"
    assert expression({"CommandLine|contains": "/x"}) == "commandLine matches /(?is)^.*\\/x.*$/"
    assert expression({"CommandLine": None}) == "isNull(commandLine)"


def test_a_panther_rule_has_the_helpers_that_it_needs_and_runs_as_it_stands() -> None:
    text = query("panther", {"DestinationPort|gt": 5, **NETWORK}).text or ""
    assert text.startswith("import ipaddress\nimport re\n")
    assert "def in_network(" in text
    assert "def everything(" not in text
    space: dict[str, Any] = {}
    exec(compile(text, "rule.py", "exec"), space)

    class Fields(dict[str, Any]):
        def deep_get(self, *names: str) -> Any:
            return self.get(names[0])

    event = {"Channel": "microsoft-windows-sysmon/OPERATIONAL", "EventID": 1}
    port = {"DestinationPort": "6", "DestinationIp": "10.17.0.1"}
    assert space["rule"](Fields({**event, **port})) is True
    assert space["rule"](Fields({**event, **port, "DestinationIp": "no address"})) is False
    assert space["rule"](Fields({**event, **port, "DestinationPort": "5"})) is False


def test_a_literal_of_go_is_raw_where_backslashes_would_be_doubled() -> None:
    assert go_literal("a\\b") == "`a\\b`"
    assert go_literal('a"b') == '"a\\"b"'
    assert go_literal("a\\`b\n") == '"a\\\\`b\\n"'


def test_a_network_is_named_by_whole_octets() -> None:
    assert prefixes(ip_network("10.0.0.0/8"), "x") == ["10."]
    assert prefixes(ip_network("10.16.0.0/15"), "x") == ["10.16.", "10.17."]
    assert prefixes(ip_network("192.168.1.4/32"), "x") == ["192.168.1.4"]
    with pytest.raises(SigmaFeatureNotSupportedByBackendError, match="IPv6"):
        prefixes(ip_network("fe80::/10"), "x")
