"""Pages and exports: each view is one module that makes artifacts of a publication."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from generator.content.model import Artifact, Deferred, PageGroup
from generator.pages.attack import matrix as attack_matrix
from generator.pages.attack import navigator
from generator.pages.attack import tactics as attack_tactics
from generator.pages.attack import techniques as attack_techniques
from generator.pages.entities import data_needed, enrichments, logging_policies, triggers, use_cases
from generator.pages.environments import pages as environments
from generator.pages.exports import api, api_entities, downloads, exports, schema_files
from generator.pages.front import attention, home
from generator.pages.publication import Publication
from generator.pages.rules import browse, page_groups
from generator.pages.rules import index as rule_index
from generator.pages.targets import index as targets
from generator.pages.targets import support_matrix

VIEWS: tuple[Callable[[Publication], Iterator[Artifact]], ...] = (
    home.pages,
    attention.pages,
    rule_index.pages,
    browse.files,
    data_needed.pages,
    logging_policies.pages,
    enrichments.pages,
    triggers.pages,
    targets.pages,
    support_matrix.pages,
    attack_matrix.pages,
    attack_tactics.pages,
    attack_techniques.pages,
    navigator.files,
    environments.pages,
    use_cases.pages,
    api.files,
    api_entities.files,
    schema_files.files,
    exports.files,
)


def artifacts(publication: Publication) -> Iterator[Artifact]:
    """Every file of the output."""
    for maker in makers(publication):
        yield from maker()
    for one in deferred(publication):
        yield from one.make()
    for group in groups(publication):
        yield from group.make()


def makers(publication: Publication) -> tuple[Callable[[], Iterator[Artifact]], ...]:
    """What makes the files that are made of the whole, to be called in any process and order."""
    return tuple(partial(view, publication) for view in VIEWS)


def deferred(publication: Publication) -> tuple[Deferred, ...]:
    """What takes long to make and is only copied."""
    paths = tuple(downloads.paths(publication))
    return (Deferred(paths=paths, make=partial(downloads.files, publication)),)


def groups(publication: Publication) -> tuple[PageGroup, ...]:
    """What makes the files of the output that belong to a single file of rules."""
    return tuple(page_groups.groups(publication))
