"""The logic alone, without a sandbox."""

import unittest

from worker import {{Name}}

from simpletrader import BadParams, Direction, NoInputs, Side, SizePlan, testing


class Tests(unittest.TestCase):
    def test_a_new_trade_has_the_size_and_a_closed_one_has_none(self) -> None:
        worker = testing.configure({{Name}}, quantity="10")
        opening = testing.task(testing.new_trade(Side.BUY), "100.5")
        self.assertEqual(worker.plan(opening, NoInputs()), SizePlan(10, 1005))
        held = testing.position(1, Direction.LONG, "10")
        self.assertEqual(worker.plan(testing.task(testing.close(1), "100.5", held), NoInputs()), SizePlan(0, 0))

    def test_a_size_of_nothing_is_refused(self) -> None:
        with self.assertRaises(BadParams):
            testing.configure({{Name}}, quantity="0")
