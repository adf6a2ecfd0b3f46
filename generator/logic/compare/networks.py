"""What is left of a network when others are taken out of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from generator.logic.evaluate.matchers import Network

Key = TypeVar("Key")


def outside(
    network: Network, others: Mapping[Key, Network]
) -> tuple[tuple[Network, ...], frozenset[Key]]:
    """The networks that remain, and which of the others took something away."""
    rest: list[Network] = [network]
    met: set[Key] = set()
    for key, other in others.items():
        if other.version != network.version:
            continue
        kept: list[Network] = []
        for piece in rest:
            if piece.subnet_of(other):  # type: ignore[arg-type]
                met.add(key)
            elif other.subnet_of(piece):  # type: ignore[arg-type]
                met.add(key)
                kept += piece.address_exclude(other)  # type: ignore[arg-type]
            else:
                kept.append(piece)
        rest = kept
    return tuple(sorted(rest, key=lambda piece: (piece.prefixlen, int(piece[0])))), frozenset(met)
