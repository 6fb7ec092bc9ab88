"""Turns an exception into the contract's error, in terms of the author's own files."""

import os
from types import CodeType

from ..errors import BadParams, NotReady, WorkerError

MOST_CHARACTERS = 1_000
"""What the host shows of an error's text."""
_MOST_FRAMES = 8
_SDK = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


def kind_and_text(error: BaseException) -> tuple[str, str]:
    """The error's kind (``bad-params``, ``not-ready`` or ``failed``) and its text."""
    if isinstance(error, BadParams):
        return "bad-params", _cut(str(error))
    if isinstance(error, NotReady):
        return "not-ready", _cut(str(error))
    if isinstance(error, WorkerError):
        return "failed", _cut(str(error))
    return "failed", _cut(traceback_of(error))


def traceback_of(error: BaseException) -> str:
    """The error and where it came from: the innermost line of the author's files first, at most eight, then its causes."""
    text = _headline(error)
    frames = _frames(error)
    for place in reversed(frames[-_MOST_FRAMES:]):
        text += f"\n  at {place}"
    cause: BaseException | None = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if cause is not None:
        text += f"\nbecause of {_headline(cause)}"
        for place in reversed(_frames(cause)[-1:]):
            text += f"\n  at {place}"
    return text


def _headline(error: BaseException) -> str:
    message = str(error)
    return f"{type(error).__name__}: {message}" if message else type(error).__name__


def _frames(error: BaseException) -> list[str]:
    """The lines of the author's files that the error passed, outermost first."""
    places = []
    trace = error.__traceback__
    while trace is not None:
        code = trace.tb_frame.f_code
        if not code.co_filename.startswith((_SDK, "<")):
            places.append(f"{_file(code)}:{trace.tb_lineno} in {code.co_name}")
        trace = trace.tb_next
    return places


def _file(code: CodeType) -> str:
    return os.path.basename(code.co_filename)


def _cut(text: str) -> str:
    return text if len(text) <= MOST_CHARACTERS else text[: MOST_CHARACTERS - 1] + "…"
