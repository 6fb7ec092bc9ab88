"""Checks that values make of themselves. Each raises TypeError or ValueError with the name of the field.

The host checks everything again. What is checked here is what an author gets wrong, so that he is told at his own line.
"""

import re
from collections.abc import Sequence
from decimal import Decimal
from enum import Enum
from typing import Any

from . import decimals

_LABEL = re.compile(r"[A-Z][A-Z0-9_]{2,24}\Z")
_SNAKE = re.compile(r"[a-z][a-z0-9_]{0,59}\Z")
_MOST_REF = 2**32


def _replace(owner: object, field: str, value: object) -> None:
    # The values are frozen for authors; this is still their making.
    object.__setattr__(owner, field, value)


def _number(owner: object, field: str, required: bool, parse: Any) -> Decimal | None:
    value = getattr(owner, field)
    if value is None and not required:
        return None
    exact: Decimal = parse(field, value)
    _replace(owner, field, exact)
    return exact


def fraction(owner: object, field: str, required: bool = False) -> Decimal | None:
    """0 to 1."""
    return _number(owner, field, required, decimals.fraction)


def share(owner: object, field: str, above_zero: bool = False) -> Decimal | None:
    """At least 0, or greater than 0; may be a float."""
    exact = _number(owner, field, False, decimals.share)
    if above_zero and exact is not None and not exact:
        raise ValueError(f"{field}: must be greater than 0")
    return exact


def price(owner: object, field: str, required: bool = False) -> Decimal | None:
    """Money greater than 0."""
    return _number(owner, field, required, decimals.price)


def quantity(owner: object, field: str, required: bool = False) -> Decimal | None:
    """A quantity greater than 0."""
    return _number(owner, field, required, decimals.quantity)


def amount(owner: object, field: str, required: bool = False) -> Decimal | None:
    """Money of at least 0."""
    return _number(owner, field, required, decimals.amount)


def signed(owner: object, field: str) -> Decimal:
    """Any number, may be a float."""
    value = getattr(owner, field)
    exact = decimals.decimal(field, repr(value) if isinstance(value, float) else value)
    _replace(owner, field, exact)
    return exact


def whole(field: str, value: object, low: int, high: int) -> None:
    """A whole number within bounds, both included."""
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError(f"{field}: must be a whole number, got {value!r}")
    if not low <= value <= high:
        raise ValueError(f"{field}: must lie between {low} and {high}, got {value}")


def ref(field: str, value: object) -> None:
    """A position or number that the host gave."""
    whole(field, value, 0, _MOST_REF - 1)


def seconds(field: str, value: int | None) -> None:
    """A time of at least a second, or None."""
    if value is not None:
        whole(field, value, 1, _MOST_REF - 1)


def instant(field: str, value: object) -> None:
    """Microseconds, as far as every language is exact."""
    whole(field, value, -(2**53), 2**53)


def flag(field: str, value: object) -> None:
    """True or False."""
    if not isinstance(value, bool):
        raise TypeError(f"{field}: must be True or False, got {value!r}")


def term(field: str, value: object, kind: type[Enum]) -> None:
    """A term of a vocabulary."""
    if not isinstance(value, kind):
        known = ", ".join(f"{kind.__name__}.{one.name}" for one in kind)
        raise TypeError(f"{field}: must be one of {known}, got {value!r}")


def label(field: str, value: object) -> None:
    """The name of a kind of signal or risk."""
    if not isinstance(value, str) or not _LABEL.match(value):
        raise ValueError(f"{field}: must be 3 to 25 capitals, digits and _, starting with a letter, got {value!r}")
    if value.startswith(("SYSTEM_", "INTERNAL_")):
        raise ValueError(f"{field}: names that start with SYSTEM_ or INTERNAL_ are reserved for the platform, got {value!r}")


def snake(field: str, value: object) -> None:
    """A name of a worker, vendor or number."""
    if not isinstance(value, str) or not _SNAKE.match(value):
        raise ValueError(f"{field}: must be snake_case (small letters, digits and _, at most 60, a letter first), got {value!r}")


def reason(field: str, value: object) -> None:
    """Why something was refused, in words."""
    if not isinstance(value, str):
        raise TypeError(f"{field}: must be a text, got {value!r}")
    if not value.strip() or len(value) > 500:
        raise ValueError(f"{field}: must have 1 to 500 characters and not be blank, got {len(value)}")


def part(field: str, value: object, kind: type | tuple[type, ...]) -> None:
    """A value of one of these classes."""
    if not isinstance(value, kind):
        names = kind.__name__ if isinstance(kind, type) else " or ".join(one.__name__ for one in kind)
        raise TypeError(f"{field}: must be {names}, got {value!r}")


def optional(field: str, value: object, kind: type) -> None:
    """A value of this class, or None."""
    if value is not None:
        part(field, value, kind)


def parts(owner: object, field: str, kind: type | tuple[type, ...]) -> tuple[Any, ...]:
    """A list of values of one class, kept as a tuple."""
    value = getattr(owner, field)
    if isinstance(value, (str, bytes)) or not isinstance(value, Sequence):
        raise TypeError(f"{field}: must be a list, got {value!r}")
    for index, item in enumerate(value):
        part(f"{field}[{index}]", item, kind)
    kept = tuple(value)
    _replace(owner, field, kept)
    return kept


def refs(owner: object, field: str) -> tuple[int, ...]:
    """A list of positions or numbers, kept as a tuple."""
    value = getattr(owner, field)
    if isinstance(value, (str, bytes)) or not isinstance(value, Sequence):
        raise TypeError(f"{field}: must be a list of whole numbers, got {value!r}")
    for index, item in enumerate(value):
        ref(f"{field}[{index}]", item)
    kept = tuple(value)
    _replace(owner, field, kept)
    return kept


def targets(owner: object) -> None:
    """The trades of a scope: at least one, all different."""
    trades = refs(owner, "trades")
    if not trades:
        raise ValueError("trades: there must be at least one")
    if len(set(trades)) != len(trades):
        raise ValueError(f"trades: must differ, got {list(trades)}")


def places(field: str, value: Decimal | None, most: int) -> None:
    """At most so many digits after the point; venues and reports compare such a limit at that precision."""
    if value is not None and decimals.to_wire(field, value)[1] > most:
        raise ValueError(f"{field}: must have at most {most} digits after the point, got {value}")
