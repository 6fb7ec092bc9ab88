"""{{title}}: everything is one order that is good till cancelled."""

from simpletrader import (
    About,
    ExecuteTrade,
    ExecutionPlan,
    ExecutionPlanner,
    Family,
    NoInputs,
    Nothing,
    Plans,
    Single,
    Task,
    TimeInForce,
)


class {{Name}}(ExecutionPlanner):
    """Executes everything as one order."""

    about = About("{{vendor}}", "{{name}}", "0.1.0", "{{title}}")
    # A strategy without a worker for this family does not start.
    PLANS = (Family.SINGLE,)

    def plan(self, task: Task, plans: Plans, inputs: NoInputs) -> ExecutionPlan | Nothing:
        # The other planners had nothing to say, so there is nothing to execute.
        if plans == Plans():
            return Nothing()
        return ExecutionPlan(ExecuteTrade(Single(TimeInForce.GTC)), max_slippage=1)
