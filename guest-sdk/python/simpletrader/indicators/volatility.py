"""How far prices move: ATR, Bollinger bands, z-score."""

import math
from typing import NamedTuple

from .window import Wilder, Window


class Atr:
    """Wilder's average of the true range: the largest of ``high - low``, ``|high - c|`` and ``|low - c|``, where ``c`` is the
    close of the bar before.

    The first bar has no close before it, so it is ready with bar ``period + 1``. Reference: TA-Lib ``ATR``.
    """

    def __init__(self, period: int) -> None:
        self._previous: float | None = None
        self._range = Wilder(period)

    def next(self, high: float, low: float, close: float) -> float:
        """The average with this bar in it, in the unit of the prices."""
        if not (math.isfinite(high) and math.isfinite(low) and math.isfinite(close)):
            return math.nan
        previous, self._previous = self._previous, close
        if previous is None:
            return math.nan
        return self._range.next(max(high - low, abs(high - previous), abs(low - previous)))


class Bands(NamedTuple):
    """What :class:`Bollinger` says of one value."""

    lower: float
    """``mean - width * deviation``."""
    middle: float
    """The mean."""
    upper: float
    """``mean + width * deviation``."""


class Bollinger:
    """The mean of the last ``period`` values, and ``width`` standard deviations below and above it. Usual are 20 and 2.

    The deviation is that of the population (divided by ``period``, not by ``period - 1``). Ready with value ``period``.
    Reference: TA-Lib ``BBANDS``.
    """

    def __init__(self, period: int, width: float) -> None:
        self._window = Window(period)
        self._width = width

    def next(self, value: float) -> Bands:
        """The bands with this value in them."""
        if not (math.isfinite(value) and self._window.push(value)):
            return Bands(math.nan, math.nan, math.nan)
        middle, deviation = self._window.mean_and_deviation()
        reach = self._width * deviation
        return Bands(middle - reach, middle, middle + reach)


class ZScore:
    """How many standard deviations the newest value is away from the mean of the last ``period``: ``(x - mean) / deviation``.

    The deviation is that of the population, as in :class:`Bollinger`: a z-score of 2 is a price at the upper band. 0 when all
    values are equal. Ready with value ``period``. Reference: pandas ``rolling(period)``, ``std(ddof=0)``.
    """

    def __init__(self, period: int) -> None:
        self._window = Window(period)

    def next(self, value: float) -> float:
        """The score of this value, itself in the window."""
        if not (math.isfinite(value) and self._window.push(value)):
            return math.nan
        mean, deviation = self._window.mean_and_deviation()
        return 0.0 if deviation == 0.0 else (value - mean) / deviation
