"""The last values, and the smoothing that RSI and ATR share."""

import math
from collections import deque


class Window:
    """The last ``period`` values."""

    def __init__(self, period: int) -> None:
        self.period = max(period, 1)
        self.values: deque[float] = deque(maxlen=self.period)

    def push(self, value: float) -> bool:
        """Takes a value in, and the oldest out when the window is full; whether it is full now."""
        self.values.append(value)
        return len(self.values) == self.period

    def mean(self) -> float:
        """``(x1 + x2 + … + xn) / n``, the oldest first."""
        total = 0.0
        for value in self.values:
            total += value
        return total / self.period

    def mean_and_deviation(self) -> tuple[float, float]:
        """Mean and population standard deviation: ``sqrt(((x1 - m)² + … + (xn - m)²) / n)``, the oldest first.

        When all values are equal the mean is that value and the deviation 0, exactly: the rounded mean of equal values need not be
        equal to them, and a z-score would divide one rounding error by another.
        """
        highest = self.highest()
        if highest == self.lowest():
            return highest, 0.0
        mean = self.mean()
        squares = 0.0
        for value in self.values:
            squares += (value - mean) * (value - mean)
        return mean, math.sqrt(squares / self.period)

    def highest(self) -> float:
        """The largest value; of equal ones the oldest."""
        return max(self.values)

    def lowest(self) -> float:
        """The smallest value; of equal ones the oldest."""
        return min(self.values)


class Wilder:
    """An average in which each value weighs ``1 / period``.

    It begins with the plain mean of the first ``period`` values, summed in the order in which they came; then
    ``a = (a * (period - 1) + x) / period``.
    """

    def __init__(self, period: int) -> None:
        self._wanted = max(period, 1)
        self._seen = 0
        # The sum while it begins, the average afterwards.
        self._value = 0.0

    def next(self, value: float) -> float:
        """The average with this value in it, or NaN before ``period`` values."""
        if self._seen < self._wanted:
            self._seen += 1
            self._value += value
            if self._seen < self._wanted:
                return math.nan
            self._value /= self._wanted
        else:
            self._value = (self._value * (self._wanted - 1.0) + value) / self._wanted
        return self._value
