"""Tables of a Log Analytics workspace (Azure Monitor), for Sigma's log sources.

Types of columns are those that the published package lists; names are chosen anew, by Microsoft's
reference of the tables ("Azure Monitor Logs reference").
"""

from __future__ import annotations

import functools

from sigma.pipelines.azuremonitor.tables import AZURE_MONITOR_TABLES
from sigma.processing.pipeline import ProcessingPipeline
from sigma.rule import SigmaLogSource

from generator.targets.shared.tables import Table, tables_pipeline, types_of

_LEVELS = {"16384": "System", "12288": "High", "8192": "Medium", "4096": "Low"}
_AZURE = {
    "signinlogs": "SigninLogs",
    "auditlogs": "AuditLogs",
    "activitylogs": "AzureActivity",
    "riskdetection": "AADUserRiskEvents",
}

_RENAMED = {
    "AzureActivity": {"operationName": "OperationNameValue"},
}
"""Fields of the events that the table has under another name than theirs."""


def azure_pipeline() -> ProcessingPipeline:
    """Sigma's log sources and fields for the tables of Azure Monitor."""
    return tables_pipeline("Azure Monitor", _table)


def _table(logsource: SigmaLogSource) -> Table | None:
    """The Security log, process creation in it as event 4688, and the logs of Entra ID."""
    return _of(logsource.product, logsource.category, logsource.service)


@functools.cache
def _of(product: str | None, category: str | None, service: str | None) -> Table | None:
    if product == "windows" and (category, service) == ("process_creation", None):
        return _processes()
    if product == "windows" and (category, service) == (None, "security"):
        return _security()
    if product == "azure" and category is None and service in _AZURE:
        name = _AZURE[service]
        return Table(name=name, columns=_RENAMED.get(name, {}), types=_types(name))
    return None


def _types(name: str) -> dict[str, str]:
    return types_of(AZURE_MONITOR_TABLES[name])


def _processes() -> Table:
    levels = ", ".join(
        f'MandatoryLabel == "S-1-16-{number}", "{level}"' for number, level in _LEVELS.items()
    )
    return Table(
        name="SecurityEvent",
        columns={
            "Image": "NewProcessName",
            "CommandLine": "CommandLine",
            "ParentImage": "ParentProcessName",
            "Computer": "Computer",
        },
        types={
            column: kind
            for column, kind in _types("SecurityEvent").items()
            if column
            in (
                "CommandLine",
                "Computer",
                "EventID",
                "MandatoryLabel",
                "NewProcessName",
                "ParentProcessName",
                "SubjectDomainName",
                "SubjectLogonId",
                "SubjectUserName",
                "SubjectUserSid",
                "TargetDomainName",
                "TargetUserName",
            )
        },
        computed={
            "User": (
                r'strcat(SubjectDomainName, iff(isempty(SubjectDomainName), "", @"\"), '
                "SubjectUserName)",
            ),
            "IntegrityLevel": (f"case({levels}, MandatoryLabel)",),
        },
        where="EventID == 4688",
    )


def _security() -> Table:
    return Table(
        name="SecurityEvent",
        columns={"Provider_Name": "EventSourceName", "ComputerName": "Computer"},
        types=_types("SecurityEvent"),
        elsewhere=_of_event_data,
    )


def _of_event_data(field: str) -> tuple[str, ...]:
    """A field of the event that has no column of its own, from the XML of all of them."""
    read = f"extract(@'<Data Name=\"{field}\">([^<]*)</Data>', 1, EventData)"
    entities = {"&lt;": "<", "&gt;": ">", "&quot;": '\\"', "&apos;": "'", "&amp;": "&"}
    for entity, char in entities.items():
        read = f'replace_string({read}, "{entity}", "{char}")'
    return (read,)
