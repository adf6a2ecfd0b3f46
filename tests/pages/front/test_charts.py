"""Charts as SVG in the page."""

from __future__ import annotations

import subprocess
import sys
from xml.etree import ElementTree

import markdown

from generator.pages.front.charts import Bar, bars

SVG = "{http://www.w3.org/2000/svg}"
TWO = (Bar(label="high", number=1_200), Bar(label="low", number=300, words="3 of 7"))


def svg_of(figure: str) -> ElementTree.Element:
    found = ElementTree.fromstring(figure).find("svg")
    assert found is not None
    return found


def test_a_bar_is_as_long_as_its_number() -> None:
    lengths = [
        float(rect.get("width", "")) for rect in svg_of(bars("n", "Title", TWO)).iter("rect")
    ]
    assert sorted(lengths, reverse=True)[0] == 4 * min(lengths)


def test_each_bar_says_its_label_and_its_words_or_number() -> None:
    texts = [text.text for text in svg_of(bars("n", "Title", TWO)).iter("text")]
    assert sorted(map(str, texts)) == ["high  1,200", "low  3 of 7"]


def test_who_does_not_see_a_chart_is_told_its_title_and_numbers() -> None:
    svg = svg_of(bars("n", "Title", TWO))
    told = {e.get("id"): e.text for e in svg if e.tag in ("title", "desc")}
    assert told == {"n-title": "Title", "n-numbers": "high: 1,200; low: 3 of 7"}
    assert svg.get("role") == "img"
    assert (svg.get("aria-labelledby"), svg.get("aria-describedby")) == ("n-title", "n-numbers")


def test_colours_and_fonts_are_left_to_the_style_sheet() -> None:
    fixed = {"fill", "stroke", "font-family", "font-size", "style", "width", "height"}
    for element in svg_of(bars("n", "Title", TWO)).iter():
        left = fixed & set(element.attrib)
        assert left == ({"width", "height"} if element.tag == "rect" else set())


def test_a_chart_goes_through_markdown_as_it_is() -> None:
    figure = bars("n", "A *b* _c_ [d](e)", (Bar(label="*x* `y`", number=1),))
    assert markdown.markdown(f"Before.\n\n{figure}\n\nAfter.", extensions=["tables"]) == (
        f"<p>Before.</p>\n{figure}\n\n<p>After.</p>"
    )


def test_hostile_labels_are_only_text() -> None:
    label = "</svg></figure><script>alert(1)</script> {{ 7*7 }} \x02\n\n# h"
    figure = bars("n", label, (Bar(label=label, number=1),))
    html = markdown.markdown(figure)
    assert "<script" not in html
    assert "{{" not in figure
    assert "\n" not in figure
    assert ElementTree.fromstring(html).tag == "figure"


def test_labels_that_are_cut_to_the_same_text_stay_two_bars() -> None:
    long = "a" * 40
    svg = svg_of(bars("n", "t", (Bar(label=f"{long}1", number=1), Bar(label=f"{long}2", number=2))))
    assert len(list(svg.iter("rect"))) == 2
    assert f"{long}1: 1" in str(svg.findtext("desc"))


def test_there_is_no_chart_of_nothing() -> None:
    assert bars("n", "Title", ()) == ""
    assert bars("n", "Title", (Bar(label="high", number=0),)) == ""


def test_the_same_numbers_give_the_same_bytes_whatever_the_hash_seed() -> None:
    program = (
        "from generator.pages.front.charts import Bar, bars\n"
        "print(bars('n', 't', [Bar(label=str(n), number=n * n) for n in range(9)]))"
    )
    made = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={"PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(made) == 1


def test_commands_that_draw_nothing_do_not_import_the_library() -> None:
    program = "import sys, generator.pages; sys.exit('leather' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


def test_a_bar_may_be_a_part_of_a_whole() -> None:
    (bar,) = svg_of(bars("n", "t", (Bar(label="x", number=25),), whole=100)).iter("rect")
    (full,) = svg_of(bars("n", "t", (Bar(label="x", number=25),))).iter("rect")
    assert 4 * float(bar.get("width", "")) == float(full.get("width", ""))
