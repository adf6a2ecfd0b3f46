"""What the README promises is there."""

from __future__ import annotations

import re

from tests.support import REPOSITORY


def test_every_file_that_the_readme_links_to_is_there() -> None:
    text = (REPOSITORY / "README.md").read_text("utf-8")
    links = re.findall(r"\]\((?!https?:)([^)#]+)", text)
    assert "docs/assets/analytics-page.png" in links
    assert [link for link in links if not (REPOSITORY / link).is_file()] == []
