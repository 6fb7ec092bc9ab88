"""The closed vocabularies of the contract. The value of each term is its name in the contract."""

from enum import Enum


class Trigger(Enum):
    """What started a pass."""

    BAR = "bar"
    SCHEDULE = "schedule"
    NEWS = "news"
    REPLY = "reply"
    USER = "user"


class Direction(Enum):
    """Which way a trade bets."""

    LONG = "long"
    SHORT = "short"

    @property
    def opening_side(self) -> "Side":
        """The side of the orders that open such a trade."""
        return Side.BUY if self is Direction.LONG else Side.SELL


class Side(Enum):
    """Which side of the market an order is on."""

    BUY = "buy"
    SELL = "sell"

    @property
    def opposite(self) -> "Side":
        """The other side."""
        return Side.SELL if self is Side.BUY else Side.BUY


class TimeInForce(Enum):
    """How long an order works."""

    GTC = "gtc"
    """Until it is cancelled."""
    IOC = "ioc"
    """What cannot be filled at once is cancelled."""
    FOK = "fok"
    """It is filled whole and at once, or not at all."""
    GTD = "gtd"
    """Until an instant."""


class OrderStatus(Enum):
    """How far an order has come."""

    PENDING = "pending"
    OPEN = "open"
    PARTIALLY_FILLED = "partially-filled"
    FILLED = "filled"
    CANCELLED = "cancelled"
    REJECTED = "rejected"
    EXPIRED = "expired"

    @property
    def is_final(self) -> bool:
        """Whether nothing more can happen to the order."""
        return self in (OrderStatus.FILLED, OrderStatus.CANCELLED, OrderStatus.REJECTED, OrderStatus.EXPIRED)


class OrderPurpose(Enum):
    """What an order is for."""

    ENTRY = "entry"
    STOP_LOSS = "stop-loss"
    TAKE_PROFIT = "take-profit"
    CLOSE_OUT = "close-out"
    SLICE = "slice"

    @property
    def counts_toward_target(self) -> bool:
        """Whether its fills bring the trade to the size that a plan wants; protection does not."""
        return self not in (OrderPurpose.STOP_LOSS, OrderPurpose.TAKE_PROFIT)


class OrderKind(Enum):
    """The type of an order."""

    MARKET = "market"
    LIMIT = "limit"
    STOP_LIMIT = "stop-limit"
    STOP_MARKET = "stop-market"
    TAKE_PROFIT_MARKET = "take-profit-market"


class BatchMode(Enum):
    """How the commands of one directive depend on one another."""

    INDEPENDENT = "independent"
    COORDINATED = "coordinated"
    SEQUENTIAL = "sequential"


class RejectionCode(Enum):
    """Why something was refused."""

    LOW_CONFIDENCE = "low-confidence"
    RISK_VETO = "risk-veto"
    CONFLICTING_SIGNALS = "conflicting-signals"
    DUPLICATE_POSITION = "duplicate-position"
    LIMIT_REACHED = "limit-reached"
    COOLDOWN = "cooldown"
    NO_MATCHING_PLANNER = "no-matching-planner"
    PLAN_INCONSISTENT = "plan-inconsistent"
    PLAN_MISSING = "plan-missing"
    BELOW_MINIMUM_SIZE = "below-minimum-size"
    INSUFFICIENT_FUNDS = "insufficient-funds"
    EXCHANGE_REJECTED = "exchange-rejected"
    TIMED_OUT = "timed-out"
    FUEL_EXHAUSTED = "fuel-exhausted"
    WORKER_TRAP = "worker-trap"
    HALTED = "halted"


class Family(Enum):
    """A family of execution algorithms, as a manifest names it."""

    SINGLE = "SINGLE"
    TWAP = "TWAP"
    VWAP = "VWAP"
    ICEBERG = "ICEBERG"
    LAYERED = "LAYERED"
    POV = "POV"


class Read(Enum):
    """What a worker may ask to be shown in its calls, beyond its inputs and the subject of the call."""

    ACCOUNT = "account"
    POSITIONS = "positions"
    OPEN_ORDERS = "open-orders"
    QUOTES = "quotes"
