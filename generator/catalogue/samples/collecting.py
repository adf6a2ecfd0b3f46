"""Collection of all samples of a project: those that rules name, and those that name a rule."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from generator.base.diagnostics import Diagnostic, in_order, quoted
from generator.base.paths import SAMPLE_FOLDER
from generator.catalogue.link import Catalogue, RuleKey, key_of
from generator.catalogue.samples.sample import BAD_SAMPLE, MISSING_SAMPLE, Sample, Samples
from generator.catalogue.samples.sample_file import KEYS, Locate, read_own_form
from generator.catalogue.samples.sigmahq import lists_samples, read_info
from generator.content import documents
from generator.content.documents import Document
from generator.content.kinds.mapping_reader import MappingReader
from generator.content.model import Rule, RuleKind
from generator.content.yaml_text import compose
from generator.content.yaml_text.places import Places

PATH_KEY = "regression_tests_path"


def collect(catalogue: Catalogue, base: Path, folders: Iterable[Path]) -> Samples:
    """The samples of all rules, from some folders. A mistake in a file is reported and does not
    hide other samples. `base` is the base directory for paths.

    Files outside of the folders are never read, whatever a rule names.
    """
    return _Collection(catalogue, base, tuple(folders)).samples()


class _Collection:
    """The samples found so far."""

    def __init__(self, catalogue: Catalogue, base: Path, folders: tuple[Path, ...]) -> None:
        self.catalogue = catalogue
        self.base = base
        self.folders = folders
        self.real_folders = [Path(os.path.realpath(folder)) for folder in folders]
        self.report: list[Diagnostic] = []
        self.read: list[Document] = []
        self.by_rule: dict[RuleKey, list[Sample]] = {}
        self.without_rule: list[str] = []

    def samples(self) -> Samples:
        for rule in self.catalogue.rules:
            self._named_by(rule)
        self._naming_rules()
        return Samples(
            by_rule={key: tuple(samples) for key, samples in self.by_rule.items()},
            without_rule=tuple(sorted(self.without_rule)),
            diagnostics=in_order(documents.located(self.report, self.read)),
        )

    def _named_by(self, rule: Rule) -> None:
        """The info.yml of a rule, with the event files that it names."""
        named = rule.regression_tests_path
        if not named:
            return
        home = (self.base / rule.path).parent
        file = self._find(named, home)
        if file is None:
            message = (
                f"{PATH_KEY} {quoted(named)} is no file in a folder {SAMPLE_FOLDER} of this project"
            )
            self.report.append(MISSING_SAMPLE.at(rule.path, (rule.number, PATH_KEY), message))
            return
        document, mistakes = documents.read_file(
            file, documents.shown_path(file, self.base), file.name
        )
        self.report += mistakes
        if document is None:
            return
        self.read.append(document)
        locate = _lines(document)
        for part in document.parts:
            reader = MappingReader(part.data, document.path, (part.number,), self.report)
            found = read_info(
                reader, lambda name: self._find(name, home), locate, self.base, self.report
            )
            self.by_rule.setdefault(key_of(rule), []).extend(found)

    def _naming_rules(self) -> None:
        """Reads the files that name a rule. An info.yml counts only where a rule names it."""
        rules = references(self.catalogue)
        reading = documents.read(self.folders, base=self.base)
        self.report += reading.diagnostics
        for document in reading.documents:
            self.read.append(document)
            locate = _lines(document)
            for part in document.parts:
                reader = MappingReader(part.data, document.path, (part.number,), self.report)
                if lists_samples(reader.data) or not reader.data.keys() & set(KEYS):
                    continue
                reader.require("rule")
                named = reader.text("rule")
                if not named:
                    continue
                rule = rules.get(named) or rules.get(named.lower())
                if rule is None:
                    self.without_rule.append(document.path)
                elif rule.kind is RuleKind.FILTER:
                    message = "a filter is tried with the rules that it narrows; name one of them"
                    reader.report(BAD_SAMPLE, message, "rule")
                else:
                    folder = document.file.parent
                    series = rule.kind is RuleKind.CORRELATION
                    found = read_own_form(reader, folder, self._allowed, locate, series=series)
                    self.by_rule.setdefault(key_of(rule), []).extend(found)

    def _find(self, name: str, home: Path) -> Path | None:
        """The file of a path: relative to the parent of regression_data, or to the rule."""
        if "\0" in name:
            return None
        parts = Path(name.replace("\\", "/"))
        places = (*(folder.parent for folder in self.folders), home)
        files = (place / parts for place in places)
        return next((file for file in files if self._allowed(file) and file.is_file()), None)

    def _allowed(self, file: Path) -> bool:
        real = Path(os.path.realpath(file))
        return any(real.is_relative_to(folder) for folder in self.real_folders)


def references(catalogue: Catalogue) -> dict[str, Rule]:
    """The rules by id and by name; the first rule keeps a duplicate."""
    found: dict[str, Rule] = {}
    for rule in catalogue.rules:
        for reference in (str(rule.id), rule.name):
            if reference:
                found.setdefault(reference, rule)
    return found


def _lines(document: Document) -> Locate:
    places = Places(compose(document.text))
    return lambda route: places.locate(route)[0]
