"""Not, And and Or: how trees are built, walked and folded."""

from __future__ import annotations

import operator

from hypothesis import given
from hypothesis import strategies as st

from generator.base import boolean
from generator.base.boolean import And, Not, Or, Tree

ALWAYS: Tree[str] = And(())
NEVER: Tree[str] = Or(())


def truth(tree: Tree[str], true: frozenset[str]) -> bool:
    def leaf(name: str) -> bool:
        return name in true

    return boolean.fold(leaf, negation=operator.not_, every=all, some=any)(tree)


TREES = st.recursive(
    st.sampled_from("abc"),
    lambda inner: st.one_of(
        inner.map(Not),
        st.lists(inner, max_size=3).map(lambda parts: And(tuple(parts))),
        st.lists(inner, max_size=3).map(lambda parts: Or(tuple(parts))),
    ),
    max_leaves=10,
)
WORLDS = st.frozensets(st.sampled_from("abc"))


def test_one_part_needs_no_connection() -> None:
    assert boolean.every(["a"]) == boolean.some(["a"]) == "a"
    assert boolean.every(["a", "b"]) == And(("a", "b"))
    assert boolean.some(["a", "b"]) == Or(("a", "b"))


def test_without_parts_every_holds_always_and_some_never() -> None:
    assert boolean.every([]) == ALWAYS
    assert boolean.some([]) == NEVER
    assert truth(ALWAYS, frozenset())
    assert not truth(NEVER, frozenset("abc"))


def test_a_part_that_decides_the_rest_is_all_that_stays() -> None:
    assert boolean.every(["a", NEVER, "b"]) == NEVER
    assert boolean.some(["a", ALWAYS, "b"]) == ALWAYS


def test_a_connection_keeps_the_shape_that_it_is_given() -> None:
    assert boolean.every(["a", And(("b", "c"))]) == And(("a", And(("b", "c"))))


def test_flattening_replaces_parts_of_the_same_kind_only() -> None:
    parts: list[Tree[str]] = ["a", And(("b", Or(("c", "d")))), Or(("e", "f")), ALWAYS]
    assert list(boolean.flat_and(parts)) == ["a", "b", Or(("c", "d")), Or(("e", "f"))]
    assert list(boolean.flat_or(parts)) == [*parts[:2], "e", "f", ALWAYS]


def test_a_negation_is_undone_and_constants_are_exchanged() -> None:
    assert boolean.negated("a") == Not("a")
    assert boolean.negated(Not("a")) == "a"
    assert boolean.negated(ALWAYS) == NEVER
    assert boolean.negated(NEVER) == ALWAYS


def test_parts_with_the_same_key_are_joined_where_the_first_is() -> None:
    joined = boolean.merged(["ax", "b", "ay", "az"], lambda part: part[0], operator.add)
    assert joined == ("axayaz", "b")


def test_leaves_come_from_left_to_right_and_as_often_as_they_are_there() -> None:
    tree: Tree[str] = Or(("a", And((Not("b"), "c", Not(Or(("a", "d"))))), ALWAYS))
    assert list(boolean.leaves(tree)) == ["a", "b", "c", "a", "d"]


def test_a_fold_asks_for_no_more_than_it_needs() -> None:
    asked: list[str] = []

    def leaf(name: str) -> bool:
        asked.append(name)
        return name == "a"

    tree: Tree[str] = Or((And(("b", "c")), "a", "d"))
    assert boolean.fold(leaf, negation=operator.not_, every=all, some=any)(tree)
    assert asked == ["b", "a"]


def test_the_same_connection_of_the_same_parts_is_equal_and_another_is_not() -> None:
    assert And(("a", "b")) == And(("a", "b"))
    assert And(("a", "b")) != Or(("a", "b"))
    assert len({And(("a",)), And(("a",)), Or(("a",)), Not("a")}) == 3


@given(st.lists(TREES, max_size=4), WORLDS)
def test_what_is_left_out_does_not_change_the_meaning(
    parts: list[Tree[str]], true: frozenset[str]
) -> None:
    held = [truth(part, true) for part in parts]
    assert truth(boolean.every(parts), true) is all(held)
    assert truth(boolean.some(parts), true) is any(held)
    assert truth(boolean.every(boolean.flat_and(parts)), true) is all(held)
    assert truth(boolean.some(boolean.flat_or(parts)), true) is any(held)
    for part in parts:
        assert truth(boolean.negated(part), true) is not truth(part, true)
