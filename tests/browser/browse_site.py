"""A small site to browse: more rules than a page shows, and some that are each special in one way."""

from __future__ import annotations

import json
from pathlib import Path

from tests.hostile import sites
from tests.support import Project

FILLERS = 60
PICTURE = "<img src=x onerror=window.hacked=1>"
END_OF_SCRIPT = "</script><script>window.hacked=1</script>"
TURNED = "\u202eexe.gnp is turned\u2067 around"
TECHNIQUES = {
    "T1047": "Windows Management Instrumentation",
    "T1059": "Command and Scripting Interpreter",
    "T1059.001": "PowerShell",
    "T1136": "Create Account",
}
ATTACK = {
    "domain": "enterprise-attack",
    "version": "19.1",
    "tactics": [
        {"id": "TA0002", "shortname": "execution", "name": "Execution"},
        {"id": "TA0003", "shortname": "persistence", "name": "Persistence"},
    ],
    "techniques": [
        {"id": number, "name": name, "tactics": ["execution"], "platforms": ["Windows"]}
        for number, name in TECHNIQUES.items()
    ],
    "revoked": {},
    "deprecated": [],
}
"""A page for each technique of all of ATT&CK would take most of the time of a build."""
SPECIAL = {
    "alpha": """\
title: Alpha finds a tool
id: aaaaaaaa-3c3e-4c53-9d0c-000000000001
status: stable
description: A quokka in the description.
author: Jane Doe (Labs, Ltd), Max Muster
date: 2020-01-02
modified: 2026-10-02
tags: [attack.execution, attack.t1059.001, cve.2021-44228]
logsource: {product: windows, category: process_creation}
detection: {s: {CommandLine|contains: quokka}, condition: s}
level: critical
""",
    "beta": """\
title: Beta reads the Security log
id: bbbbbbbb-3c3e-4c53-9d0c-000000000002
status: test
description: Says what happens.
author: Max Muster
date: 2021-01-02
tags: [attack.persistence, attack.t1136]
logsource: {product: windows, service: security}
detection: {s: {EventID: 4720, TargetUserName: x}, condition: s}
level: high
""",
    "gamma": """\
title: Gamma has a value that is filled in later
id: cccccccc-3c3e-4c53-9d0c-000000000003
status: test
description: No target has a query for it.
author: Erika
logsource: {product: linux, service: auth}
detection: {s: {user|expand: '%users%'}, condition: s}
level: low
""",
    "old": """\
title: Delta is not used any more
id: dddddddd-3c3e-4c53-9d0c-000000000004
status: deprecated
description: Was of use.
author: Erika
tags: [attack.execution, attack.t1047]
logsource: {product: windows, category: process_creation}
detection: {s: {Image: quokka}, condition: s}
level: high
""",
    "hostile": f"""\
title: 'Hostile {PICTURE} {END_OF_SCRIPT}'
id: eeeeeeee-3c3e-4c53-9d0c-000000000005
status: '{PICTURE}'
description: '{END_OF_SCRIPT}'
author: '{PICTURE}'
tags: ['{PICTURE}']
logsource: {{product: '{PICTURE}', category: '"&quot;&lt;b&gt;'}}
detection: {{s: {{'{PICTURE}': x}}, condition: s}}
level: '{PICTURE}'
""",
    "turned": f"""\
title: "Turned {TURNED}"
id: ffffffff-3c3e-4c53-9d0c-000000000006
status: test
description: x
author: "{TURNED}"
logsource: {{product: __proto__, category: constructor}}
detection: {{s: {{a: x}}, condition: s}}
level: constructor
""",
    "several": """\
title: First of two
id: abababab-3c3e-4c53-9d0c-000000000007
status: test
description: x
logsource: {product: macos, category: process_creation}
detection: {s: {a: x}, condition: s}
level: low
---
title: Second of two
id: acacacac-3c3e-4c53-9d0c-000000000008
status: test
description: x
logsource: {product: macos, category: process_creation}
detection: {s: {a: x}, condition: s}
level: low
""",
}


def filler(number: int) -> str:
    return f"""\
title: Filler {number:02}
id: 5f9b0d3c-3c3e-4c53-9d0c-0a3f3f9d2{number:03}
status: experimental
description: One of many.
author: A team
logsource: {{product: filler, category: category{number}}}
detection: {{s: {{a: x}}, condition: s}}
level: medium
"""


def build(folder: Path, *options: str) -> None:
    """The site, in `site` below a folder, with options of `catalogue site`."""
    fillers = {f"rules/filler{number:02}.yml": filler(number) for number in range(FILLERS)}
    special = {f"rules/{name}.yml": text for name, text in SPECIAL.items()}
    settings = {
        "catalogue.yml": "targets: [splunk, grep]\nattack: attack.json\n",
        "attack.json": json.dumps(ATTACK),
    }
    Project(folder).write({**settings, **fillers, **special})
    sites.run_site(folder, *options)


def build_for_the_disk(folder: Path) -> None:
    build(folder, "--offline")
