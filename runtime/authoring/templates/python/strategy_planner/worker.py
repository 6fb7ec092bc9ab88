"""{{title}}: buys on a long signal when nothing is held, and sells everything on a short one."""

from simpletrader import (
    About,
    CloseExisting,
    Decision,
    Direction,
    Directive,
    Disposition,
    EntryDirective,
    NewTrade,
    NoInputs,
    Proceed,
    Publish,
    Read,
    Refuse,
    RejectionCode,
    Side,
    Signal,
    Situation,
    StrategyPlanner,
)


class {{Name}}(StrategyPlanner):
    """Buys on a long signal and sells on a short one."""

    # Without `reads` the host would not show what is held.
    about = About("{{vendor}}", "{{name}}", "0.1.0", "{{title}}", reads=[Read.POSITIONS])

    def decide(self, situation: Situation, inputs: NoInputs) -> Disposition[Decision]:
        """Every signal is used or refused by one decision, so that "why did we not trade?" has an answer."""
        held = [position.trade for position in situation.positions]
        decisions = [Decision(outcome(signal, held), signals=[index]) for index, signal in enumerate(situation.signals)]
        return Publish(decisions) if decisions else Proceed()


def outcome(signal: Signal, held: list[int]) -> Directive | Refuse:
    """What becomes of one signal; parts that a directive leaves out are the planners' own business."""
    if signal.direction is Direction.LONG:
        if held:
            return Refuse(RejectionCode.DUPLICATE_POSITION, "there is a trade already")
        return Directive(NewTrade(), entry=EntryDirective(signal.instrument, Side.BUY))
    if held:
        return Directive(CloseExisting(held))
    # A code that the contract has no name for.
    return Refuse(0, "there is nothing to sell")
