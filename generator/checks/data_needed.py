"""Data Needed whose fields, aliases, title or policies do not hold."""

from __future__ import annotations

import re
from collections.abc import Iterator

from generator.base.diagnostics import Diagnostic, error, quoted, warning
from generator.catalogue.data_links import WINDOWS_SYSTEM_FIELDS
from generator.checks.check import Check, Context
from generator.content.model import DataNeeded, Enrichment, LoggingPolicy

FIELD_NOT_IN_SAMPLE = warning(
    "field-not-in-sample", "A field of a Data Needed does not occur in its sample"
)
DANGLING_ALIAS = error("dangling-alias", "An alias of a Data Needed stands for no field of it")
TITLE_IS_NOT_FILE_NAME = warning(
    "title-is-not-file-name", "An entity has another title than its file has a name"
)
NONE_AS_POLICY = warning("none-as-policy", "A Data Needed names `None` as its Logging Policy")
UNUSED_LOGGING_POLICY = warning(
    "unused-logging-policy", "A Logging Policy switches on no Data Needed of the catalogue"
)

CODES = (
    FIELD_NOT_IN_SAMPLE,
    DANGLING_ALIAS,
    TITLE_IS_NOT_FILE_NAME,
    NONE_AS_POLICY,
    UNUSED_LOGGING_POLICY,
)


_NUMBERED = re.compile(r"(?:DN|LP|EN)_\d+_")


def check(context: Context) -> Iterator[Diagnostic]:
    catalogue = context.catalogue
    for entity in catalogue.data_needed:
        yield from _fields(entity)
        yield from _aliases(entity)
        if entity.names_none_as_policy:
            yield NONE_AS_POLICY.at(
                entity.path,
                (0, "loggingpolicy"),
                "`None` is no policy; name the one that switches this log on, or leave the key "
                "out where nothing has to be switched on",
            )
    named: tuple[DataNeeded | LoggingPolicy | Enrichment, ...] = (
        *catalogue.data_needed,
        *catalogue.logging_policies,
        *catalogue.enrichments,
    )
    for titled in named:
        stem = re.sub(r"\.ya?ml$", "", titled.path.rpartition("/")[2], flags=re.IGNORECASE)
        # Files that are called otherwise altogether, as an own convention may have it, are left.
        if _NUMBERED.match(stem) and titled.title != stem:
            yield TITLE_IS_NOT_FILE_NAME.at(
                titled.path,
                (0, "title"),
                f"the title {quoted(titled.title)} is not the name of the file; others name it "
                "by its title, so make them the same",
            )
    for policy in catalogue.logging_policies if catalogue.data_needed else ():
        if policy.title not in catalogue.data_by_policy:
            yield UNUSED_LOGGING_POLICY.at(
                policy.path,
                (0, "title"),
                "no Data Needed names this policy; name it in those that it switches on",
            )


def _fields(entity: DataNeeded) -> Iterator[Diagnostic]:
    """A sample shows what a field looks like; what it cannot show has a reference instead."""
    if not entity.sample.strip():
        return
    for place, field in enumerate(entity.fields):
        if field in entity.optional_fields or is_in_sample(field, entity):
            continue
        yield FIELD_NOT_IN_SAMPLE.at(
            entity.path,
            (0, "fields", place),
            f"{quoted(field)} does not occur in the sample; show an event that has it, or name it "
            "under optional_fields with a reference",
        )


def is_in_sample(field: str, entity: DataNeeded) -> bool:
    """Whether a raw event has a field: by its whole name, or the last part of a nested one."""
    if entity.platform.casefold() == "windows" and field in WINDOWS_SYSTEM_FIELDS:
        return True
    names = {field, re.split(r"[.\]\[{}]+", field.rstrip(".]}"))[-1]}
    return any(
        re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", entity.sample) for name in names if name
    )


def _aliases(entity: DataNeeded) -> Iterator[Diagnostic]:
    for alias, field in entity.aliases.items():
        if field not in entity.fields:
            yield DANGLING_ALIAS.at(
                entity.path,
                (0, "aliases", alias),
                f"{quoted(alias)} stands for {quoted(field)}, which is not among the fields",
            )


CHECK = Check(name="data-needed", codes=CODES, run=check)
