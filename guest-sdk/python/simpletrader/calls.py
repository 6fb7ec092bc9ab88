"""What handlers are given: situations, tasks, commands, replies and timers. Everything that a worker needs for a call is in it."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from .decisions import Directive, Risk, Signal
from .ledger import Account, GroupRef, Order, Position, TradeRef
from .market import Quote, Tick
from .plans import ExecutionPlan, Plans


@dataclass(frozen=True)
class Situation:
    """What a strategy planner decides upon: everything of one pass that it asks for and is granted."""

    tick: Tick
    signals: Sequence[Signal] = ()
    """All signals of the pass, in worker order, then in the order of emission."""
    risks: Sequence[Risk] = ()
    """All risks of the pass, likewise."""
    quotes: Sequence[Quote] = ()
    """One for each instrument. Empty unless the worker reads ``Read.QUOTES``."""
    account: Account | None = None
    """None unless the worker reads ``Read.ACCOUNT``."""
    positions: Sequence[Position] = ()
    """Trades that are not closed. Empty unless the worker reads ``Read.POSITIONS``."""
    open_orders: Sequence[Order] = ()
    """Orders that still work. Empty unless the worker reads ``Read.OPEN_ORDERS``."""


@dataclass(frozen=True)
class Task:
    """What a planner plans: one directive and one of its trades (a target, a leg, or the one new trade)."""

    tick: Tick
    quote: Quote
    """Of the instrument concerned."""
    directive: Directive
    """That of a leg is narrowed to the leg."""
    target: Position | None = None
    """The trade as it stands; None for a new trade."""
    open_orders: Sequence[Order] = ()
    """Orders of the target that still work."""
    account: Account | None = None
    """None unless the worker reads ``Read.ACCOUNT``."""


@dataclass(frozen=True)
class Command:
    """What an execution worker carries out: the plans of one directive and one target."""

    tick: Tick
    quote: Quote
    group: GroupRef
    """The group that the orders of this command will belong to."""
    trade: TradeRef
    """The trade concerned; for a new trade the one that its first order opens."""
    plans: Plans
    execution: ExecutionPlan
    target: Position | None = None
    """The trade as it stands now; None for a new trade."""
    open_orders: Sequence[Order] = ()
    """Orders of the trade that still work."""


@dataclass(frozen=True)
class Accepted:
    """The venue took the order."""


@dataclass(frozen=True)
class Filled:
    """The venue filled the order, or a part of it."""

    quantity: Decimal
    price: Decimal
    commission: Decimal | None = None


@dataclass(frozen=True)
class Cancelled:
    """The order was withdrawn."""


@dataclass(frozen=True)
class Expired:
    """The order's time was over."""


@dataclass(frozen=True)
class Rejected:
    """The venue refused the order."""

    reason: str


ReplyKind = Accepted | Filled | Cancelled | Expired | Rejected
"""What a venue can say about an order."""


@dataclass(frozen=True)
class Reply:
    """What the venue said about one order of this worker."""

    tick: Tick
    quote: Quote
    group: GroupRef
    order: Order
    """The order as it stands now."""
    kind: ReplyKind


@dataclass(frozen=True)
class Timer:
    """A wake-up that the worker asked for."""

    tick: Tick
    quote: Quote
    group: GroupRef
    tag: int
    """The tag that it asked with."""
