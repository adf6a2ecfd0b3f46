"""Rules about cleared logs, whose `Channel` is no log of the event, find something in each target."""

from __future__ import annotations

from typing import Any

import pytest

from generator.targets.convert.worker import Job, convert
from generator.targets.registry import preset


def query(target: str, detection: dict[str, Any], service: str = "system") -> str:
    chosen = preset(target)
    assert chosen is not None
    rule = {
        "title": "A log was cleared",
        "id": "5d1bb2b6-4d25-4b1c-8a88-0f1d0f8ee4b1",
        "logsource": {"product": "windows", "service": service},
        "detection": {"condition": "sel", **detection},
    }
    return str(convert(Job(documents=(rule,), problem=None), chosen).query.text)


CLEARED = {"sel": {"EventID": 104, "Channel": "Security"}}


@pytest.mark.parametrize(
    ("target", "text"),
    [
        ("sqlite", "SELECT * FROM logs WHERE EventID = 104 AND Channel = 'Security'"),
        ("logscale", "EventID=104 and Channel=/^Security$/i"),
        ("logpoint", 'norm_id="WinServer" event_id=104 channel="Security"'),
    ],
)
def test_where_both_are_one_field_the_one_that_the_rule_asks_for_stays(
    target: str, text: str
) -> None:
    assert query(target, CLEARED) == text


@pytest.mark.parametrize(
    ("target", "log", "cleared"),
    [
        ("es-qs", 'winlog.channel:"System"', 'winlog.user_data.Channel:"Security"'),
        (
            "victorialogs",
            'winlog.channel:~"(?i)^System$"',
            'winlog.user_data.Channel:~"(?i)^Security$"',
        ),
        ("parseable", "\"winlog_channel\" AS VARCHAR)) = 'system'", '"winlog_user_data_Channel"'),
    ],
)
def test_where_the_two_have_names_of_their_own_both_are_asked_for(
    target: str, log: str, cleared: str
) -> None:
    text = query(target, CLEARED)
    assert log in text
    assert cleared in text


def test_another_event_of_that_log_keeps_its_scope() -> None:
    text = query("sqlite", {"sel": {"EventID": 7045, "Channel": "Security"}})
    assert text.startswith("SELECT * FROM logs WHERE Channel = 'System' AND ")


def test_a_rule_about_cleared_logs_that_names_none_keeps_its_scope() -> None:
    text = query("sqlite", {"sel": {"EventID": 104}})
    assert text == "SELECT * FROM logs WHERE Channel = 'System' AND EventID = 104"
