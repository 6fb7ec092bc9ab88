"""The component of an entry planner."""

from typing import Any

from wit_world.exports import entry

from . import lower
from .instance import Lifecycle
from .planning import plan_task

__all__ = ["Entry", "Lifecycle"]


class Entry:
    """The interface ``entry``."""

    def plan(self, task: Any) -> Any:
        """Called once per directive and target."""
        return plan_task(task, entry, lower.entry_plan)
