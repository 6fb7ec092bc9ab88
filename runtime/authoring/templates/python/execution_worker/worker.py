"""{{title}}: works a command as one order, without a stop or a target."""

from collections.abc import Sequence

from simpletrader import About, Command, ExecutionWorker, Family, Finish, OrderIntent, OrderStatus, Reply
from simpletrader.execution import tend, wanted

ORDER = 1
"""The tag of the one order of a command."""


class {{Name}}(ExecutionWorker):
    """Works a command as one order. What works is in every call, so it remembers nothing."""

    about = About("{{vendor}}", "{{name}}", "0.1.0", "{{title}}")
    EXECUTES = (Family.SINGLE,)

    def on_command(self, command: Command) -> Sequence[OrderIntent]:
        # Changes and withdrawals of orders that work already.
        tended = tend(command)
        if tended is not None:
            return tended
        # The size of a plan is a target: what is held and what works already is taken off it.
        missing, intents = wanted(command)
        return [*intents, Finish() if missing is None else missing.order(ORDER)]

    def on_reply(self, reply: Reply) -> Sequence[OrderIntent]:
        if not reply.order.status.is_final:
            return []
        return [Finish(abandoned=reply.order.status is OrderStatus.REJECTED)]
