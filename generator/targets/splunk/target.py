"""Targets for Splunk."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.targets.target import Target

if TYPE_CHECKING:
    from sigma.conversion.base import Backend
    from sigma.processing.pipeline import ProcessingPipeline


def splunk_backend() -> type[Backend]:
    from generator.targets.splunk.backend import SplunkSearchBackend

    return SplunkSearchBackend


def splunk_fields() -> ProcessingPipeline:
    from generator.targets.splunk.pipeline import splunk_pipeline

    return splunk_pipeline()


def data_model_fields() -> ProcessingPipeline:
    from generator.targets.splunk.data_model import data_model_pipeline

    return data_model_pipeline()


TARGETS: tuple[Target, ...] = (
    Target(
        id="splunk",
        title="Splunk search",
        product="Splunk",
        backend=splunk_backend,
        pipelines=(splunk_fields,),
        suffix="spl",
        assumes="Windows events are collected as XML with the Splunk Add-on for Microsoft Windows, "
        "Sysmon's with the Splunk Add-on for Sysmon.",
        manual="https://docs.splunk.com/Documentation/Splunk/latest/SearchReference/Search",
        correlations=True,
    ),
    Target(
        id="splunk-savedsearches",
        title="Splunk saved search",
        product="Splunk",
        backend=splunk_backend,
        pipelines=(splunk_fields,),
        format="savedsearches",
        suffix="conf",
        assumes="The stanza goes into `savedsearches.conf` of an app; the search in it assumes what "
        "that of the target `splunk` does.",
        manual="https://docs.splunk.com/Documentation/Splunk/latest/Admin/Savedsearchesconf",
        bundle="conf",
        correlations=True,
    ),
    Target(
        id="splunk-data-model",
        title="Splunk data model search",
        product="Splunk",
        backend=splunk_backend,
        pipelines=(data_model_fields,),
        format="data_model",
        suffix="spl",
        assumes="Events are normalised to the Endpoint, Web and Network Resolution data models of "
        "the Common Information Model, which need not be accelerated (`summariesonly=false`).",
        manual="https://docs.splunk.com/Documentation/Splunk/latest/SearchReference/Tstats",
        taxonomy=True,
    ),
)
