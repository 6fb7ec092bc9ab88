"""Warns, in every pass, while equity stands more than ``limit`` below its highest value so far.

A risk is a state: it is repeated as long as it lasts, unlike a signal.
"""

from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from simpletrader import (
    About,
    Disposition,
    Fraction,
    Instant,
    Position,
    Proceed,
    Publish,
    Read,
    Risk,
    RiskMonitor,
    Setup,
)


class DrawdownWatch(RiskMonitor):
    """Remembers the highest equity."""

    about = About("python", "drawdown_watch", "0.1.0", "Drawdown watch", reads=[Read.ACCOUNT])

    class Params:
        """What the blueprint sets."""

        limit: Fraction
        """Tolerated fall from the peak, as a share of the peak; 1 never warns while there is any equity left."""

    class Inputs(NamedTuple):
        """What is watched."""

        equity: float
        """Equity of the account, in account currency."""

    def configure(self, params: Params, setup: Setup) -> None:
        self.limit = float(params.limit)
        self.peak = 0.0

    def watch(self, at: Instant, inputs: Inputs, positions: Sequence[Position]) -> Disposition[Risk]:
        # A comparison with a figure that is not ready is false, so it changes nothing.
        if inputs.equity > self.peak:
            self.peak = inputs.equity
        if self.peak > 0.0 and 1.0 - inputs.equity / self.peak > self.limit:
            return Publish(Risk("DRAWDOWN", Decimal(1)))
        return Proceed()
