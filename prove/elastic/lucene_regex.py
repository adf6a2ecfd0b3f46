"""Regular expressions of Lucene, read by their grammar and translated to Python.

Source: the grammar in the documentation of `org.apache.lucene.util.automaton.RegExp`. Operators
that the targets do not print are refused; an intersection only of single characters.
"""

from __future__ import annotations

import re

from prove.problems import NotUnderstood

_CLASSES = {
    "s": r"[ \t\n\r]",
    "S": r"[^ \t\n\r]",
    "w": r"[a-zA-Z0-9_]",
    "W": r"[^a-zA-Z0-9_]",
    "d": "[0-9]",
    "D": "[^0-9]",
}
_REFUSED = '~<@#">&]}'


def python_regex(text: str) -> str:
    """The Python expression that, as a full match, means the same. Raises NotUnderstood."""
    reader = _Reader(text)
    translated = reader.union()
    if reader.position < len(text):
        raise NotUnderstood(f"cannot read {text!r} from character {reader.position}")
    return translated


class _Reader:
    def __init__(self, text: str) -> None:
        self.text = text
        self.position = 0

    def peek(self) -> str:
        return self.text[self.position : self.position + 1]

    def next(self) -> str:
        char = self.peek()
        if not char:
            raise NotUnderstood(f"{self.text!r} ends too early")
        self.position += 1
        return char

    def union(self) -> str:
        options = [self.intersection()]
        while self.peek() == "|":
            self.next()
            options.append(self.intersection())
        return "|".join(options)

    def intersection(self) -> str:
        parts = [self.concatenation()]
        while self.peek() == "&":
            self.next()
            parts.append(self.concatenation())
        if len(parts) == 1:
            return parts[0]
        if not all(re.fullmatch(r"\[\^?(?:\\?.)+\]", part, re.DOTALL) for part in parts):
            raise NotUnderstood(f"an intersection of more than one character in {self.text!r}")
        return "".join(f"(?={part})" for part in parts[:-1]) + parts[-1]

    def concatenation(self) -> str:
        parts = []
        while self.peek() and self.peek() not in "|&)":
            parts.append(self.repetition())
        if not parts:
            raise NotUnderstood(f"an empty part in {self.text!r}")
        return "".join(parts)

    def repetition(self) -> str:
        repeated = self.single()
        while self.peek() and self.peek() in "?*+{":
            char = self.next()
            if char == "{":
                counts = re.compile(r"\d+(,\d*)?\}").match(self.text, self.position)
                if counts is None:
                    raise NotUnderstood(f"not a repetition in {self.text!r} at {self.position}")
                self.position = counts.end()
                char += counts[0]
            repeated = f"(?:{repeated}){char}"
        return repeated

    def single(self) -> str:
        char = self.next()
        if char == "(":
            if self.peek() == ")":
                self.next()
                return "(?:)"
            inner = self.union()
            if self.next() != ")":
                raise NotUnderstood(f"an open bracket in {self.text!r}")
            return f"(?:{inner})"
        if char == "[":
            return self.character_class()
        if char == ".":
            return r"[\s\S]"
        if char == "\\":
            return self.escaped()
        if char in _REFUSED or char in "?*+{":
            raise NotUnderstood(f"the operator {char} in {self.text!r}")
        return re.escape(char)

    def escaped(self) -> str:
        char = self.next()
        if char in _CLASSES:
            return _CLASSES[char]
        if char.isalnum():
            raise NotUnderstood(f"an escaped {char} in {self.text!r}")
        return re.escape(char)

    def character_class(self) -> str:
        members = "["
        if self.peek() == "^":
            members += self.next()
        while self.peek() != "]":
            char = self.next()
            if char == "\\":
                char = self.next()
                if char.isalnum():
                    raise NotUnderstood(f"a class in a class in {self.text!r}")
                members += re.escape(char) if char.isascii() else char
            elif char == "-":
                members += "-"
            else:
                members += re.escape(char)
        self.next()
        if members in ("[", "[^"):
            raise NotUnderstood(f"an empty class in {self.text!r}")
        return members + "]"
