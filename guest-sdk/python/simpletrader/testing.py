"""Tests of workers without a sandbox: ``worker = testing.configure(Sma, period=3)``, then call its handlers.

Capabilities work as they do in a component, and what a worker does with them is kept in :func:`remarks`.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import Enum
from typing import Any, TypeVar

from . import _host, log, params
from .calls import Accepted, Cancelled, Command, Expired, Filled, Rejected, Reply, ReplyKind, Task
from .categories import Worker
from .decisions import CloseExisting, Directive, EntryDirective, NewTrade
from .found import take_apart
from .ledger import Order, Position, TradeRef
from .market import Bar, Instant, Instrument, Quote, Series, SeriesRef, Steps, Tick
from .plans import EntryPlan, ExecuteTrade, ExecutionPlan, Market, Plans, SizePlan
from .setup import Setup
from .terms import Direction, OrderKind, OrderPurpose, OrderStatus, Side, Trigger
from .window import Window

W = TypeVar("W", bound=Worker)

INSTRUMENT = Instrument("TEST_USD", price_scale=2, size_scale=3, tick_size=Decimal("0.01"), lot_size=Decimal("0.001"))
"""The instrument of tests that name no other: prices in cents, quantities in thousandths."""
SETUP = Setup((INSTRUMENT,), (Series(0, 86_400),))
"""That instrument, in bars of a day."""


@dataclass
class Remarks:
    """What a worker did with its capabilities."""

    lines: list[tuple[log.Level, str]] = field(default_factory=list)
    """Its lines for the author."""
    notes: list[str] = field(default_factory=list)
    """Its notes for the journal."""
    state: dict[str, bytes] = field(default_factory=dict)
    """What it remembers; set something before a call to let it find it."""
    windows: dict[SeriesRef, Window] = field(default_factory=dict)
    """The past of each series; set it before a call that looks back."""


_remarks = Remarks()


def remarks() -> Remarks:
    """What the worker of the last :func:`configure` did with its capabilities."""
    return _remarks


class _Log:
    def write(self, level: log.Level, text: str) -> None:
        _remarks.lines.append((level, text))


class _Notes:
    def add(self, text: str) -> None:
        _remarks.notes.append(text)


class _State:
    def get(self, key: str) -> bytes | None:
        return _remarks.state.get(key)

    def set(self, key: str, value: bytes) -> None:
        _remarks.state[key] = bytes(value)

    def remove(self, key: str) -> None:
        _remarks.state.pop(key, None)


class _Windows:
    def window(self, series: SeriesRef, count: int) -> Window:
        past = _remarks.windows.get(series, Window([], [], [], [], [], []))
        start = max(len(past) - count, 0)
        columns: Sequence[Any] = (past.times, past.open, past.high, past.low, past.close, past.volume)
        return Window(*(column[start:] for column in columns))


def configure(worker: type[W], setup: Setup = SETUP, /, **parameters: Any) -> W:
    """Makes a worker of its parameters, as the host does: they go through JSON and the same checks.

    Raises :class:`~simpletrader.BadParams` for parameters that do not fit, and what the worker itself raises.
    """
    global _remarks
    found = take_apart(worker)
    _remarks = Remarks()
    about = worker.about
    _host.log = _Log() if about.logs else None
    _host.journal_note = _Notes() if about.writes_notes else None
    _host.state = _State() if about.remembers or about.shares else None
    _host.market_window = _Windows() if about.looks_back else None
    made = worker()
    made.configure(params.read(json.dumps(parameters, default=_as_json), found.params, found.declared), setup)
    return made


def _as_json(value: Any) -> Any:
    return value.value if isinstance(value, Enum) else str(value)


def bar(close: int, series: SeriesRef = 0, setup: Setup = SETUP, *, volume: int = 0) -> Bar:
    """A bar that did not move, from its close in whole price steps: of the test instrument, ``10_034`` is a price of 100.34."""
    return setup.bar(series, Steps(close, close, close, close, volume))


def tick(at: Instant = 0) -> Tick:
    """The tick of a pass that a bar started."""
    return Tick(0, at, Trigger.BAR)


def quote(last: str, instrument: int = 0) -> Quote:
    """A quote without bid and ask."""
    return Quote(instrument, 0, Decimal(last))


def position(trade: TradeRef, direction: Direction, quantity: str, price: str = "100") -> Position:
    """An open trade in the first instrument, entered at a price that has not changed."""
    at, zero = Decimal(price), Decimal(0)
    return Position(trade, 0, direction, 0, Decimal(quantity), at, at, zero, zero)


def new_trade(side: Side) -> Directive:
    """A directive that opens a trade in the first instrument."""
    return Directive(NewTrade(), entry=EntryDirective(0, side))


def close(*trades: TradeRef) -> Directive:
    """A directive that ends trades."""
    return Directive(CloseExisting(trades))


def task(directive: Directive, last: str, target: Position | None = None) -> Task:
    """The task of planning a directive at this price."""
    return Task(tick(), quote(last), directive, target)


def buy(size: str) -> Plans:
    """The plans of buying so much of the first instrument at the market."""
    return Plans(entry=EntryPlan(0, Side.BUY, Market()), size=SizePlan(size, 0))


def command(plans: Plans, target: Position | None = None, open_orders: Sequence[Order] = ()) -> Command:
    """The command to carry plans out as one order, in group 1 and trade 1."""
    execution = ExecutionPlan(ExecuteTrade(), max_slippage=1)
    return Command(tick(), quote("100"), 1, 1, plans, execution, target, open_orders)


def reply(tag: int, status: OrderStatus, filled: Decimal, quantity: str = "10") -> Reply:
    """What the venue says when an order of group 1, a purchase at the market, has come to this status."""
    order = Order(
        order=tag,
        tag=tag,
        trade=1,
        group=1,
        side=Side.BUY,
        kind=OrderKind.MARKET,
        purpose=OrderPurpose.ENTRY,
        status=status,
        quantity=Decimal(quantity),
        filled=filled,
    )
    kinds: dict[OrderStatus, ReplyKind] = {
        OrderStatus.REJECTED: Rejected("refused"),
        OrderStatus.CANCELLED: Cancelled(),
        OrderStatus.EXPIRED: Expired(),
    }
    fill = Filled(filled, Decimal(100)) if filled else Accepted()
    return Reply(tick(), quote("100"), 1, order, kinds.get(status, fill))
