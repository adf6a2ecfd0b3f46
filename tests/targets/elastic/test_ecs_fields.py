"""What a field of Windows is called in the Elastic Common Schema."""

from __future__ import annotations

import pytest
from printed import printed


def names(fields: list[str], **logsource: str) -> dict[str, str]:
    query = printed("elastic-ecs", dict.fromkeys(fields, "x"), {"product": "windows", **logsource})
    return {field: query.names[field][0] for field in fields}


@pytest.mark.parametrize(
    ("logsource", "fields"),
    [
        (
            {"category": "process_creation"},
            {
                "Image": "process.executable",
                "User": "sigma.User",
                "Company": "winlog.event_data.Company",
                "OriginalFileName": "process.pe.original_file_name",
            },
        ),
        ({"category": "image_load"}, {"OriginalFileName": "file.pe.original_file_name"}),
        (
            {"category": "registry_set"},
            {"TargetObject": "registry.path", "Details": "sigma.Details"},
        ),
        (
            {"category": "ps_script"},
            {"ScriptBlockText": "powershell.file.script_block_text", "Path": "file.path"},
        ),
        ({"category": "ps_classic_start"}, {"Data": "sigma.param*"}),
        (
            {"service": "security"},
            {
                "ProcessName": "sigma.ProcessName",
                "SubjectUserName": "winlog.event_data.SubjectUserName",
                "EventID": "event.code",
            },
        ),
        ({"service": "system"}, {"ImagePath": "winlog.event_data.ImagePath"}),
        ({"service": "applocker"}, {"FilePath": "winlog.user_data.FilePath"}),
    ],
)
def test_a_field_is_called_so(logsource: dict[str, str], fields: dict[str, str]) -> None:
    assert names(list(fields), **logsource) == fields


def test_a_rule_about_another_system_keeps_its_names() -> None:
    assert printed("elastic-ecs", {"Image": "x"}).text == 'Image:"x"'


@pytest.mark.parametrize(
    ("field", "other", "text"),
    [
        ("User", "ParentUser", "to_lower(sigma.User) == to_lower(winlog.event_data.ParentUser)"),
        ("ParentUser", "User", "to_lower(winlog.event_data.ParentUser) == to_lower(sigma.User)"),
        (
            "Image",
            "ParentImage",
            "to_lower(process.executable) == to_lower(process.parent.executable)",
        ),
        ("Foo", "Bar", "to_lower(winlog.event_data.Foo) == to_lower(winlog.event_data.Bar)"),
        ("Computer", "Foo", "to_lower(winlog.computer_name) == to_lower(winlog.event_data.Foo)"),
    ],
)
def test_both_fields_that_are_compared_have_their_names(field: str, other: str, text: str) -> None:
    logsource = {"product": "windows", "category": "process_creation"}
    assert text in (printed("esql", {f"{field}|fieldref": other}, logsource).text or "")
