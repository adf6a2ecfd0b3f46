"""A real browser, and the sites that it opens, each built once for a whole test run."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.browser.corpus_site import build_corpus
from tests.browser.own import build_own
from tests.browser.visit import CHROMIUM, FLAGS, MISSING, Visit, serving
from tests.hostile import sites
from tests.hostile.once import once


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium; tests that need it are skipped where it is missing, but not in CI."""
    if CHROMIUM is None:
        if os.environ.get("CI"):
            pytest.fail(MISSING)
        pytest.skip(MISSING)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def own_site(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The built site of this repository's own content."""
    return once(tmp_path_factory, "own-site", build_own) / "site"


@pytest.fixture(scope="session")
def hostile_site(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> sites.Site:
    """The built site of content in which every text is an attack."""
    return sites.site(once(tmp_path_factory, "hostile-sites", sites.build) / "hostile")


@pytest.fixture(scope="session")
def own_address(own_site: Path) -> Iterator[str]:
    """Where the site of this repository is served; ends with a slash."""
    with serving(own_site) as address:
        yield address


@pytest.fixture(scope="session")
def hostile_address(hostile_site: sites.Site) -> Iterator[str]:
    with serving(hostile_site.folder) as address:
        yield address


@pytest.fixture(scope="session")
def corpus_site(browser: Browser, corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The built site of the whole corpus, which takes about a minute; skipped where there is none."""
    return once(tmp_path_factory, "corpus-site", build_corpus) / "site"


@pytest.fixture(scope="session")
def corpus_address(corpus_site: Path) -> Iterator[str]:
    with serving(corpus_site) as address:
        yield address


@pytest.fixture
def visit(browser: Browser) -> Iterator[Visit]:
    """A fresh browser profile with one page, and what goes wrong on it."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    yield Visit(context.new_page())
    context.close()
