"""What a Sigma log source is in the real world: platform, channel, provider and event ids.

Sources: Sysmon's documentation of its event ids, Microsoft's documentation of the Windows
event channels, the Sigma specification's taxonomy appendix. `category` decides the event,
`service` decides the log.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

SYSMON = "Microsoft-Windows-Sysmon/Operational"
SECURITY = "Security"
POWERSHELL = ("Microsoft-Windows-PowerShell/Operational", "PowerShellCore/Operational")
POWERSHELL_CLASSIC = "Windows PowerShell"


@dataclass(frozen=True, slots=True, kw_only=True)
class EventSource:
    """One log that carries the events of a log source.

    `event_ids` is empty where any event of the channel may be meant; `values` are further
    fields that an event must have to belong to the log source (registry_add and
    registry_delete share Sysmon's event 12 and differ in its EventType).
    `log` is false for a source that is no log of its platform's own, such as an ETW provider
    that somebody has to record.
    """

    platform: str
    channels: tuple[str, ...]
    provider: str | None = None
    event_ids: tuple[int, ...] = ()
    values: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    log: bool = True


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class LogSourceKey:
    """The three parts of a Sigma log source that name it; empty where the rule leaves one out."""

    product: str = ""
    category: str = ""
    service: str = ""


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


def _on(platform: str, *channels: str, provider: str | None = None) -> EventSource:
    return EventSource(platform=platform, channels=channels, provider=provider)


def _linux_sysmon(*event_ids: int) -> EventSource:
    return EventSource(
        platform="Linux",
        channels=("Linux-Sysmon/Operational",),
        provider="Linux-Sysmon",
        event_ids=event_ids,
    )


# The first source of a category is the one that queries are scoped to; the others carry the
# same kind of event with other fields.
_WINDOWS_CATEGORIES: dict[str, tuple[EventSource, ...]] = {
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
"""Sysmon's registry event of each EventType, after its documentation."""

_WINDOWS_SERVICES: dict[str, EventSource] = {
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
    # IIS writes text files; its rules come as `category: webserver` too.
    "iis": EventSource(platform="Windows", channels=("IIS",), log=False),
}

_AUDITD = _on("Linux", "auditd", provider="auditd")


def _audit_records(*types: str) -> EventSource:
    """The event of auditd that is made of these records."""
    return EventSource(
        platform="Linux",
        channels=("auditd",),
        provider="auditd",
        values=MappingProxyType({"type": types}),
    )


_AUTH = _on("Linux", "auth.log")
_SYSLOG = _on("Linux", "syslog")
_MACOS = _on("macOS", "Endpoint Security", provider="Endpoint Security")
_WEB_ACCESS = _on("Web server", "access_log")

_OTHERS: dict[tuple[str, str, str], tuple[EventSource, ...]] = {
    ("linux", "process_creation", ""): (_linux_sysmon(1), _audit_records("EXECVE", "PROCTITLE")),
    ("linux", "network_connection", ""): (_linux_sysmon(3), _audit_records("SYSCALL", "SOCKADDR")),
    ("linux", "process_termination", ""): (_linux_sysmon(5),),
    ("linux", "raw_access_read", ""): (_linux_sysmon(9),),
    ("linux", "file_event", ""): (_linux_sysmon(11), _audit_records("SYSCALL", "PATH")),
    ("linux", "file_delete", ""): (_linux_sysmon(23), _audit_records("SYSCALL", "PATH")),
    ("linux", "", ""): (_SYSLOG, _AUTH),
    ("linux", "", "auditd"): (_AUDITD,),
    ("linux", "", "auth"): (_AUTH,),
    ("linux", "", "sshd"): (_on("Linux", "auth.log", provider="sshd"),),
    ("linux", "", "sudo"): (_on("Linux", "auth.log", provider="sudo"),),
    ("linux", "", "cron"): (_on("Linux", "cron", provider="cron"),),
    ("linux", "", "syslog"): (_SYSLOG,),
    ("linux", "", "vsftpd"): (_on("Linux", "vsftpd.log", provider="vsftpd"),),
    ("linux", "", "clamav"): (_on("Linux", "ClamAV", provider="ClamAV"),),
    ("linux", "", "guacamole"): (_on("Linux", "guacamole", provider="guacd"),),
    ("linux", "", "modsecurity"): (_on("Linux", "modsecurity", provider="modsecurity"),),
    ("macos", "process_creation", ""): (_MACOS,),
    ("macos", "file_event", ""): (_MACOS,),
    ("macos", "file_delete", ""): (_MACOS,),
    ("macos", "process_termination", ""): (_MACOS,),
    ("macos", "network_connection", ""): (_MACOS,),
    ("", "webserver", ""): (_WEB_ACCESS, _on("Windows", "IIS")),
    ("", "", "apache"): (_on("Web server", "error_log", provider="Apache"),),
    ("", "", "nginx"): (_on("Web server", "error_log", provider="nginx"),),
    ("", "proxy", ""): (_on("Proxy", "proxy access log"),),
    ("", "dns", ""): (_on("DNS", "DNS query log"),),
    ("", "firewall", ""): (_on("Network", "firewall traffic log"),),
    ("", "antivirus", ""): (_on("antivirus", "AV Alerts"),),
    ("", "database", ""): (_on("Database", "database audit log"),),
    ("", "", "netflow"): (_on("Network", "netflow"),),
    ("aws", "", "cloudtrail"): (_on("AWS", "CloudTrail", provider="CloudTrail"),),
    ("azure", "", "activitylogs"): (_on("Azure", "ActivityLogs"),),
    ("azure", "", "auditlogs"): (_on("Azure", "AuditLogs"),),
    ("azure", "", "signinlogs"): (_on("Azure", "SigninLogs"),),
    ("azure", "", "riskdetection"): (_on("Azure", "RiskDetections"),),
    ("azure", "", "pim"): (_on("Azure", "PIM alerts"),),
    ("gcp", "", "gcp.audit"): (_on("Google Cloud", "Cloud Audit Logs"),),
    ("gcp", "", "google_workspace.admin"): (_on("Google Workspace", "Admin"),),
    ("gcp", "", "google_workspace.login"): (_on("Google Workspace", "Login"),),
    ("github", "", "audit"): (_on("GitHub", "Audit log"),),
    ("bitbucket", "", "audit"): (_on("Bitbucket", "Audit log"),),
    ("m365", "", "audit"): (_on("Microsoft 365", "Unified audit log"),),
    ("m365", "", "exchange"): (_on("Microsoft 365", "Exchange"),),
    ("m365", "", "threat_detection"): (_on("Microsoft 365", "Cloud App Security alerts"),),
    ("m365", "", "threat_management"): (_on("Microsoft 365", "Cloud App Security alerts"),),
    ("okta", "", "okta"): (_on("Okta", "System Log"),),
    ("onelogin", "", "onelogin.events"): (_on("OneLogin", "Events"),),
    ("kubernetes", "application", "audit"): (_on("Kubernetes", "Audit log"),),
    ("kubernetes", "", "audit"): (_on("Kubernetes", "Audit log"),),
    ("zeek", "", "dns"): (_on("Network", "dns.log", provider="Zeek"),),
    ("zeek", "", "http"): (_on("Network", "http.log", provider="Zeek"),),
    ("zeek", "", "smb_files"): (_on("Network", "smb_files.log", provider="Zeek"),),
    ("zeek", "", "dce_rpc"): (_on("Network", "dce_rpc.log", provider="Zeek"),),
    ("zeek", "", "kerberos"): (_on("Network", "kerberos.log", provider="Zeek"),),
    ("zeek", "", "rdp"): (_on("Network", "rdp.log", provider="Zeek"),),
    ("zeek", "", "x509"): (_on("Network", "x509.log", provider="Zeek"),),
    ("cisco", "", "aaa"): (_on("Cisco IOS", "AAA accounting"),),
    ("cisco", "", "bgp"): (_on("Cisco IOS", "syslog"),),
    ("cisco", "", "ldp"): (_on("Cisco IOS", "syslog"),),
    ("cisco", "", "syslog"): (_on("Cisco IOS", "syslog"),),
    ("cisco", "", "duo"): (_on("Cisco Duo", "Authentication log"),),
    ("huawei", "", "bgp"): (_on("Huawei VRP", "syslog"),),
    ("juniper", "", "bgp"): (_on("Junos", "syslog"),),
    ("fortigate", "", "event"): (_on("FortiGate", "event"),),
    ("fortios", "", "sslvpnd"): (_on("FortiGate", "sslvpnd"),),
    ("paloalto", "file_event", "globalprotect"): (_on("PAN-OS", "globalprotect"),),
    ("paloalto", "appliance", "globalprotect"): (_on("PAN-OS", "globalprotect"),),
    ("rpc_firewall", "application", ""): (_on("Windows", "RPCFW", provider="RPCFW"),),
    ("opencanary", "application", ""): (_on("OpenCanary", "opencanary.log"),),
    ("qualys", "", ""): (_on("Qualys", "host scan"),),
    ("jvm", "application", ""): (_on("JVM", "application log"),),
    ("spring", "application", ""): (_on("Spring", "application log"),),
    ("django", "application", ""): (_on("Django", "application log"),),
    ("python", "application", ""): (_on("Python", "application log"),),
    ("nodejs", "application", ""): (_on("Node.js", "application log"),),
    ("ruby_on_rails", "application", ""): (_on("Ruby on Rails", "application log"),),
    ("velocity", "application", ""): (_on("Velocity", "application log"),),
    ("sql", "application", ""): (_on("Database", "application log"),),
}

SOURCES: Mapping[LogSourceKey, tuple[EventSource, ...]] = MappingProxyType(
    {
        **{
            LogSourceKey(product="windows", category=category): sources
            for category, sources in _WINDOWS_CATEGORIES.items()
        },
        **{
            LogSourceKey(product="windows", service=service): (source,)
            for service, source in _WINDOWS_SERVICES.items()
        },
        **{
            LogSourceKey(product=product, category=category, service=service): sources
            for (product, category, service), sources in _OTHERS.items()
        },
    }
)


def event_sources(
    product: str | None, category: str | None, service: str | None
) -> tuple[EventSource, ...]:
    """The logs that carry a log source's events, the one that queries are scoped to first.

    A category decides before a service (`category: process_creation, service: sysmon`), and a
    product with an unknown category or service falls back to nothing: a wrong event is worse
    than none.
    """
    exact = LogSourceKey(
        product=(product or "").lower(),
        category=(category or "").lower(),
        service=(service or "").lower(),
    )
    by_category = LogSourceKey(product=exact.product, category=exact.category)
    by_service = LogSourceKey(product=exact.product, service=exact.service)
    for key in (exact, by_category if exact.category else exact, by_service):
        if key in SOURCES:
            return SOURCES[key]
    return ()
