"""All files of Atomic Red Team, unmodified: each has its page, complete and filled in."""

from __future__ import annotations

import re
from pathlib import Path, PurePosixPath

from tests.support import RULE, Project


def test_every_file_of_atomic_red_team_becomes_a_whole_page(corpus: Path, project: Project) -> None:
    atomics = corpus / "atomic-red-team" / "atomics"
    project.write({"catalogue.yml": f"triggers: ['{atomics.as_posix()}']\n", "rules/a.yml": RULE})
    loaded = project.load("splunk")
    found = {(finding.code, PurePosixPath(finding.path).stem) for finding in loaded.diagnostics}
    assert found == {("dead-link", "T1176"), ("dead-link", "T1647")}, "their links lead nowhere"
    assert len(loaded.catalogue.triggers) == len(list(atomics.rglob("T*.yaml"))) > 300
    pages = project.build()
    for trigger in loaded.catalogue.triggers:
        text = pages[loaded.catalogue.page(trigger)]
        anchors = re.findall(r'^<a id="(test-\d+)"></a>$', text, re.MULTILINE)
        assert anchors == [f"test-{number}" for number in range(1, len(trigger.tests) + 1)]
        assert not re.search(r"(?:#|&#35;)(?:\{|&#123;)\w+", text), trigger.path
        for test in trigger.tests:
            run = f"\nInvoke-AtomicTest {trigger.technique} -TestGuids {test.guid}\n"
            assert (run in text) is (test.executor.name != "manual")
        assert len(re.findall(r"^### Rules expected to fire", text, re.MULTILINE)) == len(anchors)
