"""The component of a risk monitor."""

from typing import Any

from wit_world.exports import monitor

from ..answers import Proceed, Publish, Stop
from ..decisions import Risk
from . import instance, lift, lower
from .instance import Lifecycle, answered, inputs_of, tell

__all__ = ["Lifecycle", "Monitor"]
_WANTED = "Proceed(), Publish([Risk(…)]) or Stop(reason)"


class Monitor:
    """The interface ``monitor``."""

    def watch(self, at: int, inputs: list[float], positions: list[Any]) -> Any:
        """Called once a pass."""
        try:
            answer = instance.configured().watch(at, inputs_of(inputs), tuple(map(lift.position, positions)))
            if isinstance(answer, Proceed):
                return monitor.Disposition_Proceed()
            if isinstance(answer, Stop):
                return monitor.Disposition_Stop(answer.reason)
            if not isinstance(answer, Publish) or not all(isinstance(item, Risk) for item in answer.items):
                raise answered("watch", _WANTED, answer)
            return monitor.Disposition_Publish([lower.risk(item) for item in answer.items])
        except BaseException as error:
            tell(error)
