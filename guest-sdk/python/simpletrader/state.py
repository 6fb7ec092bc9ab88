"""Small values that outlive the instance, by key. Ask with ``About(…, remembers=BYTES)``, or with ``shares=BYTES`` for a state
that all workers of the plug-in have in common.

What a pass changes is stored with the pass; a pass that fails changes nothing. There may be 1 000 keys of 1 to 120 bytes; what does
not fit into the granted bytes ends the call.
"""

import json
from typing import Any

from . import _host
from .errors import Failed


def _interface() -> Any:
    if _host.state is None:
        raise _host.missing("state", "remembers=BYTES")
    return _host.state


def get(key: str) -> bytes | None:
    """The bytes of a key, if it has any."""
    value: bytes | None = _interface().get(key)
    return value


def set(key: str, value: bytes) -> None:
    """Gives a key these bytes."""
    _interface().set(key, value)


def remove(key: str) -> None:
    """Takes a key away; one that is not there is no matter."""
    _interface().remove(key)


def load(key: str, default: Any = None) -> Any:
    """The value of a key, as :func:`save` wrote it, or the default.

    Raises :class:`~simpletrader.Failed` when what is stored is no JSON.
    """
    stored = get(key)
    if stored is None:
        return default
    try:
        return json.loads(stored)
    except ValueError as error:
        raise Failed(f"the state `{key}` cannot be read: {error}") from None


def save(key: str, value: Any) -> None:
    """Gives a key a value that JSON can write."""
    set(key, json.dumps(value, separators=(",", ":")).encode())
