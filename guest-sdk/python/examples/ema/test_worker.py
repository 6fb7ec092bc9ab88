"""The logic alone: ``python3 -m unittest``, with the SDK in the path."""

import unittest

from worker import ExponentialAverage

from simpletrader import BadParams, NoInputs, testing


def averages(period: int, closes: list[int]) -> list[float]:
    ema = testing.configure(ExponentialAverage, period=period)
    return [ema.measure(0, testing.bar(close), NoInputs()).value for close in closes]


class Average(unittest.TestCase):
    def test_a_period_outside_its_range_is_refused(self) -> None:
        for bad in ({"period": 0}, {"period": 10_001}, {}):
            with self.assertRaises(BadParams):
                testing.configure(ExponentialAverage, **bad)

    def test_the_first_close_is_the_seed_and_the_formula_follows(self) -> None:
        self.assertEqual(averages(3, [10_000, 11_000, 10_500]), [100.0, 105.0, 105.0])
        weight = 2.0 / 13.0
        self.assertEqual(averages(12, [10_034, 9_991]), [100.34, weight * 99.91 + (1.0 - weight) * 100.34])

    def test_a_period_of_one_is_the_close(self) -> None:
        self.assertEqual(averages(1, [10_034, 9_991]), [100.34, 99.91])
