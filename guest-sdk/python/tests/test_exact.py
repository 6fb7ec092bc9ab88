"""Exact arithmetic gives what the Rust SDK gives."""

import math
import unittest
from decimal import Decimal, localcontext

from simpletrader import Round, estimate, ratio, to_step, whole_times

D = Decimal


class Ratios(unittest.TestCase):
    def test_a_division_by_nothing_is_not_a_number(self) -> None:
        self.assertTrue(math.isnan(ratio(1, 0)))

    def test_a_tie_goes_to_the_even_double_and_a_hair_more_goes_up(self) -> None:
        half_way = 2**53 + 1
        self.assertEqual(ratio(half_way, 1), 9_007_199_254_740_992.0)
        self.assertEqual(ratio(half_way * 4 + 1, 4), 9_007_199_254_740_994.0)
        self.assertEqual(ratio(-half_way * 4 - 1, 4), -9_007_199_254_740_994.0)

    def test_equal_quotients_are_the_same_double(self) -> None:
        for count in (3, 7, 21, 9_999):
            self.assertEqual(ratio(70_017, count * 100), ratio(70_017 * 13, count * 1_300))


class Steps(unittest.TestCase):
    def test_a_price_goes_to_the_tick_that_was_asked_for(self) -> None:
        tick = D("0.05")
        for value, round, expected in [
            ("1.02", Round.DOWN, "1"),
            ("1.02", Round.UP, "1.05"),
            ("1.025", Round.HALF_EVEN, "1"),
            ("1.075", Round.HALF_EVEN, "1.1"),
            ("1.05", Round.UP, "1.05"),
            ("-1.02", Round.DOWN, "-1.05"),
        ]:
            self.assertEqual(to_step(D(value), tick, round), D(expected), (value, round))

    def test_a_float_is_put_on_the_grid_and_never_just_written_out(self) -> None:
        self.assertEqual(to_step(0.1 + 0.2, D("0.01")), D("0.3"))
        self.assertEqual(to_step(101.23456, D("0.01"), Round.DOWN), D("101.23"))

    def test_the_authors_precision_changes_nothing(self) -> None:
        with localcontext() as context:
            context.prec = 2
            self.assertEqual(to_step(D("100.335"), D("0.0001")), D("100.335"))

    def test_steps_that_are_no_steps_are_refused(self) -> None:
        for step in ("0", "-1"):
            with self.assertRaisesRegex(ValueError, "a step must be greater than 0"):
                to_step(D(1), D(step))
        with self.assertRaisesRegex(ValueError, "on no grid"):
            to_step(math.nan, D(1))


class WholeTimes(unittest.TestCase):
    def test_what_divides_exactly_is_not_one_short(self) -> None:
        self.assertEqual(whole_times((D("0.1"), D(3)), (D("0.1"), D(3))), 1)
        self.assertEqual(whole_times((D("0.95"), D(10_000)), (D(1), D(95))), 100)
        self.assertEqual(whole_times((D("0.95"), D("9999.99")), (D(1), D(95))), 99)
        self.assertEqual(whole_times((D("0.000000001"), D(1)), (D(1), D(1))), 0)

    def test_nothing_and_less_than_nothing_are_refused(self) -> None:
        with self.assertRaisesRegex(ValueError, "greater than 0"):
            whole_times((D(1), D(1)), (D(0), D(1)))
        with self.assertRaisesRegex(ValueError, "must not be negative"):
            whole_times((D(-1), D(1)), (D(1), D(1)))


class Estimates(unittest.TestCase):
    def test_an_estimate_keeps_fifteen_digits_and_is_not_negative(self) -> None:
        self.assertEqual(estimate(D("1234567890.1234567")), D("1234567890.12346"))
        self.assertEqual(estimate(D("9.9999999999999999")), D(10))
        for beyond in ("-1", "1000000000000000", "999999999999999.9"):
            with self.assertRaises(ValueError):
                estimate(D(beyond))
