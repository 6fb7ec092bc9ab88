"""The logic alone, without a sandbox."""

import unittest

from worker import {{Name}}

from simpletrader import Direction, EntryPlan, Market, NoInputs, Side, testing


class Tests(unittest.TestCase):
    def test_a_trade_is_entered_on_its_side_and_left_on_the_other(self) -> None:
        worker = testing.configure({{Name}})
        opening = testing.task(testing.new_trade(Side.BUY), "100")
        self.assertEqual(worker.plan(opening, NoInputs()), EntryPlan(0, Side.BUY, Market()))
        held = testing.position(1, Direction.LONG, "10")
        self.assertEqual(worker.plan(testing.task(testing.close(1), "100", held), NoInputs()), EntryPlan(0, Side.SELL, Market()))
