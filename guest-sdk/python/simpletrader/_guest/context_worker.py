"""The component of a context worker."""

from typing import Any

from ..market import Steps
from . import instance
from .instance import FOUND, Lifecycle, answered, inputs_of, tell

__all__ = ["Context", "Lifecycle"]


class Context:
    """The interface ``context``."""

    def measure(self, at: int, bar: Any, inputs: list[float]) -> list[float]:
        """Called for each closed bar: the shortest way that there is."""
        try:
            worker = instance.configured()
            closed = instance.setup.bar(bar.series, Steps(bar.open, bar.high, bar.low, bar.close, bar.volume))
            facts = worker.measure(at, closed, inputs_of(inputs))
            if type(facts) is not FOUND.facts:
                raise answered("measure", f"{FOUND.worker.__name__}.Facts({', '.join(FOUND.facts._fields)})", facts)
            for value in facts:
                if type(value) is not float:
                    return _as_floats(facts)
            return list(facts)
        except BaseException as error:
            tell(error)


def _as_floats(facts: Any) -> list[float]:
    """The facts of a worker that gave whole numbers, which are fine, or something else, which is not."""
    for name, value in zip(FOUND.facts._fields, facts):
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            raise TypeError(f"the fact `{name}` must be a float, got {value!r}; NaN says that it is not ready")
    return [float(value) for value in facts]
