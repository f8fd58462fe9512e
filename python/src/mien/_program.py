"""The program `mien`, which comes with the package."""

from __future__ import annotations

import os
import pathlib
import shutil
import sys

from ._outcomes import UsageError


def program() -> str:
    """Path of the program: MIEN_PROGRAM, else the package's own, else that of the search path."""
    own = pathlib.Path(__file__).parent / "native" / "bin" / "mien"
    for path in (os.environ.get("MIEN_PROGRAM"), str(own), shutil.which("mien")):
        if path and os.access(path, os.X_OK):
            return path
    raise UsageError("mien: the program was not found (set MIEN_PROGRAM)", "mien", "the program was not found", "set MIEN_PROGRAM")


def main() -> None:
    """The command `mien` of the environment that the package is installed in."""
    own = program()
    os.execv(own, [own, *sys.argv[1:]])
