"""Replacement and restoration of MkDocs functions during our build."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import mkdocs.commands.build as mkdocs_build
import mkdocs.utils
from mkdocs.structure.files import File


@dataclass(frozen=True, slots=True)
class Functions:
    """Five functions: empty a folder, read a page, copy a file, render a page, write a file."""

    clean: Any
    read: Any
    copy: Any
    make: Any
    write: Any


def patch(ours: Functions) -> Functions:
    """Replaces the current functions and returns them."""
    usual = Functions(
        clean=mkdocs.utils.clean_directory,
        read=mkdocs_build._populate_page,
        copy=File.copy_file,
        make=mkdocs_build._build_page,
        write=mkdocs.utils.write_file,
    )
    mkdocs.utils.clean_directory = ours.clean
    mkdocs.utils.write_file = ours.write
    mkdocs_build._populate_page = ours.read
    mkdocs_build._build_page = ours.make
    File.copy_file = ours.copy  # type: ignore[method-assign]
    return usual
