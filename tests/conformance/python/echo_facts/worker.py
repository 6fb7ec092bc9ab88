"""Gives back the numbers that it is given, bit by bit. For tests of every guest language: each has a worker that does the same."""

from math import nan
from typing import NamedTuple

from simpletrader import About, Bar, ContextWorker, Instant


class EchoFacts(ContextWorker):
    """Gives back the numbers that it is given."""

    about = About("python", "echo_facts", "0.1.0", "Echo of numbers")

    class Inputs(NamedTuple):
        """Numbers to give back; NaN where nothing produces them."""

        a: float = nan
        b: float = nan
        c: float = nan
        d: float = nan
        e: float = nan
        f: float = nan
        g: float = nan
        h: float = nan

    class Facts(NamedTuple):
        """The inputs as they came, and the bar."""

        a: float
        b: float
        c: float
        d: float
        e: float
        f: float
        g: float
        h: float
        open: float
        """The mantissa of the open; so are the next four."""
        high: float
        low: float
        close: float
        volume: float
        series: float
        """The number of the series."""
        at: float
        """Microseconds since the epoch."""

    def measure(self, at: Instant, bar: Bar, inputs: Inputs) -> Facts:
        return self.Facts(*inputs, *map(float, bar.steps), series=float(bar.series), at=float(at))
