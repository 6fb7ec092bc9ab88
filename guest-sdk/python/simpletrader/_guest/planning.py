"""What the components of all planners have in common."""

from collections.abc import Callable
from typing import Any

from ..decisions import Refuse
from ..plans import EntryPlan, ExecutionPlan, ExitPlan, Nothing, SizePlan
from . import instance, lift, lower
from .instance import FOUND, answered, inputs_of, tell

_PLANS = {
    "entry-planner": EntryPlan,
    "size-planner": SizePlan,
    "exit-planner": ExitPlan,
    "execution-planner": ExecutionPlan,
}


def plan_task(task: Any, interface: Any, lower_plan: Callable[[Any], Any]) -> Any:
    """Asks a planner of entry, size or exit."""
    try:
        return outcome(instance.configured().plan(lift.task(task), inputs_of(task.inputs)), interface, lower_plan)
    except BaseException as error:
        tell(error)


def outcome(answer: Any, interface: Any, lower_plan: Callable[[Any], Any]) -> Any:
    """A planner's answer, in the words of its interface."""
    wanted = _PLANS[FOUND.category]
    if isinstance(answer, Nothing):
        return interface.Outcome_Nothing()
    if isinstance(answer, Refuse):
        return interface.Outcome_Refuse(lower.refusal(answer))
    if not isinstance(answer, wanted):
        raise answered("plan", f"{wanted.__name__}(…), Nothing() or Refuse(code, reason)", answer)
    return interface.Outcome_Plan(lower_plan(answer))
