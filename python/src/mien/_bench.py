"""mien.bench: every approach, one table. Each is measured in a process of its own, by the program."""

from __future__ import annotations

import importlib
import json
import os
import signal
import subprocess
import typing

from ._outcomes import Error, InputError, ModelError, UsageError
from ._program import program

_KINDS: dict[int, type[Error]] = {2: UsageError, 3: InputError, 4: ModelError}


class Bench:
    """What `mien bench` found."""

    def __init__(self, result: dict[str, typing.Any]) -> None:
        #: The object of bench.json.
        self.result = result

    @property
    def rows(self) -> list[dict[str, typing.Any]]:
        """One dict per measurement: approach, detector, precision, workers, fps_median, speedup_vs_baseline …"""
        return list(self.result["results"])

    def table(self) -> dict[str, list[typing.Any]]:
        """Name → column: pandas.DataFrame(bench.table()), pyarrow.table(bench.table())."""
        names = list(dict.fromkeys(name for row in self.rows for name in row))
        return {name: [row.get(name) for row in self.rows] for name in names}

    def to_pandas(self) -> typing.Any:
        """A pandas.DataFrame; needs pandas."""
        return importlib.import_module("pandas").DataFrame(self.table())

    def __repr__(self) -> str:
        lines = [f"<mien.Bench of {len(self.rows)} measurements>"]
        for row in self.rows:
            if "error" in row:
                lines.append(f"  {row['approach']:24} failed: {row['error']}")
                continue
            speedup = row.get("speedup_vs_baseline")
            lines.append(f"  {row['approach']:24} {row['detector']:12} {row['fps_median'] or 0:8.1f} fps"
                         + (f"  × {speedup:.2f}" if speedup else ""))
        return "\n".join(lines)


def _output_of(command: list[str]) -> tuple[int, str, str]:
    """The program's end. It is alone in its group: a Ctrl-C of the terminal reaches it once, from here, and it ends with
    what it has."""
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8", errors="replace",
                          start_new_session=True) as child:
        try:
            words, troubles = child.communicate()
        except BaseException:
            child.send_signal(signal.SIGINT)
            try:
                child.communicate(timeout=30)
            except subprocess.TimeoutExpired:
                child.kill()
            raise
    return child.returncode, words, troubles


def bench(inputs: str | os.PathLike[str] | typing.Sequence[str | os.PathLike[str]], *, approaches: str | typing.Sequence[str] = "all",
          out: str | os.PathLike[str] | None = None, options: typing.Sequence[str] = ()) -> Bench:
    """Compares approaches, as `mien bench INPUT… --approaches …`. `options`: further options of the command
    (`["--quick"]`). Ctrl-C ends it; with `out`, what was measured until then is in its bench.json."""
    if isinstance(inputs, (str, os.PathLike)):
        inputs = [inputs]
    wanted = approaches if isinstance(approaches, str) else ",".join(approaches)
    command = [program(), "bench", *(os.fspath(each) for each in inputs), "--approaches", wanted, "--json", *options]
    if out is not None:
        command += ["-o", os.fspath(out)]
    code, words, troubles = _output_of(command)
    if not words.strip():
        reason = troubles.strip().removeprefix("mien: ") or f"mien bench ended with {code}"
        raise _KINDS.get(code, Error)(reason, "mien bench", reason)
    return Bench(json.loads(words))
