"""Digests that follow imports: they cover all that a module rests on, and nothing else."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

import pytest

from generator.base import code_digest
from generator.base.code_digest import Import, closure_of, imports_in
from tests.support import REPOSITORY

MODULES = sorted((REPOSITORY / "generator").rglob("*.py"))


def parsed_imports(source: str) -> set[Import]:
    """What Python's own parser finds."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom):
            found |= {Import(node.module or "", name.name) for name in node.names}
        elif isinstance(node, ast.Import):
            found |= {Import(name.name) for name in node.names}
    return found


def test_every_import_of_this_program_is_found() -> None:
    for file in MODULES:
        text = file.read_text("utf-8")
        assert set(imports_in(text)) == parsed_imports(text), file


@pytest.mark.parametrize(
    "source",
    [
        "import os, sys as system\n",
        "from a.b import (\n    c,  # why (not)\n    d as e,\n)\n",
        "def f():\n    from a import b\n\n    return b\n",
        "from a import *\n",
    ],
)
def test_each_form_of_an_import_is_found(source: str) -> None:
    stars = {Import("a", "*")}
    assert set(imports_in(source)) == parsed_imports(source) - stars


def test_prose_that_looks_like_an_import_is_none() -> None:
    assert not list(imports_in('"""One\nimport for each.\nfrom this import that\n"""\n'))


def test_a_closure_has_modules_that_are_imported_indirectly_and_the_files_beside_them() -> None:
    closure = closure_of("generator.checks.attack_drift")
    assert "generator.facts.attack.domain" in closure.files
    assert any(name.endswith("enterprise-attack-19.1.json") for name in closure.files)
    assert "generator.cli" not in closure.files


def test_a_module_of_a_shared_package_belongs_to_the_distribution_that_brought_it() -> None:
    closure = closure_of("generator.targets.splunk.backend")
    assert closure.distributions == {"pysigma", "pysigma-backend-splunk"}
    assert not closure.missing


def test_a_module_of_the_user_counts_with_what_it_imports(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "our_backend_a.py").write_text("from our_backend_b import b\n")
    (tmp_path / "our_backend_b.py").write_text("b = 1\n")
    monkeypatch.syspath_prepend(tmp_path)
    for cached in (closure_of, code_digest._found, code_digest._file_digest):
        cached.cache_clear()
    before = closure_of("our_backend_a").digest
    (tmp_path / "our_backend_b.py").write_text("b = 2\n")
    for cached in (closure_of, code_digest._found, code_digest._file_digest):
        cached.cache_clear()
    assert closure_of("our_backend_a").digest != before


def test_a_module_that_is_not_installed_is_missing() -> None:
    assert closure_of("sigma.backends.nosuch").missing == {"sigma.backends.nosuch"}


def test_what_python_brings_is_left_out() -> None:
    closure = closure_of("json")
    assert not closure.files
    assert not closure.distributions
    assert "json" in sys.stdlib_module_names
