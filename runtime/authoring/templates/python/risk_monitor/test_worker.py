"""The logic alone, without a sandbox."""

import math
import unittest

from worker import {{Name}}

from simpletrader import Proceed, Publish, Risk, testing


class Tests(unittest.TestCase):
    def test_only_what_is_beyond_the_limit_is_a_risk(self) -> None:
        worker = testing.configure({{Name}}, limit=10)
        answers = [worker.watch(0, {{Name}}.Inputs(value), ()) for value in (math.nan, 10.0, 10.5)]
        self.assertEqual(answers, [Proceed(), Proceed(), Publish(Risk("LIMIT_EXCEEDED", 0.5))])
