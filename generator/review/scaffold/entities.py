"""Templates for new entities: valid files with a few places marked FILL IN."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from generator.content.model import Technique
from generator.facts.attack import Attack

GAP = "FILL IN"
"""Marks a place that only the author can fill in."""


class Unusable(Exception):
    """Input that cannot become a file; the message is a sentence for the terminal."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewFile:
    """`path` is relative to the folder of the entity's kind."""

    path: str
    text: str

    @property
    def gaps(self) -> tuple[tuple[int, str], ...]:
        """The lines to fill in, with their numbers starting at 1."""
        lines = enumerate(self.text.splitlines(), 1)
        return tuple((number, line.strip()) for number, line in lines if GAP in line)


def new_rule(
    title: str,
    *,
    identifier: str,
    date: str,
    product: str,
    category: str,
    service: str,
    techniques: Sequence[str],
    attack: Attack,
) -> NewFile:
    """A rule that matches a name that no program has."""
    source = {"product": product, "category": category, "service": service}
    logsource = "".join(f"    {key}: {_scalar(value)}\n" for key, value in source.items() if value)
    if not logsource:
        raise Unusable("A rule needs a --product, a --category or a --service.")
    tags = "".join(f"    - {tag}\n" for tag in _tags(techniques, attack))
    folders = [_stem(part) for part in (product, category or service) if part]
    return NewFile(
        path="/".join([*folders, f"{_stem(title)}.yml"]),
        text=(
            f"title: {_scalar(title)}\n"
            f"id: {identifier}\n"
            "status: experimental\n"
            f"description: {GAP} what this sees, and why that is worth an alert.\n"
            "references:\n"
            f"    - https://example.org/ # {GAP} where it is described\n"
            f"author: {GAP}\n"
            f"date: {date}\n"
            + (f"tags:\n{tags}" if tags else f"# {GAP} tags, such as attack.t1059.001\n")
            + f"logsource:\n{logsource}"
            "detection:\n"
            "    selection:\n"
            f"        Image|endswith: '\\{GAP}.exe' # {GAP} fields and values\n"
            "    condition: selection\n"
            "falsepositives:\n"
            f"    - {GAP} what else looks like this\n"
            "level: medium\n"
        ),
    )


def new_data_needed(name: str, taken: Iterable[str], event: int | None) -> NewFile:
    """One event type of one log, with the next free number."""
    middle = f"{event}_" if event is not None else ""
    title = f"DN_{_next('DN', taken):04}_{middle}{_stem(name)}"
    return NewFile(
        path=f"{title}.yml",
        text=(
            f"title: {title}\n"
            f"author: {GAP}\n"
            f"description: {GAP} what this event says.\n"
            f"loggingpolicy: [] # {GAP} names of Logging Policies\n"
            "references:\n"
            f"  - https://example.org/ # {GAP} where it is described\n"
            "category: OS Logs\n"
            "platform: Windows\n"
            "type: Windows Log\n"
            f"channel: {GAP}\n"
            f"provider: {GAP}\n"
            "fields:\n"
            f"  - EventID # {GAP} all fields\n"
        ),
    )


def new_logging_policy(name: str, taken: Iterable[str], event: int | None) -> NewFile:
    """A logging policy, which says how to enable a log, with the next free number."""
    title = f"LP_{_next('LP', taken):04}_{_stem(name)}"
    return NewFile(
        path=f"{title}.yml",
        text=(
            f"title: {title}\n"
            f"author: {GAP}\n"
            "default: Not configured\n"
            "volume: Medium\n"
            f"description: {GAP} what is recorded then.\n"
            + (f"eventID:\n  - {event}\n" if event is not None else "")
            + "references:\n"
            f"  - https://example.org/ # {GAP} where it is described\n"
            "configuration: |\n"
            f"  {GAP} the steps, in Markdown.\n"
        ),
    )


def new_trigger(technique: str, identifier: str, attack: Attack) -> NewFile:
    """The trigger file of a technique, with one test."""
    found = _technique(technique, attack)
    return NewFile(
        path=f"{found.id}/{found.id}.yaml",
        text=(
            f"attack_technique: {found.id}\n"
            f"display_name: {_scalar(found.name)}\n"
            "atomic_tests:\n"
            f"- name: {GAP} what it does\n"
            f"  auto_generated_guid: {identifier}\n"
            "  description: |\n"
            f"    {GAP} what happens, and what is to be seen of it.\n"
            "  supported_platforms:\n"
            "  - windows\n"
            "  executor:\n"
            "    name: powershell\n"
            "    command: |\n"
            f"      Write-Output '{GAP}'\n"
        ),
    )


def _technique(given: str, attack: Attack) -> Technique:
    """The current technique with this id; the successor if the id was revoked."""
    found = attack.technique(given.upper()).technique
    if found is None:
        raise Unusable(f"{given} is no technique of {attack.label}.")
    return found


def _tags(given: Sequence[str], attack: Attack) -> list[str]:
    """The technique tags, preceded by those of their tactics."""
    techniques = [_technique(text, attack) for text in given]
    tactics = dict.fromkeys(name for found in techniques for name in found.tactics)
    names = (*tactics, *(found.id.lower() for found in techniques))
    return [f"attack.{name}" for name in dict.fromkeys(names)]


def _next(prefix: str, taken: Iterable[str]) -> int:
    """The number after the highest used in a title; numbers below it are never reused."""
    found = (re.match(rf"{prefix}_([0-9]{{1,9}})_", title) for title in taken)
    return max((int(match[1]) for match in found if match), default=0) + 1


def _stem(text: str) -> str:
    stem = re.sub(r"[^a-z0-9]+", "_", text.lower()).strip("_")
    if not stem:
        raise Unusable(f"{text!r} has none of a-z and 0-9, so no file can be named after it.")
    return stem[:120]


def _scalar(text: str) -> str:
    """Text as a YAML value, unquoted if no part of it has a meaning in YAML."""
    plain = re.fullmatch(r"[A-Za-z][\w ,./-]*(?<! )", text)
    words = ("true", "false", "yes", "no", "on", "off", "null", "y", "n")
    return text if plain and text.lower() not in words else json.dumps(text, ensure_ascii=False)
