"""Parameters come from a blueprint's JSON, and what does not fit is refused by name."""

import unittest
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from typing import Annotated, Any, Literal

from simpletrader import AtLeast, BadParams, Between, Fraction, Length, Matches, MoreThan, Symbol, params, schema


class Mode(Enum):
    LEVEL = "level"
    CROSS = "cross"


class Everything:
    period: Annotated[int, Between(1, 100)]
    mode: Mode = Mode.LEVEL
    how: Literal["fast", "slow"] = "fast"
    width: Annotated[float, MoreThan(0)] = 2.0
    share: Fraction = Decimal("0.5")
    limit: Annotated[Decimal, AtLeast(0)] = Decimal(3)
    loud: bool = False
    symbol: Symbol | None = None
    names: Annotated[list[Annotated[str, Length(1, 5)]], Length(0, 2)] = None  # type: ignore[assignment]
    code: Annotated[str, Matches("[a-z]+")] = "a"


CLASS = params.dataclass_of(Everything)
DECLARED = params.parameters(CLASS, Everything)


def read(text: str) -> Any:
    return params.read(text, CLASS, DECLARED)


class Reading(unittest.TestCase):
    def test_each_type_is_read_as_the_author_wrote_it(self) -> None:
        read_all = read(
            '{"period": 5, "mode": "cross", "how": "slow", "width": 1, "share": "0.25", "limit": "7.50", "loud": true,'
            ' "symbol": "BTC_USDT", "names": ["a", "b"], "code": "xyz"}'
        )
        self.assertEqual((read_all.period, read_all.mode, read_all.how, read_all.width), (5, Mode.CROSS, "slow", 1.0))
        self.assertEqual((read_all.share, read_all.limit, read_all.loud), (Decimal("0.25"), Decimal("7.5"), True))
        self.assertEqual((read_all.symbol, read_all.names, read_all.code), ("BTC_USDT", ["a", "b"], "xyz"))

    def test_what_is_left_out_has_its_default(self) -> None:
        least = read('{"period": 1}')
        self.assertEqual((least.mode, least.share, least.symbol), (Mode.LEVEL, Decimal("0.5"), None))

    def test_what_does_not_fit_is_refused_by_name(self) -> None:
        for text, message in [
            ("nonsense", "the parameters are no JSON: "),
            ("[]", "must be a JSON object"),
            ("{}", "`period` is missing"),
            ('{"period": 1, "perod": 2}', "there is no parameter `perod`: did you mean `period`?"),
            ('{"period": 1, "x": 2}', "there is no parameter `x`; there are: period, mode"),
            ('{"period": 0}', "period: must lie between 1 and 100, got 0"),
            ('{"period": true}', "period: must be a whole number"),
            ('{"period": 1.5}', "period: must be a whole number, got 1.5"),
            ('{"period": "3"}', "period: must be a whole number, got '3'"),
            ('{"period": null}', "period: must be a whole number, got None"),
            ('{"period": 1, "mode": "both"}', "mode: must be one of level, cross, got 'both'"),
            ('{"period": 1, "how": "x"}', "how: must be one of fast, slow"),
            ('{"period": 1, "width": 0}', "width: must be greater than 0"),
            ('{"period": 1, "width": "2"}', "width: must be a number"),
            ('{"period": 1, "width": NaN}', "width: must be a number"),
            ('{"period": 1, "share": "1.1"}', "share: must lie between 0 and 1"),
            ('{"period": 1, "share": 0.5}', "share: must be a decimal written as text"),
            ('{"period": 1, "limit": "1234567890123456"}', "limit: .* more than 15 digits"),
            ('{"period": 1, "loud": 1}', "loud: must be true or false"),
            ('{"period": 1, "symbol": "btc"}', "symbol: must match"),
            ('{"period": 1, "names": "a"}', "names: must be a list"),
            ('{"period": 1, "names": ["a", "toolong"]}', r"names\[1\]: must have a length between 1 and 5"),
            ('{"period": 1, "names": ["a", "b", "c"]}', "names: must have a length between 0 and 2"),
            ('{"period": 1, "code": "a1"}', "code: must match"),
        ]:
            with self.subTest(text), self.assertRaisesRegex(BadParams, message.replace("?", r"\?").replace("[1]", "[1]")):
                read(text)

    def test_a_rule_between_parameters_is_the_authors_own(self) -> None:
        @dataclass(frozen=True)
        class Pair:
            fast: int
            slow: int

            def __post_init__(self) -> None:
                if self.fast >= self.slow:
                    raise ValueError("fast must be less than slow")

        declared = params.parameters(Pair, Pair)
        self.assertEqual(params.read('{"fast": 1, "slow": 2}', Pair, declared).slow, 2)
        with self.assertRaisesRegex(BadParams, "^fast must be less than slow$"):
            params.read('{"fast": 2, "slow": 2}', Pair, declared)

    def test_a_type_that_no_blueprint_can_write_is_refused(self) -> None:
        class Strange:
            when: complex

        with self.assertRaisesRegex(params.Unfit, "Params.when: a parameter cannot be .*complex"):
            params.parameters(params.dataclass_of(Strange), Strange)


class Schemas(unittest.TestCase):
    def test_a_schema_says_what_the_worker_checks(self) -> None:
        made = schema.of(DECLARED, {"period": "Bars."}, "All of it.")
        self.assertEqual(made["required"], ["period"])
        self.assertIs(made["additionalProperties"], False)
        properties = made["properties"]
        self.assertEqual(properties["period"], {"type": "integer", "minimum": 1, "maximum": 100, "description": "Bars."})
        self.assertEqual(properties["mode"], {"type": "string", "enum": ["level", "cross"], "default": "level"})
        self.assertEqual(properties["width"], {"type": "number", "exclusiveMinimum": 0, "default": 2.0})
        self.assertEqual(properties["share"]["pattern"], r"^(0(\.[0-9]+)?|1(\.0+)?)$")
        self.assertEqual(properties["share"]["default"], "0.5")
        self.assertEqual(properties["limit"]["pattern"], r"^[0-9]+(\.[0-9]+)?$")
        self.assertEqual(properties["symbol"]["type"], ["string", "null"])
        self.assertEqual(properties["names"]["items"], {"type": "string", "minLength": 1, "maxLength": 5})
        self.assertEqual((properties["names"]["minItems"], properties["names"]["maxItems"]), (0, 2))
