"""The settings `templates` and `words` of a configuration."""

from __future__ import annotations

from importlib import resources
from pathlib import Path

from generator.base.diagnostics import Code, quoted
from generator.content.kinds.mapping_reader import MappingReader, nearest
from generator.content.yaml_text import parse
from generator.pages.markdown import fixed_words, template_names, template_problem
from generator.settings.customisation import Look

TEMPLATES, WORDS = "templates", "words"
KEYS = (TEMPLATES, WORDS)


def read(reader: MappingReader, home: Path, bad: Code) -> Look:
    """Templates of the user's folder by their names, and his words by ours. What is none of ours,
    or no template, is reported with the code `bad` and left out."""
    words = _words(reader, bad)
    sentences = words_of_views() if words else frozenset()
    name = reader.text(TEMPLATES)
    folder = home / name if name and "\0" not in name else None
    return Look(
        folder=folder if folder is not None and folder.is_dir() else None,
        templates=_templates(reader, folder, bad),
        words=words,
        sentences={ours: said for ours, said in words.items() if ours in sentences},
    )


def _templates(reader: MappingReader, folder: Path | None, bad: Code) -> dict[str, str]:
    if folder is None or not folder.is_dir():
        if reader.has(TEMPLATES):
            name = quoted(reader.text(TEMPLATES))
            reader.report(bad, f"templates is {name}, which is no folder", TEMPLATES)
        return {}
    found = {}
    for file in sorted(folder.glob("*.j2")):
        known = template_names()
        if file.name not in known:
            hint = nearest(file.name, known) or f"; known: {', '.join(sorted(known))}"
            message = f"{quoted(file.name)} takes the place of no template{hint}"
            reader.report(bad, message, TEMPLATES)
            continue
        text = file.read_text("utf-8", errors="replace")
        problem = template_problem(text)
        if problem:
            reader.report(bad, f"{quoted(file.name)} is no template: {problem}", TEMPLATES)
            continue
        found[file.name] = text
    return found


def _words(reader: MappingReader, bad: Code) -> dict[str, str]:
    given = reader.text_mapping(WORDS)
    if not given:
        return {}
    known = {*fixed_words(), *words_of_views()}
    for word in given.keys() - known:
        hint = nearest(word, known)
        reader.report(bad, f"no page says {quoted(word)}{hint}", WORDS, word)
    return {ours: said for ours, said in given.items() if ours in known and said}


def words_of_views() -> frozenset[str]:
    """The sentences that pages say without a template, as `words.yml` lists them."""
    text = resources.files("generator.settings").joinpath("words.yml").read_text("utf-8")
    parts, _ = parse(text, "words.yml")
    return frozenset(word for part in parts for words in part.data.values() for word in words)
