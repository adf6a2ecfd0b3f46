r"""Events of the CrowdStrike Falcon sensor, for Sigma's log sources.

The sensor writes a path with the device in the place of the drive, `\Device\HarddiskVolume3\…`,
of a parent its file name only, of a user no domain, and the level of integrity as a number
("Events Data Dictionary" of CrowdStrike's documentation).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NoReturn

from sigma.exceptions import SigmaTransformationError
from sigma.processing.pipeline import ProcessingPipeline
from sigma.rule import SigmaLogSource
from sigma.types import (
    SigmaCasedString,
    SigmaExists,
    SigmaNull,
    SigmaNumber,
    SigmaRegularExpression,
    SigmaRegularExpressionFlag,
    SigmaString,
    SigmaType,
    SpecialChars,
)

from generator.targets.shared.re2 import re2_body
from generator.targets.shared.tables import Table, tables_pipeline

_LEVELS = {"untrusted": "0", "low": "4096", "medium": "8192", "high": "12288", "system": "16384"}
_PLATFORMS = {"windows": "Win", "linux": "Lin", "macos": "Mac"}
_DRIVE = re.compile(r"[A-Za-z]:")
_VOLUME = r"\\HarddiskVolume[0-9]+"
_CONNECT, _ACCEPT = "NetworkConnectIP4", "NetworkReceiveAcceptIP4"


def falcon_pipeline() -> ProcessingPipeline:
    """Sigma's log sources and fields for the events of the sensor."""
    return tables_pipeline("CrowdStrike Falcon", _table)


def _table(logsource: SigmaLogSource) -> Table | None:
    platform = _PLATFORMS.get(logsource.product or "")
    if platform is None or logsource.service is not None:
        return None
    if logsource.category == "process_creation":
        return _processes(platform)
    make = _OF_WINDOWS.get(logsource.category or "")
    return make() if make is not None and platform == "Win" else None


def _where(platform: str, *events: str) -> str:
    names = " or ".join(f"#event_simpleName={event}" for event in events)
    return f"({names}) and event_platform={platform}"


def _processes(platform: str) -> Table:
    return Table(
        name="ProcessRollup2",
        columns={
            "Image": "ImageFileName",
            "CommandLine": "CommandLine",
            "OriginalFileName": "OriginalFilename",
            "IntegrityLevel": "IntegrityLevel",
            "ProcessId": "RawProcessId",
            "User": "UserName",
            "md5": "MD5HashData",
            "sha256": "SHA256HashData",
            "Computer": "ComputerName",
        },
        types={},
        keywords=True,
        file_names={
            "ParentImage": "ParentBaseFileName",
            "GrandParentImage": "GrandParentBaseFileName",
        },
        values={"Image": _path, "IntegrityLevel": _level, "User": _user},
        where=_where(platform, "ProcessRollup2", "SyntheticProcessRollup2"),
    )


def _connections() -> Table:
    return Table(
        name=_CONNECT,
        columns={
            "DestinationIp": "RemoteAddressIP4",
            "DestinationPort": "RemotePort",
            "SourceIp": "LocalAddressIP4",
            "SourcePort": "LocalPort",
            "Initiated": "#event_simpleName",
            "Computer": "ComputerName",
        },
        types={},
        keywords=True,
        file_names={"Image": "ContextBaseFileName"},
        values={"Initiated": _direction},
        where=_where("Win", _CONNECT, _ACCEPT),
    )


def _names() -> Table:
    return Table(
        name="DnsRequest",
        columns={"QueryName": "DomainName", "Computer": "ComputerName"},
        types={},
        keywords=True,
        file_names={"Image": "ContextBaseFileName"},
        where=_where("Win", "DnsRequest"),
    )


def _images() -> Table:
    return Table(
        name="ClassifiedModuleLoad",
        columns={
            "ImageLoaded": "ImageFileName",
            "Image": "TargetImageFileName",
            "md5": "MD5HashData",
            "sha256": "SHA256HashData",
            "Computer": "ComputerName",
        },
        types={},
        keywords=True,
        values={"ImageLoaded": _path, "Image": _path},
        where=_where("Win", "ClassifiedModuleLoad"),
    )


def _drivers() -> Table:
    return Table(
        name="DriverLoad",
        columns={
            "ImageLoaded": "ImageFileName",
            "md5": "MD5HashData",
            "sha256": "SHA256HashData",
            "Computer": "ComputerName",
        },
        types={},
        keywords=True,
        values={"ImageLoaded": _path},
        where=_where("Win", "DriverLoad"),
    )


def _scripts() -> Table:
    return Table(
        name="ScriptControlScanTelemetry",
        columns={"ScriptBlockText": "ScriptContent", "Computer": "ComputerName"},
        types={},
        keywords=True,
        where=_where("Win", "ScriptControlScanTelemetry"),
    )


_OF_WINDOWS: dict[str, Callable[[], Table]] = {
    "network_connection": _connections,
    "dns_query": _names,
    "image_load": _images,
    "driver_load": _drivers,
    "ps_script": _scripts,
}


def _path(value: SigmaType) -> SigmaType:
    """A path that names a drive, by any volume; which drive it was is not recorded."""
    if isinstance(value, SigmaRegularExpression):
        if set(":^") & set(str(value.regexp)):
            _refuse("a regular expression for a drive or the beginning of a path")
        return value
    if not isinstance(value, SigmaString) or ":" not in str(value):
        return value
    first, *rest = [part for part in value.s if part != ""]
    begin = "" if first is SpecialChars.WILDCARD_MULTI else r"^\\Device"
    if isinstance(first, str) and _DRIVE.match(first):
        rest = [first[2:], *rest]
    elif isinstance(first, SpecialChars) and rest and isinstance(rest[0], str):
        letters = 0 if rest[0].startswith(":") else 1
        if rest[0][letters : letters + 1] != ":" or (letters and begin != ""):
            _refuse("a colon that is not behind a drive")
        rest = [rest[0][letters + 1 :], *rest[1:]]
    else:
        _refuse("a colon that is not behind a drive")
    after = SigmaString()
    after.s = [part for part in rest if part != ""]
    if ":" in str(after):
        _refuse("a colon that is not behind a drive")
    flags = {SigmaRegularExpressionFlag.DOTALL}
    if not isinstance(value, SigmaCasedString):
        flags.add(SigmaRegularExpressionFlag.IGNORECASE)
    body = re2_body(after, begin="", end=r"\Z")
    if after.s and after.s[0] is SpecialChars.WILDCARD_MULTI:
        body = ".*" + body
    return SigmaRegularExpression(begin + _VOLUME + body, flags)


def _level(value: SigmaType) -> SigmaType:
    """A level of integrity as the number that Windows has for it."""
    if isinstance(value, SigmaNull | SigmaExists):
        return value
    if isinstance(value, SigmaString) and not value.contains_special():
        text = str(value).lower().removeprefix("s-1-16-")
        number = _LEVELS.get(text, text)
        if number in _LEVELS.values():
            return SigmaString(number)
    return _refuse("a level of integrity that is none of Windows'")


def _user(value: SigmaType) -> SigmaType:
    """A user's name without its domain, which is not recorded."""
    if isinstance(value, SigmaNull | SigmaExists):
        return value
    if not isinstance(value, SigmaString):
        return _refuse("something else of a user than a name")
    parts = [part for part in value.s if part != ""]
    if "\\" not in str(value):
        looks_at_domain = SpecialChars.WILDCARD_MULTI in parts[1:]
        return _refuse("a part of a user's domain") if looks_at_domain else value
    begin, *rest = parts
    text = rest[0] if len(rest) == 1 else None
    if begin is not SpecialChars.WILDCARD_MULTI or not isinstance(text, str):
        return _refuse("a user's domain")
    if not text.startswith("\\") or "\\" in text[1:]:
        return _refuse("a user's domain")
    return SigmaString(text[1:])


def _direction(value: SigmaType) -> SigmaType:
    """Who opened a connection, by the name of its event."""
    said = str(value).lower() if not isinstance(value, SigmaNumber) else ""
    if said not in ("true", "false"):
        _refuse("another value of Initiated than true and false")
    return SigmaString(_CONNECT if said == "true" else _ACCEPT)


def _refuse(what: str) -> NoReturn:
    raise SigmaTransformationError(
        f"The rule asks for {what}, which the events of CrowdStrike Falcon do not tell."
    )
