"""What the strategy owns and has ordered, as the host's ledger shows it in calls.

Results and averages are rounded half-even to 15 digits on their way, cash and equity toward zero, so that no sizing can use more
money than exists.
"""

from dataclasses import dataclass
from decimal import Decimal

from .market import Instant, InstrumentRef
from .terms import Direction, OrderKind, OrderPurpose, OrderStatus, Side

TradeRef = int
"""Number of a trade, stable for the life of the strategy."""
GroupRef = int
"""Number of the group of one command's orders, stable for the life of the strategy."""
OrderRef = int
"""Number of an order, stable for the life of the strategy."""


@dataclass(frozen=True)
class Account:
    """Figures in account currency."""

    equity: Decimal
    """What everything is worth."""
    cash: Decimal
    """What is not bound in positions."""
    exposure: Decimal
    """The value of all positions."""
    daily_result: Decimal
    """The change of equity since the day began."""


@dataclass(frozen=True)
class Position:
    """One open trade."""

    trade: TradeRef
    instrument: InstrumentRef
    direction: Direction
    opened_at: Instant
    quantity: Decimal
    """Filled and not yet closed; 0 while the entry is still working."""
    average_price: Decimal
    last_price: Decimal
    unrealised: Decimal
    """What closing it now would bring, in quote currency."""
    realised: Decimal
    """What was brought so far, in quote currency."""
    stop_loss: Decimal | None = None
    take_profit: Decimal | None = None


@dataclass(frozen=True)
class Order:
    """One order of this strategy."""

    order: OrderRef
    tag: int
    """The execution worker's own name for it, unique within its group."""
    trade: TradeRef
    group: GroupRef
    side: Side
    kind: OrderKind
    purpose: OrderPurpose
    status: OrderStatus
    quantity: Decimal
    filled: Decimal
    price: Decimal | None = None
    """Its limit, where its kind has one."""
    stop_price: Decimal | None = None
    """Its trigger, where its kind has one."""
