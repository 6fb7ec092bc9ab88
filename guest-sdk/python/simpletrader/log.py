"""Lines for the author: ``log.info(f"fast {fast}, slow {slow}")``. Ask with ``About(…, logs=True)``.

A line is kept with the run, up to 1 000 characters; all lines of a worker together up to the run's bound. To format a line costs
fuel: on the path of every bar, write what changed and nothing else.
"""

from enum import Enum

from . import _host


class Level(Enum):
    """How important a line is."""

    TRACE = "trace"
    DEBUG = "debug"
    INFO = "info"
    WARN = "warn"
    ERROR = "error"


def write(level: Level, text: str) -> None:
    """Writes a line."""
    if _host.log is None:
        raise _host.missing("log", "logs=True")
    _host.log.write(level, text)


def trace(text: str) -> None:
    """A line that only the author of the worker could want."""
    write(Level.TRACE, text)


def debug(text: str) -> None:
    """A line that helps to find a mistake."""
    write(Level.DEBUG, text)


def info(text: str) -> None:
    """A line about what happened."""
    write(Level.INFO, text)


def warn(text: str) -> None:
    """A line about what should not happen often."""
    write(Level.WARN, text)


def error(text: str) -> None:
    """A line about what should not happen at all."""
    write(Level.ERROR, text)
