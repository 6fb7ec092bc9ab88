"""From the wire to the values that workers see.

The host has checked everything that it sends, so nothing is checked again but terms of a later contract: those are told as an
error. The values are made without their own checks, which would cost several times as much as the rest. The bindings' classes are
read by their attributes and names alone, so this module serves every world.
"""

from decimal import Decimal
from enum import Enum
from typing import Any, TypeVar

from .. import calls, decisions, ledger, market, plans, terms
from ..decimals import from_wire
from ..errors import Failed

E = TypeVar("E", bound=Enum)
T = TypeVar("T")


def made(kind: type[T], /, **fields: Any) -> T:
    """A value of a frozen dataclass with all of its fields, without its checks."""
    value = object.__new__(kind)
    object.__setattr__(value, "__dict__", fields)
    return value


def newer(what: str) -> Failed:
    """The error of a word that this contract does not have."""
    return Failed(f"the host sent a {what} that this worker's contract does not know: rebuild the worker")


def term(kind: type[E], wire: Any) -> E:
    """A term by its name."""
    try:
        return kind[wire.name]
    except KeyError:
        raise newer(kind.__name__) from None


def case(wire: Any) -> str:
    """The case of a variant: ``ModifyExisting`` of the binding's class ``Scope_ModifyExisting``."""
    return type(wire).__name__.partition("_")[2]


def decimal(wire: Any) -> Decimal:
    return from_wire(wire.mantissa, wire.scale)


def optional(wire: Any) -> Decimal | None:
    return None if wire is None else from_wire(wire.mantissa, wire.scale)


def instrument(wire: Any) -> market.Instrument:
    return market.Instrument(
        wire.symbol, wire.price_scale, wire.size_scale, decimal(wire.tick_size), decimal(wire.lot_size), optional(wire.min_notional)
    )


def series(wire: Any) -> market.Series:
    return market.Series(wire.instrument, wire.timeframe_seconds)


def tick(wire: Any) -> market.Tick:
    return made(market.Tick, sequence=wire.sequence, at=wire.at, trigger=term(terms.Trigger, wire.trigger))


def quote(wire: Any) -> market.Quote:
    last, bid, ask = decimal(wire.last), optional(wire.bid), optional(wire.ask)
    return made(market.Quote, instrument=wire.instrument, at=wire.at, last=last, bid=bid, ask=ask)


def signal(wire: Any) -> decisions.Signal:
    return made(
        decisions.Signal,
        instrument=wire.instrument,
        direction=term(terms.Direction, wire.direction),
        signal_type=wire.signal_type,
        confidence=optional(wire.confidence),
    )


def risk(wire: Any) -> decisions.Risk:
    return made(decisions.Risk, risk_type=wire.risk_type, severity=decimal(wire.severity), instrument=wire.instrument)


def account(wire: Any) -> ledger.Account | None:
    if wire is None:
        return None
    return ledger.Account(decimal(wire.equity), decimal(wire.cash), decimal(wire.exposure), decimal(wire.daily_result))


def position(wire: Any) -> ledger.Position:
    return made(
        ledger.Position,
        trade=wire.trade,
        instrument=wire.instrument,
        direction=term(terms.Direction, wire.direction),
        opened_at=wire.opened_at,
        quantity=decimal(wire.quantity),
        average_price=decimal(wire.average_price),
        last_price=decimal(wire.last_price),
        unrealised=decimal(wire.unrealised),
        realised=decimal(wire.realised),
        stop_loss=optional(wire.stop_loss),
        take_profit=optional(wire.take_profit),
    )


def target(wire: Any) -> ledger.Position | None:
    return None if wire is None else position(wire)


def order(wire: Any) -> ledger.Order:
    return made(
        ledger.Order,
        order=wire.order,
        tag=wire.tag,
        trade=wire.trade,
        group=wire.group,
        side=term(terms.Side, wire.side),
        kind=term(terms.OrderKind, wire.kind),
        purpose=term(terms.OrderPurpose, wire.purpose),
        status=term(terms.OrderStatus, wire.status),
        quantity=decimal(wire.quantity),
        filled=decimal(wire.filled),
        price=optional(wire.price),
        stop_price=optional(wire.stop_price),
    )


def scope(wire: Any) -> decisions.Scope:
    name = case(wire)
    if name == "NewTrade":
        return decisions.NewTrade()
    return decisions.ModifyExisting(wire.value) if name == "ModifyExisting" else decisions.CloseExisting(wire.value)


def entry_directive(wire: Any) -> decisions.EntryDirective:
    zone = wire.price_zone
    return made(
        decisions.EntryDirective,
        instrument=wire.instrument,
        side=term(terms.Side, wire.side),
        timing_preference=optional(wire.timing_preference),
        price_zone=None if zone is None else decisions.PriceZone(decimal(zone.low), decimal(zone.high)),
        max_slippage=optional(wire.max_slippage),
    )


def size_directive(wire: Any) -> decisions.SizeDirective:
    return made(
        decisions.SizeDirective,
        aggressiveness=optional(wire.aggressiveness),
        max_risk_amount=optional(wire.max_risk_amount),
        account_risk_pct=optional(wire.account_risk_pct),
        target_size=optional(wire.target_size),
    )


def exit_directive(wire: Any) -> decisions.ExitDirective:
    return made(
        decisions.ExitDirective,
        profit_taking_preference=optional(wire.profit_taking_preference),
        risk_reward_ratio=optional(wire.risk_reward_ratio),
        stop_loss_tolerance=optional(wire.stop_loss_tolerance),
    )


def execution_directive(wire: Any) -> decisions.ExecutionDirective:
    slippage = optional(wire.max_total_slippage)
    return made(decisions.ExecutionDirective, urgency=optional(wire.urgency), max_total_slippage=slippage)


def leg(wire: Any) -> decisions.Leg:
    return decisions.Leg(entry_directive(wire.entry), part(size_directive, wire.size), part(exit_directive, wire.exit))


def part(lift: Any, wire: Any) -> Any:
    """A part that may be absent."""
    return None if wire is None else lift(wire)


def policy(wire: Any) -> decisions.ExecutionPolicy:
    return decisions.ExecutionPolicy(term(terms.BatchMode, wire.mode), wire.timeout_seconds)


def directive(wire: Any) -> decisions.Directive:
    return made(
        decisions.Directive,
        scope=scope(wire.scope),
        confidence=decimal(wire.confidence),
        entry=part(entry_directive, wire.entry),
        size=part(size_directive, wire.size),
        exit=part(exit_directive, wire.exit),
        execution=part(execution_directive, wire.execution),
        policy=part(policy, wire.policy),
        legs=tuple(map(leg, wire.legs)),
    )


def order_terms(wire: Any) -> plans.OrderTerms:
    name = case(wire)
    if name == "Market":
        return plans.Market()
    if name == "StopLimit":
        return plans.StopLimit(decimal(wire.value.trigger), decimal(wire.value.limit))
    kinds: dict[str, Any] = {"Limit": plans.Limit, "StopMarket": plans.StopMarket, "TakeProfitMarket": plans.TakeProfitMarket}
    made: plans.OrderTerms = kinds[name](decimal(wire.value))
    return made


def entry_plan(wire: Any) -> plans.EntryPlan:
    return plans.EntryPlan(wire.instrument, term(terms.Side, wire.side), order_terms(wire.order))


def size_plan(wire: Any) -> plans.SizePlan:
    return plans.SizePlan(
        decimal(wire.target_size), decimal(wire.position_value), optional(wire.risk_amount), decimal(wire.leverage)
    )


def exit_plan(wire: Any) -> plans.ExitPlan:
    return plans.ExitPlan(optional(wire.stop_loss), optional(wire.take_profit))


def side_by_side(wire: Any) -> plans.Plans:
    return plans.Plans(part(entry_plan, wire.entry), part(size_plan, wire.size), part(exit_plan, wire.exit))


def algorithm(wire: Any) -> plans.Algorithm:
    name, value = case(wire), wire.value
    if name == "Single":
        return plans.Single(term(terms.TimeInForce, value))
    if name == "Twap":
        return plans.Twap(value.slices, value.duration_seconds, decimal(value.jitter))
    if name == "Vwap":
        return plans.Vwap(value.slices, value.duration_seconds, value.profile)
    if name == "Iceberg":
        shown = decimal(value.visible.value)
        ratio = case(value.visible) == "Ratio"
        return plans.Iceberg(plans.VisibleRatio(shown) if ratio else plans.VisibleQuantity(shown), decimal(value.refresh_at))
    if name == "Layered":
        return plans.Layered([plans.Layer(decimal(one.offset), decimal(one.share)) for one in value])
    return plans.Pov(decimal(value.participation), value.duration_seconds, optional(value.min_child), optional(value.max_child))


def action(wire: Any) -> plans.ExecutionAction:
    name = case(wire)
    if name == "ExecuteTrade":
        return plans.ExecuteTrade(algorithm(wire.value))
    if name == "CancelAllInTrade":
        return plans.CancelAllInTrade()
    kinds: dict[str, Any] = {"CancelOrder": plans.CancelOrder, "ModifyOrder": plans.ModifyOrder, "CancelGroup": plans.CancelGroup}
    made: plans.ExecutionAction = kinds[name](wire.value)
    return made


def execution_plan(wire: Any) -> plans.ExecutionPlan:
    return plans.ExecutionPlan(
        action(wire.action), decimal(wire.max_slippage), wire.window_seconds, wire.must_complete_now, optional(wire.min_fill_ratio)
    )


def task(wire: Any) -> calls.Task:
    return calls.Task(
        tick=tick(wire.tick),
        quote=quote(wire.quote),
        directive=directive(wire.directive),
        target=target(wire.target),
        open_orders=tuple(map(order, wire.open_orders)),
        account=account(wire.account),
    )


def situation(wire: Any) -> calls.Situation:
    return calls.Situation(
        tick=tick(wire.tick),
        signals=tuple(map(signal, wire.signals)),
        risks=tuple(map(risk, wire.risks)),
        quotes=tuple(map(quote, wire.quotes)),
        account=account(wire.account),
        positions=tuple(map(position, wire.positions)),
        open_orders=tuple(map(order, wire.open_orders)),
    )


def command(wire: Any) -> calls.Command:
    return calls.Command(
        tick=tick(wire.tick),
        quote=quote(wire.quote),
        group=wire.group,
        trade=wire.trade,
        plans=side_by_side(wire.plans),
        execution=execution_plan(wire.execution),
        target=target(wire.target),
        open_orders=tuple(map(order, wire.open_orders)),
    )


def reply_kind(wire: Any) -> calls.ReplyKind:
    name = case(wire)
    if name == "Filled":
        return calls.Filled(decimal(wire.value.quantity), decimal(wire.value.price), optional(wire.value.commission))
    if name == "Rejected":
        return calls.Rejected(wire.value)
    kinds: dict[str, Any] = {"Accepted": calls.Accepted, "Cancelled": calls.Cancelled, "Expired": calls.Expired}
    if name not in kinds:
        raise newer("reply")
    made: calls.ReplyKind = kinds[name]()
    return made


def reply(wire: Any) -> calls.Reply:
    return calls.Reply(tick(wire.tick), quote(wire.quote), wire.group, order(wire.order), reply_kind(wire.kind))


def timer(wire: Any) -> calls.Timer:
    return calls.Timer(tick(wire.tick), quote(wire.quote), wire.group, wire.tag)
