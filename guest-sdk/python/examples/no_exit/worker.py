"""Plans no protective levels: a trade is left by decision alone. Legal only where the blueprint says that protection is
optional."""

from simpletrader import About, ExitPlan, ExitPlanner, NoInputs, Task


class NoExit(ExitPlanner):
    """No stop and no target for a new trade; nothing to say of a change or a close."""

    about = About("python", "no_exit", "0.1.0", "No protective levels")

    def new_trade(self, task: Task, inputs: NoInputs) -> ExitPlan:
        return ExitPlan()
