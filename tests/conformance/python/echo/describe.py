"""A part of a situation in words: items joined by ``;``, their values by blanks, ``-`` for a value that is absent and ``none``
for a list without items. Decimals are plain text, enumerations have the names of the contract, doubles are the hex digits of
their bits."""

import struct
from collections.abc import Callable, Iterable
from decimal import Decimal
from enum import Enum
from math import isnan
from typing import Any, TypeVar

from simpletrader import Account, Failed, Order, Position, Quote, Risk, Signal, Situation

T = TypeVar("T")


def part(name: str, situation: Situation, inputs: Iterable[float]) -> str:
    """The part of this name."""
    if name == "tick":
        return words(situation.tick.sequence, situation.tick.at, situation.tick.trigger)
    if name == "quotes":
        return listed(situation.quotes, quote)
    if name == "inputs":
        return listed(inputs, bits)
    if name == "signals":
        return listed(situation.signals, signal)
    if name == "risks":
        return listed(situation.risks, risk)
    if name == "account":
        return "-" if situation.account is None else account(situation.account)
    if name == "positions":
        return listed(situation.positions, position)
    if name == "orders":
        return listed(situation.open_orders, order)
    if name == "counts":
        lists = (situation.quotes, situation.signals, situation.risks, situation.positions, situation.open_orders)
        return words(*map(len, lists))
    raise Failed(f"a situation has no part `{name}`")


def quote(quote: Quote) -> str:
    """One quote."""
    return words(quote.instrument, quote.at, quote.last, quote.bid, quote.ask)


def signal(signal: Signal) -> str:
    """One signal."""
    return words(signal.instrument, signal.direction, signal.signal_type, signal.confidence)


def risk(risk: Risk) -> str:
    """One risk."""
    return words(risk.risk_type, risk.severity, risk.instrument)


def account(account: Account) -> str:
    """The account."""
    return words(account.equity, account.cash, account.exposure, account.daily_result)


def position(position: Position) -> str:
    """One position."""
    numbers = (position.quantity, position.average_price, position.last_price, position.unrealised, position.realised)
    levels = (position.stop_loss, position.take_profit)
    return words(position.trade, position.instrument, position.direction, position.opened_at, *numbers, *levels)


def order(order: Order) -> str:
    """One order."""
    names = (order.side, order.kind, order.purpose, order.status)
    numbers = (order.quantity, order.filled, order.price, order.stop_price)
    return words(order.order, order.tag, order.trade, order.group, *names, *numbers)


def bits(value: float) -> str:
    """The bits of a double, with one form of NaN."""
    return "7ff8000000000000" if isnan(value) else struct.pack(">d", value).hex()


def listed(items: Iterable[T], item: Callable[[T], str]) -> str:
    """All items of a list."""
    return ";".join(map(item, items)) or "none"


def words(*values: Any) -> str:
    """Values separated by blanks."""
    return " ".join(map(word, values))


def word(value: Any) -> str:
    """One value."""
    if value is None:
        return "-"
    if isinstance(value, Enum):
        return str(value.value)
    return f"{value:f}" if isinstance(value, Decimal) else str(value)
