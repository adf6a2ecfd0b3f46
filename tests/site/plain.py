"""A site that is built with what was kept, and the same one built by plain MkDocs beside it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from generator.site.plugin import MARKER
from generator.site.request import Request
from generator.site.run import build_site
from tests.support import RULE, Project

MKDOCS = """\
site_name: Mine
site_url: https://catalogue.example/
repo_url: https://code.example/rules
edit_uri: edit/main/docs/
plugins: [catalogue, search]
nav:
  - Home: index.md
  - Rules: rules/index.md
  - Guide:
      - guide/one.md
      - guide/two.md
theme:
  name: material
  font: false
  features: [content.action.edit, navigation.footer, navigation.path]
markdown_extensions:
  - admonition
  - attr_list
  - footnotes
  - tables
  - toc: {permalink: true}
  - pymdownx.highlight
  - pymdownx.superfences: {preserve_tabs: true}
validation:
  nav: {omitted_files: ignore}
  links: {anchors: warn, unrecognized_links: warn}
"""
ATTACK = {
    "domain": "enterprise-attack",
    "version": "19.1",
    "tactics": [{"id": "TA0002", "shortname": "execution", "name": "Execution"}],
    "techniques": [
        {"id": "T1047", "name": "WMI", "tactics": ["execution"], "platforms": ["Windows"]}
    ],
    "revoked": {},
    "deprecated": [],
}
"""So small that the site has pages of all sorts, but few."""
HOME = "# Home\n\n[One](guide/one.md), [its part](guide/one.md#part) and [a rule](rules/r0.md).\n"
ONE = """\
# One

[Two](two.md) and a footnote[^1].

[^1]: At the end.

## Part

```text
a	tab & <b>
```

```python title="coloured"
print("one")
```

!!! note

    ## In a box

    Text.
"""
TWO = "---\ntitle: The second\nsearch: {boost: 2}\n---\n\n![Picture](picture.svg)\n\n    code\n"


def rule(number: int, title: str = "") -> str:
    text = RULE.replace("0a3f3f9d2a11", f"0a3f3f9d2{number:03d}")
    return text.replace("A program starts another one", title or f"Rule {number}")


def site_project(project: Project, rules: int = 3) -> Project:
    """A project whose site has pages of all sorts."""
    return project.write(
        {
            "mkdocs.yml": MKDOCS,
            "catalogue.yml": "targets: [grep]\nattack: attack.json\n",
            "attack.json": json.dumps(ATTACK),
            "docs/index.md": HOME,
            "docs/guide/one.md": ONE,
            "docs/guide/two.md": TWO,
            "docs/guide/picture.svg": "<svg/>",
            **{f"rules/r{number}.yml": rule(number) for number in range(rules)},
        }
    )


@dataclass(slots=True)
class Sites:
    """The sites of a project: `kept` is built again and again, `plain` from nothing."""

    project: Project
    jobs: int = 1
    last: Request | None = None

    @property
    def kept(self) -> Path:
        return self.project.folder / "build" / "site"

    @property
    def cache(self) -> Path:
        return self.project.folder / "build" / "cache" / "pages.sqlite"

    def build(self) -> list[str]:
        """Builds with what was kept, and gives the notes."""
        self.last = Request(base=self.project.folder, jobs=self.jobs)
        return build_site(self.last, self.kept)

    def counts(self) -> tuple[int, int, int]:
        """The pages that the last build read, rendered and wrote."""
        assert self.last is not None
        assert self.last.work is not None
        return self.last.work

    def plain(self) -> dict[str, bytes]:
        """What plain MkDocs makes of the same."""
        place = self.project.folder / "build" / "plain" / "site"
        build_site(Request(base=self.project.folder, jobs=1, keep_html=False), place)
        return files(place)


def files(folder: Path) -> dict[str, bytes]:
    """Every file by its path. The time in the head of sitemap.xml.gz is that of the day."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != MARKER
    }


def differing(one: Mapping[str, bytes], other: Mapping[str, bytes]) -> list[str]:
    """The paths of files that only one has, or that differ."""
    return [path for path in sorted({*one, *other}) if one.get(path) != other.get(path)]
