"""What detectors, monitors and the strategy planner say: signals, risks, directives, and decisions not to act.

Every value checks itself where it is made, so a mistake is reported at the author's own line. Fractions may be written as floats,
money as :class:`~decimal.Decimal`, whole number or text (see :mod:`simpletrader.decimals`). What is left out of a directive leaves
the planners their own defaults.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from . import checks
from .decimals import Money, Share
from .ledger import TradeRef
from .market import InstrumentRef
from .terms import BatchMode, Direction, RejectionCode, Side


@dataclass(frozen=True)
class Signal:
    """An opportunity that a detector saw."""

    instrument: InstrumentRef
    """What to trade: a position in the setup's instruments."""
    direction: Direction
    """Which way."""
    signal_type: str
    """The detector's name for what it saw: 3 to 25 capitals, digits and ``_``."""
    confidence: Share | None = None
    """How sure the detector is, 0 to 1."""

    def __post_init__(self) -> None:
        checks.ref("instrument", self.instrument)
        checks.term("direction", self.direction, Direction)
        checks.label("signal_type", self.signal_type)
        checks.fraction(self, "confidence")


@dataclass(frozen=True)
class Risk:
    """A threat that a monitor saw."""

    risk_type: str
    """The monitor's name for what it saw: 3 to 25 capitals, digits and ``_``."""
    severity: Share
    """0 to 1; 1 is critical."""
    instrument: InstrumentRef | None = None
    """What is threatened; None: the whole strategy."""

    def __post_init__(self) -> None:
        checks.label("risk_type", self.risk_type)
        checks.fraction(self, "severity", required=True)
        if self.instrument is not None:
            checks.ref("instrument", self.instrument)


@dataclass(frozen=True)
class PriceZone:
    """A range of acceptable prices, ``low <= high``."""

    low: Money
    high: Money

    def __post_init__(self) -> None:
        low, high = checks.price(self, "low", required=True), checks.price(self, "high", required=True)
        if low is not None and high is not None and low > high:
            raise ValueError(f"a price zone needs low <= high, got {low}..{high}")


@dataclass(frozen=True)
class EntryDirective:
    """What the strategy wants of the entry; hints and limits, never an order."""

    instrument: InstrumentRef
    """What to trade."""
    side: Side
    """Which side opens it."""
    timing_preference: Share | None = None
    """0 = patient, 1 = now. Default 0.5."""
    price_zone: PriceZone | None = None
    """Where it would like to be filled."""
    max_slippage: Share | None = None
    """Fraction of the price. Default 0.005."""

    def __post_init__(self) -> None:
        checks.ref("instrument", self.instrument)
        checks.term("side", self.side, Side)
        checks.fraction(self, "timing_preference")
        checks.optional("price_zone", self.price_zone, PriceZone)
        checks.share(self, "max_slippage")


@dataclass(frozen=True)
class SizeDirective:
    """What the strategy wants of the size."""

    aggressiveness: Share | None = None
    """0 to 1. Default 0.5."""
    max_risk_amount: Money | None = None
    """In account currency, greater than 0."""
    account_risk_pct: Share | None = None
    """Fraction of equity, 0 to 1. Default 0.02."""
    target_size: Money | None = None
    """The absolute size the trade should have afterwards."""

    def __post_init__(self) -> None:
        checks.fraction(self, "aggressiveness")
        checks.quantity(self, "max_risk_amount")
        checks.fraction(self, "account_risk_pct")
        checks.amount(self, "target_size")


@dataclass(frozen=True)
class ExitDirective:
    """What the strategy wants of the exit."""

    profit_taking_preference: Share | None = None
    """0 to 1. Default 0.5."""
    risk_reward_ratio: Share | None = None
    """Reward in units of risk, greater than 0. Default 2."""
    stop_loss_tolerance: Share | None = None
    """Fraction of the price. Default 0.02."""

    def __post_init__(self) -> None:
        checks.fraction(self, "profit_taking_preference")
        checks.share(self, "risk_reward_ratio", above_zero=True)
        checks.share(self, "stop_loss_tolerance")


@dataclass(frozen=True)
class ExecutionDirective:
    """What the strategy wants of the execution."""

    urgency: Share | None = None
    """0 to 1. Default 0.5."""
    max_total_slippage: Share | None = None
    """Fraction of the price. Default 0.01."""

    def __post_init__(self) -> None:
        checks.fraction(self, "urgency")
        checks.share(self, "max_total_slippage")


@dataclass(frozen=True)
class ExecutionPolicy:
    """How the commands of a directive depend on one another."""

    mode: BatchMode = BatchMode.INDEPENDENT
    timeout_seconds: int | None = None
    """Bounds the whole batch; None: no bound."""

    def __post_init__(self) -> None:
        checks.term("mode", self.mode, BatchMode)
        checks.seconds("timeout_seconds", self.timeout_seconds)


@dataclass(frozen=True)
class NewTrade:
    """The directive opens a trade, or one for each of its legs."""


@dataclass(frozen=True)
class ModifyExisting:
    """The directive changes trades."""

    trades: Sequence[TradeRef]
    """At least one, all different."""

    def __post_init__(self) -> None:
        checks.targets(self)


@dataclass(frozen=True)
class CloseExisting:
    """The directive ends trades."""

    trades: Sequence[TradeRef]
    """At least one, all different."""

    def __post_init__(self) -> None:
        checks.targets(self)


Scope = NewTrade | ModifyExisting | CloseExisting
"""What a directive is about."""


@dataclass(frozen=True)
class Leg:
    """One of several trades that a new-trade directive opens together, such as a pair. Every planner answers for every leg."""

    entry: EntryDirective
    size: SizeDirective | None = None
    exit: ExitDirective | None = None

    def __post_init__(self) -> None:
        checks.part("entry", self.entry, EntryDirective)
        checks.optional("size", self.size, SizeDirective)
        checks.optional("exit", self.exit, ExitDirective)


@dataclass(frozen=True)
class Directive:
    """What the strategy wants. A part that is present is asked for; with no part present every planner answers."""

    scope: Scope
    """What it is about."""
    confidence: Share = 1
    """0 to 1; chooses which of several planners of a role acts."""
    entry: EntryDirective | None = None
    size: SizeDirective | None = None
    exit: ExitDirective | None = None
    execution: ExecutionDirective | None = None
    policy: ExecutionPolicy | None = None
    legs: Sequence[Leg] = ()
    """Empty, or 2 to 32 trades of a new trade, then instead of ``entry``, ``size`` and ``exit``."""

    def __post_init__(self) -> None:
        checks.part("scope", self.scope, (NewTrade, ModifyExisting, CloseExisting))
        checks.fraction(self, "confidence", required=True)
        checks.optional("entry", self.entry, EntryDirective)
        checks.optional("size", self.size, SizeDirective)
        checks.optional("exit", self.exit, ExitDirective)
        checks.optional("execution", self.execution, ExecutionDirective)
        checks.optional("policy", self.policy, ExecutionPolicy)
        checks.parts(self, "legs", Leg)
        self._check_legs()

    def _check_legs(self) -> None:
        if not self.legs:
            return
        if not isinstance(self.scope, NewTrade):
            raise ValueError("legs: only a new trade has legs")
        if not 2 <= len(self.legs) <= 32:
            raise ValueError(f"legs: there must be 2 to 32, got {len(self.legs)}; a single trade needs none")
        if self.entry or self.size or self.exit:
            raise ValueError("legs: entry, size and exit stand in the legs, not beside them")


@dataclass(frozen=True)
class Refuse:
    """A decision not to act, for the journal."""

    code: RejectionCode | int
    """The reason as a code; a number is a code of a later contract."""
    reason: str
    """The reason in words: 1 to 500 characters."""

    def __post_init__(self) -> None:
        if not isinstance(self.code, RejectionCode):
            checks.ref("code", self.code)
        checks.reason("reason", self.reason)


@dataclass(frozen=True)
class Decision:
    """One decision of the strategy planner.

    A signal of the situation that no decision mentions is recorded as refused by the host.
    """

    outcome: Directive | Refuse
    """To act, or not to."""
    signals: Sequence[int] = ()
    """Positions in the situation's signals: what this decision used, or refused."""
    risks: Sequence[int] = ()
    """Positions in the situation's risks, likewise."""

    def __post_init__(self) -> None:
        checks.part("outcome", self.outcome, (Directive, Refuse))
        checks.refs(self, "signals")
        checks.refs(self, "risks")
        if isinstance(self.outcome, Refuse) and not self.signals and not self.risks:
            raise ValueError("a refusal must name a signal or a risk: Decision(Refuse(…), signals=[0])")
