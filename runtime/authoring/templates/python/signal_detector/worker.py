"""{{title}}: a signal when a number crosses a level."""

from math import isnan
from typing import NamedTuple

from simpletrader import About, Direction, Disposition, Instant, Proceed, Publish, Setup, Signal, SignalDetector


class {{Name}}(SignalDetector):
    """Says when a number crosses a level."""

    about = About("{{vendor}}", "{{name}}", "0.1.0", "{{title}}")

    class Params:
        """What a blueprint sets under `config`. The schema of the parameters comes from here, these texts included."""

        level: float
        """The level that is crossed."""

    class Inputs(NamedTuple):
        """The numbers that this worker wants; the blueprint says where they come from."""

        value: float
        """What crosses the level."""

    def configure(self, params: Params, setup: Setup) -> None:
        # The signals are about the strategy's first instrument.
        setup.instrument(0)
        self.level = params.level
        # What the worker remembers between bars.
        self.was_above: bool | None = None

    def detect(self, at: Instant, inputs: Inputs) -> Disposition[Signal]:
        # A number that is not ready is NaN, which is neither above nor below.
        if isnan(inputs.value) or inputs.value == self.level:
            return Proceed()
        is_above = inputs.value > self.level
        was_above, self.was_above = self.was_above, is_above
        if was_above is None or was_above == is_above:
            return Proceed()
        if is_above:
            return Publish(Signal(0, Direction.LONG, "LEVEL_UP"))
        return Publish(Signal(0, Direction.SHORT, "LEVEL_DOWN"))
