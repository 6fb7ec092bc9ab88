"""The reference strategy with backtesting.py: CSV in, statistics, trades and equity out."""

import json
import pathlib
import sys

import pandas as pd
from backtesting import Backtest, Strategy

FAST, SLOW, WARM_UP, QUANTITY = 10, 20, 20, 10


def mean(values, period):
    return pd.Series(values).rolling(period).mean()


class SmaLevel(Strategy):
    def init(self):
        self.fast = self.I(mean, self.data.Close, FAST)
        self.slow = self.I(mean, self.data.Close, SLOW)

    def next(self):
        if len(self.data) <= WARM_UP:
            return
        if not self.position:
            if self.fast[-1] > self.slow[-1]:
                self.buy(size=QUANTITY)
        elif self.fast[-1] < self.slow[-1]:
            self.position.close()


def main(bars, out):
    frame = pd.read_csv(bars, index_col="timestamp", parse_dates=True)
    frame.index = frame.index.tz_localize(None)
    frame.columns = [name.capitalize() for name in frame.columns]
    test = Backtest(frame, SmaLevel, cash=1_000_000, commission=(1, 0), finalize_trades=False)
    result = test.run()
    result["_trades"].to_csv(out / "trades.csv")
    result["_equity_curve"].to_csv(out / "equity.csv")
    print(json.dumps({"round_trips": int(result["# Trades"]), "equity": round(float(result["Equity Final [$]"]), 2)}))


if __name__ == "__main__":
    main(sys.argv[1], pathlib.Path(sys.argv[2]))
