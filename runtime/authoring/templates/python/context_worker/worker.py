"""{{title}}: the mean of the last ``period`` closing prices."""

from typing import Annotated, NamedTuple

from simpletrader import About, Bar, Between, ContextWorker, Instant, NoInputs, Setup
from simpletrader.indicators import Sma


class {{Name}}(ContextWorker):
    """The mean of the last closing prices."""

    about = About("{{vendor}}", "{{name}}", "0.1.0", "{{title}}")

    class Params:
        """What a blueprint sets under `config`. The schema of the parameters comes from here, these texts included."""

        period: Annotated[int, Between(1, 10_000)]
        """Bars in the window."""

    class Facts(NamedTuple):
        """The facts that this worker gives; other workers name them in the blueprint."""

        value: float
        """Mean of the last `period` closes, in quote currency; NaN while there are fewer."""

    def configure(self, params: Params, setup: Setup) -> None:
        # What the worker remembers between bars.
        self.mean = Sma(params.period)

    def measure(self, at: Instant, bar: Bar, inputs: NoInputs) -> Facts:
        return self.Facts(value=self.mean.next(bar.close))
