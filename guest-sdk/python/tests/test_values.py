"""What workers say checks itself where it is made, and every message names the field."""

import unittest
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import simpletrader as st

BUY = st.EntryDirective(0, st.Side.BUY)
LEG = st.Leg(BUY)


class Refusals(unittest.TestCase):
    def test_each_rule_refuses_by_name(self) -> None:
        cases: list[tuple[str, Callable[[], Any]]] = [
            ("confidence: must lie between 0 and 1, got 2", lambda: st.Signal(0, st.Direction.LONG, "UP_CROSS", 2)),
            ("signal_type: must be 3 to 25 capitals", lambda: st.Signal(0, st.Direction.LONG, "up", 1)),
            ("signal_type: .* reserved", lambda: st.Signal(0, st.Direction.LONG, "SYSTEM_X", 1)),
            ("direction: must be one of Direction.LONG", lambda: st.Signal(0, "long", "UP_CROSS")),  # type: ignore[arg-type]
            ("instrument: must be a whole number", lambda: st.Signal("A", st.Direction.LONG, "UP_CROSS")),  # type: ignore[arg-type]
            ("instrument: must lie between 0", lambda: st.Signal(-1, st.Direction.LONG, "UP_CROSS")),
            ("severity: must be a number, got NoneType", lambda: st.Risk("DRAWDOWN", None)),  # type: ignore[arg-type]
            ("a price zone needs low <= high", lambda: st.PriceZone("2", "1")),
            ("low: must be greater than 0", lambda: st.PriceZone(0, "1")),
            ("trades: there must be at least one", lambda: st.CloseExisting([])),
            ("trades: must differ", lambda: st.ModifyExisting([1, 1])),
            ("scope: must be NewTrade or", lambda: st.Directive(None)),  # type: ignore[arg-type]
            ("timeout_seconds: must lie between 1", lambda: st.ExecutionPolicy(timeout_seconds=0)),
            ("legs: only a new trade", lambda: st.Directive(st.CloseExisting([1]), legs=[LEG, LEG])),
            ("legs: there must be 2 to 32, got 1", lambda: st.Directive(st.NewTrade(), legs=[LEG])),
            ("legs: entry, size and exit stand in", lambda: st.Directive(st.NewTrade(), entry=BUY, legs=[LEG, LEG])),
            ("a refusal must name a signal or a risk", lambda: st.Decision(st.Refuse(st.RejectionCode.COOLDOWN, "soon"))),
            ("reason: must have 1 to 500 characters", lambda: st.Refuse(st.RejectionCode.COOLDOWN, " ")),
            ("reason: must have 1 to 500 characters", lambda: st.Refuse(st.RejectionCode.COOLDOWN, "x" * 501)),
            ("outcome: must be Directive or Refuse", lambda: st.Decision(None)),  # type: ignore[arg-type]
            ("price: must be a Decimal", lambda: st.Limit(1.5)),  # type: ignore[arg-type]
            ("order: must be Market or Limit", lambda: st.EntryPlan(0, st.Side.BUY, None)),  # type: ignore[arg-type]
            ("leverage: must be at least 1", lambda: st.SizePlan(1, 1, leverage="0.5")),
            ("target_size: must not be negative", lambda: st.SizePlan(-1, 1)),
            ("stop_loss: must be greater than 0", lambda: st.ExitPlan(stop_loss=0)),
            ("slices: must lie between 2", lambda: st.Twap(1, 60)),
            ("ratio: must be greater than 0", lambda: st.VisibleRatio(0)),
            ("layers: there must be at least 2", lambda: st.Layered([st.Layer(0, 1)])),
            ("layers: the shares must sum to 1", lambda: st.Layered([st.Layer(0, 0.5), st.Layer(0.1, 0.4)])),
            ("min_child: must not be more than max_child", lambda: st.Pov(0.1, 60, 2, 1)),
            ("max_slippage: must have at most 4 digits", lambda: st.ExecutionPlan(st.ExecuteTrade(), "0.00001")),
            ("min_fill_ratio: must have at most 2 digits", lambda: st.ExecutionPlan(st.ExecuteTrade(), 0, min_fill_ratio=0.123)),
            ("must_complete_now: only Single", lambda: st.ExecutionPlan(st.ExecuteTrade(), 0, must_complete_now=True)),
            ("good_till: an order that is good", lambda: order(time_in_force=st.TimeInForce.GTD)),
            ("good_till: an order that is good", lambda: order(good_till=5)),
            ("quantity: must be greater than 0", lambda: order(quantity=0)),
            ("a change needs a quantity or terms", lambda: st.Modify(1)),
            ("at: must lie between", lambda: st.WakeAt(2**53 + 1, 0)),
            ("ending a pass needs a reason", lambda: st.Stop("")),
            ("vendor: must be snake_case", lambda: st.About("Acme", "x", "1.0.0", "X")),
            ("version: must be a semantic version", lambda: st.About("acme", "x", "1.0", "X")),
            ("display_name: must not be empty", lambda: st.About("acme", "x", "1.0.0", " ")),
            ("looks_back: must lie between 0 and 10000", lambda: st.About("acme", "x", "1.0.0", "X", looks_back=10_001)),
            ("a worker has one state", lambda: st.About("acme", "x", "1.0.0", "X", remembers=1, shares=1)),
        ]
        for message, make in cases:
            with self.subTest(message), self.assertRaisesRegex((TypeError, ValueError), message):
                make()


def order(**changes: Any) -> st.Place:
    fields: dict[str, Any] = {"tag": 1, "instrument": 0, "side": st.Side.BUY, "quantity": 1}
    return st.Place(**{**fields, **changes})


class Acceptance(unittest.TestCase):
    def test_numbers_are_exact_decimals_once_they_are_made(self) -> None:
        self.assertEqual(st.Signal(0, st.Direction.LONG, "UP_CROSS", 0.1).confidence, Decimal("0.1"))
        self.assertEqual(st.SizePlan("1.50", 3).target_size, Decimal("1.5"))
        self.assertEqual(st.Layer(-0.01, 1).offset, Decimal("-0.01"))

    def test_the_values_of_every_family_are_made(self) -> None:
        self.assertEqual(st.Directive(st.NewTrade(), legs=[LEG, LEG]).legs, (LEG, LEG))
        self.assertEqual(st.family_of(st.Pov(0.1, 60)), st.Family.POV)
        immediate = st.ExecuteTrade(st.Single(st.TimeInForce.IOC))
        self.assertTrue(st.ExecutionPlan(immediate, "0.0001", must_complete_now=True).must_complete_now)
        self.assertEqual(order(time_in_force=st.TimeInForce.GTD, good_till=5).good_till, 5)
        signal = st.Signal(0, st.Direction.LONG, "UP_CROSS")
        self.assertEqual(st.Publish(signal), st.Publish([signal]))
        self.assertEqual(st.utc(1).isoformat(), "1970-01-01T00:00:00.000001+00:00")

    def test_a_bar_has_its_figures_as_floats_as_steps_and_exactly(self) -> None:
        bar = st.Bar(0, st.Steps(1_00, 1_20, 90, 1_10, 1_500), 100, 1_000)
        self.assertEqual((bar.open, bar.high, bar.low, bar.close, bar.volume), (1.0, 1.2, 0.9, 1.1, 1.5))
        self.assertEqual(bar.exact.close, Decimal("1.10"))
        self.assertEqual(bar.exact.volume, Decimal("1.5"))
