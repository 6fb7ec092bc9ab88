"""The component of a signal detector."""

from typing import Any

from wit_world.exports import detector

from ..answers import Proceed, Publish, Stop
from ..decisions import Signal
from . import instance, lower
from .instance import Lifecycle, answered, inputs_of, tell

__all__ = ["Detector", "Lifecycle"]
_WANTED = "Proceed(), Publish([Signal(…)]) or Stop(reason)"


class Detector:
    """The interface ``detector``."""

    def detect(self, at: int, inputs: list[float]) -> Any:
        """Called once a pass."""
        try:
            answer = instance.configured().detect(at, inputs_of(inputs))
            if isinstance(answer, Proceed):
                return detector.Disposition_Proceed()
            if isinstance(answer, Stop):
                return detector.Disposition_Stop(answer.reason)
            if not isinstance(answer, Publish) or not all(isinstance(item, Signal) for item in answer.items):
                raise answered("detect", _WANTED, answer)
            return detector.Disposition_Publish([lower.signal(item) for item in answer.items])
        except BaseException as error:
            tell(error)
