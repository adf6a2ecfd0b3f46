"""Windows events as an index holds them after winlogbeat's ingest pipelines.

An independent statement of what the pipelines of the modules sysmon, powershell and security do, in
their order (winlogbeat 8): fields that are renamed, fields that are removed because their value was
split or typed, values that are dropped. The names in the target's pipeline are not used.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from prove.elastic.index import Stored, elastic, message_fields
from prove.shared.events import is_windows

Values = dict[str, list[str]]

SYSMON_RENAMES = """
ProcessGuid process.entity_id
Image process.executable
SourceProcessGuid process.entity_id
SourceProcessGUID process.entity_id
SourceImage process.executable
Destination process.executable
CommandLine process.command_line
CurrentDirectory process.working_directory
ParentProcessGuid process.parent.entity_id
ParentImage process.parent.executable
ParentCommandLine process.parent.command_line
TargetFilename file.path
Device file.path
PipeName file.name
ImageLoaded file.path
Protocol network.transport
DestinationPortName network.protocol
SourceHostname source.domain
DestinationHostname destination.domain
QueryName dns.question.name
QueryStatus sysmon.dns.status
TargetObject registry.path
RuleName rule.name
"""
SYSMON_REMOVED = """
ProcessId ParentProcessId SourceProcessId SourceThreadId SourceIp SourcePort SourcePortName
DestinationIp DestinationPort DestinationPortName User Initiated SourceIsIpv6 DestinationIsIpv6
QueryStatus Archived IsExecutable QueryResults UtcTime Hash Hashes Details
"""
POWERSHELL_RENAMES = """
HostApplication process.command_line
HostName process.title
EngineVersion powershell.engine.version
RunspaceId powershell.runspace_id
HostVersion powershell.process.executable_version
CommandLine powershell.command.value
CommandPath powershell.command.path
CommandName powershell.command.name
CommandType powershell.command.type
ScriptName file.path
"""
OPERATIONAL_RENAMES = f"""{POWERSHELL_RENAMES}
HostID process.entity_id
ShellID powershell.id
PipelineID powershell.pipeline_id
RunspaceID powershell.runspace_id
ScriptBlockId powershell.file.script_block_id
ScriptBlockText powershell.file.script_block_text
Path file.path
"""
OPERATIONAL_REMOVED = (
    "SequenceNumber User ConnectedUser ContextInfo Severity MessageTotal MessageNumber Payload"
)
CLASSIC_RENAMES = f"""{POWERSHELL_RENAMES}
HostId process.entity_id
NewEngineState powershell.engine.new_state
PreviousEngineState powershell.engine.previous_state
NewProviderState powershell.provider.new_state
ProviderName powershell.provider.name
PipelineId powershell.pipeline_id
"""
CLASSIC_REMOVED = "param1 param2 param3 SequenceNumber DetailTotal DetailSequence UserId"

COPIED = frozenset(
    f"""{SYSMON_REMOVED} {OPERATIONAL_REMOVED} {CLASSIC_REMOVED}
    ID Type IpAddress IpPort WorkstationName ClientAddress ProcessName NewProcessId NewProcessName
    ParentProcessName PrivilegeList SidList AccessList AccessMask
    """.split()
)
"""What the processors in docs/targets/winlogbeat-ecs.yml copy before the event is sent."""

AUTH_EVENTS = frozenset(
    """1100 1102 1104 1105 1108 4624 4648 4625 4670 4673 4674 4689 4697 4719 4720 4722 4723 4724
    4725 4726 4727 4728 4729 4730 4731 4732 4733 4734 4735 4737 4738 4740 4741 4742 4743 4744 4745
    4746 4747 4748 4749 4750 4751 4752 4753 4754 4755 4756 4757 4758 4759 4760 4761 4762 4763 4764
    4767 4768 4769 4770 4771 4798 4799 4817 4904 4905 4907 4912 5140 5145""".split()
)
"""Events of the Security log whose process, address and workstation are moved."""


def ecs(rule: Mapping[str, Any], event: Mapping[str, Any], *, copies: bool = True) -> Stored:
    """The event in the index; without `copies` as a winlogbeat without our processors sends it."""
    if not is_windows(rule):
        return elastic(rule, event)
    places = elastic(rule, event)
    data = {
        name.removeprefix("winlog.event_data."): values
        for name, values in places.items()
        if name.startswith("winlog.event_data.") and not name.endswith(".cased")
    }
    stored: Values = {
        name: values
        for name, values in places.items()
        if not name.startswith("winlog.event_data.") and not name.endswith(".cased")
        if not name.startswith("message.")
    }
    if "winlog.event_id" in stored:
        stored["event.code"] = list(stored["winlog.event_id"])
    if copies:
        stored |= {f"sigma.{name}": list(data[name]) for name in data if name in COPIED}
    channel = (stored.get("winlog.channel") or [""])[0]
    code = (stored.get("event.code") or [""])[0]
    for applies, run in MODULES:
        if applies == channel.lower():
            run(code, data, stored)
    stored |= {f"winlog.event_data.{name}": values for name, values in data.items()}
    stored = {name: values for name, values in stored.items() if values}
    stored.update({f"{name}.cased": values for name, values in stored.items()})
    stored.update(message_fields(rule, event))
    return stored


def _rename(table: str, data: Values, stored: Values) -> None:
    """Like the rename processor: an existing target is not overwritten."""
    for line in table.split("\n"):
        source, _, target = line.partition(" ")
        if source in data and target not in stored:
            stored[target] = data.pop(source)


def _remove(names: str, data: Values) -> None:
    for name in names.split():
        data.pop(name, None)


def _drop(data: Values, *texts: str) -> None:
    for name in list(data):
        data[name] = [text for text in data[name] if text not in texts]
        if not data[name]:
            del data[name]


def _sysmon(code: str, data: Values, stored: Values) -> None:
    _drop(data, "", "-", "{00000000-0000-0000-0000-000000000000}")
    if code == "25" and "Type" in data:
        data.pop("Type")  # becomes the message
    if code == "255" and "ID" in data:
        stored["error.code"] = data.pop("ID")
    pe = "file.pe" if code == "7" else "process.pe"
    _rename(f"OriginalFileName {pe}.original_file_name", data, stored)
    _rename(SYSMON_RENAMES, data, stored)
    for parts in [text.split("\\") for text in data.get("User", [])]:
        if len(parts) == 2:
            stored["user.domain"], stored["user.name"] = [parts[0]], [parts[1]]
    _remove(SYSMON_REMOVED, data)


def _operational(code: str, data: Values, stored: Values) -> None:
    _rename(OPERATIONAL_RENAMES, data, stored)
    _remove(OPERATIONAL_REMOVED, data)
    _drop(data, "")


def _classic(code: str, data: Values, stored: Values) -> None:
    _rename(CLASSIC_RENAMES, data, stored)
    _remove(CLASSIC_REMOVED, data)
    _drop(data, "")


def _security(code: str, data: Values, stored: Values) -> None:
    if code in AUTH_EVENTS:
        _rename("ProcessName process.executable", data, stored)
        _rename("WorkstationName source.domain", data, stored)
        _remove("ProcessId IpAddress IpPort ClientAddress", data)
    if code == "4688":
        _rename("NewProcessName process.executable", data, stored)
        _rename("ParentProcessName process.parent.executable", data, stored)
        _remove("NewProcessId", data)
    for name in ("AccessList", "AccessMask", "PrivilegeList", "SidList"):
        if name in data:
            data[name] = [part for text in data[name] for part in text.split()]


MODULES: tuple[tuple[str, Callable[[str, Values, Values], None]], ...] = (
    ("microsoft-windows-sysmon/operational", _sysmon),
    ("microsoft-windows-powershell/operational", _operational),
    ("powershellcore/operational", _operational),
    ("windows powershell", _classic),
    ("security", _security),
)
"""The module for each log; winlogbeat tells logs by their channel."""


def without_blanks(event: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """The other event that looks the same: the modules drop empty values and single dashes, which
    therefore cannot be told from missing fields."""
    left = {
        name: value
        for name, value in event.items()
        if value not in ("", "-", "{00000000-0000-0000-0000-000000000000}")
    }
    if left != dict(event):
        yield left
