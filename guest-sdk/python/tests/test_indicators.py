"""The ten indicators: equal to the Rust SDK's to the last bit, and near the public reference that the table names."""

import math
import struct
import unittest
from collections.abc import Iterator
from pathlib import Path

from simpletrader.indicators import (
    Atr,
    Bollinger,
    Ema,
    Highest,
    Lowest,
    Macd,
    Rsi,
    Sma,
    Stochastic,
    Vwap,
    ZScore,
)

TABLE = Path(__file__).resolve().parents[2] / "indicators.csv"
NAN = "7ff8000000000000"
"""Its bits in the table."""
TOLERANCE = 1e-9
"""Relative to the reference, and absolute near 0: the references add and divide in other orders."""


def table() -> list[dict[str, str]]:
    lines = [line for line in TABLE.read_text().splitlines() if line and not line.startswith("#")]
    names = lines[0].split(",")
    return [dict(zip(names, line.split(","))) for line in lines[1:]]


def results(rows: list[dict[str, str]]) -> Iterator[dict[str, float]]:
    """All indicators over the bars of the table, by the name of their column."""
    sma, ema, rsi, macd = Sma(5), Ema(12), Rsi(14), Macd(12, 26, 9)
    atr, bollinger, stochastic = Atr(14), Bollinger(20, 2.0), Stochastic(14, 3, 3)
    vwap, highest, lowest, z_score = Vwap(), Highest(10), Lowest(10), ZScore(20)
    for row in rows:
        high, low, close, volume = (float(row[name]) for name in ("high", "low", "close", "volume"))
        line, bands, position = macd.next(close), bollinger.next(close), stochastic.next(high, low, close)
        yield {
            "sma_5": sma.next(close),
            "ema_12": ema.next(close),
            "rsi_14": rsi.next(close),
            "macd_12_26_9_line": line.line,
            "macd_12_26_9_signal": line.signal,
            "macd_12_26_9_histogram": line.histogram,
            "atr_14": atr.next(high, low, close),
            "bollinger_20_2_lower": bands.lower,
            "bollinger_20_2_middle": bands.middle,
            "bollinger_20_2_upper": bands.upper,
            "stochastic_14_3_3_k": position.k,
            "stochastic_14_3_3_d": position.d,
            "vwap": vwap.next(high, low, close, volume),
            "highest_10": highest.next(high),
            "lowest_10": lowest.next(low),
            "z_score_20": z_score.next(close),
        }


class AgainstTheTable(unittest.TestCase):
    def test_every_indicator_is_the_rust_sdks_to_the_last_bit(self) -> None:
        rows = table()
        self.assertGreater(len(rows), 100)
        for number, (row, found) in enumerate(zip(rows, results(rows))):
            for name, value in found.items():
                bits = row[f"{name}:bits"]
                self.assertEqual(NAN if math.isnan(value) else struct.pack(">d", value).hex(), bits, f"{name}, bar {number}")

    def test_every_indicator_agrees_with_its_public_reference(self) -> None:
        rows, compared = table(), set()
        for number, (row, found) in enumerate(zip(rows, results(rows))):
            for name, value in found.items():
                reference = float(row[name])
                # Where the reference has no value yet, the bits above say whether there is one.
                if not math.isnan(reference):
                    close = math.isclose(value, reference, rel_tol=TOLERANCE, abs_tol=TOLERANCE)
                    self.assertTrue(close, f"{name}, bar {number}: {value} and {reference}")
                    compared.add(name)
        self.assertEqual(compared, set(found))


class WhatTheTableCannotShow(unittest.TestCase):
    def test_what_is_not_finite_is_no_value_and_changes_nothing(self) -> None:
        average = Sma(2)
        seen = [average.next(value) for value in (1.0, math.nan, math.inf, 3.0)]
        self.assertTrue(all(map(math.isnan, seen[:3])))
        self.assertEqual(seen[3], 2.0)
        price = Vwap()
        self.assertEqual(price.next(3.0, 1.0, 2.0, 10.0), 2.0)
        self.assertTrue(math.isnan(price.next(3.0, 1.0, 2.0, -math.inf)))
        self.assertEqual(price.next(6.0, 4.0, 5.0, 10.0), 3.5)

    def test_a_market_that_stands_still_is_in_the_middle(self) -> None:
        index, score, position, bands = Rsi(3), ZScore(3), Stochastic(3, 1, 1), Bollinger(3, 2.0)
        for _ in range(3):
            index.next(0.1), score.next(0.1), position.next(0.1, 0.1, 0.1), bands.next(0.1)
        self.assertEqual(index.next(0.1), 50.0)
        self.assertEqual(score.next(0.1), 0.0)
        self.assertEqual(position.next(0.1, 0.1, 0.1), (50.0, 50.0))
        self.assertEqual(bands.next(0.1), (0.1, 0.1, 0.1))

    def test_a_window_forgets_what_left_it_whatever_it_was(self) -> None:
        average = Sma(2)
        for value in (1e300, -1e300, 0.1):
            average.next(value)
        self.assertEqual(average.next(0.3), (0.1 + 0.3) / 2.0)

    def test_a_sum_is_not_compensated(self) -> None:
        average = Sma(10)
        seen = [average.next(0.1) for _ in range(10)]
        # Ten times 0.1 added up is a hair less than 1, whatever the version of Python.
        self.assertEqual(seen[-1], 0.9999999999999999 / 10)

    def test_a_period_of_nothing_is_a_period_of_one(self) -> None:
        for period in (0, 1):
            self.assertEqual(Sma(period).next(7.0), 7.0)
            self.assertEqual(Ema(period).next(7.0), 7.0)
            self.assertEqual(Macd(period, period, period).next(7.0), (0.0, 0.0, 0.0))
            self.assertEqual(Stochastic(period, period, period).next(4.0, 0.0, 1.0), (25.0, 25.0))
            index = Rsi(period)
            self.assertTrue(math.isnan(index.next(7.0)))
            self.assertEqual(index.next(8.0), 100.0)

    def test_without_volume_there_is_no_average_price(self) -> None:
        price = Vwap()
        self.assertTrue(math.isnan(price.next(3.0, 1.0, 2.0, 0.0)))
        self.assertEqual(price.next(3.0, 1.0, 2.0, 5.0), 2.0)
