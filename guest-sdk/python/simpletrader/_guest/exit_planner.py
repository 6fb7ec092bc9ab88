"""The component of an exit planner."""

from typing import Any

from wit_world.exports import exit

from . import lower
from .instance import Lifecycle
from .planning import plan_task

__all__ = ["Exit", "Lifecycle"]


class Exit:
    """The interface ``exit``."""

    def plan(self, task: Any) -> Any:
        """Called once per directive and target."""
        return plan_task(task, exit, lower.exit_plan)
