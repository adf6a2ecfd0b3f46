"""One version of ATT&CK: its contents, and lookups of technique ids and tactic names."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from generator.content.model import Tactic, Technique, TechniqueId

ENTERPRISE, MOBILE, ICS = "enterprise-attack", "mobile-attack", "ics-attack"
"""The three domains of ATT&CK, named as in MITRE's bundles."""

_TITLES = {ENTERPRISE: "ATT&CK", MOBILE: "ATT&CK for Mobile", ICS: "ATT&CK for ICS"}

NEWER_TECHNIQUES = 100
NEWER_SUB_TECHNIQUES = 10
"""How far above the highest known id an id still counts as newer instead of mistyped. Version 19
assigned nine numbers, T1682 to T1690, and at most six sub-techniques per technique."""


class IdState(StrEnum):
    """The status of a technique id in the pinned version."""

    CURRENT = "current"
    RENAMED = "renamed"
    REVOKED = "revoked"
    DEPRECATED = "deprecated"
    NEWER = "newer"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class TechniqueReference:
    """A technique id of a rule, resolved.

    `technique` is the successor if the id was revoked, None if there is nothing to show. `was` is
    the name under the given id, if it is known and differs. `source` is the domain and version that
    resolved it, as pages name it (`ATT&CK 19.1`).
    """

    given: TechniqueId
    state: IdState
    technique: Technique | None
    domain: str
    source: str
    was: str | None = None

    @property
    def current(self) -> str:
        """The id to count and show: the successor's if there is one."""
        return str(self.technique.id if self.technique else self.given)


@dataclass(frozen=True, slots=True, kw_only=True)
class Attack:
    """The facts of one version of one domain, and of the `others` that are pinned with it.

    `revoked` maps an id to its replacement, which may be revoked too. `names` are those of removed
    techniques, `renamed` the former names of current ones, both as far as known. `highest` is the
    highest assigned number, and for each technique that of its sub-techniques; the former has an
    empty key.
    """

    domain: str
    version: str
    tactics: tuple[Tactic, ...]
    techniques: Mapping[str, Technique]
    revoked: Mapping[str, str]
    deprecated: frozenset[str]
    highest: Mapping[str, int] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    renamed: Mapping[str, str] = field(default_factory=dict)
    others: tuple[Attack, ...] = ()

    @property
    def label(self) -> str:
        """Domain and version as pages name them."""
        return f"{_TITLES.get(self.domain, self.domain)} {self.version}"

    @property
    def domains(self) -> tuple[Attack, ...]:
        """This domain first, then the other domains."""
        return (self, *self.others)

    def technique(self, identifier: str) -> TechniqueReference:
        """Resolves a technique id in the first domain that knows it.

        Follows chains of revoked ids, and tolerates cycles.
        """
        given = TechniqueId(identifier.upper())
        for facts in self.domains:
            found = facts._known(given)
            if found is not None:
                return found
        facts = self._responsible(given)
        state = IdState.NEWER if facts._is_newer(given) else IdState.UNKNOWN
        return facts._reference(given, state, None)

    def tactic(self, name: str) -> Tactic | None:
        """A tactic of this domain by id or short name, with `-` or `_` between words."""
        wanted = name.lower().replace("_", "-")
        return next((t for t in self.tactics if wanted in (t.shortname, t.id.lower())), None)

    def tactics_of(self, technique: Technique) -> tuple[Tactic, ...]:
        """The tactics of a technique, in the matrix order of its domain."""
        for facts in self.domains:
            if technique.id in facts.techniques:
                return tuple(t for t in facts.tactics if t.shortname in technique.tactics)
        return ()

    def former(self) -> dict[str, tuple[str, ...]]:
        """The ids that each current technique replaces, including chains."""
        found: dict[str, list[str]] = {}
        for facts in self.domains:
            for identifier in sorted(facts.revoked):
                technique = self.technique(identifier).technique
                if technique is not None:
                    found.setdefault(technique.id, []).append(identifier)
        return {identifier: tuple(former) for identifier, former in found.items()}

    def nearest(self, identifier: str) -> str | None:
        """The technique id that a mistyped one most likely means."""
        wanted = identifier.upper()
        known = self._responsible(wanted).techniques
        close = difflib.get_close_matches(wanted, known, n=1, cutoff=0.6)
        return close[0] if close else None

    def _known(self, given: TechniqueId) -> TechniqueReference | None:
        last = _last(given, self.revoked)
        technique = self.techniques.get(last)
        if technique is not None:
            state = IdState.RENAMED if given in self.renamed else IdState.CURRENT
            return self._reference(given, state if last == given else IdState.REVOKED, technique)
        if last in self.deprecated or given in self.revoked:
            return self._reference(given, IdState.DEPRECATED, None)
        return None

    def _reference(
        self, given: TechniqueId, state: IdState, technique: Technique | None
    ) -> TechniqueReference:
        return TechniqueReference(
            given=given,
            state=state,
            technique=technique,
            domain=self.domain,
            source=self.label,
            was=self.renamed.get(given) or self.names.get(given),
        )

    def _responsible(self, identifier: str) -> Attack:
        """The domain that an unknown id would belong to: T0001 to T0999 are all ICS."""
        if identifier.startswith("T0"):
            return next((facts for facts in self.domains if facts.domain == ICS), self)
        return self

    def _is_newer(self, identifier: str) -> bool:
        number, _, sub = identifier.partition(".")
        if number not in self.techniques or not sub:
            highest = self.highest.get("", 0)
            return highest < int(number[1:]) <= highest + NEWER_TECHNIQUES
        highest = self.highest.get(number, 0)
        return highest < int(sub) <= highest + NEWER_SUB_TECHNIQUES


def _last(identifier: TechniqueId, revoked: Mapping[str, str]) -> TechniqueId:
    """The final replacement of an id; a cycle ends where it closes."""
    passed: set[str] = set()
    while identifier in revoked and identifier not in passed:
        passed.add(identifier)
        identifier = TechniqueId(revoked[identifier])
    return identifier


def domain_of(techniques: Iterable[TechniqueReference]) -> str | None:
    """The domain of a rule's techniques; None if there are none or they belong to several
    domains."""
    domains = {reference.domain for reference in techniques if reference.technique is not None}
    return domains.pop() if len(domains) == 1 else None
