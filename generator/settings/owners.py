"""Who looks after a rule: what the rule says itself, else what catalogue.yml says of its path."""

from __future__ import annotations

from dataclasses import dataclass

from generator.base.path_patterns import SAME, Places, fits
from generator.content.kinds.mapping_reader import MappingReader
from generator.content.model import Rule

KEY = "owners"


@dataclass(frozen=True, slots=True, kw_only=True)
class Owners:
    """`of_paths` are pairs of a pattern and a name, in the order of the file."""

    of_paths: tuple[tuple[str, str], ...] = ()
    places: Places = SAME

    def of(self, rule: Rule) -> str:
        """The owner of a rule; empty where none is known. Of several patterns the last counts."""
        path = self.places.of(rule.path)
        fitting = (name for pattern, name in reversed(self.of_paths) if fits(path, pattern))
        return rule.owner or next(fitting, "")


def read(reader: MappingReader, places: Places = SAME) -> Owners:
    """The setting `owners` of a configuration: a name for each pattern of paths."""
    named = tuple((k, v) for k, v in reader.text_mapping(KEY).items() if v)
    return Owners(of_paths=named, places=places)
