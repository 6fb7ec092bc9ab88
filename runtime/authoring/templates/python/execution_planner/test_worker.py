"""The logic alone, without a sandbox."""

import unittest

from worker import {{Name}}

from simpletrader import ExecuteTrade, ExecutionPlan, NoInputs, Nothing, Plans, Side, Single, testing


class Tests(unittest.TestCase):
    def test_what_is_planned_is_one_order_and_nothing_is_nothing(self) -> None:
        worker, task = testing.configure({{Name}}), testing.task(testing.new_trade(Side.BUY), "100")
        self.assertEqual(worker.plan(task, Plans(), NoInputs()), Nothing())
        planned = worker.plan(task, testing.buy("10"), NoInputs())
        self.assertEqual(planned, ExecutionPlan(ExecuteTrade(Single()), 1))
