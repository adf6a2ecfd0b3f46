"""The setting `redirects`: former page addresses and their current destinations."""

from __future__ import annotations

from collections.abc import Mapping

from generator.content.kinds.mapping_reader import MappingReader

KEY = "redirects"


def read(reader: MappingReader) -> Mapping[str, str]:
    """Maps an old address or the id of a removed rule to a page or a rule id.

    The site build checks whether the destination exists.
    """
    return {old: new for old, new in reader.text_mapping(KEY).items() if new}
