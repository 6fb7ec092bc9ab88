"""Averages: simple, exponential, and weighted by volume."""

import math

from .window import Window


class Sma:
    """The mean of the last ``period`` values, ready with the ``period``-th. Reference: TA-Lib ``SMA``."""

    def __init__(self, period: int) -> None:
        self._window = Window(period)

    def next(self, value: float) -> float:
        """The mean with this value in it."""
        return self._window.mean() if math.isfinite(value) and self._window.push(value) else math.nan


class Ema:
    """``v = a * x + (1 - a) * v`` with ``a = 2 / (period + 1)``, in exactly this form.

    It begins at the first value and is ready with it. Reference: pandas ``ewm(span=period, adjust=False)``. TA-Lib begins with a
    simple average instead; the two meet after some periods.
    """

    def __init__(self, period: int) -> None:
        self._weight = 2.0 / (max(period, 1) + 1.0)
        self._last: float | None = None

    def next(self, value: float) -> float:
        """The average with this value in it."""
        if not math.isfinite(value):
            return math.nan
        average = value if self._last is None else self._weight * value + (1.0 - self._weight) * self._last
        self._last = average
        return average


class Vwap:
    """``Σ (p * volume) / Σ volume`` over all bars since it was made, with ``p = (high + low + close) / 3``.

    A new session is a new ``Vwap``. NaN while no volume was traded. Reference: pandas, the quotient of two ``cumsum``.
    """

    def __init__(self) -> None:
        self._value = 0.0
        self._volume = 0.0

    def next(self, high: float, low: float, close: float, volume: float) -> float:
        """The average with this bar in it."""
        if not (math.isfinite(high) and math.isfinite(low) and math.isfinite(close) and math.isfinite(volume)):
            return math.nan
        self._value += (high + low + close) / 3.0 * volume
        self._volume += volume
        return self._value / self._volume if self._volume > 0.0 else math.nan
