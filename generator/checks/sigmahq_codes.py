"""The kinds of mistake that SigmaHQ's validators find, each with a code of its own."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from generator.base.diagnostics import Code, warning

PREFIX = "sigmahq-"

_TITLE, _TAGS, _DETECTION, _CORRELATION = "title", "tags", "detection", "correlation"

VALIDATORS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "author-existence": ("author", "A rule names no author"),
        "correlation-group-by-existence": (
            _CORRELATION,
            "A correlation that counts does not say by which field it groups",
        ),
        "correlation-rules-minimum": (
            _CORRELATION,
            "A correlation in time is about a single rule",
        ),
        "date-existence": ("date", "A rule has no date"),
        "description-existence": ("description", "A rule has no description"),
        "description-length": ("description", "A description has fewer than 16 characters"),
        "falsepositives-banned-word": (
            "falsepositives",
            "A false positive is `none` or a penetration test",
        ),
        "falsepositives-capital": ("falsepositives", "A false positive begins with a small letter"),
        "falsepositives-typo-word": ("falsepositives", "A false positive is misspelled"),
        "field-duplicate-value": (_DETECTION, "A list of values has one of them twice"),
        "field-user": (_DETECTION, "A user is named as Windows calls it in some languages only"),
        "fields-existence": ("fields", "A rule has the key `fields`, which SigmaHQ gave up"),
        "filename-convention": (_TITLE, "The name of a file is not as SigmaHQ writes them"),
        "github-link": ("references", "A link into GitHub follows a branch, and may end one day"),
        "invalid-all-modifier": (_DETECTION, "`all` stands at a field with a single value"),
        "invalid-hash-kv": (
            _DETECTION,
            "A hash is not of the length or the name that it must have",
        ),
        "level-existence": ("level", "A rule has no level"),
        "link-in-description": (
            "description",
            "A description has a link, and the rule has no references",
        ),
        "missing-asterisk-condition": (_DETECTION, "`of` stands before a name without `*`"),
        "modified-without-date": ("modified", "A rule has a day of change and none of writing"),
        "ofselection-condition": (_DETECTION, "`of` chooses among a single selection"),
        "ofthem-condition": (_DETECTION, "`of them` stands over a single selection"),
        "redundant-modified": ("modified", "The day of change is the one of writing"),
        "space-field-name": (_DETECTION, "The name of a field has a blank"),
        "status": ("status", "A deprecated or unsupported rule stands among the others"),
        "status-existence": ("status", "A rule has no status"),
        "status-to-high": ("status", "A rule is younger than its status allows"),
        "sysmon-missing-eventid": (
            _DETECTION,
            "A rule on Sysmon's log does not ask for an event id",
        ),
        "tags-detection": (_TAGS, "A rule lacks the tag of the folder that it is in"),
        "tags-tlp": (_TAGS, "A TLP tag other than `tlp.clear`"),
        "tags-unique-detection": (_TAGS, "A rule has two tags of the namespace `detection`"),
        "tags-unique-tlp": (_TAGS, "A rule has two TLP tags"),
        "title-case": (_TITLE, "A word of a title begins with a small letter"),
        "title-end": (_TITLE, "A title ends with a full stop"),
        "title-length": (_TITLE, "A title has more than 120 characters"),
        "title-start": (_TITLE, "A title begins with `Detect`"),
        "unsupported-regex-group-construct": (
            _DETECTION,
            "A regular expression looks around, which many back ends cannot",
        ),
    }
)
"""By the name of each validator that is run, without its `sigmahq_`: the key that it is about, and
what is wrong where it objects."""

OF_VALIDATOR: Mapping[str, Code] = MappingProxyType(
    {
        name: warning(f"{PREFIX}{name}", summary, on=False)
        for name, (_, summary) in VALIDATORS.items()
    }
)
