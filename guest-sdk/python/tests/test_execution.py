"""What execution workers have in common: what is still wanted, protection, and commands that are no trade."""

import unittest
from decimal import Decimal
from typing import Any

import simpletrader as st
from simpletrader import execution, testing

TRADE = st.ExecuteTrade()
ENTRY = st.EntryPlan(0, st.Side.BUY, st.Limit("9.50"))


def position(quantity: str) -> st.Position:
    amount = Decimal(quantity)
    zero = Decimal(0)
    return st.Position(7, 0, st.Direction.LONG, 0, amount, Decimal(10), Decimal(10), zero, zero)


def working(number: int, **changes: Any) -> st.Order:
    fields: dict[str, Any] = {
        "order": number, "tag": number, "trade": 7, "group": 3, "side": st.Side.BUY, "kind": st.OrderKind.LIMIT,
        "purpose": st.OrderPurpose.ENTRY, "status": st.OrderStatus.OPEN, "quantity": Decimal(4), "filled": Decimal(1),
        "price": Decimal("9.5"), "stop_price": None,
    }  # fmt: skip
    return st.Order(**{**fields, **changes})


def command(
    target: st.Position | None = None, size: str | None = None, action: Any = TRADE, orders: Any = (), **plans: Any
) -> st.Command:
    sized = None if size is None else st.SizePlan(size, 0)
    plan = st.ExecutionPlan(action, 0)
    return st.Command(testing.tick(), testing.quote("10"), 3, 7, st.Plans(size=sized, **plans), plan, target, orders)


class Wanted(unittest.TestCase):
    def test_a_new_trade_wants_the_size_of_its_plan(self) -> None:
        wanted, ended = execution.wanted(command(size="5", entry=ENTRY))
        assert wanted is not None
        self.assertEqual((wanted.quantity, wanted.terms, wanted.reduces, ended), (5, st.Limit("9.50"), False, []))
        self.assertEqual(wanted.order(1).purpose, st.OrderPurpose.ENTRY)
        self.assertEqual(wanted.order(1, Decimal(2)).purpose, st.OrderPurpose.SLICE)

    def test_a_new_trade_without_its_plans_is_refused(self) -> None:
        for incomplete in (command(size="5"), command(entry=ENTRY)):
            with self.assertRaisesRegex(st.Failed, "needs an entry plan and a size plan"):
                execution.wanted(incomplete)

    def test_what_works_already_is_not_ordered_again(self) -> None:
        wanted, _ = execution.wanted(command(position("5"), "10", orders=[working(1)], entry=ENTRY))
        assert wanted is not None
        self.assertEqual(wanted.quantity, 2, "10 wanted, 5 held, 3 still to be filled")
        self.assertEqual(execution.wanted(command(position("5"), "8", orders=[working(1)]))[0], None)

    def test_a_trade_that_shall_be_smaller_needs_no_more_entries(self) -> None:
        wanted, ended = execution.wanted(command(position("5"), "2", orders=[working(1)]))
        assert wanted is not None
        self.assertEqual((wanted.side, wanted.quantity, wanted.reduces), (st.Side.SELL, 3, True))
        self.assertEqual(ended, [st.Cancel(1)])
        self.assertEqual(wanted.protection(command(exit=st.ExitPlan(1, 2))), st.ExitPlan())
        with self.assertRaisesRegex(st.Failed, "needs a size plan"):
            execution.wanted(command(position("5")))


class Protection(unittest.TestCase):
    def test_stop_and_target_sleep_until_the_entry_fills_and_cancel_each_other(self) -> None:
        order = st.Place(tag=4, instrument=0, side=st.Side.BUY, quantity=1)
        entry, stop, target = execution.protected(order, st.ExitPlan("8", "12"))
        assert isinstance(stop, st.Place) and isinstance(target, st.Place)
        self.assertIs(entry, order)
        self.assertEqual((stop.tag, stop.parent_tag, stop.oco_tag, stop.side, stop.reduce_only), (5, 4, 6, st.Side.SELL, True))
        self.assertEqual((target.tag, target.parent_tag, target.oco_tag), (6, 4, 5))
        self.assertEqual(target.terms, st.TakeProfitMarket("12"))

    def test_a_single_level_has_no_sibling(self) -> None:
        order = st.Place(tag=4, instrument=0, side=st.Side.BUY, quantity=1)
        self.assertEqual(execution.protected(order, st.ExitPlan()), [order])
        _, target = execution.protected(order, st.ExitPlan(take_profit="12"))
        assert isinstance(target, st.Place)
        self.assertIsNone(target.oco_tag)


class Tending(unittest.TestCase):
    def test_a_trade_is_the_workers_own_business(self) -> None:
        self.assertIsNone(execution.tend(command()))

    def test_withdrawals_mean_the_orders_that_fit(self) -> None:
        orders = [working(1), working(2, group=4)]
        for action, ended in [(st.CancelOrder(2), [2]), (st.CancelGroup(3), [1]), (st.CancelAllInTrade(), [1, 2])]:
            answer = execution.tend(command(action=action, orders=orders))
            self.assertEqual(answer, [*map(st.Cancel, ended), st.Finish()])

    def test_an_order_is_changed_to_what_the_plans_say(self) -> None:
        stop = working(2, purpose=st.OrderPurpose.STOP_LOSS, kind=st.OrderKind.STOP_MARKET, price=None, stop_price=Decimal(8))
        change = command(action=st.ModifyOrder(2), orders=[stop], exit=st.ExitPlan("8.5"))
        self.assertEqual(execution.tend(change), [st.Modify(2, terms=st.StopMarket("8.5")), st.Finish()])
        same = command(action=st.ModifyOrder(2), orders=[stop], exit=st.ExitPlan("8"))
        self.assertEqual(execution.tend(same), [st.Finish()], "it stands where it should")
        gone = command(action=st.ModifyOrder(9), orders=[stop], exit=st.ExitPlan("8"))
        self.assertEqual(execution.tend(gone), [st.Finish()], "it has ended since")
        with self.assertRaisesRegex(st.Failed, "no plan says"):
            execution.tend(command(action=st.ModifyOrder(2), orders=[stop]))
