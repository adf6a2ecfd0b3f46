"""The judge notices the faults that it is there for."""

from __future__ import annotations

import pytest

from prove.powershell.judge import Command
from prove.powershell.records import record_of
from prove.problems import NotUnderstood
from tests.targets.powershell.examples import command

EVENT = record_of(
    {"EventID": 1, "Image": "a", "Data": ["x", ""]}, log="Microsoft-Windows-Sysmon/Operational"
)


def changed(old: str, new: str, detection: str = "Image: a") -> Command:
    text = command(detection)
    assert old in text
    return Command(text.replace(old, new))


@pytest.mark.parametrize("quote", ["'", "\u2019", "\u201b"])
def test_an_undoubled_quote(quote: str) -> None:
    with pytest.raises(NotUnderstood):
        changed("'Image'", f"'Im{quote}age'").hits([EVENT])


def test_a_comparison_that_filters_an_array() -> None:
    with pytest.raises(NotUnderstood, match="filters"):
        changed("(& $has 'Image' '\\Aa\\z')", "($f['Image'] -match 'a')").hits([EVENT])


def test_a_line_that_puts_something_out() -> None:
    assert not changed("'Image' '\\Aa", "'Image' '\\Ab").hits([EVENT])
    noisy = changed("    $f = @{}\n", "    $f = @{}\n    'noise'\n", "Image: b")
    assert noisy.hits([EVENT])


def test_a_variable_that_was_never_set() -> None:
    with pytest.raises(NotUnderstood, match="never set"):
        changed("$f = @{}", "$g = @{}").hits([EVENT])


def test_broken_syntax() -> None:
    with pytest.raises(NotUnderstood, match="not PowerShell"):
        changed("Where-Object {", "Where-Object (")


def test_more_ids_than_windows_takes() -> None:
    with pytest.raises(NotUnderstood, match="FilterHashtable"):
        changed("Id = 1", "Id = " + ", ".join(map(str, range(30)))).hits([EVENT])
