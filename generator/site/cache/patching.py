"""The functions of MkDocs and Markdown that a build of ours takes the place of, and the way back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import markdown.core  # type: ignore[import-untyped]
import mkdocs.commands.build as mkdocs_build
import mkdocs.utils
from mkdocs.structure.files import File


@dataclass(frozen=True, slots=True)
class Functions:
    """Six functions: empty a folder, read a page, what trees of Markdown go through, copy a file,
    make a page, write a file."""

    clean: Any
    read: Any
    treeprocessors: Any
    copy: Any
    make: Any
    write: Any


def exchange(ours: Functions) -> Functions:
    """Puts functions in the place of those that are there, which are given back."""
    usual = Functions(
        clean=mkdocs.utils.clean_directory,
        read=mkdocs_build._populate_page,
        treeprocessors=markdown.core.build_treeprocessors,
        copy=File.copy_file,
        make=mkdocs_build._build_page,
        write=mkdocs.utils.write_file,
    )
    mkdocs.utils.clean_directory = ours.clean
    mkdocs.utils.write_file = ours.write
    mkdocs_build._populate_page = ours.read
    mkdocs_build._build_page = ours.make
    markdown.core.build_treeprocessors = ours.treeprocessors
    File.copy_file = ours.copy  # type: ignore[method-assign]
    return usual
