"""The component of an execution planner."""

from typing import Any

from wit_world.exports import execution_planning

from . import instance, lift, lower
from .instance import Lifecycle, inputs_of, tell
from .planning import outcome

__all__ = ["ExecutionPlanning", "Lifecycle"]


class ExecutionPlanning:
    """The interface ``execution-planning``."""

    def plan(self, request: Any) -> Any:
        """Called once per directive and trade, after the other planners."""
        try:
            # A request has everything that a task has, and the plans.
            task, plans = lift.task(request), lift.side_by_side(request.plans)
            answer = instance.configured().plan(task, plans, inputs_of(request.inputs))
            return outcome(answer, execution_planning, lower.execution_plan)
        except BaseException as error:
            tell(error)
