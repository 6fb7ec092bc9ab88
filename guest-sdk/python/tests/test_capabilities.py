"""Capabilities work natively as they do in a component, for workers that ask for them."""

import unittest
from collections.abc import Callable
from typing import Any

from simpletrader import About, Failed, Proceed, SignalDetector, log, notes, state, testing, window


class Speaker(SignalDetector):
    about = About("test", "speaker", "1.0.0", "Speaker", logs=True, writes_notes=True, remembers=100, looks_back=3)

    def detect(self, at: int, inputs: Any) -> Proceed:
        log.info(f"at {at}")
        notes.add("seen")
        state.save("count", state.load("count", 0) + 1)
        log.debug(str(window.latest(0, 2).close))
        return Proceed()


class Quiet(SignalDetector):
    about = About("test", "quiet", "1.0.0", "Quiet")

    def detect(self, at: int, inputs: Any) -> Proceed:
        return Proceed()


class Capabilities(unittest.TestCase):
    def test_what_a_worker_does_with_them_is_kept(self) -> None:
        worker = testing.configure(Speaker)
        testing.remarks().windows[0] = window.Window([1, 2, 3], *[[1.0, 2.0, 3.0]] * 5)
        worker.detect(7, ())
        worker.detect(8, ())
        said = testing.remarks()
        self.assertEqual([line for level, line in said.lines if level is log.Level.INFO], ["at 7", "at 8"])
        self.assertEqual(said.lines[1], (log.Level.DEBUG, "[2.0, 3.0]"))
        self.assertEqual((said.notes, said.state), (["seen", "seen"], {"count": b"2"}))
        state.remove("count")
        self.assertIsNone(state.get("count"))

    def test_what_was_not_asked_for_is_refused_with_what_to_write(self) -> None:
        testing.configure(Quiet)
        uses: list[tuple[Callable[[], object], str]] = [
            (lambda: log.warn("x"), "logs=True"),
            (lambda: notes.add("x"), "writes_notes=True"),
            (lambda: state.get("x"), "remembers=BYTES"),
            (lambda: window.latest(0, 1), "looks_back=BARS"),
        ]
        for use, asking in uses:
            with self.subTest(asking), self.assertRaisesRegex(Failed, asking):
                use()

    def test_a_state_of_another_shape_is_told_by_its_key(self) -> None:
        testing.configure(Speaker)
        state.set("count", b"{")
        with self.assertRaisesRegex(Failed, "the state `count` cannot be read"):
            state.load("count")
