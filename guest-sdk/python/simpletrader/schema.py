"""The JSON Schema of a worker's parameters (draft 2020-12). Used while a worker is described, never in a component."""

import dataclasses
import json
from decimal import Decimal
from enum import Enum
from typing import Any

from .params import Kind, Parameter, terms_of
from .rules import AtLeast, AtMost, Between, Length, Matches, MoreThan

_TYPES = {int: "integer", float: "number", bool: "boolean", str: "string", Decimal: "string"}
_UNSIGNED = r"^[0-9]+(\.[0-9]+)?$"
_SIGNED = r"^-?[0-9]+(\.[0-9]+)?$"
_FRACTION = r"^(0(\.[0-9]+)?|1(\.0+)?)$"


def of(declared: tuple[Parameter, ...], docs: dict[str, str], about: str) -> dict[str, Any]:
    """The schema of an object with these parameters and no others."""
    schema: dict[str, Any] = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "Params"}
    if about:
        schema["description"] = about
    schema["type"] = "object"
    schema["properties"] = {parameter.name: _property(parameter, docs.get(parameter.name, "")) for parameter in declared}
    schema["required"] = [parameter.name for parameter in declared if parameter.default is dataclasses.MISSING]
    schema["additionalProperties"] = False
    return schema


def _property(parameter: Parameter, doc: str) -> dict[str, Any]:
    schema = _kind(parameter.kind)
    note = _bounds_in_words(parameter.kind)
    description = " ".join(part for part in (doc, note) if part)
    if description:
        schema["description"] = description
    if parameter.default is not dataclasses.MISSING:
        schema["default"] = _json(parameter.default)
    return schema


def _kind(kind: Kind) -> dict[str, Any]:
    if kind.base is list:
        items = {} if kind.items is None else _kind(kind.items)
        schema: dict[str, Any] = {"type": "array", "items": items}
    elif kind.base in _TYPES:
        schema = {"type": _TYPES[kind.base]}
    else:
        terms: list[Any] = terms_of(kind)
        schema = {"type": "string", "enum": terms + [None] if kind.nullable else terms}
    if kind.base is Decimal:
        schema["pattern"] = _decimal_pattern(kind)
    else:
        for rule in kind.rules:
            schema.update(_rule(rule, kind.base))
    if kind.nullable:
        schema["type"] = [schema["type"], "null"]
    return schema


def _rule(rule: Any, base: Any) -> dict[str, Any]:
    if isinstance(rule, Between):
        return {"minimum": rule.low, "maximum": rule.high}
    if isinstance(rule, AtLeast):
        return {"minimum": rule.low}
    if isinstance(rule, MoreThan):
        return {"exclusiveMinimum": rule.low}
    if isinstance(rule, AtMost):
        return {"maximum": rule.high}
    if isinstance(rule, Matches):
        return {"pattern": f"^(?:{rule.pattern})$"}
    assert isinstance(rule, Length)
    unit = "Items" if base is list else "Length"
    return {f"min{unit}": rule.low, f"max{unit}": rule.high}


def _decimal_pattern(kind: Kind) -> str:
    """A decimal is text, so a schema can say its form; of its bounds only the sign, and the range of a fraction."""
    lows = [rule.low for rule in kind.rules if isinstance(rule, (Between, AtLeast, MoreThan))]
    if any(isinstance(rule, Between) and (rule.low, rule.high) == (0, 1) for rule in kind.rules):
        return _FRACTION
    return _UNSIGNED if any(low >= 0 for low in lows) else _SIGNED


def _bounds_in_words(kind: Kind) -> str:
    if kind.base is not Decimal:
        return ""
    words = []
    for rule in kind.rules:
        if isinstance(rule, Between):
            words.append(f"A decimal between {rule.low} and {rule.high}, as text.")
        elif isinstance(rule, AtLeast):
            words.append(f"A decimal of at least {rule.low}, as text.")
        elif isinstance(rule, MoreThan):
            words.append(f"A decimal greater than {rule.low}, as text.")
        elif isinstance(rule, AtMost):
            words.append(f"A decimal of at most {rule.high}, as text.")
    return " ".join(words) or "A decimal, as text."


def _json(value: Any) -> Any:
    """A default as a blueprint would write it."""
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, (list, tuple)):
        return [_json(one) for one in value]
    # Refuses what JSON cannot write.
    return json.loads(json.dumps(value, allow_nan=False))
