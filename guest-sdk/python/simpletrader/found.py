"""Finds the worker in an author's module, and reads off its class what every call needs to know."""

from dataclasses import dataclass
from types import ModuleType
from typing import Any

from . import params as parameters
from .categories import CATEGORIES, ContextWorker, Worker, category_of
from .numbers import is_named_numbers
from .params import Parameter, Unfit


@dataclass(frozen=True)
class Found:
    """A worker's class, taken apart."""

    worker: type[Worker]
    category: str
    """The name of its world, e.g. ``context-worker``."""
    params: type
    """Its parameters as a frozen dataclass."""
    declared: tuple[Parameter, ...]
    inputs: Any
    """The NamedTuple of its inputs."""
    facts: Any
    """The NamedTuple of its facts; None unless it is a context worker."""


def find(module: ModuleType) -> Found:
    """The worker of a module: the one class in it that derives from a category.

    Raises :class:`~simpletrader.params.Unfit` where there is none, more than one, or one that cannot be a worker.
    """
    known = tuple(CATEGORIES.values())
    classes = [one for one in vars(module).values() if isinstance(one, type) and issubclass(one, Worker)]
    own = [one for one in classes if one.__module__ == module.__name__]
    # A class that others derive from is a part of a worker.
    workers = [one for one in dict.fromkeys(own) if not any(other is not one and issubclass(other, one) for other in own)]
    if not workers:
        names = ", ".join(base.__name__ for base in known)
        raise Unfit(f"there is no worker: write a class that derives from one of {names}")
    if len(workers) > 1:
        names = " and ".join(one.__name__ for one in workers)
        raise Unfit(f"there are {len(workers)} workers, {names}: a file holds one", workers[1])
    return take_apart(workers[0])


def take_apart(worker: type[Worker]) -> Found:
    """What every call needs to know of a worker's class."""
    if not issubclass(worker, tuple(CATEGORIES.values())):
        raise Unfit(f"{worker.__name__} must derive from a category, such as ContextWorker", worker)
    params = parameters.dataclass_of(worker.Params)
    inputs, facts = worker.Inputs, getattr(worker, "Facts", None)
    if not is_named_numbers(inputs):
        raise Unfit(f"{worker.__name__}.Inputs must be a NamedTuple of floats: class Inputs(NamedTuple)", inputs)
    if issubclass(worker, ContextWorker):
        if facts is None:
            raise Unfit(f"{worker.__name__} has no Facts: a context worker names its numbers in class Facts(NamedTuple)", worker)
        if not is_named_numbers(facts) or not facts._fields:
            raise Unfit(f"{worker.__name__}.Facts must be a NamedTuple of at least one float: class Facts(NamedTuple)", facts)
    return Found(worker, category_of(worker), params, parameters.parameters(params, worker), inputs, facts)
