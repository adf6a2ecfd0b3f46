"""The walk that the products' back ends share, seen through the smallest language."""

from __future__ import annotations

from typing import Any, ClassVar

import pytest
from sigma.collection import SigmaCollection
from sigma.exceptions import SigmaFeatureNotSupportedByBackendError
from sigma.processing.pipeline import ProcessingItem, ProcessingPipeline
from sigma.processing.transformations import FieldMappingTransformation
from sigma.types import SigmaCasedString, SigmaString

from generator.targets.shared.expressions import ExpressionBackend, Guarded
from generator.targets.shared.required_texts import Shape, Wanted, wanted


class Small(ExpressionBackend):
    """Says the shape of each value."""

    product: ClassVar[str] = "Small"
    and_token: ClassVar[str] = "&"
    or_token: ClassVar[str] = "|"
    negation: ClassVar[str] = "!{condition}"
    requires_pipeline: ClassVar[bool] = False

    def text(self, field: str, value: Wanted) -> str:
        return f"{field}:{value.shape.name}:{value.text}"

    def exists(self, field: str) -> str:
        return f"{field}?"

    def keyword(self, value: Wanted) -> str:
        return self.text("*", value)


class Careful(Guarded, Small):
    guard: ClassVar[str] = "[{field}? {condition}]"

    def text(self, field: str, value: Wanted) -> str:
        return self.guarded(field, super().text(field, value))


class Named(Small):
    own_names: ClassVar[bool] = True


def converted(backend: ExpressionBackend, condition: str = "s", **selections: Any) -> str:
    rule = {
        "title": "Example",
        "logsource": {"product": "linux"},
        "detection": {**selections, "condition": condition},
    }
    (query,) = backend.convert(SigmaCollection.from_dicts([rule]))
    return str(query)


@pytest.mark.parametrize(
    ("text", "shape", "inner"),
    [
        ("a", Shape.WHOLE, "a"),
        ("", Shape.WHOLE, ""),
        ("a*", Shape.START, "a"),
        ("*a", Shape.END, "a"),
        ("*a*", Shape.PART, "a"),
        ("**a**", Shape.PART, "a"),
        ("*", Shape.ANYTHING, ""),
        ("**", Shape.ANYTHING, ""),
        ("a*b", Shape.PATTERN, ""),
        ("a?", Shape.PATTERN, ""),
        (r"a\*", Shape.WHOLE, "a*"),
    ],
)
def test_the_shape_of_a_value_is_what_it_asks_of_a_text(
    text: str, shape: Shape, inner: str
) -> None:
    value = wanted(SigmaString(text))
    assert (value.shape, value.text) == (shape, inner)


@pytest.mark.parametrize(
    ("text", "regex", "whole"),
    [
        ("a.b", r"^a\.b$", r"a\.b"),
        ("a*", "^a", "a.*"),
        ("*a", "a$", ".*a"),
        ("*a*", "a", ".*a.*"),
        ("a?b*c", "^a.b.*c$", "a.b.*c"),
        ("*", "", ".*"),
    ],
)
def test_a_value_as_an_expression_is_searched_for_or_for_the_whole_text(
    text: str, regex: str, whole: str
) -> None:
    value = wanted(SigmaString(text))
    assert (value.regex(), value.whole_regex()) == (regex, whole)


def test_case_counts_for_cased_texts_and_matters_for_letters_only() -> None:
    assert wanted(SigmaCasedString("a")).cased
    assert not wanted(SigmaString("a")).cased
    assert not wanted(SigmaString("443*")).has_case
    assert wanted(SigmaString("é")).has_case


def test_or_beside_and_stands_in_parentheses_and_not_before_them() -> None:
    selections = {"a": {"f": "1"}, "b": {"g": "2"}, "c": {"h": "3"}}
    assert converted(Small(), "a and (b or c)", **selections) == (
        "f:WHOLE:1 & (g:WHOLE:2 | h:WHOLE:3)"
    )
    assert converted(Small(), "a or b and not c", **selections) == (
        "f:WHOLE:1 | (g:WHOLE:2 & !h:WHOLE:3)"
    )
    assert converted(Small(), "not (a or b)", **selections) == "!(f:WHOLE:1 | g:WHOLE:2)"


def test_values_that_a_modifier_adds_are_alternatives_in_parentheses() -> None:
    query = converted(Small(), "not s and t", s={"f|windash|contains": " -x"}, t={"g": "1"})
    assert query.startswith("!(f:PART: -x | f:PART: /x | ")
    assert query.endswith(") & g:WHOLE:1")


def test_null_and_exists_are_tests_of_the_field() -> None:
    assert converted(Small(), s={"f": None}) == "!f?"
    assert converted(Small(), s={"f|exists": True}) == "f?"
    assert converted(Small(), "not s", s={"f|exists": False}) == "!!f?"


def test_a_keyword_is_looked_for_anywhere() -> None:
    assert converted(Small(), s=["kali"]) == "*:PART:kali"


@pytest.mark.parametrize(
    ("selection", "what"),
    [
        ({"f|re": "a"}, "a regular expression"),
        ({"f": 1}, "a number"),
        ({"f|gt": 1}, "a comparison with a number"),
        ({"f|cidr": "10.0.0.0/8"}, "a network"),
        ({"f|fieldref": "g"}, "a comparison of two fields"),
    ],
)
def test_what_a_product_does_not_say_is_refused_in_its_name(
    selection: dict[str, Any], what: str
) -> None:
    with pytest.raises(SigmaFeatureNotSupportedByBackendError, match=f"{what}.*Small"):
        converted(Small(), s=selection)


def test_below_a_not_a_comparison_is_guarded_and_nowhere_else() -> None:
    selections = {"a": {"f": "1"}, "b": {"g": "2"}}
    assert converted(Careful(), "a and not b", **selections) == "f:WHOLE:1 & ![g? g:WHOLE:2]"
    assert converted(Careful(), "a and b", **selections) == "f:WHOLE:1 & g:WHOLE:2"


def test_two_fields_that_fall_on_one_name_are_refused() -> None:
    def pipeline() -> ProcessingPipeline:
        mapping: dict[str | None, str | list[str]] = {"a": "one", "b": "one", "c": "two"}
        return ProcessingPipeline(items=[ProcessingItem(FieldMappingTransformation(mapping))])

    assert converted(Named(pipeline()), s={"a": "1", "c": "2"}) == "one:WHOLE:1 & two:WHOLE:2"
    with pytest.raises(SigmaFeatureNotSupportedByBackendError, match="`one`, for `a` and `b`"):
        converted(Named(pipeline()), s={"a": "1", "b": "2"})
