"""The codes that the program lists are those that its modules define."""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Iterator, Mapping
from types import ModuleType

import generator
from generator.base.diagnostics import Code
from generator.reporting.codes import ALL_CODES, PARTS


def modules() -> Iterator[ModuleType]:
    for found in pkgutil.walk_packages(generator.__path__, "generator."):
        if not found.name.endswith("__main__"):
            yield importlib.import_module(found.name)


def codes_in(value: object) -> Iterator[Code]:
    """The codes that a module's attribute holds: one, a list of some, or a mapping to some."""
    if isinstance(value, Code):
        yield value
    elif isinstance(value, Mapping):
        yield from codes_in(tuple(value.values()))
    elif isinstance(value, (tuple, list, set, frozenset)):
        for item in value:
            yield from codes_in(item)


def test_every_code_that_a_module_defines_is_listed() -> None:
    unlisted = {
        f"{module.__name__}: {code.slug}"
        for module in modules()
        for value in vars(module).values()
        for code in codes_in(value)
        if ALL_CODES.get(code.slug) is not code
    }
    assert not unlisted, "name the CODES of the module in generator/reporting/codes.py"


def test_no_two_kinds_of_mistake_share_a_code() -> None:
    slugs = [code.slug for part in PARTS.values() for code in part]
    assert len(slugs) == len(set(slugs))


def test_every_code_is_a_slug() -> None:
    assert [slug for slug in ALL_CODES if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug)] == []
