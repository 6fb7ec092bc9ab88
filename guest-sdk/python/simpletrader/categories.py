"""The nine categories of workers: derive from one, and write its handlers.

What a category may publish is what its handler returns: a context worker cannot publish a signal, because nothing takes one. One
instance lives for the whole run, so what it keeps in ``self`` is there in the next call.
"""

from collections.abc import Sequence
from typing import Any, ClassVar

from .about import About
from .answers import Disposition, OrderIntent
from .calls import Command, Reply, Situation, Task, Timer
from .decisions import CloseExisting, Decision, ModifyExisting, Refuse, Risk, Signal
from .ledger import Position
from .market import Bar, Instant
from .numbers import NoInputs
from .plans import EntryPlan, ExecutionPlan, ExitPlan, Nothing, Plans, SizePlan
from .setup import Setup
from .terms import Family


class Worker:
    """What every worker has. Derive from a category, not from this."""

    about: ClassVar[About]
    """Who it is."""

    class Params:
        """Its parameters, none unless it says otherwise: see :mod:`simpletrader.params`."""

    Inputs: ClassVar[type] = NoInputs
    """The numbers that it wants in every call: see :mod:`simpletrader.numbers`."""

    def configure(self, params: Any, setup: Setup) -> None:
        """Called once, before anything else. Raise :class:`~simpletrader.BadParams` for parameters that do not fit together."""


class ContextWorker(Worker):
    """Measures closed bars; never judges. Its facts are a ``NamedTuple`` of floats, named ``Facts``."""

    Facts: ClassVar[type]
    """The facts that it gives, at least one."""

    def measure(self, at: Instant, bar: Bar, inputs: Any) -> Any:
        """Called for each closed bar of the worker's series; returns its ``Facts``. A fact that is not ready is NaN."""
        raise NotImplementedError


class SignalDetector(Worker):
    """Turns facts into opportunities."""

    def detect(self, at: Instant, inputs: Any) -> Disposition[Signal]:
        """Called once a pass, after all context workers. Publish a change, not a state: what was said last bar needs no saying
        again."""
        raise NotImplementedError


class RiskMonitor(Worker):
    """Turns facts and figures of the account into threats."""

    def watch(self, at: Instant, inputs: Any, positions: Sequence[Position]) -> Disposition[Risk]:
        """Called once a pass. ``positions`` is empty unless the worker reads ``Read.POSITIONS``."""
        raise NotImplementedError


class StrategyPlanner(Worker):
    """Decides what is wanted. There is exactly one in a strategy."""

    def decide(self, situation: Situation, inputs: Any) -> Disposition[Decision]:
        """Called in passes with something to decide. Every signal should be mentioned by one decision, used or refused; what nobody
        mentions the host records as refused."""
        raise NotImplementedError


class Planner(Worker):
    """What the planners of entry, size and exit have in common: one answer for each directive and target."""

    def plan(self, task: Task, inputs: Any) -> Any:
        """Called once per directive and target, when the directive's confidence lies in the worker's range. By default the scope of
        the directive chooses the method; a planner to which the scope makes no difference writes this one alone."""
        scope = task.directive.scope
        if isinstance(scope, ModifyExisting):
            return self.modify(task, inputs)
        if isinstance(scope, CloseExisting):
            return self.close(task, inputs)
        return self.new_trade(task, inputs)

    def new_trade(self, task: Task, inputs: Any) -> Any:
        """A trade to come. By default no plan."""
        return Nothing()

    def modify(self, task: Task, inputs: Any) -> Any:
        """A change of the target. By default no plan."""
        return Nothing()

    def close(self, task: Task, inputs: Any) -> Any:
        """The end of the target. By default no plan."""
        return Nothing()


class EntryPlanner(Planner):
    """Plans what and where: answers with an :class:`~simpletrader.EntryPlan`, ``Nothing()`` or ``Refuse(…)``."""

    ANSWERS: ClassVar[tuple[type, ...]] = (EntryPlan, Nothing, Refuse)


class SizePlanner(Planner):
    """Plans how much: answers with a :class:`~simpletrader.SizePlan`, ``Nothing()`` or ``Refuse(…)``."""

    ANSWERS: ClassVar[tuple[type, ...]] = (SizePlan, Nothing, Refuse)


class ExitPlanner(Planner):
    """Plans where to leave: answers with an :class:`~simpletrader.ExitPlan`, ``Nothing()`` or ``Refuse(…)``."""

    ANSWERS: ClassVar[tuple[type, ...]] = (ExitPlan, Nothing, Refuse)


class ExecutionPlanner(Worker):
    """Plans by which algorithm, within which limits."""

    PLANS: ClassVar[Sequence[Family]] = ()
    """The families that its plans may name: a strategy without a worker for one of them does not start. Empty where the
    parameters or the market decide; then a family that nobody works is refused when a plan names it."""

    def plan(self, task: Task, plans: Plans, inputs: Any) -> ExecutionPlan | Nothing | Refuse:
        """Called once per directive and trade, after the other planners; ``plans`` are their answers."""
        raise NotImplementedError


class ExecutionWorker(Worker):
    """Turns commands into orders. It should hold no state that matters: what exists is in every call."""

    EXECUTES: ClassVar[Sequence[Family]]
    """The families of algorithms that it works, at least one."""

    def on_command(self, command: Command) -> Sequence[OrderIntent]:
        """A command to carry out."""
        raise NotImplementedError

    def on_reply(self, reply: Reply) -> Sequence[OrderIntent]:
        """The venue said something about one of its orders. By default nothing follows."""
        return ()

    def on_timer(self, timer: Timer) -> Sequence[OrderIntent]:
        """A wake-up that it asked for. By default nothing follows."""
        return ()


CATEGORIES: dict[str, type[Worker]] = {
    "context-worker": ContextWorker,
    "signal-detector": SignalDetector,
    "risk-monitor": RiskMonitor,
    "strategy-planner": StrategyPlanner,
    "entry-planner": EntryPlanner,
    "size-planner": SizePlanner,
    "exit-planner": ExitPlanner,
    "execution-planner": ExecutionPlanner,
    "execution-worker": ExecutionWorker,
}
"""Each category by the name of its world."""


def category_of(worker: type[Worker]) -> str:
    """The name of a worker's category."""
    return next(name for name, base in CATEGORIES.items() if issubclass(worker, base))
