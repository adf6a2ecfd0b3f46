"""The owner of a rule: named in the rule itself, else assigned to its path in `catalogue.yml`."""

from __future__ import annotations

from dataclasses import dataclass

from generator.base.path_patterns import SAME, Places, fits
from generator.content.kinds.mapping_reader import MappingReader
from generator.content.model import Rule

KEY = "owners"


@dataclass(frozen=True, slots=True, kw_only=True)
class Owners:
    """`of_paths` are pairs of a path pattern and an owner, in file order."""

    of_paths: tuple[tuple[str, str], ...] = ()
    places: Places = SAME

    def of(self, rule: Rule) -> str:
        """The owner of a rule; empty where unknown. The last matching pattern wins."""
        path = self.places.of(rule.path)
        fitting = (name for pattern, name in reversed(self.of_paths) if fits(path, pattern))
        return rule.owner or next(fitting, "")


def read(reader: MappingReader, places: Places = SAME) -> Owners:
    """The setting `owners` of a configuration: an owner for each path pattern."""
    named = tuple((k, v) for k, v in reader.text_mapping(KEY).items() if v)
    return Owners(of_paths=named, places=places)
