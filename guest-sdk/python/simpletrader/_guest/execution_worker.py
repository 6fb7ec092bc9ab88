"""The component of an execution worker."""

from collections.abc import Sequence
from typing import Any

from wit_world.exports import execution
from wit_world.imports import types

from ..answers import INTENTS, Cancel, Finish, Modify, OrderIntent, Place, WakeAt
from . import instance, lift, lower
from .instance import Lifecycle, answered, tell

__all__ = ["Execution", "Lifecycle"]
_WANTED = "a list of Place(…), Modify(…), Cancel(…), WakeAt(…) and Finish(…)"


class Execution:
    """The interface ``execution``."""

    def on_command(self, command: Any) -> list[Any]:
        """A command to carry out."""
        try:
            return _intents("on_command", instance.configured().on_command(lift.command(command)))
        except BaseException as error:
            tell(error)

    def on_reply(self, reply: Any) -> list[Any]:
        """The venue said something about one of its orders."""
        try:
            return _intents("on_reply", instance.configured().on_reply(lift.reply(reply)))
        except BaseException as error:
            tell(error)

    def on_timer(self, timer: Any) -> list[Any]:
        """A wake-up that it asked for."""
        try:
            return _intents("on_timer", instance.configured().on_timer(lift.timer(timer)))
        except BaseException as error:
            tell(error)


def _intents(handler: str, answer: Any) -> list[Any]:
    if not isinstance(answer, Sequence) or not all(isinstance(item, INTENTS) for item in answer):
        raise answered(handler, _WANTED, answer)
    return [_intent(item) for item in answer]


def _intent(value: OrderIntent) -> Any:
    if isinstance(value, Place):
        return execution.OrderIntent_Place(_order(value))
    if isinstance(value, Modify):
        terms = lower.part(lower.terms, value.terms)
        return execution.OrderIntent_Modify(execution.Change(value.order, lower.optional("quantity", value.quantity), terms))
    if isinstance(value, Cancel):
        return execution.OrderIntent_Cancel(value.order)
    if isinstance(value, WakeAt):
        return execution.OrderIntent_WakeAt(execution.Wake(value.at, value.tag))
    assert isinstance(value, Finish)
    return execution.OrderIntent_Finish(execution.Completion.ABANDONED if value.abandoned else execution.Completion.DONE)


def _order(value: Place) -> Any:
    return execution.NewOrder(
        tag=value.tag,
        instrument=value.instrument,
        side=types.Side[value.side.name],
        quantity=lower.decimal("quantity", value.quantity),
        terms=lower.terms(value.terms),
        time_in_force=types.TimeInForce[value.time_in_force.name],
        good_till=value.good_till,
        purpose=types.OrderPurpose[value.purpose.name],
        reduce_only=value.reduce_only,
        post_only=value.post_only,
        parent_tag=value.parent_tag,
        oco_tag=value.oco_tag,
    )
