"""Gives back the situation that it is given, in words or as a directive. For tests of every guest language: each has a worker
that does the same, so that every value is seen to cross the boundary in both directions."""

from enum import Enum
from math import nan
from typing import NamedTuple

from describe import part
from issue import decisions, refusal
from simpletrader import (
    About,
    BadParams,
    Decision,
    Disposition,
    Failed,
    NotReady,
    Proceed,
    Publish,
    Read,
    Setup,
    Situation,
    Stop,
    StrategyPlanner,
)


class Say(Enum):
    """What it can answer."""

    PARAMS_REFUSED = "params_refused"
    NOT_READY = "not_ready"
    FAILED = "failed"
    CRASH = "crash"
    STOP = "stop"
    PROCEED = "proceed"
    DESCRIBE = "describe"
    ISSUE = "issue"
    REFUSE = "refuse"
    BEYOND = "beyond"


class Echo(StrategyPlanner):
    """Gives back the situation that it is given."""

    # An interpreter needs some ten thousand units for each value of a long list.
    about = About("python", "echo", "0.1.0", "Echo of a situation", reads=list(Read), fuel_per_call=200_000_000)

    class Params:
        """What it shall do."""

        say: Say
        """What to answer."""
        text: str = ""
        """Words to answer with, or which part of the situation is meant."""

    class Inputs(NamedTuple):
        """Numbers to describe."""

        x: float = nan
        y: float = nan

    def configure(self, params: Params, setup: Setup) -> None:
        if params.say is Say.PARAMS_REFUSED:
            raise BadParams(params.text)
        self.say = params.say
        self.text = params.text

    def decide(self, situation: Situation, inputs: Inputs) -> Disposition[Decision]:
        if self.say is Say.NOT_READY:
            raise NotReady(self.text)
        if self.say is Say.FAILED:
            raise Failed(self.text)
        if self.say is Say.STOP:
            return Stop(self.text)
        if self.say is Say.PROCEED:
            return Proceed()
        if self.say is Say.DESCRIBE:
            return Stop(part(self.text, situation, inputs))
        if self.say is Say.ISSUE:
            return Publish(decisions(situation, self.text))
        if self.say is Say.BEYOND:
            return Publish(decisions(situation, self.text, confidence=2))
        if self.say is Say.REFUSE:
            return Publish(refusal(situation, self.text))
        raise RuntimeError(self.text)
