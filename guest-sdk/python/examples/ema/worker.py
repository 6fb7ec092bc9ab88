"""Exponential moving average: ``v = a * x + (1 - a) * v`` with ``a = 2 / (period + 1)``, starting at the first close."""

from typing import Annotated, NamedTuple

from simpletrader import About, Bar, Between, ContextWorker, Instant, NoInputs, Setup
from simpletrader.indicators import Ema


class ExponentialAverage(ContextWorker):
    """An average in which old prices weigh less and less."""

    about = About("python", "ema", "0.1.0", "Exponential moving average")

    class Params:
        """What the blueprint sets."""

        period: Annotated[int, Between(1, 10_000)]
        """Bars after which an old price weighs little; 1 follows the price itself."""

    class Facts(NamedTuple):
        """The facts of this worker."""

        value: float
        """The average, in quote currency."""

    def configure(self, params: Params, setup: Setup) -> None:
        self.average = Ema(params.period)

    def measure(self, at: Instant, bar: Bar, inputs: NoInputs) -> Facts:
        return self.Facts(self.average.next(bar.close))
