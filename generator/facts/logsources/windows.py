"""Windows log sources by Sigma category and service.

Based on Sysmon's documentation of its events and Microsoft's of the event channels.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from generator.facts.logsources.source import EventSource

SYSMON = "Microsoft-Windows-Sysmon/Operational"
SECURITY = "Security"
POWERSHELL = ("Microsoft-Windows-PowerShell/Operational", "PowerShellCore/Operational")
POWERSHELL_CLASSIC = "Windows PowerShell"


def _sysmon(*event_ids: int, **values: tuple[str, ...]) -> EventSource:
    return EventSource(
        platform="Windows",
        channels=(SYSMON,),
        provider="Microsoft-Windows-Sysmon",
        event_ids=event_ids,
        values=MappingProxyType(values),
    )


def _security(*event_ids: int) -> EventSource:
    return EventSource(
        platform="Windows",
        channels=(SECURITY,),
        provider="Microsoft-Windows-Security-Auditing",
        event_ids=event_ids,
    )


def _windows(*channels: str, provider: str | None = None) -> EventSource:
    return EventSource(platform="Windows", channels=channels, provider=provider)


def _powershell(*event_ids: int) -> EventSource:
    return EventSource(
        platform="Windows",
        channels=POWERSHELL,
        provider="Microsoft-Windows-PowerShell",
        event_ids=event_ids,
    )


def _powershell_classic(*event_ids: int) -> EventSource:
    return EventSource(
        platform="Windows",
        channels=(POWERSHELL_CLASSIC,),
        provider="PowerShell",
        event_ids=event_ids,
    )


def _kernel_file(*event_ids: int) -> EventSource:
    return EventSource(
        platform="Windows",
        channels=("Microsoft-Windows-Kernel-File",),
        provider="Microsoft-Windows-Kernel-File",
        event_ids=event_ids,
        log=False,
    )


# Queries are scoped to the first source of a category; the others carry the same kind of event with
# other fields.
CATEGORIES: dict[str, tuple[EventSource, ...]] = {
    "process_creation": (_sysmon(1), _security(4688)),
    "file_change": (_sysmon(2),),
    "network_connection": (_sysmon(3), _security(5156)),
    "sysmon_status": (_sysmon(4, 16),),
    "process_termination": (_sysmon(5), _security(4689)),
    "driver_load": (_sysmon(6),),
    "image_load": (_sysmon(7),),
    "create_remote_thread": (_sysmon(8),),
    "raw_access_thread": (_sysmon(9),),
    "raw_access_read": (_sysmon(9),),
    "process_access": (_sysmon(10),),
    "file_event": (_sysmon(11),),
    "registry_add": (_sysmon(12, EventType=("CreateKey",)),),
    "registry_delete": (_sysmon(12, EventType=("DeleteKey", "DeleteValue")),),
    "registry_set": (_sysmon(13), _security(4657)),
    "registry_rename": (_sysmon(14),),
    "registry_event": (_sysmon(12, 13, 14),),
    "create_stream_hash": (_sysmon(15),),
    "pipe_created": (_sysmon(17, 18),),
    "wmi_event": (_sysmon(19, 20, 21),),
    "dns_query": (_sysmon(22),),
    "file_delete": (_sysmon(23), _sysmon(26)),
    "clipboard_capture": (_sysmon(24),),
    "process_tampering": (_sysmon(25),),
    "file_delete_detected": (_sysmon(26),),
    "file_block_executable": (_sysmon(27),),
    "file_block_shredding": (_sysmon(28),),
    "file_block": (_sysmon(27, 28),),
    "file_executable_detected": (_sysmon(29),),
    "sysmon_error": (_sysmon(255),),
    "ps_module": (_powershell(4103),),
    "ps_script": (_powershell(4104),),
    "ps_classic_start": (_powershell_classic(400),),
    "ps_classic_provider_start": (_powershell_classic(600),),
    "ps_classic_script": (_powershell_classic(800),),
    "file_access": (_kernel_file(12),),
    "file_rename": (_kernel_file(27),),
}

EVENTS_OF_TYPE: Mapping[str, int] = MappingProxyType(
    {
        "createkey": 12,
        "deletekey": 12,
        "deletevalue": 12,
        "setvalue": 13,
        "renamekey": 14,
        "renamevalue": 14,
    }
)
"""Sysmon's registry event for each EventType, from its documentation."""

SERVICES: dict[str, EventSource] = {
    "security": _windows("Security", provider="Microsoft-Windows-Security-Auditing"),
    "system": _windows("System"),
    "application": _windows("Application"),
    "sysmon": _windows(SYSMON, provider="Microsoft-Windows-Sysmon"),
    "powershell": _windows(*POWERSHELL, provider="Microsoft-Windows-PowerShell"),
    "powershell-classic": _windows(POWERSHELL_CLASSIC, provider="PowerShell"),
    "taskscheduler": _windows("Microsoft-Windows-TaskScheduler/Operational"),
    "wmi": _windows("Microsoft-Windows-WMI-Activity/Operational"),
    "windefend": _windows("Microsoft-Windows-Windows Defender/Operational"),
    "dns-server": _windows("DNS Server", provider="Microsoft-Windows-DNS-Server-Service"),
    "dns-server-audit": _windows("Microsoft-Windows-DNSServer/Audit"),
    "dns-server-analytic": _windows("Microsoft-Windows-DNSServer/Analytical"),
    "dns-client": _windows("Microsoft-Windows-DNS-Client/Operational"),
    "driver-framework": _windows("Microsoft-Windows-DriverFrameworks-UserMode/Operational"),
    "ntlm": _windows("Microsoft-Windows-NTLM/Operational"),
    "dhcp": _windows("Microsoft-Windows-DHCP-Server/Operational"),
    "msexchange-management": _windows("MSExchange Management"),
    "applocker": _windows(
        "Microsoft-Windows-AppLocker/MSI and Script",
        "Microsoft-Windows-AppLocker/EXE and DLL",
        "Microsoft-Windows-AppLocker/Packaged app-Deployment",
        "Microsoft-Windows-AppLocker/Packaged app-Execution",
    ),
    "printservice-admin": _windows("Microsoft-Windows-PrintService/Admin"),
    "printservice-operational": _windows("Microsoft-Windows-PrintService/Operational"),
    "codeintegrity-operational": _windows("Microsoft-Windows-CodeIntegrity/Operational"),
    "smbclient-security": _windows("Microsoft-Windows-SmbClient/Security"),
    "smbclient-connectivity": _windows("Microsoft-Windows-SmbClient/Connectivity"),
    "smbserver-connectivity": _windows("Microsoft-Windows-SMBServer/Connectivity"),
    "firewall-as": _windows("Microsoft-Windows-Windows Firewall With Advanced Security/Firewall"),
    "bits-client": _windows("Microsoft-Windows-Bits-Client/Operational"),
    "terminalservices-localsessionmanager": _windows(
        "Microsoft-Windows-TerminalServices-LocalSessionManager/Operational"
    ),
    "microsoft-servicebus-client": _windows(
        "Microsoft-ServiceBus-Client/Operational", "Microsoft-ServiceBus-Client/Admin"
    ),
    "ldap": _windows("Microsoft-Windows-LDAP-Client/Debug"),
    "ldap_debug": _windows("Microsoft-Windows-LDAP-Client/Debug"),
    "security-mitigations": _windows(
        "Microsoft-Windows-Security-Mitigations/KernelMode",
        "Microsoft-Windows-Security-Mitigations/UserMode",
    ),
    "diagnosis-scripted": _windows("Microsoft-Windows-Diagnosis-Scripted/Operational"),
    "shell-core": _windows("Microsoft-Windows-Shell-Core/Operational"),
    "openssh": _windows("OpenSSH/Operational"),
    "bitlocker": _windows("Microsoft-Windows-BitLocker/BitLocker Management"),
    "vhdmp": _windows("Microsoft-Windows-VHDMP-Operational"),
    "appxdeployment-server": _windows("Microsoft-Windows-AppXDeploymentServer/Operational"),
    "lsa-server": _windows("Microsoft-Windows-LSA/Operational"),
    "appxpackaging-om": _windows("Microsoft-Windows-AppxPackaging/Operational"),
    "appmodel-runtime": _windows("Microsoft-Windows-AppModel-Runtime/Admin"),
    "capi2": _windows("Microsoft-Windows-CAPI2/Operational"),
    "certificateservicesclient-lifecycle-system": _windows(
        "Microsoft-Windows-CertificateServicesClient-Lifecycle-System/Operational"
    ),
    "iis-configuration": _windows("Microsoft-IIS-Configuration/Operational"),
    # IIS writes text files; its rules also use `category: webserver`.
    "iis": EventSource(platform="Windows", channels=("IIS",), log=False),
}
