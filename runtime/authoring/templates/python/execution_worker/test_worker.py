"""The logic alone, without a sandbox."""

import unittest
from decimal import Decimal

from worker import ORDER, {{Name}}

from simpletrader import Finish, OrderStatus, Place, Side, testing


class Tests(unittest.TestCase):
    def test_a_new_trade_is_one_order_and_its_end_is_the_commands(self) -> None:
        worker = testing.configure({{Name}})
        placed = worker.on_command(testing.command(testing.buy("10")))
        self.assertEqual(placed, [Place(tag=ORDER, instrument=0, side=Side.BUY, quantity=10)])
        filled = testing.reply(ORDER, OrderStatus.FILLED, Decimal(10))
        self.assertEqual(worker.on_reply(filled), [Finish()])

    def test_an_order_that_is_refused_gives_the_command_up(self) -> None:
        worker = testing.configure({{Name}})
        refused = testing.reply(ORDER, OrderStatus.REJECTED, Decimal(0))
        self.assertEqual(worker.on_reply(refused), [Finish(abandoned=True)])
