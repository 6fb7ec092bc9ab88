"""Decimals as the contract carries them: at most 15 digits, 18 of them after the point.

Money is exact, so a price, size or amount is a :class:`~decimal.Decimal`, a whole number or a text, never a ``float``. A fraction
(a confidence, a severity, a preference) is an opinion and no money: there a ``float`` is taken as its shortest text, 0.1 as one
tenth. Nothing is ever rounded here, because only the worker knows which way; what has too many digits is refused by name.
"""

from decimal import Context, Decimal

Money = Decimal | int | str
"""What may be written where an exact decimal is wanted."""
Share = Decimal | int | str | float
"""What may be written where a fraction is wanted."""

MOST_DIGITS = 15
"""Digits of a number, those after the point included."""
MOST_PLACES = 18
"""Digits after the point."""

# Not the author's context: who changes the precision of his own sums must not change what he is shown.
_CONTEXT = Context(prec=28)
_ONE = Decimal(1)


def from_wire(mantissa: int, scale: int) -> Decimal:
    """``mantissa / 10 ** scale``, exactly."""
    return _CONTEXT.scaleb(Decimal(mantissa), -scale) if scale else Decimal(mantissa)


def to_wire(field: str, value: Decimal) -> tuple[int, int]:
    """Mantissa and scale in the one form that the host accepts: no trailing zeros, zero with scale 0.

    Raises ValueError when the number has more digits or places than the contract carries.
    """
    if not value:
        return 0, 0
    if value.is_finite() and -MOST_PLACES <= value.adjusted() < MOST_DIGITS:
        whole, _, places = f"{value:f}".partition(".")
        places = places.rstrip("0")
        mantissa = int(whole + places)
        if len(places) <= MOST_PLACES and abs(mantissa) < 10**MOST_DIGITS:
            return mantissa, len(places)
    raise ValueError(
        f"{field}: {_shown(value)} has more than {MOST_DIGITS} digits or {MOST_PLACES} places; round it, for example with to_step()"
    )


def decimal(field: str, value: Money) -> Decimal:
    """The exact decimal of what an author wrote. Raises TypeError for a float, ValueError for what the contract cannot carry."""
    if isinstance(value, float):
        raise TypeError(
            f"{field}: must be a Decimal, a whole number or a text, got the float {value!r}: a float is not exact; "
            "to_step(value, step) makes a price or size of one"
        )
    return _checked(field, value)


def price(field: str, value: Money) -> Decimal:
    """A decimal greater than 0."""
    return _above_zero(field, decimal(field, value))


def quantity(field: str, value: Money) -> Decimal:
    """A decimal greater than 0."""
    return _above_zero(field, decimal(field, value))


def amount(field: str, value: Money) -> Decimal:
    """A decimal of at least 0."""
    exact = decimal(field, value)
    if exact < 0:
        raise ValueError(f"{field}: must not be negative, got {_shown(exact)}")
    return exact


def share(field: str, value: Share) -> Decimal:
    """A decimal of at least 0 that may be written as a float: a fraction of a price, which may be greater than 1."""
    exact = _checked(field, value)
    if exact < 0:
        raise ValueError(f"{field}: must not be negative, got {_shown(exact)}")
    return exact


def fraction(field: str, value: Share) -> Decimal:
    """A decimal from 0 to 1 that may be written as a float."""
    exact = _checked(field, value)
    if not 0 <= exact <= _ONE:
        raise ValueError(f"{field}: must lie between 0 and 1, got {_shown(exact)}")
    return exact


def _above_zero(field: str, exact: Decimal) -> Decimal:
    if exact <= 0:
        raise ValueError(f"{field}: must be greater than 0, got {_shown(exact)}")
    return exact


def _checked(field: str, value: object) -> Decimal:
    # bool is an int in Python, but a truth is no number.
    if isinstance(value, bool) or not isinstance(value, (Decimal, int, str, float)):
        raise TypeError(f"{field}: must be a number, got {type(value).__name__}")
    try:
        exact = value if isinstance(value, Decimal) else Decimal(repr(value) if isinstance(value, float) else value)
    except ArithmeticError:
        raise ValueError(f"{field}: {value!r} is no number") from None
    if not exact.is_finite():
        raise ValueError(f"{field}: must be a finite number, got {_shown(exact)}")
    _, digits, exponent = exact.as_tuple()
    if len(digits) > MOST_DIGITS or not -MOST_PLACES <= exponent <= 0:  # type: ignore[operator]
        # Perhaps too long, perhaps only written with zeros at its end: the long way tells.
        to_wire(field, exact)
    return exact


def _shown(value: Decimal) -> str:
    text = str(value)
    return text if len(text) <= 40 else text[:40] + "…"
