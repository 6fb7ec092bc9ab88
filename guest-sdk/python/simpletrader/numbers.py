"""Named numbers: what a worker is given (inputs) and what a context worker gives (facts).

Both are written as a ``NamedTuple`` of floats, in the order in which they cross the boundary; NaN means "not ready". An input
with a default is one that the worker can do without: where nothing produces it, it is NaN in every call.
"""

from typing import Any, NamedTuple


class NoInputs(NamedTuple):
    """The inputs of a worker that wants none."""


def is_named_numbers(kind: Any) -> bool:
    """Whether a class can name inputs or facts."""
    return isinstance(kind, type) and issubclass(kind, tuple) and hasattr(kind, "_fields") and hasattr(kind, "_field_defaults")
