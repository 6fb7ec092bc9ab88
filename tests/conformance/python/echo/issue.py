"""Decisions that are made of numbers of the situation, so that whoever asked can compare."""

from simpletrader import (
    BatchMode,
    CloseExisting,
    Decision,
    Directive,
    EntryDirective,
    ExecutionDirective,
    ExecutionPolicy,
    Failed,
    ModifyExisting,
    NewTrade,
    PriceZone,
    Quote,
    Refuse,
    RejectionCode,
    Scope,
    Signal,
    Situation,
    SizeDirective,
)

MODES = {mode.value: mode for mode in BatchMode}
CODES = {code.value: code for code in RejectionCode}


def decisions(situation: Situation, text: str, confidence: int | None = None) -> list[Decision]:
    """One directive a signal. ``text`` is a scope, for situations with positions, or the mode of a policy; ``confidence``
    replaces that of the signals."""
    policy = ExecutionPolicy(MODES[text], timeout_seconds=60) if text in MODES else None
    urgency = situation.risks[0].severity if situation.risks else None
    decided = []
    for index, signal in enumerate(situation.signals):
        quote = situation.quotes[index] if index < len(situation.quotes) else None
        own = 1 if signal.confidence is None else signal.confidence
        directive = Directive(
            scope(situation, text),
            confidence=own if confidence is None else confidence,
            entry=entry(signal, quote),
            size=SizeDirective(
                max_risk_amount=None if situation.account is None else situation.account.equity,
                target_size=None if quote is None else quote.last,
            ),
            execution=ExecutionDirective(urgency=urgency),
            policy=policy,
        )
        risks = range(len(situation.risks)) if index == 0 else ()
        decided.append(Decision(directive, signals=[index], risks=risks))
    return decided


def refusal(situation: Situation, code: str) -> Decision:
    """A refusal of everything, with the code of this name."""
    if code != "other" and code not in CODES:
        raise Failed(f"there is no rejection code `{code}`")
    refused = Refuse(4_294_967_295 if code == "other" else CODES[code], "echo")
    return Decision(refused, signals=range(len(situation.signals)), risks=range(len(situation.risks)))


def scope(situation: Situation, text: str) -> Scope:
    """What the directives are about."""
    trades = [position.trade for position in situation.positions]
    if not trades:
        return NewTrade()
    return ModifyExisting(trades) if text == "modify" else CloseExisting(trades)


def entry(signal: Signal, quote: Quote | None) -> EntryDirective:
    """The entry of a signal, within the spread where there is one."""
    whole = quote is not None and quote.bid is not None and quote.ask is not None
    return EntryDirective(
        signal.instrument,
        signal.direction.opening_side,
        timing_preference=signal.confidence,
        price_zone=PriceZone(quote.bid, quote.ask) if quote is not None and whole else None,
    )
