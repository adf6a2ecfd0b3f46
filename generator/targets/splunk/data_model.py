"""Sigma's log sources and fields for the data models of Splunk's Common Information Model.

Fields are those that the datasets have by its reference tables ("Endpoint", "Web", "Network
Resolution"); `Registry` and `Filesystem` have none for the path of the process.
"""

from __future__ import annotations

import functools

from sigma.processing.conditions import LogsourceCondition
from sigma.processing.pipeline import ProcessingItem, ProcessingPipeline
from sigma.rule import SigmaLogSource

from generator.targets.shared.tables import Table, tables_pipeline
from generator.targets.splunk.pipeline import EncodedForms
from generator.targets.splunk.text import xml_regex, xml_text

_PROCESSES = {
    "CommandLine": "process",
    "Computer": "dest",
    "CurrentDirectory": "process_current_directory",
    "Image": "process_path",
    "IntegrityLevel": "process_integrity_level",
    "OriginalFileName": "original_file_name",
    "ParentCommandLine": "parent_process",
    "ParentImage": "parent_process_path",
    "ParentProcessGuid": "parent_process_guid",
    "ParentProcessId": "parent_process_id",
    "ProcessGuid": "process_guid",
    "ProcessId": "process_id",
    "User": "user",
}
_REGISTRY = {
    "Computer": "dest",
    "Details": "registry_value_data",
    "ProcessGuid": "process_guid",
    "ProcessId": "process_id",
    "TargetObject": "registry_path",
    "User": "user",
}
_FILESYSTEM = {
    "Computer": "dest",
    "CreationUtcTime": "file_create_time",
    "ProcessGuid": "process_guid",
    "ProcessId": "process_id",
    "TargetFilename": "file_path",
    "User": "user",
}
_WEB = {
    "c-uri": "url",
    "cs-uri": "url",
    "c-uri-query": "uri_query",
    "cs-uri-query": "uri_query",
    "c-uri-stem": "uri_path",
    "cs-uri-stem": "uri_path",
    "c-useragent": "http_user_agent",
    "cs-user-agent": "http_user_agent",
    "cs-method": "http_method",
    "cs-host": "dest",
    "cs-referer": "http_referrer",
    "cs-referrer": "http_referrer",
    "cs-cookie": "cookie",
    "cs-content-type": "http_content_type",
    "cs-username": "user",
    "sc-status": "status",
    "src_ip": "src",
}
_RESOLUTION = {
    "answer": "answer",
    "query": "query",
    "QueryName": "query",
    "record_type": "record_type",
}
_ACTIONS = {
    "file_event": "created",
    "file_delete": "deleted",
    "registry_add": "created",
    "registry_delete": "deleted",
    "registry_set": "modified",
    "registry_event": "",
}


def data_model_pipeline() -> ProcessingPipeline:
    """Datasets and their fields; values of Windows events also as XML spells them."""
    encoded = ProcessingPipeline(
        name="Values as they stand in XML",
        priority=5,
        items=[
            ProcessingItem(
                identifier="splunk_xml",
                transformation=EncodedForms(xml_text, xml_regex),
                rule_conditions=[LogsourceCondition(product="windows")],
            )
        ],
    )
    return encoded + tables_pipeline("Splunk's Common Information Model", _table)


def _table(logsource: SigmaLogSource) -> Table | None:
    if logsource.service is not None:
        return None
    return _of(logsource.product, logsource.category or "")


@functools.cache
def _of(product: str | None, category: str) -> Table | None:
    if category == "process_creation" and product in ("windows", "linux", "macos"):
        return _dataset("Endpoint.Processes", _PROCESSES)
    if category.startswith("registry_") and category in _ACTIONS and product == "windows":
        return _dataset("Endpoint.Registry", _REGISTRY, _ACTIONS[category])
    if category in _ACTIONS and product in ("windows", "linux", "macos"):
        return _dataset("Endpoint.Filesystem", _FILESYSTEM, _ACTIONS[category])
    if category == "proxy":
        return _dataset("Web.Proxy", _WEB, fields="Web")
    if category == "webserver":
        return _dataset("Web", _WEB)
    if category == "dns" or (category == "dns_query" and product == "windows"):
        return _dataset("Network_Resolution.DNS", _RESOLUTION)
    return None


def _dataset(name: str, columns: dict[str, str], action: str = "", fields: str = "") -> Table:
    prefix = fields or name.rpartition(".")[2]
    named = {sigma: f"{prefix}.{column}" for sigma, column in columns.items()}
    return Table(
        name=name,
        columns=named,
        types={},
        where=f'{prefix}.action="{action}"' if action else "",
    )
