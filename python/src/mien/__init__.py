"""mien: faces, expressions and answers from video, for Python.

    faces = mien.Analyzer().read(picture)
    run = mien.run(["aisle.mp4"], out="out", progress=True)
    for sight in mien.live("rtsp://…"): ...
    run.tracks.to_pandas(); mien.open("mien.db").ranking(by="valence")
    mien.bench(["aisle.mp4"], approaches="all").table()
"""

from __future__ import annotations

import atexit
import contextlib
import json
import os
import pathlib
import sys
import tempfile
import typing

from . import _engine  # noqa: F401 (first: it says what is missing where the module cannot be loaded)
from . import _mien
from ._bench import Bench, bench
from ._outcomes import Error, InputError, Interrupted, ModelError, OutputError, Run, UsageError
from ._mien import Camera, Config, Database, Face, Live, Sight, Table, load_config
from ._program import program

__version__: str = _mien.version
atexit.register(_mien.stop_all)  # threads that ask for the interpreter after its end would end the process

#: The order of probabilities: FER+'s.
EMOTIONS = ("neutral", "happiness", "surprise", "sadness", "anger", "disgust", "fear", "contempt")

#: Keywords of Analyzer, run and live: attributes of Config.
SETTINGS = ("detector", "emotion", "expressions", "precision", "width", "min_confidence", "detect_fps", "workers", "approach", "min_audience",
            "time_zone")

__all__ = ["Analyzer", "Bench", "Camera", "Config", "Database", "EMOTIONS", "Error", "Face", "InputError", "Interrupted", "Live", "ModelError",
           "OutputError", "Run", "SETTINGS", "Sight", "Table", "UsageError", "bench", "live", "load_config", "open", "program", "run"]

Input = typing.Union[str, "os.PathLike[str]", Camera]
#: picture (height × width × 3, RGB) → (x, y, width, height, confidence) of each face, in its pixels.
Detector = typing.Callable[[typing.Any], typing.Iterable["tuple[float, float, float, float, float]"]]
#: face (64 × 64 × 3, RGB) → eight probabilities, in the order of EMOTIONS.
Classifier = typing.Callable[[typing.Any], typing.Sequence[float]]


def _own(stage: typing.Any, name: str) -> typing.Any:
    if stage is not None and not callable(stage):
        raise TypeError(f"{name} is a callable, not {type(stage).__name__}")
    return stage


def _config(given: Config | None, detector: str | Detector, settings: dict[str, typing.Any]) -> tuple[Config, typing.Any]:
    """The settings as one Config, and the detector if it is a callable."""
    config = Config() if given is None else given.copy()
    if callable(detector):
        own = detector
    else:
        own = None
        if detector != "auto" or given is None:
            settings = {**settings, "detector": detector}
    for name, value in settings.items():
        if name not in SETTINGS:
            raise TypeError(f"there is no setting '{name}' ({', '.join(SETTINGS)})")
        try:
            setattr(config, name, value)
        except TypeError:
            raise TypeError(f"{name} cannot be {value!r}: it is a {type(getattr(config, name)).__name__}") from None
    return config, own


def _cameras(inputs: Input | typing.Iterable[Input]) -> list[Camera]:
    if isinstance(inputs, (str, os.PathLike, Camera)):
        inputs = [inputs]
    cameras: list[Camera] = []
    for each in inputs:
        cameras.append(each if isinstance(each, Camera) else _mien.camera_of(os.fspath(each), cameras))
    return cameras


class Analyzer:
    """Finds faces in single pictures, on the calling thread with the GIL released. Not for several threads at once, which
    is a UsageError: make one Analyzer per thread. Settings are those of Config: detector, emotion, precision, width, min_confidence."""

    def __init__(self, *, color: str = "rgb", still: bool = False, offline: bool = False, detector: str | Detector = "auto",
                 classifier: Classifier | None = None, config: Config | None = None, **settings: typing.Any) -> None:
        if color not in ("rgb", "bgr"):
            raise ValueError(f"color cannot be '{color}': rgb or bgr")
        made, own = _config(config, detector, settings)
        self._own = _mien.PictureAnalyzer(made, color, still, offline, own, _own(classifier, "classifier"))

    def read(self, picture: typing.Any) -> list[Face]:
        """The faces of a uint8 array of height × width × 3 (or 4, or a grey one), the most confident first. It is not
        copied; the pixels of a row must be contiguous."""
        return self._own.read(picture)

    @property
    def detector(self) -> str:
        """The name of the detector that runs."""
        return self._own.detector


def _progress(fps: float, share: float) -> None:
    sys.stderr.write(f"\r{share * 100:5.1f} %, {fps:.0f} fps")
    sys.stderr.flush()


@contextlib.contextmanager
def _summary_file(out: str) -> typing.Iterator[pathlib.Path]:
    """Where the run's summary will be: it is one thing, the file's object."""
    if out:
        yield pathlib.Path(out) / "summary.json"
        return
    with tempfile.TemporaryDirectory(prefix="mien-") as folder:
        yield pathlib.Path(folder) / "summary.json"


def run(inputs: Input | typing.Iterable[Input] = (), out: str | os.PathLike[str] | None = None, *,
        progress: bool | typing.Callable[[float, float], object] = False, detector: str | Detector = "auto",
        classifier: Classifier | None = None, sinks: typing.Sequence[typing.Any] = (), offline: bool = False,
        config: Config | None = None, **settings: typing.Any) -> Run:
    """Recordings in, faces, tracks and expressions out. `out`: a folder for events.jsonl, tracks.csv, summary.json and
    mien.db. `progress`: True, or a callable that gets frames per second and the share that is done. `sinks`: objects with any of
    frame(input, seconds, faces), track(input, id, start, end, emotion), close(). Without inputs, the cameras of `config`.
    An input that cannot be read is named in the summary ("error"), and the others are finished. Ctrl-C raises
    Interrupted, a KeyboardInterrupt that carries what was found until then; files are whole."""
    made, own = _config(config, detector, settings)
    if made.approach.startswith(("processes", "mpi")):
        words = "it forks its workers, or is started by mpirun, which a process with threads such as this one cannot do"
        remedy = "choose one with threads (cnn-per-core-tracked, cnn-streams …), or run the program, mien.program()"
        raise UsageError(f"approach '{made.approach}': {words} ({remedy})", f"approach '{made.approach}'", words, remedy)
    if cameras := _cameras(inputs):
        made.cameras = cameras
    told = _progress if progress is True else (progress or None)
    folder = "" if out is None else os.fspath(out)
    with _summary_file(folder) as file:
        try:
            events, tracks, raised = _mien.run(made, folder, str(file), told, own, _own(classifier, "classifier"), list(sinks), offline)
        finally:
            if progress is True:
                sys.stderr.write("\n")
        found = Run(json.loads(file.read_text(encoding="utf-8")), events, tracks)
    if isinstance(raised, KeyboardInterrupt):
        raise Interrupted(found) from raised
    if raised is not None:
        raise raised
    return found


def live(inputs: Input | typing.Iterable[Input] = (), *, detector: str | Detector = "auto", classifier: Classifier | None = None,
         offline: bool = False, config: Config | None = None, **settings: typing.Any) -> Live:
    """Live cameras: iterate over what they see, the newest sight of each first. Ctrl-C, `break` out of a `with`, or
    stop() ends them; so does what your own stage raises, as mien.Error, and Python's own end."""
    made, own = _config(config, detector, settings)
    if cameras := _cameras(inputs):
        made.cameras = cameras
    return Live(made, own, _own(classifier, "classifier"), offline)


def open(file: str | os.PathLike[str], *, min_audience: int | None = None) -> Database:  # noqa: A001 (as gzip.open)
    """A store's database: rankings, figures of contents, whether ratings and expressions agree."""
    return Database(os.fspath(file), min_audience)
