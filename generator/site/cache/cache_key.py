"""Cache keys: digests of everything outside of a page that can change it.

It also detects setups that the page cache does not support.
"""

from __future__ import annotations

import functools
import hashlib
import json
import logging
import os
import platform
import re
from collections.abc import Iterator, Mapping
from importlib import metadata
from pathlib import Path
from types import FunctionType
from typing import Any

import mkdocs.commands.build
import mkdocs.structure.files
import mkdocs.structure.pages
from mkdocs.config.base import Config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page
from pathspec import PathSpec

from generator.base.code_digest import code_digest

KNOWN = {"mkdocs": "1.6.1", "mkdocs-material": "9.8.", "markdown": "3.11."}
"""The versions (or version prefixes) whose internals the cache relies on."""
SEARCH = ("material.plugins.search.plugin", "SearchPlugin")
OURS = ("generator.site.plugin", "CataloguePlugin")
_MADE_BY = (
    "detection-catalogue",
    "mkdocs",
    "mkdocs-material",
    "mkdocs-material-extensions",
    "markdown",
    "pymdown-extensions",
    "pygments",
    "jinja2",
    "markupsafe",
    "pyyaml",
    "babel",
)
_PURE = {
    *("abbr", "admonition", "attr_list", "codehilite", "def_list", "extra", "fenced_code"),
    *("footnotes", "md_in_html", "meta", "nl2br", "sane_lists", "smarty", "tables", "toc"),
    *("wikilinks",),
    *(
        f"pymdownx.{name}"
        for name in (
            *("arithmatex", "betterem", "caret", "critic", "details", "emoji", "escapeall"),
            *("extra", "highlight", "inlinehilite", "keys", "magiclink", "mark", "pathconverter"),
            *("progressbar", "saneheaders", "smartsymbols", "striphtml", "superfences", "tabbed"),
            *("tasklist", "tilde"),
        )
    ),
}
"""Extensions whose result depends only on the text and their settings. Extensions that read other
files, as snippets do, are excluded."""
_PURE_CODE = ("generator.", "markdown.", "material.", "mkdocs.", "pymdownx.", "builtins")
"""Packages with a known version, from which functions in extension settings may come."""
_OF_ONE_RUN = ("strict", "dev_addr", "watch", "config_file_path", "docs_dir", "site_dir")
"""Settings that no Material template shows and that differ between runs."""
_TAG = re.compile(r"\{[{%](.*?)[}%]\}", re.DOTALL)
_REST_OF_SITE = re.compile(
    r"(?<![.\w])(pages|files|build_date_utc)\b|\bupdate_date\b"
    r"|(?<!\bpage)\.(content|markdown|toc)\b"
)
"""Parts of a user's template that depend on other pages or on the clock."""


class Unknown(Exception):
    """The cache cannot be used; the message completes a sentence after `because`."""


def check_known(config: MkDocsConfig) -> None:
    """Raises Unknown if something may change pages in a way that no digest here covers."""
    for name, version in KNOWN.items():
        found = metadata.version(name)
        if not found.startswith(version):
            raise Unknown(f"{name} is {found}, and only {version.rstrip('.')} is known to it")
    if config.theme.name != "material":
        raise Unknown("the theme is not Material")
    for name, plugin in config.plugins.items():
        if (type(plugin).__module__, type(plugin).__name__) not in (SEARCH, OURS):
            raise Unknown(f"the plugin `{name}` may change pages in ways that are not known")
    if config.extra_templates:
        raise Unknown("extra_templates may show any page")
    for extension in config.markdown_extensions:
        if extension.removeprefix("markdown.extensions.") not in _PURE:
            raise Unknown(f"the Markdown extension `{extension}` may read other files")
    if (config.mdx_configs.get("pymdownx.emoji") or {}).get("options"):
        raise Unknown("pymdownx.emoji may read pictures of your own")
    for file in _own_templates(config):
        text = file.read_text("utf-8", errors="replace")
        if any(_REST_OF_SITE.search(tag) for tag in _TAG.findall(text)):
            raise Unknown(f"the template {file} may show any page, or the time")


def of_contents(config: MkDocsConfig) -> str:
    """A digest of everything that turns Markdown into HTML. Raises Unknown."""
    names = ("markdown_extensions", "mdx_configs", "validation", "use_directory_urls", "plugins")
    settings = {name: config[name] for name in names}
    level = logging.getLogger("mkdocs.structure.pages").getEffectiveLevel()
    return _digest("contents", _versions(), level, settings)


def of_pages(config: MkDocsConfig, nav: Navigation) -> str:
    """A digest of everything that turns contents into pages. Raises Unknown."""
    own = _own_templates(config)
    theme = config.theme
    look = {
        "name": theme.name,
        "settings": {key: theme[key] for key in theme},
        "templates": [(str(file), hashlib.sha256(file.read_bytes()).hexdigest()) for file in own],
    }
    left_out = ("theme", "nav") if own else ("theme", "nav", *_OF_ONE_RUN)
    settings = {name: value for name, value in config.items() if name not in left_out}
    shown = json.dumps([_plain_item(item) for item in nav.items], sort_keys=True, default=str)
    return _digest("pages", _versions(), settings, look, shown)


def of_page(page: Page) -> list[Any]:
    """The inputs of one page, apart from its content and from what all pages share."""
    neighbours = (page.previous_page, page.next_page)
    return [
        page.file.src_uri,
        page.url,
        page.title,
        page.abs_url,
        page.canonical_url,
        page.edit_url,
        page.is_homepage,
        [other and [other.title, other.url] for other in neighbours],
        [item.title for item in page.ancestors],
    ]


def _own_templates(config: MkDocsConfig) -> list[Path]:
    folder = config.theme.custom_dir
    if not folder:
        return []
    return sorted(Path(place, name) for place, _, names in os.walk(folder) for name in names)


def _plain_item(item: Any) -> list[Any]:
    """A section, page or link of the navigation, with everything that other pages show of it."""
    if item.is_section:
        return ["section", item.title, [_plain_item(child) for child in item.children]]
    if item.is_page:
        return ["page", item.title, item.url, item.canonical_url, item.is_homepage, item.meta]
    return ["link", item.title, item.url]


@functools.cache
def _versions() -> list[str]:
    versions = [platform.python_version()]
    for name in _MADE_BY:
        try:
            versions.append(f"{name} {metadata.version(name)}")
        except metadata.PackageNotFoundError:
            versions.append(name)
    digest = hashlib.sha256()
    for module in (mkdocs.commands.build, mkdocs.structure.files, mkdocs.structure.pages):
        digest.update(Path(str(module.__file__)).read_bytes())
    return [*versions, digest.hexdigest(), code_digest("generator.site.plugin")]


def _digest(*parts: object) -> str:
    plain = [_plain(part, "") for part in parts]
    text = json.dumps(plain, sort_keys=True, ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()


def _plain(value: Any, place: str) -> Any:
    """A setting in a form that is the same in every run. Raises Unknown for values without one."""
    if value is None or isinstance(value, (str, int, float, bool)):
        return [type(value).__name__, value]
    if isinstance(value, (Mapping, Config)):
        return {
            str(key): _plain(child, f"{place}.{key}".strip(".")) for key, child in _settings(value)
        }
    if isinstance(value, (list, tuple)):
        return [_plain(child, place) for child in value]
    if isinstance(value, (set, frozenset)):
        return sorted(json.dumps(_plain(child, place)) for child in value)
    if isinstance(value, PathSpec):
        return [str(pattern.pattern) for pattern in value.patterns]
    if isinstance(value, Path):
        return str(value)
    if isinstance(value, functools.partial):
        return ["partial", _plain([value.func, value.args, value.keywords], place)]
    if isinstance(value, (FunctionType, type)) and _is_pure(value):
        return f"{value.__module__}.{value.__qualname__}"
    if type(value).__module__ in ("mkdocs.localization", "babel.core"):
        return str(value)
    raise Unknown(f"it cannot tell when the setting `{place}` changes")


def _is_pure(value: FunctionType | type) -> bool:
    """Whether a function or class behaves the same as long as package versions stay the same."""
    known = value.__module__.startswith(_PURE_CODE)
    return known and getattr(value, "__closure__", None) is None


def _settings(value: Any) -> Iterator[tuple[Any, Any]]:
    """The items of a mapping, or the settings of a plugin."""
    for key, child in value.items():
        settings = getattr(child, "config", None)
        yield key, settings if isinstance(settings, Config) else child
