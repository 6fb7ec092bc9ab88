"""The logic alone, without a sandbox."""

import unittest

from worker import {{Name}}

from simpletrader import BadParams, ExitPlan, NoInputs, Side, testing


class Tests(unittest.TestCase):
    def test_the_stop_is_below_a_long_trade_and_above_a_short_one(self) -> None:
        worker = testing.configure({{Name}}, stop_loss="0.05")
        for side, stop in ((Side.BUY, "95.01"), (Side.SELL, "105.01")):
            task = testing.task(testing.new_trade(side), "100.01")
            self.assertEqual(worker.plan(task, NoInputs()), ExitPlan(stop))

    def test_a_share_of_more_than_all_is_refused(self) -> None:
        with self.assertRaises(BadParams):
            testing.configure({{Name}}, stop_loss="1.5")
