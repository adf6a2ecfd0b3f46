"""What `make prove` installs: exact versions, with hashes, and no address of a registry."""

from __future__ import annotations

import re
from importlib import metadata

import pytest
import yaml

from prove.install import LOCK, WHEEL_OF_LUCENE, missing
from tests.support import REPOSITORY

ENTRY = """\
# comment
pyyaml=={installed} \\
    --hash=sha256:aa \\
    --hash=sha256:bb
    # via something
nosuch-package==1.0 ; python_version >= "3" \\
    --hash=sha256:cc
other==2 \\
    --hash=sha256:dd
"""


def test_only_what_is_not_there_in_that_version_is_installed_with_its_hashes() -> None:
    assert yaml.__version__ == metadata.version("pyyaml")
    text = ENTRY.format(installed=yaml.__version__)
    assert set(missing(text)) == {"nosuch-package==1.0", "other==2"}
    assert missing(text)["other==2"] == "other==2 \\\n    --hash=sha256:dd"
    assert missing(text)["nosuch-package==1.0"].endswith("--hash=sha256:cc")
    assert "pyyaml==0.1" in missing(ENTRY.format(installed="0.1"))


@pytest.mark.parametrize("file", [LOCK, WHEEL_OF_LUCENE], ids=lambda file: file.name)
def test_a_lock_file_has_exact_versions_with_hashes_and_no_address(file: object) -> None:
    text = file.read_text("utf-8")  # type: ignore[attr-defined]
    entries = re.findall(r"^[a-z0-9].*$", text, re.MULTILINE)
    assert entries
    assert all(re.fullmatch(r"[a-z0-9._-]+==\S+( ; .*)? \\", entry) for entry in entries)
    assert "--hash=sha256:" in text
    assert "://" not in text


def test_every_engine_of_the_extra_is_in_the_lock_file() -> None:
    project = (REPOSITORY / "pyproject.toml").read_text("utf-8")
    extra = project.partition("\nprove = [\n")[2].partition("\n]")[0]
    names = re.findall(r'^  "([A-Za-z0-9-]+)', extra, re.MULTILINE)
    locked = re.findall(r"^([a-z0-9-]+)==", LOCK.read_text("utf-8"), re.MULTILINE)
    assert names
    assert set(map(str.lower, names)) <= set(locked)
