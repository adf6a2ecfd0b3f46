"""Addresses that pages had once, and where each leads now: the setting `redirects`."""

from __future__ import annotations

from collections.abc import Mapping

from generator.content.kinds.mapping_reader import MappingReader

KEY = "redirects"


def read(reader: MappingReader) -> Mapping[str, str]:
    """An old address or the id of a rule that is gone → a page or the id of a rule.

    Whether there is such a page is known when the site is built.
    """
    return {old: new for old, new in reader.text_mapping(KEY).items() if new}
