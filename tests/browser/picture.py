"""Takes the pictures that the README and the docs show, from the site in build/site, and draws the
one that stands beside shared links.

`make picture` builds the site and runs this.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(REPOSITORY))

from playwright.sync_api import Browser, sync_playwright  # noqa: E402

from tests.browser.visit import CHROMIUM, FLAGS, MISSING, serving  # noqa: E402

SITE = REPOSITORY / "build/site"
PAGE = "rules/proc_creation_win_wmiprvse_child_of_user/"
ASSETS = REPOSITORY / "docs/assets"
PREVIEW = REPOSITORY / "generator/site/docs/assets/preview.png"
LARGEST = 200_000
"""Bytes of a picture that a page still loads quickly."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shot:
    """A picture of a page: its name, the address, the size of the window in pixels."""

    name: str
    address: str
    width: int = 1280
    height: int = 860
    dark: bool = False


SHOTS = (
    Shot(name="analytics-page", address=PAGE, height=1180),
    Shot(name="home", address="", height=1500),
    Shot(name="browse", address="browse/"),
    Shot(name="matrix", address="attack/"),
    Shot(name="analytics-page-phone", address=PAGE, width=390, height=844),
    Shot(name="analytics-page-dark", address=PAGE, height=860, dark=True),
)
CELLS = "".join(
    f'<i style="opacity:{(0.15, 0.3, 0.55, 0.9)[(column * 7 + row * 5 + column * row) % 4]}"></i>'
    for row in range(7)
    for column in range(14)
)
DRAWN = f"""<style>
body {{ margin: 0; background: #1b2350; }}
div {{ display: grid; gap: 12px; grid-template-columns: repeat(14, 1fr); height: 486px;
  grid-template-rows: repeat(7, 1fr); padding: 72px; }}
i {{ background: #7f95ff; border-radius: 6px; }}
</style><div>{CELLS}</div>"""
"""Cells of a matrix, some darker than others: no words, so that it stands for any catalogue."""


def take(browser: Browser, site: Path, shot: Shot, picture: Path) -> int:
    """Writes the picture of a built site's page and gives its size in bytes."""
    page = browser.new_page(
        viewport={"width": shot.width, "height": shot.height},
        color_scheme="dark" if shot.dark else "light",
    )
    with serving(site) as address:
        page.goto(address + shot.address)
        page.wait_for_load_state("networkidle")
        picture.parent.mkdir(parents=True, exist_ok=True)
        picture.write_bytes(page.screenshot(animations="disabled"))
    page.close()
    return picture.stat().st_size


def draw(browser: Browser, picture: Path) -> int:
    """Writes the picture for shared links, of the size that those who show it ask for."""
    page = browser.new_page(viewport={"width": 1200, "height": 630})
    page.set_content(DRAWN)
    picture.write_bytes(page.screenshot())
    page.close()
    return picture.stat().st_size


def main() -> None:
    if not (SITE / PAGE / "index.html").is_file():
        sys.exit(f"There is no {SITE / PAGE}; run `make site` first.")
    if CHROMIUM is None:
        sys.exit(MISSING)
    sizes: dict[Path, int] = {}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        for shot in SHOTS:
            picture = ASSETS / f"{shot.name}.png"
            sizes[picture] = take(browser, SITE, shot, picture)
        sizes[PREVIEW] = draw(browser, PREVIEW)
        browser.close()
    for picture, size in sizes.items():
        print(f"{picture.relative_to(REPOSITORY)}: {size:,} bytes")
    if max(sizes.values()) > LARGEST:
        sys.exit(f"A picture has more than {LARGEST:,} bytes.")


if __name__ == "__main__":
    main()
