"""Arithmetic that must not be off by one: means that compare equal, prices on their tick, sizes that cash can pay.

Everything here works on whole numbers. A rounded division is never trusted to land on the right side of a boundary: ``0.1 * 3 /
0.3`` must be one lot, not almost one. The results are those of the Rust SDK's module of the same name, to the last bit.
"""

import math
from decimal import Decimal
from enum import Enum

from .decimals import MOST_DIGITS, MOST_PLACES


class Round(Enum):
    """Which multiple of a step a number becomes."""

    DOWN = "down"
    """The next one at or below."""
    UP = "up"
    """The next one at or above."""
    HALF_EVEN = "half-even"
    """The nearest one, ties to the even multiple."""


def ratio(numerator: int, denominator: int) -> float:
    """The quotient of two whole numbers as the nearest double, ties to even: equal quotients of different terms are the same
    number.

    NaN when the denominator is 0.
    """
    # Python divides whole numbers of any size with one rounding.
    return numerator / denominator if denominator else math.nan


def to_step(value: Decimal | int | float, step: Decimal, round: Round = Round.HALF_EVEN) -> Decimal:
    """A number on a grid of ``step``, e.g. a price on its tick. A float is taken at its exact binary value.

    Raises ValueError when the step is not greater than 0, or the value not finite.
    """
    if step <= 0:
        raise ValueError(f"a step must be greater than 0, got {step}")
    if isinstance(value, float) and not math.isfinite(value):
        raise ValueError(f"{value} is on no grid of {step}")
    value_top, value_bottom = value.as_integer_ratio()
    step_top, step_bottom = step.as_integer_ratio()
    # value / step = (value_top * step_bottom) / (value_bottom * step_top), in whole numbers.
    bottom = value_bottom * step_top
    below, rest = divmod(value_top * step_bottom, bottom)
    if round is Round.UP:
        below += rest > 0
    elif round is Round.HALF_EVEN:
        below += 2 * rest > bottom or (2 * rest == bottom and below % 2 != 0)
    return _times(below, step)


def whole_times(budget: tuple[Decimal, Decimal], unit: tuple[Decimal, Decimal]) -> int:
    """How many whole times ``unit[0] * unit[1]`` goes into ``budget[0] * budget[1]``, exactly: the lots that a share of the cash
    can pay. Neither product is ever rounded.

    Raises ValueError when one of the four is negative, or the unit is 0.
    """
    for value in (*budget, *unit):
        if value < 0:
            raise ValueError(f"must not be negative, got {value}")
    top, bottom = 1, 1
    for value in budget:
        numerator, denominator = value.as_integer_ratio()
        top, bottom = top * numerator, bottom * denominator
    for value in unit:
        numerator, denominator = value.as_integer_ratio()
        top, bottom = top * denominator, bottom * numerator
    if bottom == 0:
        raise ValueError("the unit must be greater than 0")
    return top // bottom


def estimate(value: Decimal) -> Decimal:
    """A figure that is an estimate by nature (the value of a size, the loss at a stop), half-even rounded to the fifteen digits
    that the contract carries.

    Raises ValueError when it is negative or has more digits before the point.
    """
    if value < 0:
        raise ValueError(f"must not be negative, got {value}")
    if not value.is_finite() or value.adjusted() >= MOST_DIGITS:
        raise ValueError(f"{value} has more than {MOST_DIGITS} digits before the point")
    places = min(MOST_PLACES, MOST_DIGITS - 1 - value.adjusted()) if value else 0
    rounded = to_step(value, Decimal((0, (1,), -places)))
    if rounded.adjusted() >= MOST_DIGITS:
        raise ValueError(f"{value} has more than {MOST_DIGITS} digits before the point")
    return rounded


def _times(count: int, step: Decimal) -> Decimal:
    """``count * step`` without a context that could round it."""
    sign, digits, exponent = step.as_tuple()
    product = count * int("".join(map(str, digits)))
    if not isinstance(exponent, int) or sign:
        raise ValueError(f"a step must be a finite number greater than 0, got {step}")
    while product and product % 10 == 0 and exponent < 0:
        product //= 10
        exponent += 1
    return Decimal((int(product < 0), tuple(map(int, str(abs(product)))), exponent if product else 0))
