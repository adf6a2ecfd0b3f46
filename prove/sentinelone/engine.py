"""The two query languages of SentinelOne over events of its agent."""

from __future__ import annotations

import re

from prove.sentinelone.judge import DeepVisibility, PowerQuery
from prove.shared.expressions import Condition
from prove.shared.product_judge import ProductJudge
from prove.shared.values import Row


class DeepVisibilityJudge(ProductJudge):
    """The query language 1.0."""

    whole_addresses = True
    scope_pattern = re.compile(
        r'(?P<name>EventType|ObjectType|EndpointOS) (?:= |In (?:AnyCase )?\()"(?P<value>[^"]*)"'
    )

    @property
    def name(self) -> str:
        return "a judge of the query language 1.0, as far as it is known"

    def condition(self, query: str) -> Condition[Row]:
        return DeepVisibility(query).condition()


class PowerQueryJudge(ProductJudge):
    """PowerQuery, the query language of the data lake."""

    scope_pattern = re.compile(
        r"(?P<name>event\.type|event\.category|endpoint\.os)"
        r'(?: ?= ?| in(?::anycase)? \()"(?P<value>[^"]*)"'
    )

    @property
    def name(self) -> str:
        return "a judge of documented PowerQuery expressions"

    def condition(self, query: str) -> Condition[Row]:
        return PowerQuery(query).condition()
