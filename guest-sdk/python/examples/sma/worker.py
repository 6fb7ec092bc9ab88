"""Simple moving average: the mean of the last ``period`` closing prices.

The sum is kept in whole price steps and divided once, correctly rounded, so two averages whose true values are equal are the same
number: a crossing is never an artefact of rounding.
"""

from collections import deque
from math import nan
from typing import Annotated, NamedTuple

from simpletrader import About, Bar, Between, ContextWorker, Instant, NoInputs, Setup, ratio


class Sma(ContextWorker):
    """The mean of the last closing prices."""

    about = About("python", "sma", "0.1.0", "Simple moving average")

    class Params:
        """What the blueprint sets."""

        period: Annotated[int, Between(1, 10_000)]
        """Bars in the window."""

    class Facts(NamedTuple):
        """The facts of this worker."""

        value: float
        """Mean of the last `period` closes, in quote currency."""

    def configure(self, params: Params, setup: Setup) -> None:
        self.period = params.period
        self.window: deque[int] = deque()
        self.sum = 0

    def measure(self, at: Instant, bar: Bar, inputs: NoInputs) -> Facts:
        if len(self.window) == self.period:
            self.sum -= self.window.popleft()
        self.window.append(bar.steps.close)
        self.sum += bar.steps.close
        ready = len(self.window) == self.period
        return self.Facts(ratio(self.sum, self.period * bar.price_unit) if ready else nan)
