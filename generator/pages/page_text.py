"""Templates and fixed words of pages: ours, and those that a user has instead. Jinja lives here alone."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any

import jinja2
from jinja2.ext import Extension
from jinja2.lexer import Token, TokenStream
from jinja2.sandbox import SandboxedEnvironment

from generator.base.diagnostics import Diagnostic, quoted
from generator.content.documents import Document
from generator.content.kinds.mapping_reader import nearest
from generator.content.yaml_text import parse
from generator.pages.markdown import (
    Markdown,
    bullets,
    code,
    fence,
    front_matter,
    inline,
    paragraphs,
)
from generator.settings.config import BAD_SETTING
from generator.settings.customisation import TEMPLATES, WORDS, Customisation

_SEPARATORS = re.compile(r"(\n|\||\*\*|(?<=\n)#+ |^\s*#+ )")
"""What separates two phrases of a template: a line, a cell, bold text or a heading."""


@dataclass(frozen=True, kw_only=True)
class PageText:
    """`templates` are the user's texts by the names of ours that they replace; `words` replaces phrases
    of our templates. `sentences` replaces what pages hand to a template: only whole sentences, since
    the text of a rule may well be one of the words."""

    templates: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)
    sentences: Mapping[str, str] = field(default_factory=dict)

    def render(self, template: str, **values: Any) -> str:
        """A page of a template in `generator/pages/templates/`, by its name. A value that it misses
        is a bug and raises."""
        return self._environment.get_template(template).render(values)

    @cached_property
    def _environment(self) -> jinja2.Environment:
        """It keeps the templates that it compiled."""
        # A template of the user's may have come with a proposal: it gets values and nothing else.
        kind = SandboxedEnvironment if self.templates else jinja2.Environment
        environment = kind(
            loader=jinja2.FunctionLoader(self._template),
            extensions=[_replacing(self._reworded)] if self.words else [],
            undefined=jinja2.StrictUndefined,
            finalize=self._printed,
            autoescape=False,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
        )
        environment.filters |= {
            "paragraphs": paragraphs,
            "code": code,
            "fence": fence,
            "bullets": bullets,
            "front_matter": lambda values: front_matter(**values),
        }
        return environment

    def _template(self, name: str) -> str:
        text = self.templates.get(name)
        return text if text is not None else _folder().joinpath(name).read_text("utf-8")

    def _printed(self, value: Any) -> str:
        """What a template prints: Markdown as it is, numbers as digits, everything else escaped."""
        if isinstance(value, Markdown):
            return self.sentences.get(value, value)
        if isinstance(value, int) and not isinstance(value, bool):
            return str(value)
        if not isinstance(value, str):
            raise TypeError(f"a template prints {type(value).__name__}; make text of it in Python")
        return inline(value)

    def _reworded(self, text: str) -> str:
        """The fixed text of a template with the user's words. A phrase is replaced as a whole, never
        a word in it."""
        return "".join(self._replacement(piece) for piece in _SEPARATORS.split(text))

    def _replacement(self, piece: str) -> str:
        phrase = piece.strip()
        for ours in (phrase, phrase.removesuffix(":")):
            theirs = self.words.get(html.unescape(ours)) if ours else None
            if theirs is not None:
                return piece.replace(ours, theirs)
        return piece


def page_text(customisation: Customisation) -> PageText:
    """The text of pages for a user, without what `mistakes` reports."""
    wrong = _wrong_templates(customisation)
    unknown = _unknown_words(customisation)
    words = {
        ours: theirs
        for ours, theirs in customisation.words.items()
        if theirs and ours not in unknown
    }
    sentences = sentences_of_pages() if words else frozenset()
    return PageText(
        templates={
            name: text for name, text in customisation.templates.items() if name not in wrong
        },
        words=words,
        sentences={ours: theirs for ours, theirs in words.items() if ours in sentences},
    )


def mistakes(customisation: Customisation, document: Document) -> Iterator[Diagnostic]:
    """Templates and words that no page knows, and templates that are none. `document` is the
    configuration that names them."""
    top = document.parts[0].number if document.parts else 0
    for message in _wrong_templates(customisation).values():
        yield BAD_SETTING.at(document.path, (top, TEMPLATES), message)
    for word, message in _unknown_words(customisation).items():
        yield BAD_SETTING.at(document.path, (top, WORDS, word), message)


def _wrong_templates(customisation: Customisation) -> dict[str, str]:
    """What is wrong with the templates that cannot be used, by their names."""
    problems = {
        name: _template_problem(name, text) for name, text in customisation.templates.items()
    }
    return {name: problem for name, problem in problems.items() if problem}


def _template_problem(name: str, text: str) -> str:
    known = template_names()
    if name not in known:
        hint = nearest(name, known) or f"; known: {', '.join(sorted(known))}"
        return f"{quoted(name)} takes the place of no template{hint}"
    try:
        _plain_environment().parse(text)
    except jinja2.TemplateSyntaxError as problem:
        return f"{quoted(name)} is no template: line {problem.lineno}: {problem.message}"
    return ""


def _unknown_words(customisation: Customisation) -> dict[str, str]:
    """What to say of the words that no page uses, by the word."""
    if not customisation.words:
        return {}
    known = fixed_words() | sentences_of_pages()
    return {
        word: f"no page says {quoted(word)}{nearest(word, known)}"
        for word in customisation.words
        if word not in known
    }


@cache
def template_names() -> frozenset[str]:
    """The templates of pages, each of which a user may replace."""
    return frozenset(file.name for file in _folder().iterdir() if file.name.endswith(".j2"))


@cache
def fixed_words() -> frozenset[str]:
    """The phrases of our templates."""
    return frozenset(
        phrase
        for name in template_names()
        for _, kind, value in _plain_environment().lex(_folder().joinpath(name).read_text("utf-8"))
        if kind == "data"
        for phrase in _phrases(value)
    )


@cache
def sentences_of_pages() -> frozenset[str]:
    """The sentences that pages hand to a template, as `words.yml` lists them."""
    text = resources.files("generator.pages").joinpath("words.yml").read_text("utf-8")
    parts, _ = parse(text, "words.yml")
    return frozenset(word for part in parts for words in part.data.values() for word in words)


def _phrases(text: str) -> Iterator[str]:
    """The phrases of the fixed text of a template, as `words` names them."""
    for piece in _SEPARATORS.split(text):
        phrase = html.unescape(piece.strip().removesuffix(":"))
        if re.search(r"[A-Za-z]{2}", phrase) and not phrase.startswith("<"):
            yield phrase


def _replacing(reworded: Callable[[str], str]) -> type[Extension]:
    """An extension that changes the fixed text of templates before they are compiled: the text of a
    rule cannot be mistaken for it."""

    class Replacing(Extension):
        def filter_stream(self, stream: TokenStream) -> Iterator[Token]:
            for token in stream:
                yield (
                    Token(token.lineno, "data", reworded(token.value))
                    if token.type == "data"
                    else token
                )

    return Replacing


def _plain_environment() -> jinja2.Environment:
    """For reading templates; nothing is rendered with it."""
    return jinja2.Environment(autoescape=False)  # noqa: S701


def _folder() -> Traversable:
    return resources.files("generator.pages").joinpath("templates")
