"""The logic alone: ``python3 -m unittest``, with the SDK in the path."""

import math
import unittest
from decimal import Decimal
from typing import Any

from worker import Cross

from simpletrader import BadParams, Direction, Failed, Proceed, Publish, Setup, testing

SIDES = {"+": 1.0, "-": -1.0, "=": 0.0, "?": math.nan}


def signals(bars: str, **params: Any) -> str:
    """One character a bar: ``+`` above, ``-`` below, ``=`` equal, ``?`` not ready."""
    cross, spoken = testing.configure(Cross, **params), ""
    for bar in bars:
        answer = cross.detect(0, Cross.Inputs(fast=SIDES[bar], slow=0.0))
        if isinstance(answer, Publish):
            (signal,) = answer.items
            long = signal.direction is Direction.LONG
            assert signal.signal_type == ("CROSS_UP" if long else "CROSS_DOWN")
            spoken += "L" if long else "S"
        else:
            assert answer == Proceed()
            spoken += "."
    return spoken


class Parameters(unittest.TestCase):
    def test_a_symbol_that_is_not_traded_is_refused_with_the_ones_that_are(self) -> None:
        with self.assertRaisesRegex(BadParams, "it trades: TEST_USD"):
            testing.configure(Cross, mode="level", instrument="BTC_USDT")
        self.assertEqual(testing.configure(Cross, mode="level", instrument="TEST_USD").instrument, 0)

    def test_parameters_outside_their_rules_are_refused(self) -> None:
        for bad in (
            {},
            {"mode": "both"},
            {"mode": "level", "confidence": "1.1"},
            {"mode": "level", "warmup": -1},
            {"mode": "level", "warm_up": 3},
        ):
            with self.assertRaises(BadParams):
                testing.configure(Cross, **bad)

    def test_a_strategy_without_instruments_cannot_have_signals(self) -> None:
        with self.assertRaises(Failed):
            testing.configure(Cross, Setup((), ()), mode="level")


class Crossings(unittest.TestCase):
    def test_level_speaks_on_the_first_bar_and_on_every_change_but_never_twice(self) -> None:
        self.assertEqual(signals("++--+", mode="level"), "L.S.L")
        self.assertEqual(signals("-++", mode="level"), "SL.")

    def test_equality_and_missing_numbers_change_nothing_in_level(self) -> None:
        self.assertEqual(signals("=+=+?+-", mode="level"), ".L....S")

    def test_level_forgets_the_warm_up(self) -> None:
        self.assertEqual(signals("++++-", mode="level", warmup=2), "..L.S")
        self.assertEqual(signals("-+-+", mode="level", warmup=2), "..SL")

    def test_cross_wants_the_bar_before_strictly_on_the_other_side(self) -> None:
        self.assertEqual(signals("++--+", mode="cross"), "..S.L")
        self.assertEqual(signals("-=+", mode="cross"), "...", "a touch of equality is no crossing")
        self.assertEqual(signals("-?+-", mode="cross"), "...S")

    def test_cross_may_look_back_into_the_warm_up_but_not_speak_in_it(self) -> None:
        self.assertEqual(signals("-+-+", mode="cross", warmup=2), "..SL")
        self.assertEqual(signals("+-++", mode="cross", warmup=2), "..L.")

    def test_a_signal_carries_the_configured_confidence(self) -> None:
        cross = testing.configure(Cross, mode="level", confidence="0.4")
        answer = cross.detect(0, Cross.Inputs(fast=1.0, slow=0.0))
        assert isinstance(answer, Publish)
        self.assertEqual(answer.items[0].confidence, Decimal("0.4"))
