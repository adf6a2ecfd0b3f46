"""What the page of a target says of its trust."""

from __future__ import annotations

from generator.pages.targets.trust import section
from generator.targets.target import Target
from generator.targets.trust import Counts, Example, Level, Record, Stock, Trust

TARGET = Target(id="t", title="T", product="P", backend="m:n", assumes="Nothing.", language="sql")


def record(**given: object) -> Record:
    return Record(
        **{
            "target": "t",
            "engine": "An engine 1.0",
            "best": Level.PROVEN,
            "versions": {"pysigma": "1.5.1"},
            "sets": {
                "corpus": Counts(source="now", right=3000, refused=5),
                "own": Counts(source="now", right=10),
                "shapes": Counts(source="now", right=60, refused=2),
            },
            **given,
        }  # type: ignore[arg-type]
    )


def said(level: Level, made: Record | None) -> str:
    return section(TARGET, Trust(level=level, record=made))


def test_the_level_the_engine_and_the_counts_by_set() -> None:
    text = said(Level.PROVEN, record())
    assert text.startswith("## Trust\n\n**proven**: queries ran in the product's own engine")
    assert "Checked with An engine 1.0; the queries were made with pysigma 1.5.1." in text
    shapes, own, corpus = text.splitlines()[-3:]
    assert shapes == "| one rule for each kind of value and condition | 62 | 60 | 0 | 0 | 2 | 0 |"
    assert own.startswith("| the rules of the project | 10 | 10 |")
    assert corpus.startswith("| a large public set of rules | 3,005 | 3,000 |")


def test_a_set_that_was_counted_with_earlier_code_is_said_to_be() -> None:
    sets = {"own": Counts(source="now", right=1), "corpus": Counts(source="before", right=1)}
    text = said(Level.PROVEN, record(sets=sets))
    assert "an earlier state of this program's own code, and not yet again: a large public" in text
    assert "earlier state" not in said(Level.PROVEN, record())


def test_a_wrong_target_shows_the_smallest_rule_its_query_and_the_event() -> None:
    example = Example(rule="a: b\n", query="SELECT `x`", event={"A": "<b>"}, fires=True, why="w")
    text = said(Level.WRONG, record(example=example, listed=("r1: it fires",)))
    assert "### The smallest failing example\n\n```yaml\na: b\n```" in text
    assert "```sql\nSELECT `x`\n```" in text
    assert '"A": "<b>"' in text
    assert text.endswith("The query does not find it.")
    assert "\n- r1: it fires\n" in text


def test_a_query_that_is_not_accepted_has_the_words_of_the_engine() -> None:
    example = Example(rule="a: b\n", query="q", event=None, fires=None, why="no *such* word")
    text = said(Level.PROVEN, record(example=example))
    assert "### The smallest rule that differs" in text
    assert text.endswith("which is not accepted: no \\*such\\* word")


def test_the_stock_mapping_is_counted_apart() -> None:
    text = said(Level.PROVEN, record(stock=Stock(engine="stock", right=5, differs=2)))
    assert "(stock), of 7 rules that are right otherwise 2 differ" in text


def test_without_a_record_the_reason_stands_there() -> None:
    trust = Trust(level=Level.CONVERTED, outdated="It was checked with x 1; installed is 2.")
    text = section(TARGET, trust)
    assert text.endswith("It was checked with x 1; installed is 2.")
    assert "Checked with" not in text
