"""Rules of parameters, written into their types: ``period: Annotated[int, Between(1, 10_000)]``.

A rule becomes a part of the worker's JSON Schema, so that a blueprint is refused before a worker sees it, and is checked again when
the worker is configured.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated

Bound = int | float | Decimal
"""An end of a range."""


@dataclass(frozen=True)
class Between:
    """A number between two others, both included."""

    low: Bound
    high: Bound


@dataclass(frozen=True)
class AtLeast:
    """A number of at least this."""

    low: Bound


@dataclass(frozen=True)
class MoreThan:
    """A number greater than this."""

    low: Bound


@dataclass(frozen=True)
class AtMost:
    """A number of at most this."""

    high: Bound


@dataclass(frozen=True)
class Matches:
    """A text that fits a regular expression from its first to its last character."""

    pattern: str


@dataclass(frozen=True)
class Length:
    """A text or list of a length between two others, both included."""

    low: int
    high: int


Rule = Between | AtLeast | MoreThan | AtMost | Matches | Length
"""Any rule."""
RULES = (Between, AtLeast, MoreThan, AtMost, Matches, Length)
"""The same, for ``isinstance``."""

Fraction = Annotated[Decimal, Between(0, 1)]
"""An exact decimal between 0 and 1."""
Price = Annotated[Decimal, MoreThan(0)]
"""An exact decimal greater than 0."""
Quantity = Annotated[Decimal, MoreThan(0)]
"""An exact decimal greater than 0."""
Amount = Annotated[Decimal, AtLeast(0)]
"""An exact decimal of at least 0."""
Symbol = Annotated[str, Matches(r"[A-Z0-9]{1,12}_[A-Z0-9]{1,12}")]
"""BASE_QUOTE, for example ``BTC_USDT``."""
Label = Annotated[str, Matches(r"[A-Z][A-Z0-9_]{2,24}")]
"""The name of a kind of signal or risk: 3 to 25 capitals, digits and ``_``."""
