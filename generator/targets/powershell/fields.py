"""Where a field of a rule is found in a Windows event.

The values of `EventData` and `UserData` have their names in the event's XML. What stands in the
`System` part, or is made by rendering, comes from the record that Get-WinEvent returns. Sources:
Microsoft, "Event Schema" (Windows Event Log) and `System.Diagnostics.Eventing.Reader.EventRecord`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from sigma.exceptions import SigmaFeatureNotSupportedByBackendError

RAW = "*"
"""The key under which the command keeps the raw message: no field of an event can be called so."""

DATA = "Data"
"""The name of all values that have none."""

POWERSHELL_CLASSIC = "Windows PowerShell"
DEFENDER = "Microsoft-Windows-Windows Defender/Operational"

_QUOTES = frozenset("'\u2018\u2019\u201a\u201b")


@dataclass(frozen=True, slots=True, kw_only=True)
class SystemField:
    """A field that is not among the values of an event.

    `record` is the property of `$_` that holds it, `text` how it is written; `own` says that
    no value of the event's data can take its place.
    """

    record: str
    text: str = "[string]{}"
    own: bool = True

    def expression(self) -> str:
        """The PowerShell expression for the field's text."""
        return self.text.format(self.record)


def _system(record: str, text: str = "[string]{}") -> SystemField:
    return SystemField(record=record, text=text)


def _fallback(record: str, text: str = "[string]{}") -> SystemField:
    return SystemField(record=record, text=text, own=False)


SYSTEM_FIELDS: Mapping[str, SystemField] = MappingProxyType(
    {
        "eventid": _system("$_.Id"),
        "channel": _fallback("$_.LogName"),  # event 104 says in it which log was cleared
        "provider_name": _system("$_.ProviderName"),
        "computer": _system("$_.MachineName"),
        "eventrecordid": _system("$_.RecordId"),
        "message": _system("$_.Message"),
        "level": _fallback("$_.Level"),
        "task": _fallback("$_.Task"),
        "opcode": _fallback("$_.Opcode"),
        "keywords": _fallback("$_.Keywords", "'0x{{0:x}}' -f {}"),
        "version": _fallback("$_.Version"),
        "userid": _fallback("$_.UserId"),
        "security_userid": _fallback("$_.UserId"),
        "processid": _fallback("$_.ProcessId"),
        "threadid": _fallback("$_.ThreadId"),
    }
)
"""By their names in lower case."""

LEVELS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "critical": ("1",),
        "error": ("2",),
        "warning": ("3",),
        "information": ("4", "0"),
        "verbose": ("5",),
    }
)
"""The numbers that stand in an event for the names that the event viewer shows as its level."""


def quoted(text: str) -> str:
    """A single-quoted PowerShell string.

    Every character that PowerShell ends such a string at is doubled: the apostrophe and the
    typographic quotes U+2018 to U+201B. Raises SigmaFeatureNotSupportedByBackendError for
    control characters, which a console would take for keys.
    """
    if not text.isprintable():
        raise SigmaFeatureNotSupportedByBackendError(
            f"The name {text!r} holds a character that cannot be pasted into a console."
        )
    return "'" + "".join(char * 2 if char in _QUOTES else char for char in text) + "'"


def field_name(field: str, channels: tuple[str, ...]) -> str:
    """The name under which the command keeps a field of a rule.

    Defender's own names have blanks (`Threat Name`), which rules leave out or write as `_`.
    """
    if DEFENDER in channels and field.lower() not in SYSTEM_FIELDS:
        return field.replace(" ", "").replace("_", "")
    return field
