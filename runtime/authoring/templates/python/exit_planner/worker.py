"""{{title}}: a stop at a fixed distance from the last price."""

from simpletrader import (
    About,
    ExitPlan,
    ExitPlanner,
    Fraction,
    NoInputs,
    Refuse,
    RejectionCode,
    Setup,
    Side,
    Task,
    to_step,
)


class {{Name}}(ExitPlanner):
    """Protects a new trade by a stop at a fixed distance."""

    about = About("{{vendor}}", "{{name}}", "0.1.0", "{{title}}")

    class Params:
        """What a blueprint sets under `config`. The schema of the parameters comes from here, these texts included."""

        stop_loss: Fraction
        """Distance of the stop from the last price, as a share of it."""

    def configure(self, params: Params, setup: Setup) -> None:
        self.stop_loss = params.stop_loss
        self.setup = setup

    def new_trade(self, task: Task, inputs: NoInputs) -> ExitPlan | Refuse:
        entry = task.directive.entry
        if entry is None:
            return Refuse(RejectionCode.PLAN_INCONSISTENT, "a new trade needs an entry directive with a side")
        distance = -self.stop_loss if entry.side is Side.BUY else self.stop_loss
        tick = self.setup.instrument(task.quote.instrument).tick_size
        return ExitPlan(stop_loss=to_step(task.quote.last * (1 + distance), tick))
