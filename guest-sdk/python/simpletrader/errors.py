"""The ways in which a worker says that it cannot go on.

Raise one of these, or any other exception: what is not caught becomes a :class:`Failed` with the file and line of the worker. The
text is for the author's eyes; the host shows it with the worker's name, up to 1 000 characters.
"""


class WorkerError(Exception):
    """Why a call has no answer. Raise one of its three kinds."""


class BadParams(WorkerError):
    """The parameters cannot be used; say which and what to write instead."""


class NotReady(WorkerError):
    """Called before the worker can answer. A fact or signal that is not ready yet is no error: give NaN, or proceed."""


class Failed(WorkerError):
    """Anything else."""
