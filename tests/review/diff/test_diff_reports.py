"""The report as a comment, as a page and as JSON."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser

import pytest
from markdown_it import MarkdownIt

from generator.review.diff import Difference, as_data, html_page, markdown
from generator.review.diff.comment import LONGEST, SPARE
from tests.review.diff.states import between, detecting, query, results, rule, state, technique

T1490 = technique("T1490", "Inhibit System Recovery")


def narrowed() -> Difference:
    return between(
        rule(detection=detecting(["x", "y"]), queries={"grep": query("f=x OR f=y")}),
        rule(queries={"grep": query("f=x")}, level="low"),
    )


def test_a_comment_tells_the_verdict_the_event_and_the_words_that_changed() -> None:
    assert markdown(narrowed()) == (
        "## What changed from `a side` to `a side`\n"
        "\n"
        "1 detection changed (1 narrower).\n"
        "\n"
        "### Detections that lose events (1)\n"
        "\n"
        "- **Narrower:** Rule a (`rules/a.yml`); also changed: level\n"
        "\n"
        "### In detail\n"
        "\n"
        "<details><summary>Narrower: Rule a (rules/a.yml); also changed: level</summary>\n"
        "\n"
        "- Narrower: it matches nothing new, and less than before.\n"
        '- It no longer matches `{"f": "y"}`\n'
        "- Level: `high` → `low`\n"
        "\n"
        "grep\n"
        "\n"
        "<pre>f=x<del> OR f=y</del></pre>\n"
        "\n"
        "</details>\n"
    )


def test_nothing_that_changed_is_said_too() -> None:
    assert "No rule changed." in markdown(between(rule(), rule()))


def test_a_target_more_or_less_is_told_once_and_not_rule_by_rule() -> None:
    had = rule(queries={"grep": query("f=x"), "splunk": query("f=x")})
    both, one = state(had, targets=("grep", "splunk")), state(had)
    assert markdown(between(one, both)).endswith(
        "1 target added.\n\n### Targets (1)\n\n- Target added: `splunk`, with a query for 1 rule\n"
    )
    assert "- **Target removed:** `splunk`, which had a query for 1 rule\n" in markdown(
        between(both, one)
    )


def test_what_was_lost_comes_first() -> None:
    before = state(
        rule("a", techniques=(T1490,)), rule("b", detection=detecting(["x", "y"])), rule("c"),
        samples=results(b=True),
    )  # fmt: skip
    after = state(
        rule("b"),
        rule("d", detection=detecting("q")),
        rule("c", level="low"),
        samples=results(b=False),
    )
    headings = re.findall(r"^### (.*) \(\d+\)$", markdown(between(before, after)), re.MULTILINE)
    assert headings == [
        "Coverage and data",
        "Sample tests",
        "Detections that lose events",
        "Rules removed",
        "Rules added",
        "Other changes",
    ]


def test_the_last_rule_for_a_technique_is_said() -> None:
    told = markdown(between(rule(techniques=(T1490,)), state()))
    assert "- **Last rule for T1490 Inhibit System Recovery removed**" in told


def test_a_broken_sample_is_said() -> None:
    found = between(state(rule(), samples=results(a=True)), state(rule(), samples=results(a=False)))
    assert "- **Broken:** Rule a: `s.json` was right, is wrong" in markdown(found)


def test_a_lost_target_is_said_with_the_reason() -> None:
    told = markdown(between(rule(), rule(queries={"grep": query(reason="It cannot say that.")})))
    assert ") **no query any more for grep**" in told
    assert "grep: It cannot say that." in told


def test_rules_link_to_their_pages_where_there_is_a_site() -> None:
    told = markdown(narrowed(), site="https://example.org/preview/7/")
    assert "[Rule a](https://example.org/preview/7/rules/a/)" in told


def test_versions_are_told_where_they_differ() -> None:
    before = state(rule(), versions={"pysigma": "1.5.0", "x": "1"})
    after = state(rule(queries={"grep": query("z")}), versions={"pysigma": "1.5.1", "x": "1"})
    assert "- `pysigma`: 1.5.0 → 1.5.1" in markdown(between(before, after))


MANY = 1_500


def many() -> Difference:
    """More than fits: rules of all kinds of changes with long queries."""
    long = " OR ".join(f"f={n}" for n in range(200))
    before = [
        rule(
            str(n),
            title=f"Rule {'long ' * (n % 40)}{n}",
            detection=detecting(["x", "y"]),
            queries={"grep": query(long)},
        )
        for n in range(MANY)
    ]
    after = [
        rule(str(n), title=f"Rule {'long ' * (n % 40)}{n}", detection=detecting(["x", "z"][: 1 + n % 2]), queries={"grep": query(long.replace("7", "8"))})
        for n in range(0, MANY, 2)
    ]  # fmt: skip
    return between(
        state(*before),
        state(*after, *(rule(f"new{n}", detection=detecting(n)) for n in range(MANY))),
    )


def test_a_comment_is_never_longer_than_a_site_allows() -> None:
    told = markdown(many())
    assert len(told) <= LONGEST - SPARE
    assert len(told) > (LONGEST - SPARE) // 2
    assert all(
        f"### {name}" in told for name in ("Detections that lose", "Rules removed", "Rules added")
    )
    assert re.search(r"^- … and 1,\d\d\d more$", told, re.MULTILINE)
    assert "more changes have details that do not fit here" in told


@pytest.mark.parametrize("longest", [500, 2_000, 10_000])
def test_a_comment_keeps_to_any_length(longest: int) -> None:
    assert len(markdown(many(), longest=longest)) <= longest


HOSTILE = [
    "<script>alert(1)</script>",
    "</summary></details></pre><img src=x onerror=alert(1)>",
    "`` ` </code> `<b>`",
    "[x](javascript:alert(1))",
    "![x](https://example.org/track.png)",
    "\n\n# Heading\n\n<b>\n",
    "@everyone #1 **bold** | cell",
    "\u202e\x00\ud800\x1b[31m",
    "&lt;b&gt; &#60;b&#62;",
]
ALLOWED = {
    "details",
    "summary",
    "pre",
    "del",
    "ins",
    "p",
    "ul",
    "li",
    "strong",
    "code",
    "h2",
    "h3",
    "main",
    "h1",
}


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.seen: list[tuple[str, dict[str, str | None]]] = []
        self.text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text.append(data)


def hostile(text: str) -> Difference:
    return between(
        state(rule(title=text, path=text, level=text, description=text, tags=(text,), detection=detecting(["x", text]),
                   techniques=(technique("T1", text),), data_needed=(text,), queries={text: query("a " + text)})),
        state(rule(title=text + "2", level="x", detection=detecting("x"), queries={text: query(text + " b")},
                   document={text: 1})),
    )  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE)
def test_a_comment_holds_no_markup_of_a_rule(text: str) -> None:
    rendered = MarkdownIt("commonmark", {"html": True}).render(markdown(hostile(text)))
    tags = Tags()
    tags.feed(rendered)
    assert {tag for tag, _ in tags.seen} <= ALLOWED
    assert all(not attributes for _, attributes in tags.seen)
    assert [tag for tag, _ in tags.seen].count("h2") == 1
    # A name that is called stands in one text together with its `@`; in code nobody is called.
    outside = re.sub(r"(?s)<(code|pre)>.*?</\1>", "", rendered)
    assert not re.search(r"(?<!&)[@#]\w", outside)


@pytest.mark.parametrize("text", HOSTILE)
def test_a_page_holds_no_markup_of_a_rule(text: str) -> None:
    page = html_page(hostile(text))
    tags = Tags()
    tags.feed(page)
    ours = ALLOWED | {"html", "head", "meta", "title", "style", "body"}
    assert {tag for tag, _ in tags.seen} <= ours
    assert page.encode()
    assert "\x00" not in page


def test_a_page_leaves_nothing_out() -> None:
    page = html_page(many())
    assert page.count("<summary>") == MANY // 2
    assert "new1499" in page


def test_data_is_json_and_has_verdicts_queries_and_counts() -> None:
    data = json.loads(json.dumps(as_data(narrowed())))
    (row,) = data["rules"]
    assert row["verdict"]["relation"] == "narrower"
    assert row["verdict"]["lost"] == {"event": {"f": "y"}, "only_with_several": False}
    assert row["changed"] == ["detection", "level"]
    assert row["queries"] == [
        {
            "target": "grep",
            "fate": "changed",
            "before": "f=x OR f=y",
            "after": "f=x",
            "reason": None,
        }
    ]
    assert data["summary"] == "1 detection changed (1 narrower)."
