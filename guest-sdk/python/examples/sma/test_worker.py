"""The logic alone: ``python3 -m unittest``, with the SDK in the path."""

import math
import unittest
from collections.abc import Iterable

from worker import Sma

from simpletrader import BadParams, Failed, NoInputs, testing


def means(period: int, closes: Iterable[int]) -> list[float]:
    sma = testing.configure(Sma, period=period)
    return [sma.measure(0, testing.bar(close), NoInputs()).value for close in closes]


class Average(unittest.TestCase):
    def test_a_period_outside_its_range_is_refused(self) -> None:
        for bad in ({"period": 0}, {"period": 10_001}, {}, {"period": "3"}, {"period": 3, "peroid": 4}):
            with self.assertRaises(BadParams):
                testing.configure(Sma, **bad)

    def test_a_bar_of_a_series_that_was_never_announced_is_an_error(self) -> None:
        with self.assertRaisesRegex(Failed, "there is no series 9"):
            testing.bar(1, series=9)

    def test_the_mean_is_not_ready_before_the_window_is_full_and_then_slides(self) -> None:
        seen = means(3, [10_000, 10_100, 10_200, 10_600])
        self.assertTrue(math.isnan(seen[0]) and math.isnan(seen[1]))
        self.assertEqual(seen[2:], [101.0, 103.0])

    def test_means_that_are_truly_equal_compare_equal_whatever_their_windows(self) -> None:
        # 7 bars and 21 bars of the same seven prices: sevenths have no exact double.
        pattern = [10_003, 10_001, 10_002, 9_998, 10_007, 10_000, 10_006]
        self.assertEqual(means(7, pattern * 3)[20], means(21, pattern * 3)[20])
        self.assertEqual(means(7, pattern * 3)[20], 70_017.0 / 700.0)

    def test_a_window_of_the_largest_prices_is_exact(self) -> None:
        largest = 999_999_999_999_999
        self.assertEqual(means(1_000, [largest] * 1_000)[999], largest / 100)
