"""The named parts that every pattern is made of, and the pattern's frame around them.

A pattern reads `^(?(DEFINE)...)()(?=(?&Image))(?!(?&User))`: one named group per test of a field,
then those of the helpers below that the tests call, then the conditions. A test finds
its field in one of several forms, and remembers in a group which one it was, because the form
decides how a value is written and where it ends:

- `_j`: the opening quote of a JSON string, also that of `key="value"`;
- `_n`: a JSON number, `true` or `false` (the group is empty);
- `_s`: what stands after the name in `key=value` or `key: value`;
- `_q`: the opening quote of `key="value"` where backslashes are no escapes;
- `_d`: not in quotes, but with each backslash doubled (the group is empty).

Where a value can be read in two ways, both are tried, each by itself. A group that is set inside
a call is unset again when the call returns, so that each test starts with none of them set. PCRE2
10.42 without its JIT compiler gets that wrong unless a group after all others is set before: that is
what `()` is for.
Names that begin with an underscore are ours.
"""

from __future__ import annotations

import re

# `[^\s]` and not `\S`, which misses letters beyond ASCII in PCRE2 10.42 as grep 3.8 uses it.
HELPERS = {
    # One character of the value. A JSON escape is one character, a surrogate pair too.
    "_any": r'(?(<_j>)(?:[^"\\]|\\(?>ud[89ab][0-9a-f]{2}\\ud[c-f][0-9a-f]{2}|u[0-9a-f]{4}'
    r'|["\\/bfnrt]|))|(?(<_n>)[\w.+-]|(?(<_q>)(?:[^"\\]|\\"?+)'
    r'|(?>(?(<_d>)\\["\\]|(?!))|[^\s]|(?&_in)\s))))',
    # Not at the blank that ends the value, where only a blank does.
    "_in": r"(?(<_j>)|(?(<_q>)|(?!\s(?&_key)\k<_s>)))",
    # The end of the value.
    "_end": r'(?(<_j>)"|(?(<_n>)(?<=[\w.+-])(?![\w.+-])|(?(<_q>)")(?=\s++(?&_key)\k<_s>|\s*+$)))',
    # The name of a field, as far as one can be told from a word of a value.
    "_key": r"[a-z_@][\w.@-]*+",
    # The rest of a quoted value, which is one only if nothing of the value comes after it; with
    # escapes, and with backslashes that are none.
    "_tail": r'(?:[^"\\]++|\\.)*+"(?=\s(?&_key)\k<_s>|\s*+$)',
    "_raw": r'[^"]*+(?:(?<=\\)"[^"]*+)*?"(?=\s(?&_key)\k<_s>|\s*+$)',
    # From here on, all backslashes come in pairs.
    "_even": r"[^\\]*+(?:\\\\[^\\]*+)++$",
    # A backslash. In JSON, a single one that begins no escape is not valid, but it is plain.
    "_bs": r'(?(<_j>)\\(?:\\|u005c|(?!["\\/bfnrt]|u[0-9a-f]{4}))|(?(<_d>)\\\\|(?(<_q>)\\(?!"[^\s])|\\)))',
    # A quotation mark.
    "_qt": r'(?(<_j>)\\(?:"|u0022)|(?(<_d>)\\?"|(?(<_q>)\\?"|")))',
    # What may be skipped on the way to the next `key=`: a JSON object, a quoted value, a word.
    "_skip": r"(?=\{\s*+(?&_str)\s*+:)(?&_box)"
    r'|(?&_key)(?:=|:\s)"(?:[^"\\]++|\\.)*+"(?=\s|$)|[^{\s]++\s*+|\{|\s++',
    "_str": r'"(?:[^"\\]++|\\.)*+(?:"|$)',
    "_box": r'[[{](?:[^]"[{}]++|(?&_str)|(?&_box))*+(?:[]}]|$)',
    "_item": r'(?&_str)|(?&_box)|[^]"[{},\s]++',
    # Parts of an IP address.
    "_octet": "25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9]",
    "_hex": "[0-9a-f]{1,4}",
    # For regular expressions: `.`, `\s`, a line break, and what `\b` asks for.
    "_dot": r"(?!(?&_nl))(?&_any)",
    "_nl": r"(?(<_j>)\\(?:n|u000a)|\n)",
    "_ws": r"(?&_in)\s|(?(<_j>)\\(?:[nrtf]|u00(?:0[9a-d]|1[c-f]|20|85|a0))|(?!))",
    "_word": r"(?<=[0-9a-z_])(?(<_j>)(?<!(?<!\\)\\[bfnrt])(?<!\\u[0-9a-f]{4}))",
    "_wb": r"(?:(?&_word)(?![0-9a-z_])|(?!(?&_word))(?=[0-9a-z_]))",
}
"""The groups that a pattern may call, by name; `(?i)` is on for all of them."""

PLAIN = r'[^]"\\,}\s]'
"""A character that is one of the value in every form, so that `_any` need not be called."""

RUN = rf"(?>{PLAIN}|(?&_any))*?"
"""As much of the value as it takes: what `*` stands for."""

LINE_RUN = ".*?"
"""The same for keywords, which may stand anywhere in the line."""

_CALL = re.compile(r"\(\?&(_\w+)\)")
_GROUP = re.compile(r"\(\?<(\w+)>")
_USED = re.compile(r"\\k<(\w+)>|\(\?\(<(\w+)>\)")


def whole(conditions: str, tests: dict[str, str]) -> str:
    """The pattern for conditions that call tests by name, with all that they need defined."""
    definitions = dict(tests)
    pending = [conditions, *tests.values()]
    while pending:
        for name in _CALL.findall(pending.pop()):
            if name in HELPERS and name not in definitions:
                definitions[name] = HELPERS[name]
                pending.append(definitions[name])
    defined = "".join(
        f"(?<{name}>{definitions[name]})" for name in [*tests, *_helpers_in_order(definitions)]
    )
    text = conditions + defined
    names = _GROUP.findall(text)
    unset = dict.fromkeys(a or b for a, b in _USED.findall(text) if (a or b) not in names)
    defined += "".join(f"(?<{name}>)" for name in unset)
    flags = "iJ" if len(set(names)) < len(names) else "i"
    return f"(?{flags})^" + (f"(?(DEFINE){defined})()" if defined else "") + conditions


def _helpers_in_order(definitions: dict[str, str]) -> list[str]:
    return [name for name in HELPERS if name in definitions]
