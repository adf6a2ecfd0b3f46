"""Pages and exports: each view is one module that makes artifacts of a publication."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from generator.model import Artifact, Later, Piece
from generator.views import (
    api,
    api_entities,
    attack_matrix,
    attack_tactics,
    attack_techniques,
    attention,
    browse,
    data_needed,
    downloads,
    editor_schemas,
    enrichments,
    environments,
    exports,
    home,
    logging_policies,
    navigator,
    rule_index,
    rule_pieces,
    support,
    targets,
    triggers,
    use_cases,
)
from generator.views.publication import Publication

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
    support.pages,
    attack_matrix.pages,
    attack_tactics.pages,
    attack_techniques.pages,
    navigator.files,
    environments.pages,
    use_cases.pages,
    api.files,
    api_entities.files,
    editor_schemas.files,
    exports.files,
)


def artifacts(publication: Publication) -> Iterator[Artifact]:
    """Every file of the output."""
    for maker in makers(publication):
        yield from maker()
    for one in later(publication):
        yield from one.make()
    for piece in pieces(publication):
        yield from piece.make()


def makers(publication: Publication) -> tuple[Callable[[], Iterator[Artifact]], ...]:
    """What makes the files that are made of the whole, to be called in any process and order."""
    return tuple(partial(view, publication) for view in VIEWS)


def later(publication: Publication) -> tuple[Later, ...]:
    """What takes long to make and is only copied."""
    paths = tuple(downloads.paths(publication))
    return (Later(paths=paths, make=partial(downloads.files, publication)),)


def pieces(publication: Publication) -> tuple[Piece, ...]:
    """What makes the files of the output that belong to a single file of rules."""
    return tuple(rule_pieces.pieces(publication))
