"""The page on which rules are filtered, as those who test it use it."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, expect

from tests.browser.visit import Visit


class Browsing:
    """The page of all rules, opened."""

    def __init__(self, visit: Visit, address: str) -> None:
        self.visit = visit
        self.page = visit.page
        self.page.goto(address)
        expect(self.page.locator(".browse-count")).to_be_visible()

    @property
    def words(self) -> Locator:
        return self.page.get_by_label("Filter rules")

    @property
    def titles(self) -> Locator:
        return self.page.locator(".browse-table tbody a")

    @property
    def count(self) -> Locator:
        return self.page.get_by_role("status").filter(has_text=re.compile("rule", re.IGNORECASE))

    def facet(self, name: str) -> Locator:
        """The facet of that name, open."""
        found = self.page.locator(".browse-facet", has=self.page.locator(f"summary:text('{name}')"))
        if found.get_attribute("open") is None:
            found.locator("summary").click()
        return found

    def value(self, facet: str, text: str) -> Locator:
        return self.facet(facet).locator("li", has_text=text).first

    def counts(self, facet: str) -> dict[str, str]:
        items = self.facet(facet).locator("li")
        return dict(
            zip(
                items.locator("bdi").all_inner_texts(),
                items.locator(".browse-number").all_inner_texts(),
                strict=True,
            )
        )

    def heading(self, name: str) -> Locator:
        return self.page.get_by_role("columnheader", name=name, exact=True)

    def shows(self, *titles: str) -> None:
        expect(self.titles).to_have_text([re.compile(re.escape(title)) for title in titles])
