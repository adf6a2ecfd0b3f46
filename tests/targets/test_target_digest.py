"""What a change of code invalidates: the targets that rest on it, and nothing else.

Code is changed in a copy of the package, and each state of it is asked in a process of its own.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from generator.base.code_digest import closure_of
from generator.targets.registry import PRESETS
from generator.targets.target import Target
from generator.targets.target_digest import CALLER, closure, target_digest
from tests.support import REPOSITORY, RULE

DIGESTS = """
import json

from generator.base.code_digest import code_digest
from generator.targets.registry import PRESETS
from generator.targets.target_digest import target_digest

print(json.dumps({
    "targets": {target.id: target_digest(target) for target in PRESETS},
    "overlaps": code_digest("generator.checks.overlaps"),
    "parsed files": code_digest("generator.content.parse_cache"),
}))
"""
CONVERSION = """
import json
import sys
from pathlib import Path

from generator.build.loading import load
from generator.settings import config as configuration
from generator.settings.config import Settings
from generator.targets.convert.conversion import convert
from generator.targets.registry import PRESETS

settings = Settings(targets=tuple(target.id for target in PRESETS))
config, mistakes = configuration.load(Path(sys.argv[1]), settings=settings)
catalogue = load(config).catalogue
made = convert(catalogue, PRESETS, jobs=1, cache=Path(sys.argv[2]))
(queries,) = made.queries.values()
print(json.dumps({"converted": made.converted, "targets": sorted(queries)}))
"""


def product_of(target: Target) -> str:
    """The folder of a target's product in `generator/targets`."""
    return target.backend.__module__.split(".")[2]


PRODUCTS = sorted({product_of(target) for target in PRESETS})
OWN_CODE = [
    product
    for product in PRODUCTS
    if any(
        file.name not in ("__init__.py", "target.py")
        for file in (REPOSITORY / "generator" / "targets" / product).rglob("*.py")
    )
]
"""Products that have more than the functions that load what others wrote."""


class Copy:
    """A copy of the package, whose code may be changed."""

    def __init__(self, folder: Path) -> None:
        self.package = folder / "generator"
        shutil.copytree(
            REPOSITORY / "generator", self.package, ignore=shutil.ignore_patterns("__pycache__")
        )

    def change(self, *files: Path) -> None:
        for file in files:
            with file.open("a", encoding="utf-8") as code:
                code.write("# Changed.\n")

    def change_product(self, product: str) -> None:
        self.change(*sorted((self.package / "targets" / product).rglob("*.py")))

    def run(self, script: str, *arguments: str | Path) -> Any:
        """What a script prints as JSON that imports the copy."""
        environment = {
            **os.environ,
            "PYTHONPATH": str(self.package.parent),
            "PYTHONDONTWRITEBYTECODE": "1",
        }
        done = subprocess.run(
            [sys.executable, "-c", script, *map(str, arguments)],
            capture_output=True,
            text=True,
            check=True,
            cwd=self.package.parent,
            env=environment,
        )
        return json.loads(done.stdout)

    def changed_targets(self, before: Any) -> set[str]:
        """The targets whose digests are not what they were."""
        now = self.run(DIGESTS)["targets"]
        return {target for target, digest in now.items() if before["targets"][target] != digest}


@pytest.fixture(scope="module")
def unchanged(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The digests of the code as it is."""
    return Copy(tmp_path_factory.mktemp("unchanged")).run(DIGESTS)


@pytest.fixture
def copy(tmp_path: Path) -> Copy:
    return Copy(tmp_path)


def test_a_copy_of_the_code_has_the_same_digests(copy: Copy, unchanged: Any) -> None:
    assert copy.run(DIGESTS) == unchanged
    assert len(unchanged["targets"]) == len(PRESETS)


@pytest.mark.parametrize("product", OWN_CODE)
def test_a_change_in_the_folder_of_a_product_concerns_its_targets_alone(
    product: str, copy: Copy, unchanged: Any
) -> None:
    copy.change_product(product)
    own = {target.id for target in PRESETS if product_of(target) == product}
    assert own
    assert copy.changed_targets(unchanged) == own


def test_a_change_of_one_back_end_leaves_the_other_targets_of_its_product(
    copy: Copy, unchanged: Any
) -> None:
    copy.change(copy.package / "targets" / "elastic" / "eql.py")
    changed = copy.changed_targets(unchanged)
    assert "eql" in changed
    assert "es-qs" not in changed


def test_a_change_of_what_loads_a_back_end_concerns_its_target_alone(
    copy: Copy, unchanged: Any
) -> None:
    file = copy.package / "targets" / "carbonblack" / "target.py"
    code = file.read_text("utf-8")
    loader = "def carbonblack_backend() -> type[Backend]:\n"
    assert loader in code
    file.write_text(code.replace(loader, f"{loader}    # Changed.\n"), encoding="utf-8")
    assert copy.changed_targets(unchanged) == {"carbonblack"}


def test_a_change_of_the_condition_reaches_all_that_reads_conditions(
    copy: Copy, unchanged: Any
) -> None:
    conditions = copy.package / "content" / "condition"
    conditions = conditions if conditions.is_dir() else conditions.with_suffix(".py")
    copy.change(*(sorted(conditions.rglob("*.py")) if conditions.is_dir() else [conditions]))
    now = copy.run(DIGESTS)
    assert set(now) == set(unchanged) == {"targets", "overlaps", "parsed files"}
    assert now["overlaps"] != unchanged["overlaps"]
    assert now["parsed files"] != unchanged["parsed files"]
    assert copy.changed_targets(unchanged) == set(unchanged["targets"])


def test_a_change_of_pages_or_settings_concerns_no_query(copy: Copy, unchanged: Any) -> None:
    copy.change(
        *sorted((copy.package / "pages").rglob("*.py")),
        *sorted((copy.package / "settings").rglob("*.py")),
    )
    assert copy.run(DIGESTS) == unchanged


def test_after_a_change_in_a_product_only_its_queries_are_converted_again(
    copy: Copy, tmp_path: Path
) -> None:
    project = tmp_path / "project"
    (project / "rules").mkdir(parents=True)
    (project / "rules" / "one.yml").write_text(RULE, encoding="utf-8")
    cache = tmp_path / "queries.sqlite"
    first = copy.run(CONVERSION, project, cache)
    # Targets with the same digest have the same queries, which are kept once.
    distinct = {target_digest(target): product_of(target) for target in PRESETS}
    assert first == {"converted": len(distinct), "targets": sorted(t.id for t in PRESETS)}
    assert copy.run(CONVERSION, project, cache)["converted"] == 0
    copy.change_product("splunk")
    own = list(distinct.values()).count("splunk")
    assert own == 3
    assert copy.run(CONVERSION, project, cache)["converted"] == own
    assert copy.run(CONVERSION, project, cache)["converted"] == 0


UNRELATED = (
    "generator.catalogue",
    "generator.facts.attack",
    "generator.pages",
    "generator.settings",
)


def test_what_calls_every_back_end_rests_on_nothing_that_it_does_not_need() -> None:
    found = closure_of(CALLER)
    assert CALLER in found.files
    assert not found.distributions & {"jinja2", "mkdocs", "click", "rich"}
    assert not [name for name in found.files if name.startswith(UNRELATED)]


@pytest.mark.parametrize("target", PRESETS, ids=lambda target: target.id)
def test_a_target_rests_on_no_other_product(target: Target) -> None:
    found = closure(target)
    others = tuple(
        f"generator.targets.{product}." for product in PRODUCTS if product != product_of(target)
    )
    assert not found.distributions & {"jinja2", "mkdocs", "click", "rich"}
    assert not [name for name in found.files if name.startswith((*UNRELATED, *others))]
