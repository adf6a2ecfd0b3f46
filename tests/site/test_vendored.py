"""Scripts of others that are copied into the site: they are what their records say."""

from __future__ import annotations

import hashlib
import json

import pytest

from generator.pages.rules.browse import TABLE_LIBRARY
from generator.site.assets import DOCS

FOLDER = DOCS / "assets" / "vendor"
RECORDS = json.loads((FOLDER / "vendored.json").read_text("utf-8"))


@pytest.mark.parametrize("name", sorted(RECORDS))
def test_a_copied_script_is_the_one_that_was_published(name: str) -> None:
    record = RECORDS[name]
    assert hashlib.sha256((FOLDER / name).read_bytes()).hexdigest() == record["sha256"]
    assert record["version"] in name
    assert record["package"].rpartition("/")[2] in name


@pytest.mark.parametrize("name", sorted(RECORDS))
def test_a_copied_script_has_its_licence_beside_it(name: str) -> None:
    text = (FOLDER / RECORDS[name]["licence_text"]).read_text("utf-8")
    assert "Copyright (c)" in text
    assert RECORDS[name]["licence"] == "MIT"
    assert "Permission is hereby granted, free of charge" in text


def test_every_copied_script_has_a_record_and_the_page_of_rules_its_own() -> None:
    assert {file.name for file in FOLDER.glob("*.js")} == set(RECORDS)
    assert TABLE_LIBRARY.removeprefix("vendor/") in RECORDS
