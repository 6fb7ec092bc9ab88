"""The reference strategy with NautilusTrader, written in Python: CSV in, fills, positions and account out."""

import csv
import datetime
import json
import pathlib
import sys

from nautilus_trader.backtest import BacktestEngine, BacktestEngineConfig
from nautilus_trader.common import LoggerConfig
from nautilus_trader.execution import FixedFeeModel
from nautilus_trader.indicators import SimpleMovingAverage
from nautilus_trader.model import (
    AccountType,
    Bar,
    BarType,
    Currency,
    Equity,
    InstrumentId,
    Money,
    OmsType,
    OrderSide,
    Price,
    Quantity,
    Symbol,
    Venue,
)
from nautilus_trader.trading import Strategy

FAST, SLOW, WARM_UP, QUANTITY = 10, 20, 20, "10"
INSTRUMENT = InstrumentId.from_str("WALK.SIM")
BARS = BarType.from_str("WALK.SIM-1-MINUTE-LAST-EXTERNAL")
MINUTE = 60_000_000_000


class SmaLevel(Strategy):
    def __init__(self, config=None):
        super().__init__()
        self.fast = SimpleMovingAverage(FAST)
        self.slow = SimpleMovingAverage(SLOW)
        self.bars = 0
        self.held = False

    def on_start(self):
        self.subscribe_bars(BARS)

    def on_bar(self, bar):
        self.fast.handle_bar(bar)
        self.slow.handle_bar(bar)
        self.bars += 1
        if self.bars <= WARM_UP:
            return
        if not self.held and self.fast.value > self.slow.value:
            self.order(OrderSide.BUY)
        elif self.held and self.fast.value < self.slow.value:
            self.order(OrderSide.SELL)

    def order(self, side):
        self.held = side == OrderSide.BUY
        self.submit_order(self.order_factory.market(INSTRUMENT, side, Quantity.from_str(QUANTITY)))


def read(path):
    bars = []
    with open(path, newline="") as file:
        rows = csv.reader(file)
        next(rows)
        for time, open_, high, low, close, volume in rows:
            closed = int(datetime.datetime.fromisoformat(time).timestamp()) * 1_000_000_000 + MINUTE
            prices = (Price.from_str(text) for text in (open_, high, low, close))
            bars.append(Bar(BARS, *prices, Quantity.from_str(volume), closed, closed))
    return bars


def main(path, out):
    dollar = Currency.from_str("USD")
    venue = Venue("SIM")
    engine = BacktestEngine(BacktestEngineConfig(bypass_logging=True, logging=LoggerConfig.from_spec("stdout=Off")))
    cash, fee = [Money(1_000_000, dollar)], FixedFeeModel(Money(1, dollar))
    engine.add_venue(venue, OmsType.NETTING, AccountType.CASH, cash, base_currency=dollar, fee_model=fee)
    engine.add_instrument(Equity(INSTRUMENT, Symbol("WALK"), dollar, 2, Price.from_str("0.01"), 0, 0))
    engine.add_data(read(path))
    engine.add_strategy(SmaLevel())
    engine.run()
    fills = engine.generate_order_fills_report()
    for name, report in [
        ("fills", fills),
        ("positions", engine.generate_positions_report()),
        ("account", engine.generate_account_report(venue)),
    ]:
        report.to_csv(out / f"{name}.csv")
    print(json.dumps({"round_trips": len(fills) // 2}))


if __name__ == "__main__":
    main(sys.argv[1], pathlib.Path(sys.argv[2]))
