"""The reference strategy with vectorbt: CSV in, statistics, trades and equity out. Whole columns at once, so it sees the future and is
trusted not to look."""

import json
import pathlib
import sys

import pandas as pd
import vectorbt as vbt

FAST, SLOW, WARM_UP, QUANTITY = 10, 20, 20, 10


def main(bars, out):
    frame = pd.read_csv(bars, index_col="timestamp", parse_dates=True)
    fast = vbt.MA.run(frame["close"], FAST).ma
    slow = vbt.MA.run(frame["close"], SLOW).ma
    decided = pd.Series(range(len(frame)), index=frame.index) >= WARM_UP
    # Decided on a close, filled at the next open.
    entries = ((fast > slow) & decided).shift(1, fill_value=False)
    exits = ((fast < slow) & decided).shift(1, fill_value=False)
    portfolio = vbt.Portfolio.from_signals(
        frame["close"], entries, exits, price=frame["open"], size=QUANTITY, fixed_fees=1, init_cash=1_000_000, freq="1min"
    )
    portfolio.stats()
    trades = portfolio.trades
    trades.records_readable.to_csv(out / "trades.csv")
    equity = portfolio.value()
    equity.to_csv(out / "equity.csv")
    print(json.dumps({"round_trips": int(trades.closed.count()), "equity": round(float(equity.iloc[-1]), 2)}))


if __name__ == "__main__":
    main(sys.argv[1], pathlib.Path(sys.argv[2]))
