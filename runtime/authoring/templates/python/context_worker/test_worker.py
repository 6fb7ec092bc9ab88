"""The logic alone, without a sandbox."""

import math
import unittest

from worker import {{Name}}

from simpletrader import BadParams, NoInputs, testing


class Tests(unittest.TestCase):
    def test_the_mean_is_ready_when_the_window_is_full(self) -> None:
        worker = testing.configure({{Name}}, period=2)
        self.assertTrue(math.isnan(worker.measure(0, testing.bar(10_000), NoInputs()).value))
        self.assertEqual(worker.measure(1, testing.bar(10_200), NoInputs()).value, 101.0)

    def test_a_window_without_bars_is_refused(self) -> None:
        with self.assertRaises(BadParams):
            testing.configure({{Name}}, period=0)
