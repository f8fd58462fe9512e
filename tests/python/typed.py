"""What mypy --strict reads: a program that uses all of the package, with the types that it promises."""
import pathlib
import typing

import mien

run: mien.Run = mien.run(["a.mp4"], out="out", progress=True, detect_fps=0, precision="f32")
number: int = len(run.tracks)
faces: list[mien.Face] = mien.Analyzer(color="bgr").read(None)
box: tuple[float, float, float, float] = faces[0].box
points: list[tuple[float, float]] | None = faces[0].landmarks
sure: float = faces[0].probabilities["happiness"]


class Counting:
    seen = 0

    def frame(self, name: str, seconds: float, found: list[mien.Face]) -> None:
        self.seen += len(found)


def nobody(picture: typing.Any) -> list[tuple[float, float, float, float, float]]:
    return []


def calm(face: typing.Any) -> list[float]:
    return [1.0, 0, 0, 0, 0, 0, 0, 0]


mien.run(mien.Camera("shelf", "a.mp4", content="soup"), detector=nobody, classifier=calm, sinks=[Counting()])
with mien.live("rtsp://camera/main", emotion="none") as cameras:
    for sight in cameras:
        latency: float = sight.latency_ms
        state: typing.Any = cameras.status()[0]["state"]
settings: mien.Config = mien.load_config(pathlib.Path("mien.yaml"))
database: mien.Database = mien.open("mien.db", min_audience=5)
names: list[str] = database.ranking(by="rating").names
relation: dict[str, typing.Any] | None = database.relation()
table: dict[str, list[typing.Any]] = mien.bench(["a.mp4"], approaches=["baseline"]).table()
try:
    mien.run("a.mp4")
except mien.Interrupted as stopped:
    early: mien.Run = stopped.run
except mien.Error as error:
    remedy: str = error.remedy
