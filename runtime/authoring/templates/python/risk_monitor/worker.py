"""{{title}}: a risk as long as a number is beyond a limit."""

from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from simpletrader import About, Disposition, Fraction, Instant, Position, Proceed, Publish, Risk, RiskMonitor, Setup


class {{Name}}(RiskMonitor):
    """Says when a number is beyond a limit."""

    about = About("{{vendor}}", "{{name}}", "0.1.0", "{{title}}")

    class Params:
        """What a blueprint sets under `config`. The schema of the parameters comes from here, these texts included."""

        limit: float
        """The largest number that is no risk."""
        severity: Fraction = Decimal("0.5")
        """How severe the risk is."""

    class Inputs(NamedTuple):
        """The numbers that this worker wants; the blueprint says where they come from."""

        value: float
        """What should stay within the limit."""

    def configure(self, params: Params, setup: Setup) -> None:
        self.limit = params.limit
        self.severity = params.severity

    def watch(self, at: Instant, inputs: Inputs, positions: Sequence[Position]) -> Disposition[Risk]:
        # A number that is not ready is NaN, which is beyond nothing.
        if inputs.value > self.limit:
            return Publish(Risk("LIMIT_EXCEEDED", self.severity))
        return Proceed()
