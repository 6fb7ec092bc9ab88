"""The component of a size planner."""

from typing import Any

from wit_world.exports import size

from . import lower
from .instance import Lifecycle
from .planning import plan_task

__all__ = ["Size", "Lifecycle"]


class Size:
    """The interface ``size``."""

    def plan(self, task: Any) -> Any:
        """Called once per directive and target."""
        return plan_task(task, size, lower.size_plan)
