"""Comparisons with a number, as patterns over its decimal digits."""

from __future__ import annotations

from decimal import Decimal

from sigma.types import CompareOperators

_FRACTION = r"(?:\.[0-9]+)?"


def comparison(operator: CompareOperators, limit: int | float) -> str:
    """The pattern for the whole of a number, such as `42`, `-1` or `0.50`, that compares so.

    A number written with an exponent is not read.
    """
    number = Decimal(str(limit))
    whole, _, fraction = f"{abs(number):f}".partition(".")
    size = _Size(whole.lstrip("0"), fraction.rstrip("0"))
    above = operator in (CompareOperators.GT, CompareOperators.GTE)
    choices: list[str] = []
    if above and number >= 0:
        choices += _signed(r"\+?", size.larger())
    elif above:
        choices += [rf"\+?[0-9]+{_FRACTION}", *_signed("-", size.smaller())]
    elif number > 0:
        choices += [f"-[0-9]+{_FRACTION}", *_signed(r"\+?", size.smaller())]
    else:
        choices += _signed("-", size.larger())
    if operator in (CompareOperators.GTE, CompareOperators.LTE):
        sign = "[+-]?" if number == 0 else r"\+?" if number > 0 else "-"
        choices += _signed(sign, [size.same()])
    return f"(?:{'|'.join(choices)})"


def _signed(sign: str, choices: list[str]) -> list[str]:
    return [sign + choice for choice in choices]


class _Size:
    """A number without its sign: digits before and after the point, no zeros around them."""

    def __init__(self, whole: str, fraction: str) -> None:
        self.whole = whole
        self.fraction = fraction
        self.whole_part = f"0*{whole}" if whole else "0+"

    def same(self) -> str:
        """The pattern for the same size."""
        return self.whole_part + (rf"\.{self.fraction}0*" if self.fraction else r"(?:\.0+)?")

    def larger(self) -> list[str]:
        """Patterns for all larger ones: more digits, or a greater digit where they first differ."""
        choices = [f"0*[1-9][0-9]{{{len(self.whole)},}}{_FRACTION}"]
        for position, digit in enumerate(self.whole):
            if digit != "9":
                choices.append(self._differing(position, int(digit) + 1, 9))
        for position, digit in enumerate(self.fraction):
            if digit != "9":
                choices.append(self._fraction(position) + f"[{int(digit) + 1}-9][0-9]*")
        return [*choices, self._fraction(len(self.fraction)) + "0*[1-9][0-9]*"]

    def smaller(self) -> list[str]:
        """Patterns for all smaller ones, zero among them."""
        choices = [f"0+{_FRACTION}"] if self.whole else []
        if len(self.whole) > 1:
            choices.append(f"0*[1-9][0-9]{{0,{len(self.whole) - 2}}}{_FRACTION}")
        for position, digit in enumerate(self.whole):
            lowest = 0 if position else 1
            if int(digit) > lowest:
                choices.append(self._differing(position, lowest, int(digit) - 1))
        if self.fraction:
            choices.append(self.whole_part)
        for position, digit in enumerate(self.fraction):
            if position:
                choices.append(self._fraction(position))
            if digit != "0":
                choices.append(self._fraction(position) + f"[0-{int(digit) - 1}][0-9]*")
        return choices

    def _differing(self, position: int, low: int, high: int) -> str:
        rest = len(self.whole) - position - 1
        return f"0*{self.whole[:position]}[{low}-{high}][0-9]{{{rest}}}{_FRACTION}"

    def _fraction(self, length: int) -> str:
        return rf"{self.whole_part}\.{self.fraction[:length]}"
