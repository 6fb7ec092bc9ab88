"""Decimals cross the boundary exactly or not at all."""

import unittest
from decimal import Decimal, localcontext

from simpletrader import decimals


class OnTheWire(unittest.TestCase):
    def test_a_decimal_has_one_form(self) -> None:
        for text, wire in [
            ("0", (0, 0)),
            ("-0.00", (0, 0)),
            ("0E-999999", (0, 0)),
            ("1.50", (15, 1)),
            ("-0.5", (-5, 1)),
            ("1E+3", (1000, 0)),
            ("123456789012345", (123456789012345, 0)),
            ("0.000000000000000001", (1, 18)),
        ]:
            self.assertEqual(decimals.to_wire("price", Decimal(text)), wire, text)

    def test_what_the_contract_cannot_carry_is_refused_by_name(self) -> None:
        for text in ["1234567890123456", "0.0000000000000000001", "1E+400", "1E-400", "NaN", "Infinity", "1." + "1" * 50]:
            with self.assertRaisesRegex(ValueError, "^price: .* has more than 15 digits or 18 places"):
                decimals.to_wire("price", Decimal(text))

    def test_the_authors_precision_changes_nothing(self) -> None:
        with localcontext() as context:
            context.prec = 3
            self.assertEqual(decimals.from_wire(123456789012345, 5), Decimal("1234567890.12345"))

    def test_there_and_back_is_the_same(self) -> None:
        for mantissa in (1, -1, 999_999_999_999_999, -123):
            for scale in range(19):
                value = decimals.from_wire(mantissa, scale)
                self.assertEqual(decimals.to_wire("x", value), (mantissa, scale))


class WrittenByAnAuthor(unittest.TestCase):
    def test_money_is_never_a_float(self) -> None:
        self.assertEqual(decimals.price("price", "101.25"), Decimal("101.25"))
        self.assertEqual(decimals.price("price", 7), Decimal(7))
        with self.assertRaisesRegex(TypeError, "price: must be a Decimal.*float 101.25.*to_step"):
            decimals.price("price", 101.25)  # type: ignore[arg-type]

    def test_a_fraction_may_be_a_float_and_means_its_shortest_text(self) -> None:
        self.assertEqual(decimals.fraction("confidence", 0.1), Decimal("0.1"))
        for beyond in (1.5, -0.1, "2", float("nan")):
            with self.assertRaisesRegex(ValueError, "^confidence: "):
                decimals.fraction("confidence", beyond)
        with self.assertRaisesRegex(ValueError, "confidence: .* more than 15 digits"):
            decimals.fraction("confidence", 0.1 + 0.2)

    def test_what_is_no_number_is_refused(self) -> None:
        for wrong in (None, True, [1], b"1"):
            with self.assertRaises(TypeError):
                decimals.amount("size", wrong)  # type: ignore[arg-type]
        with self.assertRaisesRegex(ValueError, "size: 'ten' is no number"):
            decimals.amount("size", "ten")

    def test_zero_is_an_amount_and_no_price(self) -> None:
        self.assertEqual(decimals.amount("size", 0), 0)
        for refused in (decimals.price, decimals.quantity):
            with self.assertRaisesRegex(ValueError, "greater than 0"):
                refused("size", 0)
        with self.assertRaisesRegex(ValueError, "must not be negative"):
            decimals.amount("size", "-0.01")
