"""Writes the first columns of indicators.csv: bars, and what TA-Lib and pandas say of them.

Run it in an environment with TA-Lib and pandas, in this folder: ``python indicators_reference.py``. The columns of bits are
written by the Rust SDK afterwards: ``UPDATE_INDICATORS=1 cargo test -p simpletrader-sdk --test indicators``.
"""

import pathlib

import pandas
import talib

HERE = pathlib.Path(__file__).parent
BARS = HERE.parent / "example-workers/strategies/data/goog_1d.csv"
COUNT = 120


def main() -> None:
    bars = pandas.read_csv(BARS).head(COUNT).drop(columns="timestamp").astype(float)
    high, low, close, volume = bars["high"], bars["low"], bars["close"], bars["volume"]

    bars["sma_5"] = talib.SMA(close, 5)
    bars["ema_12"] = close.ewm(span=12, adjust=False).mean()
    bars["rsi_14"] = talib.RSI(close, 14)
    fast = close.ewm(span=12, adjust=False).mean()
    slow = close.ewm(span=26, adjust=False, min_periods=26).mean()
    bars["macd_12_26_9_line"] = fast - slow
    bars["macd_12_26_9_signal"] = (fast - slow).ewm(span=9, adjust=False, min_periods=9).mean()
    bars["macd_12_26_9_histogram"] = bars["macd_12_26_9_line"] - bars["macd_12_26_9_signal"]
    bars["atr_14"] = talib.ATR(high, low, close, 14)
    upper, middle, lower = talib.BBANDS(close, 20, 2.0, 2.0)
    bars["bollinger_20_2_lower"], bars["bollinger_20_2_middle"], bars["bollinger_20_2_upper"] = lower, middle, upper
    # TA-Lib shows no k before there is a d; a d of one bar lets it show all of them.
    bars["stochastic_14_3_3_k"], _ = talib.STOCH(high, low, close, 14, 3, 0, 1, 0)
    _, bars["stochastic_14_3_3_d"] = talib.STOCH(high, low, close, 14, 3, 0, 3, 0)
    bars["vwap"] = ((high + low + close) / 3 * volume).cumsum() / volume.cumsum()
    bars["highest_10"] = talib.MAX(high, 10)
    bars["lowest_10"] = talib.MIN(low, 10)
    window = close.rolling(20)
    bars["z_score_20"] = (close - window.mean()) / window.std(ddof=0)

    native = talib.__ta_version__.decode().split(" ")[0]
    with open(HERE / "indicators.csv", "w", encoding="utf-8", newline="\n") as table:
        table.write(f"# The first {COUNT} bars of goog_1d.csv and the indicators of the SDKs over them.\n")
        table.write(f"# Reference: TA-Lib {native} (package TA-Lib {talib.__version__}) for sma, rsi, atr, bollinger, ")
        table.write("stochastic, highest, lowest;\n")
        table.write(f"# pandas {pandas.__version__} for ema, macd, vwap, z_score. Agreement: 1e-9 relative, or 1e-9 near 0.\n")
        table.write("# A column <name>:bits is the same value as the SDKs give it: the bits of the double, in hexadecimal.\n")
        bars.to_csv(table, index=False, na_rep="nan")


if __name__ == "__main__":
    main()
