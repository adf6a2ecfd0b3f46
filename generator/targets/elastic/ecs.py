"""Names of fields of Windows events in the Elastic Common Schema.

A field has an ECS name where one of winlogbeat's ingest pipelines moves its value there as it is.
Where a pipeline takes a value apart (`DOMAIN\\name`), translates it (`DWORD (0x00000001)`), or makes
it a number or an address, and removes the field, no query can ask for the value that the event had;
so those are asked of a copy, `sigma.X`, which a processor of winlogbeat makes. Everything else is
left where winlogbeat puts it.

Source: the ingest pipelines of winlogbeat's modules sysmon, powershell and security (version 8).
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from sigma.processing.pipeline import ProcessingItem, ProcessingPipeline
from sigma.processing.transformations import FieldMappingTransformation

from generator.facts.logsources.windows import POWERSHELL, POWERSHELL_CLASSIC, SECURITY, SYSMON
from generator.targets.shared.scope import LogCondition
from generator.targets.shared.winlogbeat import SYSTEM_FIELDS, windows_items

COPIES = "sigma."
"""What the copies of fields are named with."""

SYSMON_NAMES = MappingProxyType(
    {
        "CommandLine": "process.command_line",
        "CurrentDirectory": "process.working_directory",
        "Destination": "process.executable",
        "DestinationHostname": "destination.domain",
        "Device": "file.path",
        "Image": "process.executable",
        "ImageLoaded": "file.path",
        "OriginalFileName": "process.pe.original_file_name",
        "ParentCommandLine": "process.parent.command_line",
        "ParentImage": "process.parent.executable",
        "ParentProcessGuid": "process.parent.entity_id",
        "PipeName": "file.name",
        "ProcessGuid": "process.entity_id",
        "Protocol": "network.transport",
        "QueryName": "dns.question.name",
        "RuleName": "rule.name",
        "SourceHostname": "source.domain",
        "SourceImage": "process.executable",
        "SourceProcessGUID": "process.entity_id",
        "SourceProcessGuid": "process.entity_id",
        "TargetFilename": "file.path",
        "TargetObject": "registry.path",
    }
)
SYSMON_COPIES = (
    "Archived",
    "DestinationIp",
    "DestinationIsIpv6",
    "DestinationPort",
    "DestinationPortName",
    "Details",
    "Hash",
    "Hashes",
    "ID",
    "Initiated",
    "IsExecutable",
    "ParentProcessId",
    "ProcessId",
    "QueryResults",
    "QueryStatus",
    "SourceIp",
    "SourceIsIpv6",
    "SourcePort",
    "SourcePortName",
    "SourceProcessId",
    "SourceThreadId",
    "Type",
    "User",
    "UtcTime",
)

POWERSHELL_NAMES = MappingProxyType(
    {
        "CommandLine": "powershell.command.value",
        "CommandName": "powershell.command.name",
        "CommandPath": "powershell.command.path",
        "CommandType": "powershell.command.type",
        "EngineVersion": "powershell.engine.version",
        "HostApplication": "process.command_line",
        "HostName": "process.title",
        "HostVersion": "powershell.process.executable_version",
        "RunspaceId": "powershell.runspace_id",
        "ScriptName": "file.path",
    }
)
OPERATIONAL_NAMES = MappingProxyType(
    {
        **POWERSHELL_NAMES,
        "HostID": "process.entity_id",
        "Path": "file.path",
        "PipelineID": "powershell.pipeline_id",
        "RunspaceID": "powershell.runspace_id",
        "ScriptBlockId": "powershell.file.script_block_id",
        "ScriptBlockText": "powershell.file.script_block_text",
        "ShellID": "powershell.id",
    }
)
OPERATIONAL_COPIES = (
    "ConnectedUser",
    "ContextInfo",
    "MessageNumber",
    "MessageTotal",
    "Payload",
    "SequenceNumber",
    "Severity",
    "User",
)
CLASSIC_NAMES = MappingProxyType(
    {
        **POWERSHELL_NAMES,
        "Data": f"{COPIES}param*",
        "HostId": "process.entity_id",
        "NewEngineState": "powershell.engine.new_state",
        "NewProviderState": "powershell.provider.new_state",
        "PipelineId": "powershell.pipeline_id",
        "PreviousEngineState": "powershell.engine.previous_state",
        "ProviderName": "powershell.provider.name",
    }
)
CLASSIC_COPIES = (
    "DetailSequence",
    "DetailTotal",
    "SequenceNumber",
    "UserId",
    "param1",
    "param2",
    "param3",
)
SECURITY_COPIES = (
    "AccessList",
    "AccessMask",
    "ClientAddress",
    "IpAddress",
    "IpPort",
    "NewProcessId",
    "NewProcessName",
    "ParentProcessName",
    "PrivilegeList",
    "ProcessId",
    "ProcessName",
    "SidList",
    "WorkstationName",
)
"""What the module for the Security log moves or takes apart, some of it for some events only."""

IMAGE_LOAD = 7
"""Sysmon's event about a loaded image, of whose PE header ECS speaks as that of a file."""


def ecs_pipeline() -> ProcessingPipeline:
    """Names the fields of Windows rules by ECS; leaves other rules alone.

    To come after `scope_pipeline()`.
    """
    logs: tuple[tuple[str, tuple[str, ...], Mapping[str, str], tuple[str, ...]], ...] = (
        ("sysmon", (SYSMON,), SYSMON_NAMES, SYSMON_COPIES),
        ("powershell", POWERSHELL, OPERATIONAL_NAMES, OPERATIONAL_COPIES),
        ("classic", (POWERSHELL_CLASSIC,), CLASSIC_NAMES, CLASSIC_COPIES),
        ("security", (SECURITY,), {}, SECURITY_COPIES),
    )
    file_header = {"OriginalFileName": "file.pe.original_file_name"}
    items = [
        _renaming("ecs_image_load", LogCondition((SYSMON,), IMAGE_LOAD), file_header),
        *(
            _renaming(
                f"ecs_{log}",
                LogCondition(channels),
                {**names, **{name: f"{COPIES}{name}" for name in copies}},
            )
            for log, channels, names, copies in logs
        ),
    ]
    named = {*file_header.values()}
    for _, _, names, copies in logs:
        named |= {*names.values(), *(f"{COPIES}{name}" for name in copies)}
    rest = windows_items(
        {**SYSTEM_FIELDS, "EventID": "event.code"},
        event_data="winlog.event_data.",
        user_data="winlog.user_data.",
        named=sorted(named),
    )
    return ProcessingPipeline(name="ECS field names", priority=20, items=[*items, *rest])


def _renaming(identifier: str, condition: LogCondition, names: Mapping[str, str]) -> ProcessingItem:
    mapping: dict[str | None, str | list[str]] = {}
    mapping.update(names)
    return ProcessingItem(
        identifier=identifier,
        transformation=FieldMappingTransformation(mapping),
        rule_conditions=[condition],
    )
