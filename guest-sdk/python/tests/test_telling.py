"""An exception that nobody catches is told with the lines of the author's own files."""

import unittest

from simpletrader import BadParams, Failed, NotReady
from simpletrader import decimals as sdk_module
from simpletrader._guest.telling import MOST_CHARACTERS, kind_and_text


def inner() -> None:
    raise KeyError("fast")


def outer() -> None:
    inner()


def caught(call: object) -> BaseException:
    try:
        call()  # type: ignore[operator]
    except BaseException as error:
        return error
    raise AssertionError("it did not raise")


class Telling(unittest.TestCase):
    def test_the_contracts_own_errors_are_told_in_their_words_alone(self) -> None:
        self.assertEqual(kind_and_text(BadParams("period: too short")), ("bad-params", "period: too short"))
        self.assertEqual(kind_and_text(NotReady("soon")), ("not-ready", "soon"))
        self.assertEqual(kind_and_text(Failed("broken")), ("failed", "broken"))

    def test_a_traceback_begins_at_the_line_that_failed(self) -> None:
        kind, text = kind_and_text(caught(outer))
        first, *places = text.splitlines()
        self.assertEqual((kind, first), ("failed", "KeyError: 'fast'"))
        line = inner.__code__.co_firstlineno + 1
        self.assertEqual(places[0], f"  at test_telling.py:{line} in inner")
        self.assertIn(" in outer", places[1])

    def test_a_mistake_that_the_sdk_found_is_told_at_the_authors_line(self) -> None:
        _, text = kind_and_text(caught(lambda: sdk_module.price("price", 0)))
        self.assertIn("price: must be greater than 0", text)
        self.assertNotIn("decimals.py", text)
        self.assertIn("test_telling.py", text)

    def test_a_cause_is_told(self) -> None:
        def fails() -> None:
            try:
                inner()
            except KeyError as error:
                raise ValueError("no average") from error

        _, text = kind_and_text(caught(fails))
        self.assertTrue(text.startswith("ValueError: no average\n"))
        self.assertIn("because of KeyError: 'fast'\n  at test_telling.py", text)

    def test_a_text_is_no_longer_than_the_host_shows(self) -> None:
        self.assertEqual(len(kind_and_text(Failed("x" * 5_000))[1]), MOST_CHARACTERS)

        def deep(depth: int) -> int:
            return deep(depth + 1)

        _, text = kind_and_text(caught(lambda: deep(0)))
        self.assertLessEqual(len(text), MOST_CHARACTERS)
        self.assertTrue(text.startswith("RecursionError"))

    def test_what_is_no_ordinary_exception_is_told_too(self) -> None:
        self.assertEqual(kind_and_text(SystemExit())[1], "SystemExit")
