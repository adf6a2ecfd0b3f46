r"""How values, field names and regular expressions are written in SPL.

In a quoted string `\"`, `\\` and `\|` are escapes and every other backslash stays as it is
(Splunk Search Reference, "search", section "Quotes and escaping characters"). The asterisk is
always a wildcard of the search command and no escape takes that from it (Splunk Search Manual,
"Backslashes"), so a value with a literal one is compared by a regular expression.

Regular expressions pass through the string's unescaping before PCRE reads them, and how often
is not documented for every command. Ours therefore never hold a sequence that a string could
unescape: a backslash is written `\x5c`, a quotation mark `\x22`, a pipe `\x7c`, a backtick
`\x60`. All of these mean the same inside and outside a character class.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from types import MappingProxyType

from sigma.exceptions import SigmaFeatureNotSupportedByBackendError
from sigma.types import SigmaCasedString, SigmaString, SpecialChars

_PLAIN_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.]*")
_IMPOSSIBLE_IN_NAME = re.compile(r"[\"'`\\*|\x00-\x1f\x7f]")

# Names that the search command takes for time bounds or search modifiers wherever they stand
# (Search Reference, "search", "Time options" and "Index expression options").
_MODIFIERS = frozenset(
    "earliest latest starttime endtime startdaysago enddaysago timeformat index_earliest "
    "index_latest savedsearch savedsplunk eventtypetag hosttag".split()
)

_NETWORK = re.compile(r"[0-9A-Fa-f:.]+/[0-9]{1,3}")
# Splunk Web takes dot segments out of what is typed into its search bar
# (pySigma-backend-splunk, issue 15).
_DOT_SEGMENT = re.compile(r"/\.\.?(?=/)")
_REGEX_ONLY = re.compile(r"[*`\x00-\x1f\x7f]")

# Group openings that hold a `<` or `>` and negated classes; other classes; single characters.
_CLASS = r"\]?(?:\\.|\[:\w+:\]|[^\]\\])*\]"
_PIECE = re.compile(rf"(\(\?(?:P?<\w+>|>|P[=>]\w+\))|\[\^{_CLASS})|(\[{_CLASS})|(\\.|.)", re.DOTALL)
_LOOK_BEHIND = re.compile(r"\(\?<[=!]")
_ENTITIES = MappingProxyType({"&": "&amp;", "<": "&lt;", ">": "&gt;"})

_META = frozenset(".+*?^$()[]{}")
_HEX = frozenset('\\"|`')
_NOT_PCRE = re.compile(r"\(\?[A-Za-z-]*[aLu][A-Za-z-]*[:)]")
_TOKEN = re.compile(r"\\u([0-9A-Fa-f]{4})|\\(.)|(.)", re.DOTALL)


def search_field(name: str) -> str:
    """A field's name for the search command, in double quotes where it needs them.

    Raises SigmaFeatureNotSupportedByBackendError for a name that cannot be quoted.
    """
    _check_name(name)
    return name if _PLAIN_NAME.fullmatch(name) else f'"{name}"'


def eval_field(name: str) -> str:
    """A field's name for eval: always in single quotes, without which `a.b` is a concatenation.

    Raises SigmaFeatureNotSupportedByBackendError for a name that cannot be quoted.
    """
    _check_name(name)
    return f"'{name}'"


def _check_name(name: str) -> None:
    if _IMPOSSIBLE_IN_NAME.search(name) or not name.strip():
        raise SigmaFeatureNotSupportedByBackendError(
            f"The field name {name!r} holds a character that SPL cannot quote in a field name."
        )
    if name.lower() in _MODIFIERS:
        raise SigmaFeatureNotSupportedByBackendError(
            f"The field name {name!r} is a modifier of Splunk's search command, which would "
            "take the condition for a time bound or the like; map the field to another name."
        )


def quoted(text: str) -> str:
    """Text as a quoted string of the search command; asterisks in it are wildcards."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def searchable(value: SigmaString) -> bool:
    """Whether the search command can say the value exactly."""
    parts = tuple(value.iter_parts())
    if not parts or parts == ("",) or SpecialChars.WILDCARD_SINGLE in parts:
        return False
    if isinstance(value, SigmaCasedString):
        return False
    texts = [part for part in parts if isinstance(part, str)]
    if any(_REGEX_ONLY.search(text) or _DOT_SEGMENT.search(text) for text in texts):
        return False
    return not is_network(value)


def is_network(value: SigmaString) -> bool:
    """Whether the search command would take a plain text for a network and match its addresses
    (Search Reference, "search", section "CIDR matching")."""
    parts = tuple(value.iter_parts())
    return len(parts) == 1 and isinstance(parts[0], str) and bool(_NETWORK.fullmatch(parts[0]))


def pattern(value: SigmaString) -> str:
    """The value for the search command, exact or a superset of it, not quoted yet: whatever the
    command cannot say is a wildcard in it."""
    pieces = []
    for part in _checked(value):
        if isinstance(part, str):
            pieces.append(_DOT_SEGMENT.sub("/*", _REGEX_ONLY.sub("*", part)))
        else:
            pieces.append("*")
    return re.sub(r"\*+", "*", "".join(pieces))


def value_regex(value: SigmaString) -> str:
    """A value with wildcards as a regular expression for the whole of a field's value, ready to
    stand between the quotation marks of an eval string."""
    parts = list(_checked(value))
    start = "" if parts[:1] == [SpecialChars.WILDCARD_MULTI] else "^"
    # Not `$`, which also holds before a line feed at the end.
    end = "" if parts[-1:] == [SpecialChars.WILDCARD_MULTI] else r"\z"
    if not start:
        parts = parts[1:]
    if not end:
        parts = parts[:-1]
    body = "".join(
        _literal(part)
        if isinstance(part, str)
        else (".*" if part == SpecialChars.WILDCARD_MULTI else ".")
        for part in parts
    )
    flags = "" if isinstance(value, SigmaCasedString) else "i"
    if any(isinstance(part, SpecialChars) for part in parts):
        flags += "s"
    return f"{f'(?{flags})' if flags else ''}{start}{body}{end}"


def json_text(text: str) -> str:
    """Text as it stands between the quotation marks of a JSON string."""
    return text.replace("\\", "\\\\").replace('"', '\\"')


def xml_text(text: str) -> str:
    """Text as Windows writes it into the XML of an event, where quotation marks stay."""
    return "".join(_ENTITIES.get(char, char) for char in text)


def xml_regex(expression: str) -> str:
    """A regular expression that finds what it finds also where XML writes it with entities.

    Left as it is: a negated class, which matches an entity's characters anyway, and the whole of
    an expression that looks behind, where alternatives of different length are not allowed.
    """
    if _LOOK_BEHIND.search(expression):
        return expression
    return "".join(_in_xml(*match.groups()) for match in _PIECE.finditer(expression))


def _in_xml(syntax: str | None, characters: str | None, char: str | None) -> str:
    if syntax is not None:
        return syntax
    if characters is not None:
        found = [entity for plain, entity in _ENTITIES.items() if plain in characters]
        return f"(?:{'|'.join((characters, *found))})" if found else characters
    entity = _ENTITIES.get((char or "")[-1])
    return f"(?:{entity}|{char})" if entity else char or ""


def _checked(value: SigmaString) -> Iterable[str | SpecialChars]:
    for part in value.iter_parts():
        if not isinstance(part, str | SpecialChars):
            raise SigmaFeatureNotSupportedByBackendError(
                f"The placeholder %{part.name}% of the modifier 'expand' has no value: a "
                "processing pipeline has to replace it before the rule is converted."
            )
        yield part


def _literal(text: str) -> str:
    return "".join(f"\\{char}" if char in _META else _safe(char) for char in text)


def _safe(char: str) -> str:
    return f"\\x{ord(char):02x}" if char in _HEX or ord(char) < 32 or ord(char) == 127 else char


def regex(expression: str) -> str:
    """A rule's regular expression for PCRE, ready to stand between the quotation marks of an
    eval string.

    Raises SigmaFeatureNotSupportedByBackendError for what Python's re knows and PCRE does not.
    """
    if _NOT_PCRE.search(expression):
        raise SigmaFeatureNotSupportedByBackendError(
            f"The regular expression {expression!r} uses one of the inline flags a, L and u, "
            "which Splunk's PCRE does not have."
        )
    return "".join(_token(*match.groups()) for match in _TOKEN.finditer(expression))


def _token(code_point: str | None, escaped: str | None, plain: str | None) -> str:
    if code_point is not None:
        char = chr(int(code_point, 16))
        return f"\\x{ord(char):02x}" if ord(char) < 128 else char
    if escaped is not None:
        if escaped in "UN":
            raise SigmaFeatureNotSupportedByBackendError(
                f"The regular expression uses the escape \\{escaped}, which Splunk's PCRE reads "
                "in another way."
            )
        return _safe(escaped) if escaped in _HEX or ord(escaped) < 32 else f"\\{escaped}"
    return plain if plain == "|" else _safe(plain or "")
