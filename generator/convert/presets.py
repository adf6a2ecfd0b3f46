"""The presets: each target that has a name of its own, one entry each.

Most are back ends of our own over published ones, with what those write wrongly mended or refused.
One that is wrong about what almost every rule has, and stays so, has a `warning`, and a page of
`docs/targets/` shows the smallest rule and the query.
"""

from __future__ import annotations

from generator.convert.presets_engines import ENGINES
from generator.convert.presets_products import PRODUCTS
from generator.convert.presets_search import ELASTIC, SCOPE, SEARCH, WINLOGBEAT
from generator.convert.target import Target

ORDERED: tuple[Target, ...] = (
    Target(
        id="powershell",
        title="PowerShell Get-WinEvent",
        product="Windows",
        backend="generator.backends.powershell:PowerShellBackend",
        suffix="ps1",
        assumes="Run it elevated on the machine whose logs are searched, in Windows PowerShell 5.1 "
        "or PowerShell 7.",
        manual="https://learn.microsoft.com/en-us/powershell/module/microsoft.powershell.diagnostics/get-winevent",
    ),
    Target(
        id="es-qs",
        title="Elasticsearch query string",
        product="Elasticsearch",
        backend="generator.backends.lucene:LuceneQueryBackend",
        pipelines=(SCOPE, WINLOGBEAT),
        assumes="Field names are those of winlogbeat; string fields are mapped as `keyword` with a "
        "lowercase normalizer and a sub-field `.cased` without one. Stock keyword fields are "
        "case-sensitive and miss what is written in another case.",
        manual="https://www.elastic.co/guide/en/elasticsearch/reference/current/query-dsl-query-string-query.html",
        packages=ELASTIC,
    ),
    Target(
        id="xpack-watcher",
        title="Elasticsearch Watcher",
        product="Elasticsearch",
        backend="generator.backends.lucene:LuceneQueryBackend",
        pipelines=(SCOPE, WINLOGBEAT),
        format="xpack_watcher",
        suffix="sh",
        assumes="The address is taken from `ES_URL`, a key from `ES_API_KEY`; the index is mapped "
        "as for es-qs.",
        manual="https://www.elastic.co/guide/en/elasticsearch/reference/current/watcher-api-put-watch.html",
        bundle="script",
        packages=ELASTIC,
    ),
    Target(
        id="graylog",
        title="Graylog search",
        product="Graylog",
        backend="generator.backends.graylog:GraylogBackend",
        pipelines=(SCOPE, "generator.backends.graylog:graylog_pipeline"),
        assumes="Leading wildcards are switched on (`allow_leading_wildcard_searches = true`), and "
        "string fields are mapped as `keyword` with a lowercase normalizer and a sub-field "
        "`.cased` without one.",
        manual="https://go2docs.graylog.org/current/making_sense_of_your_log_data/search_syntax_reference.htm",
        packages=ELASTIC,
    ),
    Target(
        id="splunk",
        title="Splunk search",
        product="Splunk",
        backend="generator.backends.splunk:SplunkSearchBackend",
        pipelines=("generator.backends.splunk_pipeline:splunk_pipeline",),
        suffix="spl",
        assumes="Windows events are collected as XML with the Splunk Add-on for Microsoft Windows, "
        "Sysmon's with the Splunk Add-on for Sysmon.",
        manual="https://docs.splunk.com/Documentation/Splunk/latest/SearchReference/Search",
        correlations=True,
        packages=("pysigma", "pysigma-backend-splunk"),
    ),
    Target(
        id="logpoint",
        title="Logpoint search",
        product="Logpoint",
        backend="generator.backends.logpoint:LogpointBackend",
        pipelines=("generator.backends.logpoint_pipeline:logpoint_pipeline",),
        assumes="Events are normalised to Logpoint's taxonomy.",
        manual="https://docs.logpoint.com/siem",
        taxonomy=True,
        packages=("pysigma", "pysigma-backend-logpoint"),
    ),
    Target(
        id="grep",
        title="grep",
        product="GNU grep",
        backend="generator.backends.grep:GrepBackend",
        suffix="sh",
        assumes="Give it the log of one source, one event a line, as JSON, `key=value` or "
        "`key: value`: append a file name or pipe into it.",
        manual="https://www.gnu.org/software/grep/manual/grep.html",
    ),
)
"""The seven of the page that the product was ordered from, in its order."""

PRESETS: tuple[Target, ...] = (*ORDERED, *SEARCH, *PRODUCTS, *ENGINES)
