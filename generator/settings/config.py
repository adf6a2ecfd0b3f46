"""`catalogue.yml` → `Config`, with diagnostics as for content and a default for every setting."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib import resources
from pathlib import Path
from types import MappingProxyType

from generator.base.diagnostics import Diagnostic, error, quoted
from generator.base.path_patterns import SAME, Places
from generator.base.paths import SAMPLE_FOLDER
from generator.content.documents import (
    MULTIPLE_DOCUMENTS,
    Document,
    located,
    read_file,
    shown_path,
)
from generator.content.kinds import KINDS
from generator.content.kinds.mapping_reader import MappingReader, nearest, whole_number
from generator.content.yaml_text import EMPTY_FILE, Part
from generator.facts import attack
from generator.settings import customisation, owners, redirects, repository, target_choices
from generator.settings import severities as rulings
from generator.settings.customisation import Customisation
from generator.settings.owners import Owners
from generator.settings.repository import NOWHERE, Repository
from generator.settings.severities import NONE_GIVEN, CheckSettings
from generator.settings.target_choices import TARGET_KEYS as TARGET_KEYS
from generator.settings.target_choices import TargetChoice as TargetChoice

FILE_NAME = "catalogue.yml"
LONGEST_QUERY = 20_000
"""Maximum characters of a query on a page; a separate file holds the full query."""
UNKNOWN_SETTING = error("unknown-setting", "A setting that catalogue.yml does not have")
BAD_SETTING = error("bad-setting", "A setting has a value that cannot be used")

CODES = (UNKNOWN_SETTING, BAD_SETTING)

SETTINGS = (
    *(kind.key for kind in KINDS),
    target_choices.KEY,
    "longest_query",
    "output",
    "attack",
    "history",
    repository.KEY,
    owners.KEY,
    redirects.KEY,
    *customisation.KEYS,
    rulings.CHECKS,
    rulings.WAIVERS,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """The inputs and outputs of a build. All paths are absolute.

    `sources` holds the folders or files of each kind, by kind key. `base` is the base directory for
    paths in diagnostics. `chosen_in` is the file that names the targets, None where they come from
    the command line or the default. `named_targets` are the ids of all targets named in the file or
    on the command line; `targets` is the subset to convert to. `history` says whether to read the
    git history; None means to read it where it exists. `rulings` are the check settings in
    `document`, the configuration file. `today` is the day on which waivers are evaluated.
    """

    base: Path
    sources: Mapping[str, tuple[Path, ...]]
    targets: tuple[TargetChoice, ...]
    chosen_in: Document | None = None
    named_targets: frozenset[str] = frozenset()
    longest_query: int = LONGEST_QUERY
    output: Path
    attack: Path | None = None
    history: bool | None = None
    repository: Repository = NOWHERE
    owners: Owners = Owners()  # noqa: RUF009 - it is frozen
    redirects: Mapping[str, str] = field(default_factory=dict)
    customisation: Customisation = Customisation()  # noqa: RUF009 - it is frozen
    rulings: CheckSettings = NONE_GIVEN
    document: Document | None = None
    today: datetime.date | None = None

    @property
    def sample_folders(self) -> tuple[Path, ...]:
        """The sample event folders: the project's, and the nearest one above each rule folder."""
        found = []
        for place in (self.base, *self.sources["rules"]):
            above = (place,) if place == self.base else (place, *place.parents)
            folders = (one / SAMPLE_FOLDER for one in above)
            found.append(next((folder for folder in folders if folder.is_dir()), None))
        return tuple(dict.fromkeys(folder for folder in found if folder is not None))


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Command-line options; None where an option is not given."""

    sources: Mapping[str, tuple[Path, ...]] = field(default_factory=dict)
    targets: tuple[str, ...] = ()
    output: Path | None = None
    today: datetime.date | None = None


def load(
    base: Path, *, file: Path | None = None, settings: Settings | None = None
) -> tuple[Config, list[Diagnostic]]:
    """The configuration of a folder: `file`, or its `catalogue.yml` if it has one, else defaults.

    Command-line options override the file. Mistakes are reported and replaced by the default.
    """
    given = settings or Settings()
    base = base.resolve()
    path = (base / FILE_NAME) if file is None else file.resolve()
    reader, report, document = _reader(path, base, needed=file is not None)
    home = path.parent if reader.data else base
    places = Places(str(base), str(home)) if home != base else SAME
    sources = {
        kind.key: given.sources.get(kind.key)
        or (
            ()
            if kind.names_rules and given.sources.get("rules")
            else _folders(reader, kind.key, home) or _usual_place(kind.key, home, kind.in_library)
        )
        for kind in KINDS
    }
    output = given.output or home / (reader.text("output") or "build/pages")
    config = Config(
        base=base,
        sources={
            key: tuple(_absolute(path, base) for path in paths) for key, paths in sources.items()
        },
        targets=target_choices.read(reader, given.targets, home, BAD_SETTING),
        named_targets=frozenset(
            choice.id
            for names in ((), given.targets)
            for choice in target_choices.read(reader, names, home, BAD_SETTING)
        ),
        chosen_in=document if reader.has("targets") and not given.targets else None,
        longest_query=_longest_query(reader),
        output=_absolute(output, base),
        attack=_attack(reader, home),
        history=reader.truth("history") if reader.has("history") else None,
        repository=repository.read(reader, base, BAD_SETTING),
        owners=owners.read(reader, places),
        redirects=redirects.read(reader),
        customisation=customisation.read(reader, home, BAD_SETTING),
        rulings=rulings.read(reader, BAD_SETTING, places),
        document=document,
        today=given.today,
    )
    return config, list(located(report, [document] if document else []))


def _reader(
    path: Path, base: Path, *, needed: bool
) -> tuple[MappingReader, list[Diagnostic], Document | None]:
    """The usable settings. A file that holds only comments has no settings, which is valid."""
    shown = shown_path(path, base)
    report: list[Diagnostic] = []
    first = Part(0, {})
    document = None
    if needed or path.is_file():
        document, report = read_file(path, shown, path.name)
        report = [mistake for mistake in report if mistake.code != EMPTY_FILE.slug]
        if document is not None:
            first, *others = document.parts
            if others:
                message = "the configuration is one document; remove the others"
                report.append(MULTIPLE_DOCUMENTS.at(shown, (others[0].number,), message))
    reader = MappingReader(first.data, shown, (first.number,), report)
    for key in reader.data:
        if key not in SETTINGS:
            hint = nearest(key, SETTINGS) or f"; known: {', '.join(SETTINGS)}"
            reader.report(UNKNOWN_SETTING, f"unknown setting {quoted(key)}{hint}", key)
    return reader.without(*_unusable(reader)), report, document


def _unusable(reader: MappingReader) -> list[str]:
    """Reports the settings whose values are unusable and returns them; defaults replace them."""
    unusable = []
    for key in (key for key in SETTINGS if key in reader.data):
        before = reader.reported
        if key in ONE_BY_ONE:
            continue
        if key in WHOLE:
            WHOLE[key](reader)
        else:
            texts = (reader.text(key),) if key == "output" else reader.texts(key)
            if any("\0" in text for text in texts):
                message = f"{key} holds the character NUL, which no path has; remove it"
                reader.report(BAD_SETTING, message, key)
        if reader.reported > before:
            unusable.append(key)
    return unusable


def _folders(reader: MappingReader, key: str, home: Path) -> tuple[Path, ...]:
    return tuple(home / text for text in reader.texts(key))


def _usual_place(key: str, home: Path, in_library: bool) -> tuple[Path, ...]:
    """The folder of that name in the project, else the library that ships with the product."""
    if (home / key).is_dir():
        return (home / key,)
    return library(key) if in_library else ()


def library(key: str) -> tuple[Path, ...]:
    """The content of a kind that ships with the product: in the wheel, or next to the source."""
    package = Path(str(resources.files("generator")))
    for place in (package / "library" / key, package.parent / key):
        if place.is_dir():
            return (place,)
    return ()


def _attack(reader: MappingReader, home: Path) -> Path | None:
    """The ATT&CK data file that overrides the bundled one."""
    name = reader.text("attack")
    if not name:
        return None
    try:
        attack.load_file(home / name)
    except attack.FactsError as problem:
        reader.report(BAD_SETTING, f"{problem}; the bundled facts are used instead", "attack")
        return None
    return home / name


def _longest_query(reader: MappingReader) -> int:
    stated = reader.data.get("longest_query")
    if stated is None:
        return LONGEST_QUERY
    number = whole_number(stated)
    if number is None or number < 1:
        message = f"longest_query is {quoted(stated)}; write a number of characters, from 1"
        reader.report(BAD_SETTING, message, "longest_query")
        return LONGEST_QUERY
    return number


ONE_BY_ONE = (*customisation.KEYS, repository.KEY, rulings.CHECKS, rulings.WAIVERS)
"""Settings that report each mistake separately; their valid parts still apply."""

WHOLE: Mapping[str, Callable[[MappingReader], object]] = MappingProxyType(
    {
        target_choices.KEY: lambda reader: target_choices.read(reader, (), Path(), BAD_SETTING),
        "longest_query": _longest_query,
        "history": lambda reader: reader.truth("history"),
        owners.KEY: owners.read,
        redirects.KEY: redirects.read,
    }
)
"""How to read settings that apply as a whole or not at all; all others are paths."""


def _absolute(path: Path, base: Path) -> Path:
    return path if path.is_absolute() else base / path


def sources_of(config: Config) -> Sequence[Path]:
    """Every folder and file to read content from and to watch for changes."""
    folders = [path for paths in config.sources.values() for path in paths]
    return [*folders, config.customisation.folder] if config.customisation.folder else folders
