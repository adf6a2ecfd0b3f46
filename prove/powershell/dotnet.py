"""What .NET and PowerShell's operators do, as far as the commands need them.

Sources: Microsoft Learn, about_Comparison_Operators, about_Join, about_Split, about_Booleans,
about_Quoting_Rules, ".NET regular expressions", `System.Net.IPAddress`, and the cast to [xml] in
PowerShell's LanguagePrimitives (white space between elements is dropped).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Any
from xml.etree import ElementTree

from prove.problems import NotUnderstood

QUOTES = "'\u2018\u2019\u201a\u201b"
OPTIONS = {
    "ignorecase": re.IGNORECASE,
    "cultureinvariant": 0,
    "singleline": re.DOTALL,
    "multiline": re.MULTILINE,
    "none": 0,
}


class Table(dict[str, Any]):
    """A hash table `@{}`: keys ignore case."""

    def __setitem__(self, key: str, value: Any) -> None:
        super().__setitem__(key.lower(), value)

    def __getitem__(self, key: str) -> Any:
        return self.get(key.lower())

    def __contains__(self, key: object) -> bool:
        return super().__contains__(str(key).lower())


def truth(value: Any) -> bool:
    """about_Booleans: an empty string is false, an array of one element is as true as that."""
    if isinstance(value, list):
        return len(value) > 1 or (len(value) == 1 and truth(value[0]))
    if isinstance(value, (str, int, Decimal)) or value is None:
        return bool(value)
    return True


def items(value: Any) -> list[Any]:
    """What a loop or a pipeline iterates over: nothing for $null."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def text(value: Any) -> str:
    """The string that PowerShell converts a value to."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "True" if value else "False"
    if isinstance(value, list):
        return " ".join(map(text, value))
    if isinstance(value, (str, int, Decimal)):
        return str(value)
    raise NotUnderstood(f"no text for {value!r}")


def verbatim(source: str) -> str:
    """The value of a single-quoted string; a quote of any kind must be doubled in it."""
    if len(source) < 2 or source[0] != "'" or source[-1] not in QUOTES:
        raise NotUnderstood(f"not a single-quoted string: {source!r}")
    body, result, position = source[1:-1], [], 0
    while position < len(body):
        if body[position] in QUOTES:
            position += 1
            if position >= len(body) or body[position] not in QUOTES:
                raise NotUnderstood(f"PowerShell ends this string early: {source!r}")
        result.append(body[position])
        position += 1
    return "".join(result)


_TOKEN = re.compile(r"\\u[0-9A-Fa-f]{4}|\\k<\w+>|\\.|\(\?<\w+>|.", re.DOTALL)
_SAME = set("AbBdDsSwWfnrtvxu0123456789a")


@lru_cache(maxsize=20_000)
def regex(pattern: str, options: str = "none") -> re.Pattern[str]:
    """A .NET regular expression as Python's. Raises NotUnderstood for what the two do not share."""
    flags = 0
    for option in options.split(","):
        if option.strip().lower() not in OPTIONS:
            raise NotUnderstood(f"no RegexOptions: {options}")
        flags |= OPTIONS[option.strip().lower()]
    try:
        return re.compile("".join(_python(pattern)), flags)
    except re.error as error:
        raise NotUnderstood(f"{error}: {pattern}") from error


def _python(pattern: str) -> Iterator[str]:
    pending = ""
    if re.search(r"(?<!\\)(?:[*+?]|\{\d+,?\d*\})\+", re.sub(r"\\.|\[[^\]]*\]", "a", pattern)):
        raise NotUnderstood(f"nested quantifier in .NET: {pattern}")
    for token in _TOKEN.findall(pattern):
        if pending:
            low = int(token[2:], 16) if token.startswith("\\u") else 0
            code = 0x10000 + ((int(pending, 16) - 0xD800) << 10) + (low - 0xDC00)
            yield re.escape(chr(code))
            pending = ""
        elif token.startswith("\\u") and 0xD800 <= int(token[2:], 16) < 0xDC00:
            pending = token[2:]
        elif token == "\\z":
            yield "\\Z"
        elif token in ("\\Z", "\\_") or (len(token) == 2 and not token.isascii()):
            raise NotUnderstood(f"{token} is not what it is in Python: {pattern}")
        elif token.startswith("\\k<"):
            yield f"(?P={token[3:-1]})"
        elif token.startswith("(?<") and token.endswith(">"):
            yield f"(?P<{token[3:-1]}>"
        elif token.startswith("\\u"):
            yield re.escape(chr(int(token[2:], 16)))
        else:
            yield token


def parse_xml(source: str) -> ElementTree.Element:
    """The cast to [xml]; values of only white space are dropped."""
    try:
        return ElementTree.fromstring(source)
    except ElementTree.ParseError as error:
        raise NotUnderstood(f"[xml]: {error}") from error


def local_name(element: ElementTree.Element) -> str:
    return element.tag.rpartition("}")[2]


def inner_text(element: ElementTree.Element) -> str:
    return "".join(part for part in element.itertext() if part.strip(" \t\r\n"))


LEAVES = '/*/*[local-name()="EventData" or local-name()="UserData"]//*[not(*)]'


def select_nodes(root: ElementTree.Element, xpath: str) -> list[ElementTree.Element]:
    """The one XPath that the commands use."""
    if xpath != LEAVES:
        raise NotUnderstood(f"unknown XPath {xpath}")
    parts = [child for child in root if local_name(child) in ("EventData", "UserData")]
    return [leaf for part in parts for leaf in part.iter() if leaf is not part and not len(leaf)]


def as_address(value: str) -> IPv4Address | IPv6Address | None:
    """`-as [ipaddress]`; IPAddress.Parse takes more forms, which the command must not let pass."""
    try:
        return ip_address(value)
    except ValueError:
        if re.fullmatch(r"[0-9a-fxA-FX.]+", value) and value.count(".") < 4:
            return ip_address(1)  # `10`, `10.1`, `0x0a000001` are addresses to .NET
        return None


def as_decimal(value: str) -> Decimal:
    """The cast to [decimal]: at most 28 digits."""
    try:
        number = Decimal(value)
    except InvalidOperation as error:
        raise NotUnderstood(f"[decimal] {value!r}") from error
    if len(number.as_tuple().digits) > 28:
        raise NotUnderstood(f"[decimal] {value!r} is out of range")
    return number


def flat(values: Iterable[Any]) -> list[Any]:
    """The output of a pipeline: arrays are enumerated, the $null of a statement is kept."""
    return [one for value in values for one in (value if isinstance(value, list) else [value])]
