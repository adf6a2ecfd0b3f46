"""Bar charts as inline SVG, drawn at build time and readable without scripts or images.

Leather draws them. Its fixed colours and fonts are removed, so that the page's style sheet sets
them for light and dark mode. Lengths are rounded, so that the same numbers give the same bytes
everywhere.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from xml.etree import ElementTree

from generator.base.plain_text import plain
from generator.pages.markdown import Markdown

WIDTH = 480
"""Width of a chart in units; the page scales it to the available space."""
BAR = 26
"""Height of a bar in units, with its spacing."""
AXIS = 22
"""Units that Leather reserves for the numbers below the bars. They are cropped, since each bar
shows its own number.
"""
MARGIN = 0.05
"""The part of the width that Leather leaves empty on each side; it is cropped."""
LONGEST_LABEL = 30
"""Maximum characters of a label; the table next to the chart has the full text."""

_FIXED = ("fill", "stroke", "font-family", "font-size", "stroke-width", "dy")
_LENGTH = re.compile(r"-?\d+\.\d+(?:E-?\d+)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """`words` describe the number; where they are empty, the number itself is shown."""

    label: str
    number: int
    words: str = ""


def bars(name: str, title: str, found: Sequence[Bar], *, whole: int | None = None) -> Markdown:
    """A figure with a bar for each number, the first at the top; empty where there are no numbers.

    `name` distinguishes the charts of a page. `whole` is the number for a full-width bar, by
    default the largest. The description contains the numbers for readers who cannot see the chart.
    """
    shown = [bar for bar in found if bar.number >= 0]
    if not any(bar.number for bar in shown):
        return Markdown("")
    drawn = _drawn(shown, whole or max(bar.number for bar in shown))
    svg = ElementTree.Element("svg", viewBox=_view(len(shown)), role="img")
    svg.set("class", "catalogue-chart")
    svg.set("aria-labelledby", f"{name}-title")
    svg.set("aria-describedby", f"{name}-numbers")
    ElementTree.SubElement(svg, "title", id=f"{name}-title").text = plain(title)
    numbers = "; ".join(f"{plain(bar.label)}: {_said(bar)}" for bar in shown)
    ElementTree.SubElement(svg, "desc", id=f"{name}-numbers").text = numbers
    svg.append(drawn)
    text = ElementTree.tostring(svg, encoding="unicode")
    # Text that Jinja or a user's extension would interpret is shown literally.
    text = text.replace("{", "&#123;").replace("}", "&#125;")
    return Markdown(f'<figure class="catalogue-figure">{text}</figure>')


def _said(bar: Bar) -> str:
    return bar.words or f"{bar.number:,}"


def _label(bar: Bar) -> str:
    label = plain(bar.label)
    short = label if len(label) <= LONGEST_LABEL else f"{label[: LONGEST_LABEL - 1].rstrip()}…"
    return f"{short}  {_said(bar)}"


def _view(number: int) -> str:
    margin = WIDTH * MARGIN
    return f"{margin:g} {margin:g} {WIDTH - 2 * margin:g} {number * BAR}"


def _height(number: int) -> int:
    return round(number * BAR + AXIS + 2 * WIDTH * MARGIN)


def _drawn(found: Sequence[Bar], whole: int) -> ElementTree.Element:
    import leather  # Here, since most commands draw nothing.

    chart = leather.Chart()
    # Leather requires distinct labels, and two bars may have the same one.
    places = [str(number) for number in range(len(found))]
    # Out of a hundred, since Leather ends the scale at a round number.
    shares = [(100 * bar.number / whole, place) for bar, place in zip(found, places, strict=True)]
    chart.add_bars(shares)
    chart.add_x_scale(0, 100)
    chart.add_y_axis(tick_formatter=lambda place, *_: _label(found[int(place)]))
    drawn: ElementTree.Element = chart.to_svg_group(WIDTH, _height(len(found)))
    for element in drawn.iter():
        for attribute in _FIXED:
            element.attrib.pop(attribute, None)
        for attribute, value in element.attrib.items():
            element.set(attribute, _LENGTH.sub(lambda n: f"{float(n[0]):.1f}", value))
    _remove(drawn, "./rect")
    _remove(drawn, ".//g[@class='axis bottom']")
    _remove(drawn, ".//line")
    return drawn


def _remove(drawn: ElementTree.Element, path: str) -> None:
    parents = {child: parent for parent in drawn.iter() for child in parent}
    for found in drawn.findall(path):
        parents[found].remove(found)
