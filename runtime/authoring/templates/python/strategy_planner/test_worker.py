"""The logic alone, without a sandbox."""

import unittest

from worker import {{Name}}

from simpletrader import (
    CloseExisting,
    Direction,
    Directive,
    NewTrade,
    NoInputs,
    Proceed,
    Publish,
    Refuse,
    Signal,
    Situation,
    testing,
)


def decide(direction: Direction, held: bool) -> Directive | Refuse:
    worker = testing.configure({{Name}})
    positions = [testing.position(1, Direction.LONG, "10")] if held else []
    situation = Situation(testing.tick(), signals=[Signal(0, direction, "LEVEL_UP")], positions=positions)
    answer = worker.decide(situation, NoInputs())
    assert isinstance(answer, Publish)
    return answer.items[0].outcome


class Tests(unittest.TestCase):
    def test_a_long_signal_opens_one_trade_and_a_short_one_closes_it(self) -> None:
        opened, closed = decide(Direction.LONG, held=False), decide(Direction.SHORT, held=True)
        assert isinstance(opened, Directive) and isinstance(closed, Directive)
        self.assertEqual((opened.scope, closed.scope), (NewTrade(), CloseExisting((1,))))
        self.assertIsInstance(decide(Direction.LONG, held=True), Refuse)
        self.assertIsInstance(decide(Direction.SHORT, held=False), Refuse)

    def test_without_a_signal_nothing_is_decided(self) -> None:
        worker = testing.configure({{Name}})
        self.assertEqual(worker.decide(Situation(testing.tick()), NoInputs()), Proceed())
