"""What handlers answer: go on, publish, stop; and what an execution worker wants of the venue."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from . import checks
from .decimals import Money
from .ledger import OrderRef
from .market import Instant, InstrumentRef
from .plans import ORDER_TERMS, Market, OrderTerms
from .terms import OrderPurpose, Side, TimeInForce

T = TypeVar("T")


@dataclass(frozen=True)
class Proceed:
    """Nothing to say in this pass."""


@dataclass(frozen=True)
class Publish(Generic[T]):
    """Something to say: signals of a detector, risks of a monitor, decisions of the strategy planner."""

    items: Sequence[T]

    def __init__(self, items: T | Sequence[T]) -> None:
        """One item, or a list of them."""
        # Frozen for authors; this is still its making.
        object.__setattr__(self, "items", tuple(items) if isinstance(items, Sequence) else (items,))


@dataclass(frozen=True)
class Stop:
    """End this pass: nobody after this worker is asked. The journal keeps the reason, cut where it is long."""

    reason: str

    def __post_init__(self) -> None:
        checks.part("reason", self.reason, str)
        if not self.reason.strip():
            raise ValueError("reason: ending a pass needs a reason")


Disposition = Proceed | Publish[T] | Stop
"""What should happen after a call."""


@dataclass(frozen=True, kw_only=True)
class Place:
    """An order to place."""

    tag: int
    """The worker's own name for the order, unique within its group."""
    instrument: InstrumentRef
    side: Side
    quantity: Money
    """Greater than 0, a multiple of the lot size."""
    terms: OrderTerms = Market()
    purpose: OrderPurpose = OrderPurpose.ENTRY
    time_in_force: TimeInForce = TimeInForce.GTC
    good_till: Instant | None = None
    """Until when, for TimeInForce.GTD and for nothing else."""
    reduce_only: bool = False
    """May only reduce the position; the venue cancels it when there is nothing left to reduce."""
    post_only: bool = False
    """May only wait in the book: the venue refuses it where it would be filled at once."""
    parent_tag: int | None = None
    """Sleeps at the venue until the order of this tag, placed in the same answer, fills."""
    oco_tag: int | None = None
    """Cancels the order of this tag, placed in the same answer, when it fills; and the other way round."""

    def __post_init__(self) -> None:
        checks.ref("tag", self.tag)
        checks.ref("instrument", self.instrument)
        checks.term("side", self.side, Side)
        checks.quantity(self, "quantity", required=True)
        checks.part("terms", self.terms, ORDER_TERMS)
        checks.term("purpose", self.purpose, OrderPurpose)
        checks.term("time_in_force", self.time_in_force, TimeInForce)
        if (self.time_in_force is TimeInForce.GTD) != (self.good_till is not None):
            raise ValueError("good_till: an order that is good till a date (GTD) needs the date, and no other order has one")
        if self.good_till is not None:
            checks.instant("good_till", self.good_till)
        checks.flag("reduce_only", self.reduce_only)
        checks.flag("post_only", self.post_only)
        if self.parent_tag is not None:
            checks.ref("parent_tag", self.parent_tag)
        if self.oco_tag is not None:
            checks.ref("oco_tag", self.oco_tag)


@dataclass(frozen=True)
class Modify:
    """Another quantity or other terms for an order that works."""

    order: OrderRef
    quantity: Money | None = None
    terms: OrderTerms | None = None

    def __post_init__(self) -> None:
        checks.ref("order", self.order)
        checks.quantity(self, "quantity")
        if self.terms is not None:
            checks.part("terms", self.terms, ORDER_TERMS)
        if self.quantity is None and self.terms is None:
            raise ValueError("a change needs a quantity or terms")


@dataclass(frozen=True)
class Cancel:
    """The end of an order that works."""

    order: OrderRef

    def __post_init__(self) -> None:
        checks.ref("order", self.order)


@dataclass(frozen=True)
class WakeAt:
    """Call ``on_timer`` at this instant, with this tag."""

    at: Instant
    tag: int

    def __post_init__(self) -> None:
        checks.instant("at", self.at)
        checks.ref("tag", self.tag)


@dataclass(frozen=True)
class Finish:
    """The command is done, or given up."""

    abandoned: bool = False

    def __post_init__(self) -> None:
        checks.flag("abandoned", self.abandoned)


OrderIntent = Place | Modify | Cancel | WakeAt | Finish
"""What an execution worker wants of the venue. Guardrails of the operator stand between this and the venue."""
INTENTS = (Place, Modify, Cancel, WakeAt, Finish)
"""The same, for ``isinstance``."""
