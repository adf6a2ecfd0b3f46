"""Two queries as one, word by word."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as some

from generator.review.diff.word_diff import CONTEXT, MOST_WORDS, Mark, Stretch, shortened, word_diff

KEPT, GONE, COME = Mark.KEPT, Mark.GONE, Mark.COME


def test_a_word_that_came_is_marked() -> None:
    assert word_diff("a OR b", "a OR c OR b") == (
        Stretch(KEPT, "a OR "),
        Stretch(COME, "c OR "),
        Stretch(KEPT, "b"),
    )


def test_what_went_stands_before_what_came() -> None:
    assert word_diff("f=one x", "f=two x") == (
        Stretch(KEPT, "f="),
        Stretch(GONE, "one"),
        Stretch(COME, "two"),
        Stretch(KEPT, " x"),
    )


def test_differences_next_to_each_other_are_one() -> None:
    assert word_diff("a b", "c d") == (Stretch(GONE, "a b"), Stretch(COME, "c d"))


def test_the_same_text_has_no_difference() -> None:
    assert word_diff("a b", "a b") == (Stretch(KEPT, "a b"),)
    assert word_diff("", "") == ()


def test_too_many_words_are_shown_as_a_whole() -> None:
    before, after = (" ".join(f"{letter}{n}" for n in range(MOST_WORDS)) for letter in "ab")
    assert [stretch.mark for stretch in word_diff(before, after)] == [GONE, COME]


TEXTS = some.lists(some.sampled_from(["a", "bc", " ", "\n", "(", "é", "1"]), max_size=12).map(
    "".join
)


@given(TEXTS, TEXTS)
def test_both_texts_can_be_read_from_the_difference(before: str, after: str) -> None:
    found = word_diff(before, after)
    assert "".join(s.text for s in found if s.mark is not COME) == before
    assert "".join(s.text for s in found if s.mark is not GONE) == after
    assert all(stretch.text for stretch in found)


def test_long_unchanged_stretches_are_cut_to_what_is_near_a_difference() -> None:
    middle = "m" * 500
    made = shortened(
        [Stretch(GONE, "x"), Stretch(KEPT, middle), Stretch(COME, "y"), Stretch(KEPT, middle)]
    )
    assert made[1].text == "m" * CONTEXT + "…" + "m" * CONTEXT
    assert made[3].text == "m" * CONTEXT + "…"


def test_what_changed_is_never_cut() -> None:
    assert shortened([Stretch(GONE, "x" * 999)]) == (Stretch(GONE, "x" * 999),)
