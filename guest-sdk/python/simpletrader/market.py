"""What the market is and does: instruments, series, closed bars, quotes, and the tick of a pass.

Times are whole microseconds since 1970-01-01T00:00:00Z (:data:`Instant`); :func:`utc` makes a :class:`~datetime.datetime` of one.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from typing import NamedTuple

from .decimals import from_wire
from .terms import Trigger

Instant = int
"""Signed microseconds since 1970-01-01T00:00:00Z."""
InstrumentRef = int
"""Position in the list of instruments that ``configure`` received."""
SeriesRef = int
"""Position in the list of series that ``configure`` received."""

_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)


def utc(at: Instant) -> datetime:
    """The instant as a date and time of UTC, exact to the microsecond."""
    return _EPOCH + timedelta(microseconds=at)


@dataclass(frozen=True)
class Instrument:
    """What is traded, and in which steps."""

    symbol: str
    """BASE_QUOTE, for example ``BTC_USDT``."""
    price_scale: int
    """Digits after the point of every price."""
    size_scale: int
    """Digits after the point of every quantity and volume."""
    tick_size: Decimal
    """Smallest step between two prices."""
    lot_size: Decimal
    """Smallest step between two quantities."""
    min_notional: Decimal | None = None
    """Smallest value (price times quantity) of an order, where the venue has one."""

    def price(self, steps: int) -> Decimal:
        """The exact price of so many steps of 10^-price_scale, such as those of :attr:`Bar.steps`."""
        return from_wire(steps, self.price_scale)

    def size(self, steps: int) -> Decimal:
        """The exact quantity of so many steps of 10^-size_scale."""
        return from_wire(steps, self.size_scale)


@dataclass(frozen=True)
class Series:
    """One instrument at one timeframe."""

    instrument: InstrumentRef
    """Which instrument."""
    timeframe_seconds: int
    """Length of one bar."""


class Steps(NamedTuple):
    """The figures of a bar in whole steps: prices in 10^-price_scale, the volume in 10^-size_scale. Exact, and fast to add."""

    open: int
    high: int
    low: int
    close: int
    volume: int


class ExactBar(NamedTuple):
    """The figures of a bar as exact decimals."""

    open: Decimal
    high: Decimal
    low: Decimal
    close: Decimal
    volume: Decimal


class Bar:
    """One closed bar. ``open``, ``high``, ``low``, ``close`` (in quote currency) and ``volume`` (in base currency) are the nearest
    doubles; :attr:`steps` and :attr:`exact` have the same figures without rounding."""

    __slots__ = ("series", "steps", "price_unit", "volume_unit")

    series: SeriesRef
    """Which series it belongs to."""
    steps: Steps
    """Its figures in whole steps."""
    price_unit: int
    """Steps that make a price of 1: 10^price_scale."""
    volume_unit: int
    """Steps that make a quantity of 1: 10^size_scale."""

    def __init__(self, series: SeriesRef, steps: Steps, price_unit: int, volume_unit: int) -> None:
        self.series = series
        self.steps = steps
        self.price_unit = price_unit
        self.volume_unit = volume_unit

    @property
    def open(self) -> float:
        """First price."""
        return self.steps.open / self.price_unit

    @property
    def high(self) -> float:
        """Highest price."""
        return self.steps.high / self.price_unit

    @property
    def low(self) -> float:
        """Lowest price."""
        return self.steps.low / self.price_unit

    @property
    def close(self) -> float:
        """Last price."""
        return self.steps.close / self.price_unit

    @property
    def volume(self) -> float:
        """Traded quantity."""
        return self.steps.volume / self.volume_unit

    @property
    def exact(self) -> ExactBar:
        """Its figures as exact decimals."""
        price_scale, size_scale = len(str(self.price_unit)) - 1, len(str(self.volume_unit)) - 1
        open, high, low, close = (from_wire(price, price_scale) for price in self.steps[:4])
        return ExactBar(open, high, low, close, from_wire(self.steps.volume, size_scale))

    def __repr__(self) -> str:
        return f"Bar(series={self.series}, {self.steps})"


@dataclass(frozen=True)
class Tick:
    """Which pass this is, when it happens and why."""

    sequence: int
    """Number of the pass within the run, from 0."""
    at: Instant
    """Nothing in the call is later than this."""
    trigger: Trigger
    """What started the pass."""


@dataclass(frozen=True)
class Quote:
    """The latest known price of one instrument."""

    instrument: InstrumentRef
    """Which instrument."""
    at: Instant
    """When it was known."""
    last: Decimal
    """Last traded price."""
    bid: Decimal | None = None
    """Best bid, where the data has one."""
    ask: Decimal | None = None
    """Best ask, where the data has one."""
