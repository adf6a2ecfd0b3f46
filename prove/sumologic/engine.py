"""Rules of Sumo Logic Cloud SIEM over normalized records."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from prove.engine import Event, Question
from prove.shared.expressions import Condition
from prove.shared.product_judge import ProductJudge
from prove.shared.values import Row, Value
from prove.sumologic.judge import CloudSiem, expression_of

UNDERSCORED = ("Provider_Name", "Provider_Guid")


class CloudSiemJudge(ProductJudge):
    """A field that the schema lacks is in the record's `fields`. The id of a Windows event is
    prefixed with the name of its log, which the query gives."""

    scope_pattern = re.compile(r'(?P<name>metadata_vendor|metadata_product)="(?P<value>[^"]*)"')

    @property
    def name(self) -> str:
        return "a judge of the documented rule expressions"

    def scope(self, question: Question) -> Mapping[str, Value]:
        return super().scope(replace(question, query=expression_of(question.query)))

    def stored(self, question: Question, event: Event) -> dict[str, Value] | None:
        held = super().stored(question, event)
        if held is None:
            return None
        log = re.search(r'metadata_deviceEventId="([^"]+)-\d+"', expression_of(question.query))
        if log and "metadata_deviceEventId" in held:
            held["metadata_deviceEventId"] = f"{log[1]}-{held['metadata_deviceEventId']}"
        inner = {
            f"fields['{prefix}{name.replace('_', '.') if name in UNDERSCORED else name}']": value
            for name, value in held.items()
            for prefix in ("", "EventData.")
        }
        return {**inner, **held}

    def condition(self, query: str) -> Condition[Row]:
        return CloudSiem(expression_of(query)).condition()
