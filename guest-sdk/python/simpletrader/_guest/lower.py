"""From a worker's answer to the wire. The values checked themselves where the author made them; here they only change their
form."""

from decimal import Decimal
from typing import Any

from wit_world.imports import decisions, types

from .. import decisions as said
from .. import plans
from ..decimals import to_wire
from ..terms import RejectionCode


def decimal(field: str, value: Any) -> Any:
    """A number that its value has parsed."""
    mantissa, scale = to_wire(field, value if isinstance(value, Decimal) else Decimal(value))
    return types.Decimal(mantissa, scale)


def optional(field: str, value: Any) -> Any | None:
    return None if value is None else decimal(field, value)


def part(lower: Any, value: Any) -> Any:
    """A part that may be absent."""
    return None if value is None else lower(value)


def signal(value: said.Signal) -> Any:
    return decisions.Signal(
        value.instrument, types.Direction[value.direction.name], value.signal_type, optional("confidence", value.confidence)
    )


def risk(value: said.Risk) -> Any:
    return decisions.Risk(value.risk_type, decimal("severity", value.severity), value.instrument)


def refusal(value: said.Refuse) -> Any:
    if isinstance(value.code, RejectionCode):
        # low-confidence is RejectionCode_LowConfidence in the bindings.
        name = "".join(word.capitalize() for word in value.code.value.split("-"))
        code = getattr(types, f"RejectionCode_{name}")()
    else:
        code = types.RejectionCode_Other(value.code)
    return decisions.Refusal(code, value.reason)


def entry_directive(value: said.EntryDirective) -> Any:
    zone = value.price_zone
    return decisions.EntryDirective(
        instrument=value.instrument,
        side=types.Side[value.side.name],
        timing_preference=optional("timing_preference", value.timing_preference),
        price_zone=None if zone is None else decisions.PriceZone(decimal("low", zone.low), decimal("high", zone.high)),
        max_slippage=optional("max_slippage", value.max_slippage),
    )


def size_directive(value: said.SizeDirective) -> Any:
    return decisions.SizeDirective(
        aggressiveness=optional("aggressiveness", value.aggressiveness),
        max_risk_amount=optional("max_risk_amount", value.max_risk_amount),
        account_risk_pct=optional("account_risk_pct", value.account_risk_pct),
        target_size=optional("target_size", value.target_size),
    )


def exit_directive(value: said.ExitDirective) -> Any:
    return decisions.ExitDirective(
        profit_taking_preference=optional("profit_taking_preference", value.profit_taking_preference),
        risk_reward_ratio=optional("risk_reward_ratio", value.risk_reward_ratio),
        stop_loss_tolerance=optional("stop_loss_tolerance", value.stop_loss_tolerance),
    )


def execution_directive(value: said.ExecutionDirective) -> Any:
    return decisions.ExecutionDirective(
        urgency=optional("urgency", value.urgency), max_total_slippage=optional("max_total_slippage", value.max_total_slippage)
    )


def leg(value: said.Leg) -> Any:
    return decisions.Leg(entry_directive(value.entry), part(size_directive, value.size), part(exit_directive, value.exit))


def policy(value: said.ExecutionPolicy) -> Any:
    return decisions.ExecutionPolicy(types.BatchMode[value.mode.name], value.timeout_seconds)


def scope(value: said.Scope) -> Any:
    if isinstance(value, said.NewTrade):
        return decisions.Scope_NewTrade()
    kind = decisions.Scope_ModifyExisting if isinstance(value, said.ModifyExisting) else decisions.Scope_CloseExisting
    return kind(list(value.trades))


def directive(value: said.Directive) -> Any:
    return decisions.Directive(
        scope=scope(value.scope),
        confidence=decimal("confidence", value.confidence),
        entry=part(entry_directive, value.entry),
        size=part(size_directive, value.size),
        exit=part(exit_directive, value.exit),
        execution=part(execution_directive, value.execution),
        policy=part(policy, value.policy),
        legs=[leg(one) for one in value.legs],
    )


def terms(value: plans.OrderTerms) -> Any:
    if isinstance(value, plans.Market):
        return decisions.OrderTerms_Market()
    if isinstance(value, plans.Limit):
        return decisions.OrderTerms_Limit(decimal("price", value.price))
    if isinstance(value, plans.StopLimit):
        prices = decisions.StopLimit(decimal("trigger", value.trigger), decimal("limit", value.limit))
        return decisions.OrderTerms_StopLimit(prices)
    stop = isinstance(value, plans.StopMarket)
    kind = decisions.OrderTerms_StopMarket if stop else decisions.OrderTerms_TakeProfitMarket
    return kind(decimal("trigger", value.trigger))


def entry_plan(value: plans.EntryPlan) -> Any:
    return decisions.EntryPlan(value.instrument, types.Side[value.side.name], terms(value.order))


def size_plan(value: plans.SizePlan) -> Any:
    return decisions.SizePlan(
        target_size=decimal("target_size", value.target_size),
        position_value=decimal("position_value", value.position_value),
        risk_amount=optional("risk_amount", value.risk_amount),
        leverage=decimal("leverage", value.leverage),
    )


def exit_plan(value: plans.ExitPlan) -> Any:
    return decisions.ExitPlan(optional("stop_loss", value.stop_loss), optional("take_profit", value.take_profit))


def algorithm(value: plans.Algorithm) -> Any:
    if isinstance(value, plans.Single):
        return decisions.Algorithm_Single(types.TimeInForce[value.time_in_force.name])
    if isinstance(value, plans.Twap):
        twap = decisions.Twap(value.slices, value.duration_seconds, decimal("jitter", value.jitter))
        return decisions.Algorithm_Twap(twap)
    if isinstance(value, plans.Vwap):
        return decisions.Algorithm_Vwap(decisions.Vwap(value.slices, value.duration_seconds, value.profile))
    if isinstance(value, plans.Iceberg):
        if isinstance(value.visible, plans.VisibleRatio):
            visible = decisions.Visible_Ratio(decimal("visible", value.visible.ratio))
        else:
            visible = decisions.Visible_Quantity(decimal("visible", value.visible.quantity))
        return decisions.Algorithm_Iceberg(decisions.Iceberg(visible, decimal("refresh_at", value.refresh_at)))
    if isinstance(value, plans.Layered):
        layers = [decisions.Layer(decimal("offset", one.offset), decimal("share", one.share)) for one in value.layers]
        return decisions.Algorithm_Layered(layers)
    pov = decisions.Pov(
        participation=decimal("participation", value.participation),
        min_child=optional("min_child", value.min_child),
        max_child=optional("max_child", value.max_child),
        duration_seconds=value.duration_seconds,
    )
    return decisions.Algorithm_Pov(pov)


def action(value: plans.ExecutionAction) -> Any:
    if isinstance(value, plans.ExecuteTrade):
        return decisions.ExecutionAction_ExecuteTrade(algorithm(value.algorithm))
    if isinstance(value, plans.CancelOrder):
        return decisions.ExecutionAction_CancelOrder(value.order)
    if isinstance(value, plans.ModifyOrder):
        return decisions.ExecutionAction_ModifyOrder(value.order)
    if isinstance(value, plans.CancelGroup):
        return decisions.ExecutionAction_CancelGroup(value.group)
    return decisions.ExecutionAction_CancelAllInTrade()


def execution_plan(value: plans.ExecutionPlan) -> Any:
    return decisions.ExecutionPlan(
        action=action(value.action),
        max_slippage=decimal("max_slippage", value.max_slippage),
        window_seconds=value.window_seconds,
        must_complete_now=value.must_complete_now,
        min_fill_ratio=optional("min_fill_ratio", value.min_fill_ratio),
    )
