"""Which modules read a rule's document as it is written, instead of what the parser made of it."""

from __future__ import annotations

import re
from pathlib import Path

import generator

ROOT = Path(generator.__file__).parent

READERS = {
    "catalogue/samples/judging.py": "the evaluator",
    "catalogue/samples/test_log.py": "the digest of what the evaluator ran",
    "checks/former_rules.py": "a comparison of two documents",
    "checks/overlaps.py": "the evaluator",
    "checks/sigmahq.py": "SigmaHQ's validators, which are part of the conversion engine",
    "checks/sigmahq_convention.py": "whether a key is written",
    "checks/spelling.py": "how words are written",
    "pages/exports/api.py": "the API",
    "pages/exports/exports.py": "the digest of what the conversion engine gets",
    "pages/publication.py": "the digest of what the conversion engine gets",
    "review/diff/live.py": "a comparison of two documents",
    "targets/convert/conversion.py": "the conversion engine",
}
"""The modules, each with what it needs the document for. Everything else asks the attributes of
`Rule`; what they lack is read by the parser."""

_READING = re.compile(r"\b(?!(?:config|change|migration)\.)\w+(?:\(\))?\.document\b")
"""Of a rule, whatever its variable is called; a configuration and a fix have documents too."""


def test_no_other_module_reads_the_document_of_a_rule() -> None:
    found = {
        file.relative_to(ROOT).as_posix()
        for file in ROOT.rglob("*.py")
        if _READING.search(file.read_text(encoding="utf-8"))
    }
    assert found == set(READERS)


def test_only_the_parser_and_the_logic_split_fields_and_modifiers() -> None:
    splitting = re.compile(r"\*modifiers = |modifiers = .*split\(")
    found = {
        file.relative_to(ROOT).parts[0]
        for file in ROOT.rglob("*.py")
        if splitting.search(file.read_text(encoding="utf-8"))
    }
    assert found <= {"content", "logic"}
