"""Pages → HTML by Python-Markdown with the extensions that the site has."""

from __future__ import annotations

import functools
import io
from collections.abc import Mapping
from importlib import resources
from typing import Any

import markdown
from mkdocs.config import load_config
from mkdocs.utils import meta


@functools.cache
def _converter() -> markdown.Markdown:
    config = load_config(config_file=str(resources.files("generator.site") / "default.yml"))
    return markdown.Markdown(
        extensions=config.markdown_extensions, extension_configs=config.mdx_configs
    )


def html_of(text: str) -> str:
    """The HTML of Markdown without front matter."""
    converter = _converter()
    converter.reset()
    return converter.convert(text)


def page_of(content: str) -> tuple[str, Mapping[str, Any]]:
    """The HTML of a page's content and its front matter, read as MkDocs reads a file."""
    source = io.TextIOWrapper(io.BytesIO(content.encode()), encoding="utf-8-sig").read()
    text, data = meta.get_data(source)
    return html_of(text), data
