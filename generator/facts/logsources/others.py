"""Log sources other than Windows, by product, category and service."""

from __future__ import annotations

from types import MappingProxyType

from generator.facts.logsources.source import EventSource


def _on(platform: str, *channels: str, provider: str | None = None) -> EventSource:
    return EventSource(platform=platform, channels=channels, provider=provider)


def _linux_sysmon(*event_ids: int) -> EventSource:
    return EventSource(
        platform="Linux",
        channels=("Linux-Sysmon/Operational",),
        provider="Linux-Sysmon",
        event_ids=event_ids,
    )


_AUDITD = _on("Linux", "auditd", provider="auditd")


def _audit_records(*types: str) -> EventSource:
    """The auditd event that consists of these records."""
    return EventSource(
        platform="Linux",
        channels=("auditd",),
        provider="auditd",
        values=MappingProxyType({"type": types}),
    )


def _endpoint_security(*event_types: int) -> EventSource:
    """macOS events by their number in the framework's `es_event_type_t`."""
    return EventSource(
        platform="macOS",
        channels=("Endpoint Security",),
        provider="Endpoint Security",
        event_ids=event_types,
    )


_AUTH = _on("Linux", "auth.log")
_SYSLOG = _on("Linux", "syslog")
_WEB_ACCESS = _on("Web server", "access_log")

OTHERS: dict[tuple[str, str, str], tuple[EventSource, ...]] = {
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
    ("macos", "process_creation", ""): (_endpoint_security(9),),
    ("macos", "file_event", ""): (_endpoint_security(12, 13),),
    ("macos", "file_delete", ""): (_endpoint_security(32),),
    ("macos", "process_termination", ""): (_endpoint_security(15),),
    ("macos", "network_connection", ""): (_endpoint_security(),),
    ("", "webserver", ""): (_WEB_ACCESS, _on("Windows", "IIS")),
    ("", "", "apache"): (_on("Web server", "error_log", provider="Apache"),),
    ("", "", "nginx"): (_on("Web server", "error_log", provider="nginx"),),
    ("", "proxy", ""): (_on("Proxy", "proxy access log"),),
    ("", "dns", ""): (_on("DNS", "DNS query log"),),
    ("", "firewall", ""): (_on("Network", "firewall traffic log"),),
    ("", "antivirus", ""): (_on("antivirus", "AV Alerts"),),
    ("", "database", ""): (_on("Database", "database audit log"),),
    ("", "", "netflow"): (_on("Network", "netflow"),),
    ("aws", "", "cloudtrail"): (_on("AWS", "CloudTrail"),),
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
