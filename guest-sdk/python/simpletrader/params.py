"""Parameters: from the JSON object of a blueprint to the author's typed object.

A worker's parameters are a class with annotated fields, named ``Params``; a plain class will do, it is made a frozen dataclass. A
field is an ``int``, ``float``, ``bool``, ``str``, :class:`~decimal.Decimal`, an :class:`~enum.Enum` of texts, a ``Literal`` of
texts, one of these or ``None``, or a list of one of these; ``Annotated`` adds rules (:mod:`simpletrader.rules`). A field without
a default must be given. What is not a field is refused by name, so that a misspelt parameter is not ignored.
"""

import dataclasses
import difflib
import json
import math
import re
import types
from decimal import Decimal
from enum import Enum
from typing import Annotated, Any, Literal, Optional, Union, get_args, get_origin, get_type_hints

from . import decimals
from .errors import BadParams
from .rules import RULES, AtLeast, AtMost, Between, Length, Matches, MoreThan, Rule

SCALARS = (int, float, bool, str, Decimal)
"""The plain types of parameters."""


@dataclasses.dataclass(frozen=True)
class Kind:
    """The type of one parameter, taken apart."""

    base: Any
    """One of :data:`SCALARS`, an Enum class, a tuple of texts (a Literal), or ``list``."""
    rules: tuple[Rule, ...] = ()
    nullable: bool = False
    """Whether None is allowed."""
    items: Optional["Kind"] = None
    """Of a list."""


@dataclasses.dataclass(frozen=True)
class Parameter:
    """One parameter of a worker."""

    name: str
    kind: Kind
    default: Any = dataclasses.MISSING


class Unfit(Exception):
    """Something in an author's class that cannot be: told when the worker is described, with the line of the class."""

    def __init__(self, message: str, at: Any = None) -> None:
        """``at`` is the class or function that the message is about, where there is one."""
        super().__init__(message)
        self.at = at


def dataclass_of(params: type) -> type:
    """The class as a frozen dataclass: itself where it is one."""
    return params if dataclasses.is_dataclass(params) else dataclasses.dataclass(frozen=True)(params)


def parameters(params: type, owner: type) -> tuple[Parameter, ...]:
    """The parameters that a dataclass declares, in order. ``owner`` is the worker's class, whose names its annotations may use.

    Raises :class:`Unfit` for a type that a blueprint cannot write.
    """
    try:
        hints = get_type_hints(params, localns={**vars(owner), **vars(params)}, include_extras=True)
    except NameError as error:
        raise Unfit(f"Params: {error}", params) from None
    found = []
    for field in dataclasses.fields(params):
        default = field.default
        if field.default_factory is not dataclasses.MISSING:
            default = field.default_factory()
        found.append(Parameter(field.name, _kind(field.name, hints[field.name], params), default))
    return tuple(found)


def _kind(name: str, hint: Any, params: type) -> Kind:
    if get_origin(hint) is Annotated:
        inner, *notes = get_args(hint)
        kind = _kind(name, inner, params)
        rules = tuple(note for note in notes if isinstance(note, RULES))
        return dataclasses.replace(kind, rules=kind.rules + rules)
    if get_origin(hint) in (Union, types.UnionType):
        inner = [one for one in get_args(hint) if one is not type(None)]
        if len(inner) == 1:
            return dataclasses.replace(_kind(name, inner[0], params), nullable=True)
    if get_origin(hint) is Literal and all(isinstance(one, str) for one in get_args(hint)):
        return Kind(get_args(hint))
    if get_origin(hint) is list and len(get_args(hint)) == 1:
        return Kind(list, items=_kind(name, get_args(hint)[0], params))
    if hint in SCALARS:
        return Kind(hint)
    if isinstance(hint, type) and issubclass(hint, Enum) and all(isinstance(one.value, str) for one in hint):
        return Kind(hint)
    raise Unfit(
        f"Params.{name}: a parameter cannot be {hint!r}; use int, float, bool, str, Decimal, an Enum or Literal of texts, "
        "Optional of one of these, or a list of one of these",
        params,
    )


def read(text: str, params: type, declared: tuple[Parameter, ...]) -> Any:
    """The author's object of a blueprint's JSON. Raises :class:`~simpletrader.BadParams` naming the parameter that does not fit."""
    try:
        given = json.loads(text)
    except ValueError as error:
        raise BadParams(f"the parameters are no JSON: {error}") from None
    if not isinstance(given, dict):
        raise BadParams("the parameters must be a JSON object")
    known = {parameter.name: parameter for parameter in declared}
    for name in given:
        if name not in known:
            raise BadParams(_unknown(name, list(known)))
    values = {}
    for parameter in declared:
        if parameter.name in given:
            values[parameter.name] = _parse(parameter.name, parameter.kind, given[parameter.name])
        elif parameter.default is dataclasses.MISSING:
            raise BadParams(f"`{parameter.name}` is missing")
    try:
        return params(**values)
    except (TypeError, ValueError) as error:
        # The author's own check between parameters, in __post_init__.
        raise BadParams(str(error)) from None


def _unknown(name: str, known: list[str]) -> str:
    if not known:
        return f"there is no parameter `{name}`: the worker takes none"
    meant = difflib.get_close_matches(name, known, n=1)
    return f"there is no parameter `{name}`" + (f": did you mean `{meant[0]}`?" if meant else f"; there are: {', '.join(known)}")


def _parse(name: str, kind: Kind, value: Any) -> Any:
    if value is None and kind.nullable:
        return None
    parsed = _PARSERS[kind.base](name, value) if kind.base in SCALARS else _parse_other(name, kind, value)
    for rule in kind.rules:
        broken = breaks(rule, parsed)
        if broken:
            raise BadParams(f"{name}: must {broken}, got {value!r}")
    return parsed


def _parse_other(name: str, kind: Kind, value: Any) -> Any:
    if kind.base is list:
        if not isinstance(value, list) or kind.items is None:
            raise BadParams(f"{name}: must be a list, got {value!r}")
        return [_parse(f"{name}[{index}]", kind.items, item) for index, item in enumerate(value)]
    texts = terms_of(kind)
    if value not in texts:
        raise BadParams(f"{name}: must be one of {', '.join(texts)}, got {value!r}")
    return kind.base(value) if isinstance(kind.base, type) else value


def terms_of(kind: Kind) -> list[str]:
    """The texts of an Enum or Literal."""
    if isinstance(kind.base, type) and issubclass(kind.base, Enum):
        return [one.value for one in kind.base]
    return list(kind.base)


def _int(name: str, value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise BadParams(f"{name}: must be a whole number, got {value!r}")
    return value


def _float(name: str, value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value):
        raise BadParams(f"{name}: must be a number, got {value!r}")
    return float(value)


def _bool(name: str, value: Any) -> bool:
    if not isinstance(value, bool):
        raise BadParams(f"{name}: must be true or false, got {value!r}")
    return value


def _str(name: str, value: Any) -> str:
    if not isinstance(value, str):
        raise BadParams(f"{name}: must be a text, got {value!r}")
    return value


def _decimal(name: str, value: Any) -> Decimal:
    if not isinstance(value, str):
        raise BadParams(f'{name}: must be a decimal written as text, such as "0.25", got {value!r}')
    try:
        return decimals.decimal(name, value)
    except ValueError as error:
        raise BadParams(str(error)) from None


_PARSERS: dict[Any, Any] = {int: _int, float: _float, bool: _bool, str: _str, Decimal: _decimal}


def breaks(rule: Rule, value: Any) -> str | None:
    """What a value must do to keep the rule, in words that complete "must …"; None when it keeps it."""
    if isinstance(rule, Between) and not rule.low <= value <= rule.high:
        return f"lie between {rule.low} and {rule.high}"
    if isinstance(rule, AtLeast) and not value >= rule.low:
        return f"be at least {rule.low}"
    if isinstance(rule, MoreThan) and not value > rule.low:
        return f"be greater than {rule.low}"
    if isinstance(rule, AtMost) and not value <= rule.high:
        return f"be at most {rule.high}"
    if isinstance(rule, Matches) and not re.fullmatch(rule.pattern, value):
        return f"match {rule.pattern}"
    if isinstance(rule, Length) and not rule.low <= len(value) <= rule.high:
        return f"have a length between {rule.low} and {rule.high}"
    return None
