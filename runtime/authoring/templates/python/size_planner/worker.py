"""{{title}}: every trade has the same size."""

from decimal import Decimal

from simpletrader import About, NoInputs, Quantity, Setup, SizePlan, SizePlanner, Task, estimate


class {{Name}}(SizePlanner):
    """Gives every trade the same size."""

    about = About("{{vendor}}", "{{name}}", "0.1.0", "{{title}}")

    class Params:
        """What a blueprint sets under `config`. The schema of the parameters comes from here, these texts included."""

        quantity: Quantity
        """Size of a trade, in units of the base asset; a multiple of the instrument's lot."""

    def configure(self, params: Params, setup: Setup) -> None:
        self.quantity = params.quantity

    def new_trade(self, task: Task, inputs: NoInputs) -> SizePlan:
        return target(self.quantity, task)

    def close(self, task: Task, inputs: NoInputs) -> SizePlan:
        return target(Decimal(0), task)


def target(size: Decimal, task: Task) -> SizePlan:
    """A plan names the size that the trade shall have, not the difference."""
    return SizePlan(size, position_value=estimate(size * task.quote.last))
