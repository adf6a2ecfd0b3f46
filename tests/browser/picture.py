"""Takes the picture of an analytics page that the README shows, from the site in build/site.

`make picture` builds the site and runs this.
"""

from __future__ import annotations

import sys
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(REPOSITORY))

from playwright.sync_api import Browser, sync_playwright  # noqa: E402

from tests.browser.visit import CHROMIUM, FLAGS, MISSING, serving  # noqa: E402

SITE = REPOSITORY / "build/site"
PAGE = "rules/proc_creation_win_wmiprvse_child_of_user/"
PICTURE = REPOSITORY / "docs/assets/analytics-page.png"
WIDTH, HEIGHT = 1280, 1480
"""Pixels: down to where the rule itself is seen below the table."""
LARGEST = 250_000
"""Bytes of a picture that a README still loads quickly."""


def take(browser: Browser, site: Path, picture: Path) -> int:
    """Writes the picture of a built site's page and gives its size in bytes."""
    page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT}, color_scheme="light")
    with serving(site) as address:
        page.goto(address + PAGE)
        page.wait_for_load_state("networkidle")
        picture.parent.mkdir(parents=True, exist_ok=True)
        picture.write_bytes(page.screenshot(animations="disabled"))
    page.close()
    return picture.stat().st_size


def main() -> None:
    if not (SITE / PAGE / "index.html").is_file():
        sys.exit(f"There is no {SITE / PAGE}; run `make site` first.")
    if CHROMIUM is None:
        sys.exit(MISSING)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        size = take(browser, SITE, PICTURE)
        browser.close()
    print(f"{PICTURE}: {size:,} bytes")
    if size > LARGEST:
        sys.exit(f"The picture has more than {LARGEST:,} bytes.")


if __name__ == "__main__":
    main()
