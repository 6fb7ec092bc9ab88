"""Who a worker is: the part of its manifest that its class cannot tell otherwise."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from . import checks
from .terms import Read

# Semantic versioning: three numbers without leading zeros, then perhaps a pre-release and build notes.
_VERSION = re.compile(r"(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(-[0-9A-Za-z.-]+)?(\+[0-9A-Za-z.-]+)?\Z")

MOST_BARS = 10_000
"""Bars of one series that a worker may look back on."""
MOST_BYTES = 4 * 1024 * 1024
"""Bytes that a worker may remember."""


@dataclass(frozen=True)
class About:
    """Who a worker is, and what it asks the operation for. What is asked for must also be granted there.

    The description of the worker is the docstring of its class.
    """

    vendor: str
    """Who made it, snake_case."""
    name: str
    """What it is called, snake_case."""
    version: str
    """Semantic version, for example ``1.0.0``."""
    display_name: str
    """What people call it."""
    logs: bool = False
    """It writes lines for its author, with :mod:`simpletrader.log`."""
    writes_notes: bool = False
    """It leaves remarks in the journal, with :mod:`simpletrader.notes`."""
    looks_back: int = 0
    """It looks back on at most so many closed bars of each series, with :mod:`simpletrader.window`."""
    remembers: int = 0
    """It remembers up to so many bytes of keys and values of its own, with :mod:`simpletrader.state`."""
    shares: int = 0
    """It remembers up to so many bytes together with all workers of the same plug-in; instead of ``remembers``."""
    reads_files: bool = False
    """It reads files of a directory that the operation chooses; the worker finds it at ``/data``."""
    reads: Sequence[Read] = ()
    """What it wants to be shown in its calls, beyond its inputs and the subject of the call."""
    publishes: Sequence[str] = ()
    """Names of the events that it publishes; empty: the one that its category usually publishes."""
    fuel_per_call: int | None = None
    """Fuel of one call that it says it needs; the platform's own bound always wins."""
    memory_bytes: int | None = None
    """Memory that it says it needs; the platform's own bound always wins."""

    def __post_init__(self) -> None:
        checks.snake("vendor", self.vendor)
        checks.snake("name", self.name)
        if not isinstance(self.version, str) or not _VERSION.match(self.version):
            raise ValueError(f"version: must be a semantic version such as 1.0.0, got {self.version!r}")
        if not isinstance(self.display_name, str) or not self.display_name.strip():
            raise ValueError("display_name: must not be empty")
        for field in ("logs", "writes_notes", "reads_files"):
            checks.flag(field, getattr(self, field))
        checks.whole("looks_back", self.looks_back, 0, MOST_BARS)
        checks.whole("remembers", self.remembers, 0, MOST_BYTES)
        checks.whole("shares", self.shares, 0, MOST_BYTES)
        if self.remembers and self.shares:
            raise ValueError("shares: a worker has one state, its own (remembers) or a shared one (shares)")
        checks.parts(self, "reads", Read)
        checks.parts(self, "publishes", str)
