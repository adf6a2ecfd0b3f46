"""What is made of a rule: a query, and files."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """What a target made of a rule: the text of a query, or the reason why there is none.

    `names` has the fields that the target's pipeline knows, and what it calls them; a field that
    is not among them stands in the query as the rule names it.
    """

    text: str | None = None
    reason: str | None = None
    names: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Artifact:
    """A file to be written. `path` is relative to the output folder, with forward slashes.

    `source` is the content file that a page was made of, for its "edit" link.
    """

    path: str
    content: str | bytes
    source: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PageGroup:
    """Some artifacts under a name, with a digest of all that they are made of; None where there is
    none, so that they are made each time."""

    name: str
    key: Callable[[], str | None]
    make: Callable[[], Iterable[Artifact]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Deferred:
    """Artifacts of which nothing else is made, so that the others can be put to use meanwhile;
    `paths` are those that they have."""

    paths: tuple[str, ...]
    make: Callable[[], Iterable[Artifact]]
