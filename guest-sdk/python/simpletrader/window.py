"""Closed bars of the past. Ask with ``About(…, looks_back=BARS)``.

The newest bar is one of this pass or older; there is nothing later to be had. For a figure over many bars it is cheaper to keep it
up to date bar by bar (:mod:`simpletrader.indicators`) than to look back each time.
"""

from dataclasses import dataclass

from . import _host
from .errors import Failed
from .market import Instant, SeriesRef


@dataclass(frozen=True)
class Window:
    """Closed bars of one series as lists of equal length, oldest first."""

    times: list[Instant]
    """When each bar closed."""
    open: list[float]
    """First prices, in quote currency."""
    high: list[float]
    """Highest prices."""
    low: list[float]
    """Lowest prices."""
    close: list[float]
    """Last prices."""
    volume: list[float]
    """Traded quantities."""

    def __len__(self) -> int:
        """Number of bars."""
        return len(self.times)


def latest(series: SeriesRef, count: int) -> Window:
    """The latest closed bars of a series: ``count`` of them, or as many as there are yet.

    Raises :class:`~simpletrader.Failed` when the series is not granted, or ``count`` is more than was asked for.
    """
    if _host.market_window is None:
        raise _host.missing("window of bars", "looks_back=BARS")
    try:
        seen = _host.market_window.window(series, count)
    except Exception as refusal:
        # The binding's own exception: its value is the host's sentence.
        raise Failed(str(getattr(refusal, "value", refusal))) from None
    return Window(seen.times, seen.open, seen.high, seen.low, seen.close, seen.volume)
