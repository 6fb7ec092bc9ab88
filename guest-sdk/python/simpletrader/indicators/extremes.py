"""Rolling maximum and minimum."""

import math

from .window import Window


class Highest:
    """The largest of the last ``period`` values, ready with the ``period``-th. Reference: TA-Lib ``MAX``."""

    def __init__(self, period: int) -> None:
        self._window = Window(period)

    def next(self, value: float) -> float:
        """The largest with this value among them."""
        return self._window.highest() if math.isfinite(value) and self._window.push(value) else math.nan


class Lowest:
    """The smallest of the last ``period`` values, ready with the ``period``-th. Reference: TA-Lib ``MIN``."""

    def __init__(self, period: int) -> None:
        self._window = Window(period)

    def next(self, value: float) -> float:
        """The smallest with this value among them."""
        return self._window.lowest() if math.isfinite(value) and self._window.push(value) else math.nan
