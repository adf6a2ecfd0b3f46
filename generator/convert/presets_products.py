"""Presets for products that watch endpoints or gather events, in their own languages."""

from __future__ import annotations

from generator.convert.presets_search import EXPANSIONS, OWN_CHANNEL, SCOPE
from generator.convert.target import Target

KUSTO = ("pysigma", "pysigma-backend-kusto")
KUSTO_BACKEND = "generator.backends.kusto:KustoQueryBackend"
CROWDSTRIKE = ("pysigma", "pysigma-backend-crowdstrike")
LOGSCALE_BACKEND = "generator.backends.logscale:LogScaleQueryBackend"

PRODUCTS: tuple[Target, ...] = (
    Target(
        id="defender-xdr",
        title="Microsoft Defender XDR hunting query",
        product="Microsoft Defender XDR",
        backend=KUSTO_BACKEND,
        pipelines=(EXPANSIONS, "generator.backends.kusto_defender:defender_pipeline"),
        suffix="kql",
        assumes="Endpoints report to Defender; a rule about a table that advanced hunting does not "
        "have is refused.",
        manual="https://learn.microsoft.com/en-us/defender-xdr/advanced-hunting-query-language",
        taxonomy=True,
        packages=KUSTO,
    ),
    Target(
        id="sentinel-asim",
        title="Microsoft Sentinel ASIM query",
        product="Microsoft Sentinel",
        backend=KUSTO_BACKEND,
        pipelines=(EXPANSIONS, "generator.backends.kusto_asim:asim_pipeline"),
        suffix="kql",
        assumes="The parsers of the Advanced Security Information Model are deployed in the "
        "workspace (`imProcessCreate` and the like).",
        manual="https://learn.microsoft.com/en-us/azure/sentinel/normalization",
        taxonomy=True,
        packages=KUSTO,
    ),
    Target(
        id="azure-monitor",
        title="Azure Monitor query",
        product="Azure Monitor",
        backend=KUSTO_BACKEND,
        pipelines=(EXPANSIONS, "generator.backends.kusto_azure:azure_pipeline"),
        suffix="kql",
        assumes="Windows events lie in `SecurityEvent`, with command lines in event 4688 switched "
        "on, sign-ins and audit logs in the tables of Entra ID.",
        manual="https://learn.microsoft.com/en-us/kusto/query/",
        taxonomy=True,
        packages=KUSTO,
    ),
    Target(
        id="qradar-aql",
        title="QRadar AQL",
        product="IBM QRadar",
        backend="generator.backends.qradar:AQLBackend",
        pipelines=(
            EXPANSIONS,
            "generator.backends.qradar:qradar_fields",
        ),
        suffix="aql",
        assumes="Custom properties have the names that QRadar's content packs give them; whether ILIKE and "
        "IMATCHES fold letters beyond ASCII could not be checked.",
        manual="https://www.ibm.com/docs/en/SS42VS_7.5/com.ibm.qradar.doc/c_aql_introduction.html",
        taxonomy=True,
        packages=("pysigma", "pysigma-backend-qradar-community"),
    ),
    Target(
        id="crowdstrike-falcon",
        title="CrowdStrike Falcon query",
        product="CrowdStrike Falcon",
        backend=LOGSCALE_BACKEND,
        pipelines=(EXPANSIONS, "generator.backends.falcon:falcon_pipeline"),
        assumes="Events are those of the Falcon sensor; a field that it does not report is a reason "
        "to refuse a rule.",
        manual="https://library.humio.com/data-analysis/syntax-operators.html",
        taxonomy=True,
        packages=CROWDSTRIKE,
    ),
    Target(
        id="logscale",
        title="CrowdStrike LogScale query",
        product="CrowdStrike LogScale",
        backend=LOGSCALE_BACKEND,
        pipelines=(EXPANSIONS, SCOPE, OWN_CHANNEL),
        assumes="The parser keeps the names of the event's own fields, `Channel` and `EventID` among "
        "them.",
        manual="https://library.humio.com/data-analysis/syntax-operators.html",
        packages=CROWDSTRIKE,
    ),
    Target(
        id="carbonblack",
        title="Carbon Black Cloud search",
        product="Carbon Black Cloud",
        backend="sigma.backends.carbonblack:CarbonBlackBackend",
        pipelines=(
            EXPANSIONS,
            "sigma.pipelines.carbonblack:CarbonBlack_pipeline",
        ),
        assumes="Events are those of the sensor of Carbon Black Cloud.",
        warning="fields are searched by their words, so that what a rule looks for inside a word is not "
        "found, and what it looks for at the beginning or end of a value is found anywhere.",
        manual="https://docs.vmware.com/en/VMware-Carbon-Black-Cloud-on-VMware-Cloud-Services-Platform/services/carbon-black-cloud-on-csp-user-guide/GUID-9E8A2CFD-A50F-4FA5-81D3-5666BA870203.html",
        taxonomy=True,
        packages=("pysigma", "pysigma-backend-carbonblack"),
    ),
    Target(
        id="cortex-xdr",
        title="Cortex XDR XQL",
        product="Cortex XDR",
        backend="generator.backends.cortex:XQLBackend",
        pipelines=(EXPANSIONS,),
        suffix="xql",
        assumes="Events are those of the Cortex XDR agent, in the preset that the query names; `(?-i)` in an "
        "expression is heeded although the query does not regard case.",
        manual="https://docs-cortex.paloaltonetworks.com/r/Cortex-XDR/Cortex-XDR-3.x-Documentation/Supported-operators",
        taxonomy=True,
        packages=("pysigma", "pysigma-backend-cortexxdr"),
    ),
    Target(
        id="netwitness",
        title="NetWitness query",
        product="NetWitness",
        backend="generator.backends.netwitness:NetWitnessQueryBackend",
        pipelines=(
            EXPANSIONS,
            "sigma.pipelines.netwitness:netwitness_windows_pipeline",
        ),
        assumes="Windows events are parsed into the meta keys of NetWitness's own parser, process "
        "creation as event 4688; texts are compared without regard to case.",
        manual="https://community.netwitness.com/t5/netwitness-platform-online/queries/ta-p/669234",
        taxonomy=True,
        packages=("pysigma", "pysigma-backend-netwitness"),
    ),
    Target(
        id="google-secops",
        title="Google SecOps UDM search",
        product="Google SecOps",
        backend="generator.backends.secops:UDMBackend",
        pipelines=(
            EXPANSIONS,
            "sigma.pipelines.secops:secops_udm_pipeline",
        ),
        assumes="Events are normalised to the Unified Data Model.",
        manual="https://cloud.google.com/chronicle/docs/investigation/udm-search",
        taxonomy=True,
        packages=("pysigma", "pysigma-backend-secops"),
    ),
    Target(
        id="sentinelone",
        title="SentinelOne Deep Visibility",
        product="SentinelOne",
        backend="generator.backends.sentinelone:DeepVisibilityBackend",
        pipelines=(EXPANSIONS,),
        assumes="Events are those of the SentinelOne agent; the manual of the language is not public.",
        manual="https://www.sentinelone.com/blog/powerquery-brings-new-data-analytics-capabilities-to-singularity-xdr/",
        taxonomy=True,
        packages=("pysigma", "pysigma-backend-sentinelone"),
    ),
    Target(
        id="sentinelone-pq",
        title="SentinelOne PowerQuery",
        product="SentinelOne",
        backend="generator.backends.sentinelone:PowerQueryBackend",
        pipelines=(EXPANSIONS,),
        assumes="Events are those of the SentinelOne agent.",
        manual="https://community.sentinelone.com/s/article/000006600",
        taxonomy=True,
        packages=("pysigma", "pysigma-backend-sentinelone-pq"),
    ),
    Target(
        id="sumologic",
        title="Sumo Logic Cloud SIEM rule",
        product="Sumo Logic Cloud SIEM",
        backend="generator.backends.sumologic:CloudSiemBackend",
        pipelines=(
            EXPANSIONS,
            "sigma.pipelines.sumologic:sumologic_cse_pipeline",
        ),
        options=(("include_conversion_metadata", False),),
        language="json",
        suffix="json",
        assumes="Records are mapped to the Cloud SIEM schema; the names of fields are chosen by "
        "likeness where no mapping is known.",
        manual="https://help.sumologic.com/docs/cse/rules/cse-rules-syntax/",
        taxonomy=True,
        packages=("pysigma", "pysigma-backend-sumologic"),
    ),
    Target(
        id="panther",
        title="Panther Python rule",
        product="Panther",
        backend="generator.backends.panther:PantherRuleBackend",
        pipelines=(
            EXPANSIONS,
            SCOPE,
            OWN_CHANNEL,
        ),
        format="python",
        language="python",
        suffix="py",
        assumes="Events have the fields that the rule names, `Channel` and `EventID` among them; dots in a "
        "name lead into maps.",
        manual="https://docs.panther.com/detections/rules/python",
        packages=("pysigma",),
    ),
    Target(
        id="tanium-signals",
        title="Tanium Signals",
        product="Tanium Threat Response",
        backend="generator.backends.signals:TaniumSignalsBackend",
        pipelines=(EXPANSIONS,),
        assumes="Events are those of Tanium's recorder; texts are compared without regard to case.",
        manual="https://help.tanium.com/",
        taxonomy=True,
        packages=("pysigma", "pysigma-backend-signals"),
    ),
)
