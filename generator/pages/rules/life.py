"""The life of a rule on its page: whether it is still in use, who has it, when it was tested, and
what git tells of its file."""

from __future__ import annotations

from collections.abc import Iterator

from generator.catalogue.history import Change, FileHistory
from generator.catalogue.link import key_of
from generator.content.model import Rule, RuleFile, Status
from generator.pages import parts
from generator.pages.markdown import Markdown, inline, link
from generator.pages.publication import Publication

MOST_CHANGES = 20
"""Commits that a page lists; the repository has the others."""
COLUMNS = ("Date", "Author", "Changed", "Commit")


def retired_notice(publication: Publication, rule: Rule, page: str) -> Markdown:
    """What stands above a rule that is not in use any more; empty for any other."""
    if not rule.retired:
        return Markdown("")
    if rule.status is Status.UNSUPPORTED:
        said = "**Unsupported.** This rule cannot be used as it is"
    else:
        said = "**Deprecated.** This rule is not in use any more"
    replaced_by = publication.related[key_of(rule)].replaced_by
    links = [parts.rule_link(other, publication.catalogue, page) for other in replaced_by]
    instead = f" Use {' and '.join(links)} instead." if links else ""
    return Markdown(f"> {said}: it is kept to be looked up, and covers nothing.{instead}")


def last_passed(publication: Publication, rule: Rule) -> Markdown:
    """When a rule last passed its samples; empty where it has none and none is recorded."""
    record = publication.passed.get(str(rule.id))
    if record is None:
        tested = publication.verdicts.get(key_of(rule))
        return Markdown("Last passing test: not recorded." if tested else "")
    samples = "1 sample" if record.samples == 1 else f"{record.samples:,} samples"
    then = "" if record.is_of(rule) else ", before its detection was changed"
    return Markdown(f"Last passing test: {record.day}, on {samples}{then}.")


def history(publication: Publication, file: RuleFile) -> Markdown:
    """The changes of a file; empty where git knows nothing of it."""
    found = publication.history_of(file.path)
    if found is None:
        return Markdown("")
    return Markdown("\n\n".join(_history(publication, found)))


def _history(publication: Publication, found: FileHistory) -> Iterator[str]:
    if found.changes or found.cut:
        yield f"{_summary(found)}."
    if found.uncommitted:
        yield (
            "The file has changes that are not committed."
            if found.changes or found.cut
            else "The file is not committed yet."
        )
    if found.changes:
        shown = found.changes[:MOST_CHANGES]
        yield parts.table(COLUMNS, (_row(publication, change) for change in shown))
        more = len(found.changes) - len(shown)
        if more:
            yield f"{more:,} older {'commit is' if more == 1 else 'commits are'} not listed."


def _summary(found: FileHistory) -> str:
    created, last = found.created, found.changes[0] if found.changes else None
    said = []
    if found.cut:
        said.append("The history is cut: the clone that this was made from goes back no further")
    elif created is not None:
        said.append(f"Created on {created.date} by {inline(created.author)}")
    if last is not None and last is not created:
        said.append(f"last changed on {last.date} by {inline(last.author)}")
    return "; ".join(said)


def _row(publication: Publication, change: Change) -> tuple[Markdown, ...]:
    subject = change.subject or change.commit[:10]
    address = publication.repository.commit_address(change.commit)
    return (
        Markdown(change.date),
        inline(change.author) or Markdown("not given"),
        Markdown(", ".join(kind.value for kind in change.kinds)),
        link(subject, address) if address else inline(subject),
    )
