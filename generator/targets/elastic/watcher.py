"""A Lucene query as a watch: a `curl` command that puts it into Elasticsearch.

Sources: Elastic's documentation of Watcher (put watch API, search input, compare condition,
logging action). The body of a search input is a Mustache template, so the query must not hold
`{{`; the Lucene back end escapes braces.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from sigma.rule import SigmaRule

END = "EOF"
"""The line that ends the here-document; no line of the JSON can be it."""

COMMAND = """\
curl -sS -X PUT "${{ES_URL:-http://localhost:9200}}/_watcher/watch/{watch}" \\
  -H 'Content-Type: application/json' \\
  -H "${{ES_API_KEY:+Authorization: ApiKey $ES_API_KEY}}" \\
  --data-binary @- <<'{end}'
{body}
{end}"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """How often a watch looks, how far back, and how long it is quiet after an alert."""

    interval: str = "30m"
    since: str = "now-30m/m"
    throttle: str = "15m"


def watch_command(
    rule: SigmaRule, query: str, number: int, *, indices: Sequence[str], schedule: Schedule
) -> str:
    """The shell command for one query of a rule; `number` counts a rule's queries from 0."""
    body = json.dumps(watch(rule, query, indices=indices, schedule=schedule), indent=2)
    # An interactive shell may take an exclamation mark for a reference to its history.
    body = body.replace("!", "\\u0021")
    return COMMAND.format(watch=watch_id(rule, number), body=body, end=END)


def watch_id(rule: SigmaRule, number: int) -> str:
    """The rule's id; a UUIDv5 of its title where it has none."""
    name = rule.id if isinstance(rule.id, UUID) else uuid5(NAMESPACE_URL, str(rule.title))
    return f"{name}-{number + 1}" if number else str(name)


def watch(
    rule: SigmaRule, query: str, *, indices: Sequence[str], schedule: Schedule
) -> dict[str, Any]:
    """The watch as Elasticsearch takes it."""
    return {
        "metadata": {
            "title": rule.title or "",
            "description": rule.description or "",
            "tags": [str(tag) for tag in rule.tags],
            "query": query,
        },
        "trigger": {"schedule": {"interval": schedule.interval}},
        "input": {
            "search": {
                "request": {
                    "indices": list(indices),
                    "rest_total_hits_as_int": True,
                    "body": {
                        "size": 0,
                        "query": {
                            "bool": {
                                "filter": [
                                    query_string(query),
                                    {"range": {"@timestamp": {"gte": schedule.since}}},
                                ]
                            }
                        },
                    },
                }
            }
        },
        "condition": {"compare": {"ctx.payload.hits.total": {"gt": 0}}},
        "throttle_period": schedule.throttle,
        "actions": {
            "log": {
                "logging": {
                    "text": "Sigma rule {{ctx.metadata.title}}: {{ctx.payload.hits.total}} events"
                }
            }
        },
    }


def query_string(query: str) -> dict[str, Any]:
    """The query as Elasticsearch's query DSL."""
    return {"query_string": {"query": query, "analyze_wildcard": True}}
