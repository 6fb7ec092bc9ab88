"""Remarks that the journal keeps beside the pass, for whoever asks later why something happened or did not. Ask with
``About(…, writes_notes=True)``. Few: at most 16 in one call, each up to 500 characters.
"""

from . import _host


def add(text: str) -> None:
    """Adds a remark to the journal of this pass."""
    if _host.journal_note is None:
        raise _host.missing("notes", "writes_notes=True")
    _host.journal_note.add(text)
