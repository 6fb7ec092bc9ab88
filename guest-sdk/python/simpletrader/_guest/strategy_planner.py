"""The component of a strategy planner."""

from typing import Any

from wit_world.exports import strategy

from ..answers import Proceed, Publish, Stop
from ..decisions import Decision, Directive
from . import instance, lift, lower
from .instance import Lifecycle, answered, inputs_of, tell

__all__ = ["Lifecycle", "Strategy"]
_WANTED = "Proceed(), Publish([Decision(…)]) or Stop(reason)"


class Strategy:
    """The interface ``strategy``."""

    def decide(self, situation: Any) -> Any:
        """Called once a pass in which there is something to decide."""
        try:
            answer = instance.configured().decide(lift.situation(situation), inputs_of(situation.inputs))
            if isinstance(answer, Proceed):
                return strategy.Disposition_Proceed()
            if isinstance(answer, Stop):
                return strategy.Disposition_Stop(answer.reason)
            if not isinstance(answer, Publish) or not all(isinstance(item, Decision) for item in answer.items):
                raise answered("decide", _WANTED, answer)
            return strategy.Disposition_Publish([_decision(item) for item in answer.items])
        except BaseException as error:
            tell(error)


def _decision(value: Decision) -> Any:
    if isinstance(value.outcome, Directive):
        outcome = strategy.Outcome_Issue(lower.directive(value.outcome))
    else:
        outcome = strategy.Outcome_Refuse(lower.refusal(value.outcome))
    return strategy.Decision(list(value.signals), list(value.risks), outcome)
