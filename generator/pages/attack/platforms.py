"""What a rule's product is called among the platforms of ATT&CK."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from generator.catalogue.link import Catalogue, key_of
from generator.content.model import LogSource, Rule

_CLOUD = ("IaaS",)
_DIRECTORY = ("Identity Provider",)
_OFFICE = ("Office Suite", "SaaS")
_NETWORK = ("Network Devices",)

PLATFORMS: Mapping[str, tuple[str, ...]] = {
    "alibaba": _CLOUD,
    "aws": _CLOUD,
    "azure": (*_CLOUD, *_DIRECTORY),
    "bitbucket": ("SaaS",),
    "cisco": _NETWORK,
    "docker": ("Containers",),
    "entra": _DIRECTORY,
    "esxi": ("ESXi",),
    "fortigate": _NETWORK,
    "fortios": _NETWORK,
    "gcp": _CLOUD,
    "github": ("SaaS",),
    "gitlab": ("SaaS",),
    "google_workspace": _OFFICE,
    "huawei": _NETWORK,
    "juniper": _NETWORK,
    "kubernetes": ("Containers",),
    "linux": ("Linux",),
    "m365": _OFFICE,
    "macos": ("macOS",),
    "okta": _DIRECTORY,
    "onelogin": _DIRECTORY,
    "paloalto": _NETWORK,
    "rpc_firewall": ("Windows",),
    "vmware": ("ESXi",),
    "windows": ("Windows",),
}
"""Products of Sigma's log sources, with the platforms of ATT&CK Enterprise that they run on. What
watches a network or an application on any system is left out: it is of no one platform."""


def platforms_of(rule: Rule, catalogue: Catalogue) -> frozenset[str]:
    """The platforms that a rule is for; none where it is for no one of them, or for any.

    A correlation is for those of the rules that it counts.
    """
    sources = (rule.logsource, *(o.logsource for o in catalogue.links[key_of(rule)].refers_to))
    return frozenset(_of_sources(source for source in sources if source is not None))


def _of_sources(sources: Iterable[LogSource]) -> Iterable[str]:
    for source in sources:
        yield from PLATFORMS.get((source.product or "").lower(), ())
