"""The logic alone, without a sandbox."""

import math
import unittest

from worker import {{Name}}

from simpletrader import Direction, Proceed, Publish, Signal, testing


class Tests(unittest.TestCase):
    def test_a_crossing_is_a_signal_and_the_first_number_is_none(self) -> None:
        worker = testing.configure({{Name}}, level=10)
        answers = [worker.detect(0, {{Name}}.Inputs(value)) for value in (math.nan, 9.0, 11.0, 12.0)]
        self.assertEqual(answers, [Proceed(), Proceed(), Publish(Signal(0, Direction.LONG, "LEVEL_UP")), Proceed()])
