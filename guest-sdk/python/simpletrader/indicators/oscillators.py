"""Oscillators: RSI, MACD, stochastic."""

import math
from typing import NamedTuple

from .averages import Ema, Sma
from .extremes import Highest, Lowest
from .window import Wilder


class Rsi:
    """Wilder's RSI: ``100 * (g / (g + l))``, where ``g`` and ``l`` are Wilder's averages of the rises and of the falls from value
    to value. Between 0 and 100, and 50 when nothing moved at all.

    The first value has no change, so it is ready with value ``period + 1``. Reference: TA-Lib ``RSI``.
    """

    def __init__(self, period: int) -> None:
        self._previous: float | None = None
        self._gain = Wilder(period)
        self._loss = Wilder(period)

    def next(self, value: float) -> float:
        """The index with this value in it."""
        if not math.isfinite(value):
            return math.nan
        previous, self._previous = self._previous, value
        if previous is None:
            return math.nan
        change = value - previous
        gain = self._gain.next(change if change > 0.0 else 0.0)
        loss = self._loss.next(-change if change < 0.0 else 0.0)
        moved = gain + loss
        return 50.0 if moved == 0.0 else 100.0 * (gain / moved)


class MacdValue(NamedTuple):
    """What :class:`Macd` says of one value."""

    line: float
    """Fast average minus slow average."""
    signal: float
    """The average of the line."""
    histogram: float
    """Line minus signal."""


class Macd:
    """A fast :class:`Ema` minus a slow one, and an :class:`Ema` of that difference. Usual periods are 12, 26 and 9.

    Both averages begin at the first value, where their difference is 0 by construction and says nothing. So the line is NaN until
    the slow average has had its period of values, and the signal, which begins with the first line, until it has had its own.
    Reference: pandas ``ewm(span=…, adjust=False, min_periods=…)``.
    """

    def __init__(self, fast: int, slow: int, signal: int) -> None:
        self._fast = Ema(fast)
        self._slow = Ema(slow)
        self._signal = Ema(signal)
        self._until_line = max(slow, 1) - 1
        self._until_signal = max(signal, 1) - 1

    def next(self, value: float) -> MacdValue:
        """Line, signal and histogram with this value in them."""
        if not math.isfinite(value):
            return MacdValue(math.nan, math.nan, math.nan)
        line = self._fast.next(value) - self._slow.next(value)
        if self._until_line > 0:
            self._until_line -= 1
            return MacdValue(math.nan, math.nan, math.nan)
        signal = self._signal.next(line)
        if self._until_signal > 0:
            self._until_signal -= 1
            return MacdValue(line, math.nan, math.nan)
        return MacdValue(line, signal, line - signal)


class StochasticValue(NamedTuple):
    """What :class:`Stochastic` says of one bar; between 0 and 100."""

    k: float
    """The smoothed position in the range."""
    d: float
    """The average of ``k``."""


class Stochastic:
    """Where the close stands in the range of the last bars, smoothed twice (the slow stochastic). Usual periods are 14, 3 and 3.

    The raw value is ``100 * ((close - lowest low) / (highest high - lowest low))`` over ``period`` bars, 50 when the range is
    empty; ``k`` is its :class:`Sma` over ``smoothing`` bars, ``d`` the :class:`Sma` of ``k`` over ``signal``. ``k`` is ready with
    bar ``period + smoothing - 1``, ``d`` with bar ``period + smoothing + signal - 2``. Reference: TA-Lib ``STOCH``, which shows
    no ``k`` before there is a ``d``.
    """

    def __init__(self, period: int, smoothing: int, signal: int) -> None:
        self._highest = Highest(period)
        self._lowest = Lowest(period)
        self._smoothing = Sma(smoothing)
        self._signal = Sma(signal)

    def next(self, high: float, low: float, close: float) -> StochasticValue:
        """Both lines with this bar in them."""
        if not (math.isfinite(high) and math.isfinite(low) and math.isfinite(close)):
            return StochasticValue(math.nan, math.nan)
        highest, lowest = self._highest.next(high), self._lowest.next(low)
        span = highest - lowest
        raw = 50.0 if span == 0.0 else 100.0 * ((close - lowest) / span)
        # While the range is not ready the raw value is NaN, which an average takes as no value.
        k = self._smoothing.next(raw)
        return StochasticValue(k, self._signal.next(k))
