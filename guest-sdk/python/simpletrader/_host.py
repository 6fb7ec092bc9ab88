"""Where the functions of the capabilities come from: the host's own in a component, a record natively
(:mod:`simpletrader.testing`).

Each name below is the module or object of one interface of the contract, or None where the worker does not ask for it.
"""

from typing import Any

from .errors import Failed

log: Any = None
journal_note: Any = None
state: Any = None
market_window: Any = None


def missing(what: str, asking: str) -> Failed:
    """The error of a capability that was used and not asked for."""
    return Failed(f"this worker has no {what}, because it does not ask for it: write About(…, {asking})")
