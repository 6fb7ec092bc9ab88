"""The author's instance, and what each handler needs to call it."""

from enum import Enum
from importlib import import_module
from typing import Any, NoReturn

import worker as author
from componentize_py_types import Err
from wit_world.imports import types

from .. import _host, params
from ..categories import Worker
from ..errors import Failed, NotReady
from ..found import find
from ..setup import Setup
from . import lift
from .telling import kind_and_text

FOUND = find(author)
"""The author's class, taken apart while the component was built."""
_NAMED, _INPUTS = FOUND.inputs._make, len(FOUND.inputs._fields)
_ERRORS = {"bad-params": types.WorkerError_BadParams, "not-ready": types.WorkerError_NotReady, "failed": types.WorkerError_Failed}

setup = Setup((), ())
"""What ``configure`` was told."""
_alive: Any = None
"""The author's object, from ``configure`` on."""


def configured() -> Any:
    """The author's object."""
    if _alive is None:
        raise NotReady("configure was not called, or failed")
    return _alive


def inputs_of(values: list[float]) -> Any:
    """The numbers of a call as the author named them."""
    if len(values) != _INPUTS:
        raise Failed(f"the host sent {len(values)} inputs, the worker names {_INPUTS}")
    return _NAMED(values)


def tell(error: BaseException) -> NoReturn:
    """Ends the call with the contract's error."""
    kind, text = kind_and_text(error)
    raise Err(_ERRORS[kind](text)) from None


def answered(handler: str, wanted: str, answer: object) -> TypeError:
    """The error of an answer that is of no type that the handler may give."""
    shown = "nothing (is a `return` missing?)" if answer is None else repr(answer)[:200]
    return TypeError(f"{FOUND.worker.__name__}.{handler} must return {wanted}, got {shown}")


class Lifecycle:
    """The interface that every worker exports."""

    def configure(self, text: str, instruments: list[Any], series: list[Any]) -> None:
        """Makes the author's object."""
        global setup, _alive
        try:
            setup = Setup(tuple(map(lift.instrument, instruments)), tuple(map(lift.series, series)))
            parameters = params.read(text, FOUND.params, FOUND.declared)
            fresh: Worker = FOUND.worker()
            fresh.configure(parameters, setup)
            _alive = fresh
        except BaseException as error:
            _alive = None
            tell(error)


class _Log:
    """The interface ``log`` as the SDK's module calls it."""

    def __init__(self, interface: Any) -> None:
        self._interface = interface

    def write(self, level: Enum, text: str) -> None:
        """Writes a line; the binding has an enumeration of its own."""
        self._interface.write(self._interface.Level[level.name], text)


def _import(interface: str) -> Any:
    """An interface that the worker's world imports; None where it does not."""
    try:
        return import_module(f"wit_world.imports.{interface}")
    except ModuleNotFoundError:
        return None


def _bind_capabilities() -> None:
    """Hands the imports of this worker's world to the SDK's modules."""
    log = _import("log")
    _host.log = None if log is None else _Log(log)
    _host.journal_note = _import("journal_note")
    _host.state = _import("state")
    _host.market_window = _import("market_window")


_bind_capabilities()
