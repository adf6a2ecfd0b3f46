"""The measure of how heavy pages are."""

from __future__ import annotations

from pathlib import Path

from bench.weight import MOST, report, sections, too_heavy


def _page(site: Path, name: str, size: int) -> None:
    file = site / "rules" / name / "index.html"
    file.parent.mkdir(parents=True)
    file.write_bytes(b'<h2 id="data">' + b"x" * (size - 14))


def test_pages_that_are_too_heavy_are_named_the_heaviest_first(tmp_path: Path) -> None:
    for name, size in (("light", MOST), ("heavy", MOST + 1), ("heavier", MOST + 2)):
        _page(tmp_path, name, size)
    names = ["rules/heavier/index.html", "rules/heavy/index.html"]
    assert [page.path for page in too_heavy(tmp_path)] == names
    assert next(report(tmp_path, 1)).startswith("3 pages of rules: 2 have more than 120,000 bytes")


def test_each_section_is_weighed_from_its_heading_to_the_next() -> None:
    html = b'<p>intro</p><h2 id="a">A</h2><h3 id="b">B, longer</h3>'
    assert sections(html) == {"b": 25, "a": 17, "before": 12}
