"""Signals when one number crosses another: a moving average and the price, two averages, an oscillator and its level.

A signal marks a change, not a state. In mode ``level`` the worker remembers on which side it last saw ``fast`` and says so when
that changes; the first bar that it looks at, after the warm-up, counts as a change. In mode ``cross`` it speaks only when the bar
just before was strictly on the other side, so a touch of equality in between breaks the crossing.
"""

from decimal import Decimal
from enum import Enum
from typing import Annotated, NamedTuple

from simpletrader import (
    About,
    AtLeast,
    Direction,
    Disposition,
    Fraction,
    Instant,
    Proceed,
    Publish,
    Setup,
    Signal,
    SignalDetector,
    Symbol,
)


class Mode(Enum):
    """When a signal is due."""

    LEVEL = "level"
    """When `fast` is on another side than it was last seen on."""
    CROSS = "cross"
    """When `fast` was strictly on the other side one bar ago."""


class Cross(SignalDetector):
    """Says when one number crosses another."""

    about = About("python", "cross", "0.1.0", "Crossing")

    class Params:
        """What the blueprint sets."""

        mode: Mode
        """When a signal is due."""
        warmup: Annotated[int, AtLeast(0)] = 0
        """Bars that publish nothing."""
        confidence: Fraction = Decimal(1)
        """Confidence of every signal."""
        instrument: Symbol | None = None
        """What the signals are about; the strategy's first instrument when left out."""

    class Inputs(NamedTuple):
        """What is compared."""

        fast: float
        """The number that crosses."""
        slow: float
        """The number that is crossed."""

    def configure(self, params: Params, setup: Setup) -> None:
        self.mode = params.mode
        self.bars_to_skip = params.warmup
        self.confidence = params.confidence
        self.instrument = 0 if params.instrument is None else setup.find(params.instrument)
        setup.instrument(self.instrument)
        # Mode `level`: the side last seen. Mode `cross`: the side one bar ago, if it was on one.
        self.last: Direction | None = None

    def detect(self, at: Instant, inputs: Inputs) -> Disposition[Signal]:
        warming_up = self.bars_to_skip > 0
        self.bars_to_skip = max(self.bars_to_skip - 1, 0)
        side = side_of(inputs)
        if self.mode is Mode.LEVEL:
            if warming_up or side is None or side is self.last:
                return Proceed()
            self.last = side
            return Publish(self.signal(side))
        before, self.last = self.last, side
        if warming_up or side is None or before is None or side is before:
            return Proceed()
        return Publish(self.signal(side))

    def signal(self, direction: Direction) -> Signal:
        """What is said of a crossing."""
        signal_type = "CROSS_UP" if direction is Direction.LONG else "CROSS_DOWN"
        return Signal(self.instrument, direction, signal_type, self.confidence)


def side_of(pair: Cross.Inputs) -> Direction | None:
    """Above is long, below is short; equal, and numbers that are not ready, are neither."""
    if pair.fast > pair.slow:
        return Direction.LONG
    if pair.fast < pair.slow:
        return Direction.SHORT
    return None
