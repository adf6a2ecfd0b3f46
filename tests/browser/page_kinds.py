"""One page of each kind that the site of this repository has."""

from __future__ import annotations

from pathlib import Path

KINDS = {
    "home": "",
    "browse": "browse/",
    "rules": "rules/",
    "rule": "rules/proc_creation_win_wmiprvse_child_of_user/",
    "several rules": "rules/zeek_kerberos_many_rc4_tickets/",
    "technique": "attack/techniques/T1047/",
    "tactic": "attack/tactics/TA0002/",
    "matrix": "attack/",
    "list of data needed": "data_needed/",
    "data needed": "data_needed/DN_*/",
    "logging policy": "logging_policies/LP_*/",
    "enrichment": "enrichments/EN_*/",
    "trigger": "triggers/T1047/",
    "targets": "targets/",
    "target": "targets/splunk/",
    "support": "support/",
    "environments": "environments/",
    "environment": "environments/*/",
    "use cases": "use_cases/",
    "use case": "use_cases/*/",
    "attention": "attention/",
    "docs page": "checks/",
    "missing": "rules/proc_creation_win_wmiprvse_child_of_usr/",
}
"""By the name of a kind, the address of its example below the site's root."""


def example(site: Path, kind: str) -> str:
    """The address of the page of a kind; a star stands for the first page that there is."""
    address = KINDS[kind]
    if "*" not in address:
        return address
    found = next(iter(sorted(site.glob(f"{address}index.html"))))
    return f"{found.parent.relative_to(site).as_posix()}/"
