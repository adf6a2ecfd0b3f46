"""Field names and sources: those of the published pipelines, without their collisions."""

from __future__ import annotations

import pytest
from sigma.collection import SigmaCollection
from sigma.exceptions import SigmaError
from sigma.pipelines.logpoint import (
    logpoint_azure_pipeline,
    logpoint_linux_pipeline,
    logpoint_m365_pipeline,
    logpoint_windows_pipeline,
)
from sigma.pipelines.logpoint.logpoint_mapping import (
    logpoint_azure_activity_taxonomy,
    logpoint_azure_mapping,
    logpoint_linux_auditd_mapping,
    logpoint_linux_common_taxonomy,
    logpoint_m365_mapping,
    logpoint_windows_common_taxonomy,
    logpoint_windows_security_audit_mapping,
    logpoint_windows_service_control_manager_mapping,
    logpoint_windows_sysmon_mapping,
)

from generator.targets.logpoint.fields import detection_items, names_of
from tests.targets.logpoint.logpoint_rules import PROCESS_CREATION, SYSMON, found, query, rule

SECURITY = "{product: windows, service: security}"
SYSTEM = "{product: windows, service: system}"


def published(logsource: str, extra: dict[str, object], fields: list[str]) -> list[str | None]:
    document = rule("selection: {x: 1}\ncondition: selection", logsource)
    document["detection"]["selection"] = {**extra, **dict.fromkeys(fields, "x")}
    parsed = SigmaCollection.from_dicts([document]).rules[0]
    for pipeline in (
        logpoint_windows_pipeline(),
        logpoint_linux_pipeline(),
        logpoint_azure_pipeline(),
        logpoint_m365_pipeline(),
    ):
        pipeline.apply(parsed)
    return [item.field for item in parsed.detection.detections["selection"].detection_items]


def ours(logsource: str, extra: dict[str, object], fields: list[str]) -> list[str | None]:
    document = rule("selection: {x: 1}\ncondition: selection", logsource)
    document["detection"]["selection"] = {**extra, **dict.fromkeys(fields, "x")}
    parsed = SigmaCollection.from_dicts([document]).rules[0]
    names = names_of(parsed)
    return [names(item.field or "") for item in detection_items(parsed)]


WINDOWS_FIELDS = sorted(
    {*logpoint_windows_common_taxonomy, *logpoint_windows_sysmon_mapping, "SourceImage", "NewField"}
)


@pytest.mark.parametrize(
    ("logsource", "fields"),
    [
        *(
            (f"{{product: windows, category: {category}}}", WINDOWS_FIELDS)
            for category in ("process_creation", "image_load", "registry_set", "ps_script")
        ),
        ("{product: windows, service: powershell-classic}", [*WINDOWS_FIELDS, "Data"]),
        ("{product: linux, service: auditd}", sorted(logpoint_linux_auditd_mapping)),
        ("{product: linux, category: process_creation}", sorted(logpoint_linux_common_taxonomy)),
        ("{product: azure, service: signinlogs}", sorted(logpoint_azure_mapping)),
        ("{product: azure, service: activitylogs}", sorted(logpoint_azure_activity_taxonomy)),
        ("{product: azure, service: pim}", ["TargetResources.ModifiedProperties.NewValue"]),
        ("{product: m365, service: audit}", [*sorted(logpoint_m365_mapping), "ModifiedProperties"]),
        ("{category: webserver}", ["cs-uri-query", "Image"]),
    ],
)
def test_names_are_those_of_the_published_pipelines(logsource: str, fields: list[str]) -> None:
    assert ours(logsource, {}, fields) == published(logsource, {}, fields)


@pytest.mark.parametrize("event_id", sorted(logpoint_windows_security_audit_mapping))
def test_names_of_security_events_are_the_published_ones(event_id: int) -> None:
    fields = sorted(logpoint_windows_security_audit_mapping[event_id])
    extra: dict[str, object] = {"EventID": event_id}
    assert ours(SECURITY, extra, fields) == published(SECURITY, extra, fields)


@pytest.mark.parametrize("event_id", sorted(logpoint_windows_service_control_manager_mapping))
def test_names_of_service_events_are_the_published_ones(event_id: int) -> None:
    fields = sorted(logpoint_windows_service_control_manager_mapping[event_id])
    extra: dict[str, object] = {"EventID": event_id, "Provider_Name": "Service Control Manager"}
    assert ours(SYSTEM, extra, fields) == published(SYSTEM, extra, fields)


def test_the_channel_and_the_event_are_asked_for_once_and_labels_are_not() -> None:
    text = query("selection: {User: x}\ncondition: selection", PROCESS_CREATION)
    assert text == f'{SYSMON} user="x"'


def test_the_norm_id_of_a_published_pipeline_is_kept() -> None:
    text = query("selection: {EventID: 4625}\ncondition: selection", SECURITY)
    assert text == 'norm_id="WinServer" channel="Security" event_id=4625'


def test_fields_of_an_unknown_log_source_keep_their_names() -> None:
    text = query("selection: {cs-method: GET}\ncondition: selection", "{category: webserver}")
    assert text == '"cs-method"="GET"'


def test_two_fields_that_fall_on_one_name_are_refused_by_name() -> None:
    with pytest.raises(SigmaError, match="`workstation`, for `Workstation` and `WorkstationName`"):
        query(
            """
one:
  EventID: 4776
  Workstation: a
two:
  EventID: 4624
  WorkstationName: b
condition: one and not two
""",
            SECURITY,
        )


def test_a_field_that_events_of_one_rule_name_differently_is_refused() -> None:
    with pytest.raises(SigmaError, match="`LogonProcessName` `logon_process` and `process`"):
        query(
            """
selection:
  EventID: [4611, 4624]
  LogonProcessName: a
condition: selection
""",
            SECURITY,
        )


MD5, IMPHASH = "0" * 31 + "a", "b" * 32


def test_hashes_are_looked_for_in_the_field_of_their_algorithm() -> None:
    detection = f"""
selection:
  Hashes|contains:
    - MD5={MD5}
    - IMPHASH={IMPHASH}
condition: selection
"""
    text = query(detection, PROCESS_CREATION)
    assert text == f'{SYSMON} (hash="{MD5}" OR hash_import="{IMPHASH}")'
    event = {
        "Channel": "Microsoft-Windows-Sysmon/Operational",
        "EventID": 1,
        "Hashes": f"MD5={'1' * 32},IMPHASH={IMPHASH.upper()}",
    }
    assert found(detection, event, PROCESS_CREATION)


def test_all_hashes_are_all_looked_for() -> None:
    detection = f"""
selection:
  Hashes|contains|all:
    - MD5={MD5}
    - IMPHASH={IMPHASH}
condition: selection
"""
    assert query(detection, PROCESS_CREATION) == f'{SYSMON} hash="{MD5}" hash_import="{IMPHASH}"'


@pytest.mark.parametrize(
    "item",
    [f"Hashes|contains: {MD5}", f"Hashes|contains: MD5={MD5[1:]}", "Hashes: null", "Hashes|re: a"],
)
def test_anything_but_whole_named_hashes_is_refused(item: str) -> None:
    with pytest.raises(SigmaError, match="each hash"):
        query(f"selection:\n  {item}\ncondition: selection", PROCESS_CREATION)


def test_a_rule_about_the_cleared_log_is_not_asked_for_the_channel_of_its_own_log() -> None:
    text = query("selection: {EventID: 104, Channel: Security}\ncondition: selection", SYSTEM)
    assert text == 'norm_id="WinServer" event_id=104 channel="Security"'


def test_any_other_rule_keeps_the_channel_of_its_log_source() -> None:
    text = query("selection: {EventID: 1, Channel: Security}\ncondition: not selection", SYSTEM)
    assert text == 'norm_id="WinServer" channel="System" -(event_id=1 channel="Security")'


def test_fields_inside_json_are_looked_for_as_the_published_pipeline_does() -> None:
    source = "{product: azure, service: auditlogs}"
    detection = "selection: {TargetResources.ModifiedProperties.NewValue: x}\ncondition: selection"
    assert query(detection, source).endswith("""target_modified_property='*"newvalue": "x"*'""")
    assert found(detection, {"TargetResources.ModifiedProperties.NewValue": "X"}, source)
    with pytest.raises(SigmaError, match="JSON text"):
        query(detection.replace("NewValue:", "NewValue|re:"), source)
