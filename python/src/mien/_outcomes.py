"""How calls end: mien's errors (what failed, where, and what to do, in its words), and what a run found."""

from __future__ import annotations

import typing

if typing.TYPE_CHECKING:
    from ._mien import Table


class Error(Exception):
    """str(error) is "WHERE: WHAT (REMEDY)"; its parts are attributes."""

    def __init__(self, words: str, where: str = "", reason: str = "", remedy: str = "") -> None:
        super().__init__(words)
        self.where = where
        self.reason = reason
        self.remedy = remedy


class UsageError(Error, ValueError):
    """An impossible setting."""


class InputError(Error):
    """A file, a camera, a picture or a database that cannot be read."""


class ModelError(Error):
    """A model is missing or does not match its hash."""


class OutputError(Error):
    """Something could not be written."""


class Run(typing.NamedTuple):
    """What a run found: its summary (the object of summary.json), one row for each face of each searched frame, one for
    each person; by input in the order that was given, then by time."""

    summary: dict[str, typing.Any]
    events: Table
    tracks: Table


class Interrupted(KeyboardInterrupt):
    """Ctrl-C during mien.run, which ended cleanly."""

    def __init__(self, run: Run) -> None:
        super().__init__("interrupted; what was found until then is in `run`")
        #: What was found until then.
        self.run = run
