"""Parts that execution workers have in common: what a command still wants, protection of an order, and commands that are no trade.

They answer as the functions of the same names in the Rust SDK do.
"""

from dataclasses import dataclass, replace
from decimal import Decimal

from .answers import Cancel, Finish, Modify, OrderIntent, Place
from .calls import Command
from .errors import Failed
from .ledger import Order, OrderRef
from .market import InstrumentRef
from .plans import (
    CancelAllInTrade,
    CancelGroup,
    CancelOrder,
    ExecuteTrade,
    ExitPlan,
    Market,
    ModifyOrder,
    OrderTerms,
    StopMarket,
    TakeProfitMarket,
)
from .terms import OrderKind, OrderPurpose, Side, TimeInForce


@dataclass(frozen=True)
class Wanted:
    """What a command wants to be traded."""

    instrument: InstrumentRef
    side: Side
    quantity: Decimal
    """How much, over all orders together."""
    terms: OrderTerms
    """At which price: those of the entry plan, or the market's."""
    reduces: bool
    """Whether it makes a trade smaller."""

    def protection(self, command: Command) -> ExitPlan:
        """The levels that protect what it adds to the trade; none for what makes the trade smaller."""
        return ExitPlan() if self.reduces else command.plans.exit or ExitPlan()

    def order(self, tag: int, quantity: Decimal | None = None) -> Place:
        """An order for all of it, or for a part; of several parts each is a slice. It is good till cancelled."""
        if quantity is not None and quantity != self.quantity:
            purpose = OrderPurpose.SLICE
        else:
            purpose = OrderPurpose.CLOSE_OUT if self.reduces else OrderPurpose.ENTRY
        return Place(
            tag=tag,
            instrument=self.instrument,
            side=self.side,
            quantity=self.quantity if quantity is None else quantity,
            terms=self.terms,
            purpose=purpose,
            reduce_only=self.reduces,
        )


def wanted(command: Command) -> tuple[Wanted | None, list[OrderIntent]]:
    """What a command wants beyond what is held and what works already, and the orders whose end it means: a trade that shall be
    smaller needs no more entries. None: nothing is missing.

    Raises :class:`~simpletrader.Failed` when the plans do not say what to trade.
    """
    plans, position = command.plans, command.target
    size = None if plans.size is None else Decimal(plans.size.target_size)
    if position is None:
        if plans.entry is None or size is None:
            raise Failed("a new trade needs an entry plan and a size plan")
        if size <= 0:
            return None, []
        return Wanted(plans.entry.instrument, plans.entry.side, size, plans.entry.order, reduces=False), []
    if size is None:
        raise Failed("a trade that exists needs a size plan to be executed; levels and prices are changed by ModifyOrder")
    opening = position.direction.opening_side
    terms = Market() if plans.entry is None else plans.entry.order
    if size > position.quantity:
        missing = size - position.quantity - _at_work(command, opening)
        return (Wanted(position.instrument, opening, missing, terms, reduces=False) if missing > 0 else None), []
    surplus = position.quantity - size - _at_work(command, opening.opposite)
    reduction = Wanted(position.instrument, opening.opposite, surplus, terms, reduces=True) if surplus > 0 else None
    return reduction, [Cancel(order.order) for order in _working(command, opening)]


def _working(command: Command, side: Side) -> list[Order]:
    """Orders of one side that work toward the target."""
    return [order for order in command.open_orders if order.side is side and order.purpose.counts_toward_target]


def _at_work(command: Command, side: Side) -> Decimal:
    """What the working orders of one side may still fill."""
    return sum((order.quantity - order.filled for order in _working(command, side)), Decimal(0))


def protected(order: Place, exit: ExitPlan) -> list[OrderIntent]:
    """An order and, as its children, the levels of the exit plan, for the whole of its quantity: they sleep until it fills and
    cancel each other. The stop has the next tag after the order's own, the target the one after that.
    """
    stop_tag, target_tag = order.tag + 1, order.tag + 2
    both = exit.stop_loss is not None and exit.take_profit is not None
    # Protection works as long as there is something to protect, however short the entry's own life is.
    child = replace(
        order,
        side=order.side.opposite,
        time_in_force=TimeInForce.GTC,
        good_till=None,
        reduce_only=True,
        post_only=False,
        parent_tag=order.tag,
    )
    placed: list[OrderIntent] = [order]
    if exit.stop_loss is not None:
        sibling = target_tag if both else None
        terms = StopMarket(exit.stop_loss)
        placed.append(replace(child, tag=stop_tag, terms=terms, purpose=OrderPurpose.STOP_LOSS, oco_tag=sibling))
    if exit.take_profit is not None:
        sibling = stop_tag if both else None
        target = TakeProfitMarket(exit.take_profit)
        placed.append(replace(child, tag=target_tag, terms=target, purpose=OrderPurpose.TAKE_PROFIT, oco_tag=sibling))
    return placed


def tend(command: Command) -> list[OrderIntent] | None:
    """Answers a command that is no trade of its own: the order that it names is changed, or the orders that it means are
    withdrawn, and the command is finished. None: it is a trade, and the worker's own business.

    Raises :class:`~simpletrader.Failed` when an order is to be changed and no plan says what it shall be.
    """
    action = command.execution.action
    intents: list[OrderIntent]
    if isinstance(action, ExecuteTrade):
        return None
    if isinstance(action, ModifyOrder):
        intents = _change(command, action.order)
    elif isinstance(action, CancelOrder):
        intents = [Cancel(order.order) for order in command.open_orders if order.order == action.order]
    elif isinstance(action, CancelGroup):
        intents = [Cancel(order.order) for order in command.open_orders if order.group == action.group]
    else:
        assert isinstance(action, CancelAllInTrade)
        intents = [Cancel(order.order) for order in command.open_orders]
    return [*intents, Finish()]


def _change(command: Command, order: OrderRef) -> list[OrderIntent]:
    """Another price for an order that works: a protective order follows the exit plan, any other the entry plan. An order that
    has ended since the plan was made, or stands where it should, needs nothing."""
    working = next((one for one in command.open_orders if one.order == order), None)
    if working is None:
        return []
    exit, entry = command.plans.exit or ExitPlan(), command.plans.entry
    terms: OrderTerms | None
    if working.purpose is OrderPurpose.STOP_LOSS:
        terms = None if exit.stop_loss is None else StopMarket(exit.stop_loss)
    elif working.purpose is OrderPurpose.TAKE_PROFIT:
        terms = None if exit.take_profit is None else TakeProfitMarket(exit.take_profit)
    else:
        terms = None if entry is None else entry.order
    if terms is None:
        raise Failed("no plan says what the order that is to be changed shall be")
    return [] if _stands_at(working, terms) else [Modify(order, terms=terms)]


def _stands_at(order: Order, terms: OrderTerms) -> bool:
    kinds = {
        "Market": (OrderKind.MARKET, None, None),
        "Limit": (OrderKind.LIMIT, getattr(terms, "price", None), None),
        "StopLimit": (OrderKind.STOP_LIMIT, getattr(terms, "limit", None), getattr(terms, "trigger", None)),
        "StopMarket": (OrderKind.STOP_MARKET, None, getattr(terms, "trigger", None)),
        "TakeProfitMarket": (OrderKind.TAKE_PROFIT_MARKET, None, getattr(terms, "trigger", None)),
    }
    kind, price, stop_price = kinds[type(terms).__name__]
    return order.kind is kind and (price is None or order.price == price) and (stop_price is None or order.stop_price == stop_price)
