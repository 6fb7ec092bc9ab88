"""What planners answer: how each aspect of a directive will be done.

As in :mod:`simpletrader.decisions`, every value checks itself where it is made.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from . import checks
from .decimals import Money, Share
from .ledger import GroupRef, OrderRef
from .market import InstrumentRef
from .terms import Family, Side, TimeInForce


@dataclass(frozen=True)
class Market:
    """At whatever the market gives."""


@dataclass(frozen=True)
class Limit:
    """At this price or better."""

    price: Money

    def __post_init__(self) -> None:
        checks.price(self, "price", required=True)


@dataclass(frozen=True)
class StopLimit:
    """A limit order that wakes when the market reaches the trigger."""

    trigger: Money
    limit: Money

    def __post_init__(self) -> None:
        checks.price(self, "trigger", required=True)
        checks.price(self, "limit", required=True)


@dataclass(frozen=True)
class StopMarket:
    """A market order that wakes when the market moves against the trade as far as the trigger."""

    trigger: Money

    def __post_init__(self) -> None:
        checks.price(self, "trigger", required=True)


@dataclass(frozen=True)
class TakeProfitMarket:
    """A market order that wakes when the market moves in favour of the trade as far as the trigger."""

    trigger: Money

    def __post_init__(self) -> None:
        checks.price(self, "trigger", required=True)


OrderTerms = Market | Limit | StopLimit | StopMarket | TakeProfitMarket
"""The type of an order together with the prices that this type needs."""
ORDER_TERMS = (Market, Limit, StopLimit, StopMarket, TakeProfitMarket)
"""The same, for ``isinstance``."""


@dataclass(frozen=True)
class Nothing:
    """A planner's answer: this directive and target need no plan of this kind."""


@dataclass(frozen=True)
class EntryPlan:
    """What and where."""

    instrument: InstrumentRef
    side: Side
    order: OrderTerms

    def __post_init__(self) -> None:
        checks.ref("instrument", self.instrument)
        checks.term("side", self.side, Side)
        checks.part("order", self.order, ORDER_TERMS)


@dataclass(frozen=True)
class SizePlan:
    """How much."""

    target_size: Money
    """The absolute size the trade should have afterwards; 0 closes it."""
    position_value: Money
    """Estimated value of that size, in quote currency: see :func:`simpletrader.exact.estimate`."""
    risk_amount: Money | None = None
    """Estimated loss at the stop, in quote currency; None when the trade has no stop."""
    leverage: Money = 1
    """At least 1."""

    def __post_init__(self) -> None:
        checks.amount(self, "target_size", required=True)
        checks.amount(self, "position_value", required=True)
        checks.amount(self, "risk_amount")
        leverage = checks.amount(self, "leverage", required=True)
        if leverage is not None and leverage < 1:
            raise ValueError(f"leverage: must be at least 1, got {leverage}")


@dataclass(frozen=True)
class ExitPlan:
    """Where to leave."""

    stop_loss: Money | None = None
    take_profit: Money | None = None

    def __post_init__(self) -> None:
        checks.price(self, "stop_loss")
        checks.price(self, "take_profit")


@dataclass(frozen=True)
class Single:
    """One order."""

    time_in_force: TimeInForce = TimeInForce.GTC

    def __post_init__(self) -> None:
        checks.term("time_in_force", self.time_in_force, TimeInForce)


@dataclass(frozen=True)
class Twap:
    """Equal slices over time."""

    slices: int
    """At least 2."""
    duration_seconds: int
    """Over which all slices are spread."""
    jitter: Share = 0
    """0 to 1, a fraction of the slice interval."""

    def __post_init__(self) -> None:
        checks.whole("slices", self.slices, 2, 2**32 - 1)
        checks.whole("duration_seconds", self.duration_seconds, 1, 2**32 - 1)
        checks.fraction(self, "jitter", required=True)


@dataclass(frozen=True)
class Vwap:
    """Slices by a volume profile."""

    slices: int
    """At least 2."""
    duration_seconds: int
    """Over which all slices are spread."""
    profile: str
    """Name of the profile."""

    def __post_init__(self) -> None:
        checks.whole("slices", self.slices, 2, 2**32 - 1)
        checks.whole("duration_seconds", self.duration_seconds, 1, 2**32 - 1)
        checks.part("profile", self.profile, str)


@dataclass(frozen=True)
class VisibleQuantity:
    """So much of an iceberg shows."""

    quantity: Money

    def __post_init__(self) -> None:
        checks.quantity(self, "quantity", required=True)


@dataclass(frozen=True)
class VisibleRatio:
    """This share of an iceberg shows."""

    ratio: Share
    """Greater than 0, at most 1."""

    def __post_init__(self) -> None:
        if not checks.fraction(self, "ratio", required=True):
            raise ValueError("ratio: must be greater than 0")


@dataclass(frozen=True)
class Iceberg:
    """A small visible part at a time."""

    visible: VisibleQuantity | VisibleRatio
    refresh_at: Share
    """0 to 1: the share of the visible part that must be filled before it is renewed."""

    def __post_init__(self) -> None:
        checks.part("visible", self.visible, (VisibleQuantity, VisibleRatio))
        checks.fraction(self, "refresh_at", required=True)


@dataclass(frozen=True)
class Layer:
    """One level of a layered order."""

    offset: Share
    """Distance from the reference price, as a signed fraction of it."""
    share: Share
    """Of the quantity; the shares of all layers sum to 1."""

    def __post_init__(self) -> None:
        checks.signed(self, "offset")
        checks.fraction(self, "share", required=True)


@dataclass(frozen=True)
class Layered:
    """Several price levels at once."""

    layers: Sequence[Layer]
    """At least two; their shares sum to 1."""

    def __post_init__(self) -> None:
        layers = checks.parts(self, "layers", Layer)
        if len(layers) < 2:
            raise ValueError(f"layers: there must be at least 2, got {len(layers)}")
        whole = sum((Decimal(layer.share) for layer in layers), Decimal(0))
        if whole != 1:
            raise ValueError(f"layers: the shares must sum to 1, got {whole}")


@dataclass(frozen=True)
class Pov:
    """A share of the traded volume."""

    participation: Share
    """Greater than 0, at most 1."""
    duration_seconds: int
    """When to give up."""
    min_child: Money | None = None
    """Smallest child order."""
    max_child: Money | None = None
    """Largest child order."""

    def __post_init__(self) -> None:
        if not checks.fraction(self, "participation", required=True):
            raise ValueError("participation: must be greater than 0")
        checks.whole("duration_seconds", self.duration_seconds, 1, 2**32 - 1)
        smallest, largest = checks.quantity(self, "min_child"), checks.quantity(self, "max_child")
        if smallest is not None and largest is not None and smallest > largest:
            raise ValueError(f"min_child: must not be more than max_child, got {smallest} and {largest}")


Algorithm = Single | Twap | Vwap | Iceberg | Layered | Pov
"""How an order is worked; each has its own execution worker."""
_FAMILIES = {
    Single: Family.SINGLE,
    Twap: Family.TWAP,
    Vwap: Family.VWAP,
    Iceberg: Family.ICEBERG,
    Layered: Family.LAYERED,
    Pov: Family.POV,
}


def family_of(algorithm: Algorithm) -> Family:
    """The family that an execution worker must say it works."""
    return _FAMILIES[type(algorithm)]


@dataclass(frozen=True)
class ExecuteTrade:
    """Work orders until the trade is as planned."""

    algorithm: Algorithm = Single()

    def __post_init__(self) -> None:
        checks.part("algorithm", self.algorithm, tuple(_FAMILIES))


@dataclass(frozen=True)
class CancelOrder:
    """Withdraw one order."""

    order: OrderRef

    def __post_init__(self) -> None:
        checks.ref("order", self.order)


@dataclass(frozen=True)
class ModifyOrder:
    """Change one order to what the plans say now."""

    order: OrderRef

    def __post_init__(self) -> None:
        checks.ref("order", self.order)


@dataclass(frozen=True)
class CancelGroup:
    """Withdraw all orders of one command."""

    group: GroupRef

    def __post_init__(self) -> None:
        checks.ref("group", self.group)


@dataclass(frozen=True)
class CancelAllInTrade:
    """Withdraw all orders of the trade."""


ExecutionAction = ExecuteTrade | CancelOrder | ModifyOrder | CancelGroup | CancelAllInTrade
"""What shall be done."""
_ACTIONS = (ExecuteTrade, CancelOrder, ModifyOrder, CancelGroup, CancelAllInTrade)


@dataclass(frozen=True)
class ExecutionPlan:
    """By which algorithm, within which limits. Obligations, not hints."""

    action: ExecutionAction
    max_slippage: Share
    """Fraction of the price, 0 to 1, at most 4 digits after the point."""
    window_seconds: int | None = None
    """When to give up; None: never."""
    must_complete_now: bool = False
    """Forbids everything but one immediate order (IOC or FOK)."""
    min_fill_ratio: Share | None = None
    """Smallest share that must be filled, 0 to 1, at most 2 digits after the point."""

    def __post_init__(self) -> None:
        checks.part("action", self.action, _ACTIONS)
        checks.places("max_slippage", checks.fraction(self, "max_slippage", required=True), 4)
        checks.seconds("window_seconds", self.window_seconds)
        checks.flag("must_complete_now", self.must_complete_now)
        checks.places("min_fill_ratio", checks.fraction(self, "min_fill_ratio"), 2)
        if self.must_complete_now and isinstance(self.action, ExecuteTrade):
            algorithm = self.action.algorithm
            if not isinstance(algorithm, Single) or algorithm.time_in_force not in (TimeInForce.IOC, TimeInForce.FOK):
                raise ValueError("must_complete_now: only Single(TimeInForce.IOC) or Single(TimeInForce.FOK) can")


@dataclass(frozen=True)
class Plans:
    """The plans of one directive and one target, side by side."""

    entry: EntryPlan | None = None
    size: SizePlan | None = None
    exit: ExitPlan | None = None
