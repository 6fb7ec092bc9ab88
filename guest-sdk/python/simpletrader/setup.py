"""What a worker is told once, before the first call."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from .errors import BadParams, Failed
from .market import Bar, Instrument, InstrumentRef, Series, SeriesRef, Steps


@dataclass(frozen=True)
class Setup:
    """The instruments and series of the strategy. Every ``instrument`` and ``series`` of later calls is a position in these
    lists."""

    instruments: Sequence[Instrument]
    """What is traded."""
    series: Sequence[Series]
    """Which bars there are."""

    def instrument(self, instrument: InstrumentRef) -> Instrument:
        """The instrument of a reference. Raises :class:`~simpletrader.Failed` when the host never named it."""
        if not 0 <= instrument < len(self.instruments):
            raise Failed(f"there is no instrument {instrument}")
        return self.instruments[instrument]

    def find(self, symbol: str) -> InstrumentRef:
        """The reference of a symbol. Raises :class:`~simpletrader.BadParams` when the strategy does not trade it."""
        for position, instrument in enumerate(self.instruments):
            if instrument.symbol == symbol:
                return position
        known = ", ".join(instrument.symbol for instrument in self.instruments)
        raise BadParams(f"{symbol} is not traded by this strategy; it trades: {known}")

    def bar(self, series: SeriesRef, steps: Steps) -> Bar:
        """A bar of a series, from its figures in whole steps. Raises :class:`~simpletrader.Failed` when there is no such series."""
        units = self._units
        if not 0 <= series < len(units):
            raise Failed(f"there is no series {series}")
        price_unit, volume_unit = units[series]
        return Bar(series, steps, price_unit, volume_unit)

    @cached_property
    def _units(self) -> tuple[tuple[int, int], ...]:
        """For each series, the steps that make a price of 1 and a quantity of 1: looked up at every bar."""
        instruments = [self.instrument(series.instrument) for series in self.series]
        return tuple((10**instrument.price_scale, 10**instrument.size_scale) for instrument in instruments)
