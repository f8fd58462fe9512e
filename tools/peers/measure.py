"""One run of one program on one clip, pinned to some cores, and what a frame costs without start-up: the difference of two runs."""

import dataclasses
import json
import os
import subprocess
import tempfile
import time


@dataclasses.dataclass
class Run:
    """Of a whole process with its children: seconds of CPU, of the clock, and the peak memory of the largest process."""
    frames: int
    faces: int
    cpu_s: float
    wall_s: float
    peak_mb: float


def run(command, cores, counts, environment=None):
    """`counts` reads (frames, faces) from the program's output. Throws RuntimeError with the end of its errors."""
    with tempfile.TemporaryFile("w+") as out, tempfile.TemporaryFile("w+") as err:
        began = time.perf_counter()
        process = subprocess.Popen([str(part) for part in command], stdin=subprocess.DEVNULL, stdout=out, stderr=err,
                                   env={**os.environ, **(environment or {})},
                                   preexec_fn=lambda: os.sched_setaffinity(0, cores))
        _, status, used = os.wait4(process.pid, 0)
        wall_s = time.perf_counter() - began
        process.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        err.seek(0)
        if process.returncode:
            raise RuntimeError(f"{command[0]} ended with {process.returncode}: {err.read().strip()[-400:]}")
        frames, faces = counts(out.read())
    return Run(frames, faces, used.ru_utime + used.ru_stime, wall_s, used.ru_maxrss / 1024)


def peer_counts(text):
    line = json.loads(next(line for line in reversed(text.splitlines()) if line.startswith("{")))
    return line["frames"], line["faces"]


def mien_counts(text):
    total = json.loads(text)["total"]
    return total["frames_decoded"] + total.get("frames_skipped", 0), total["faces"]


@dataclasses.dataclass
class Cost:
    """What a program costs on a clip: the long run less the short one, by the frames between; start-up is what is left of the
    short one. Milliseconds a frame of the clip, searched or not."""
    cpu_ms: float
    wall_ms: float
    faces: float  # a frame of the long run that was searched
    peak_mb: float
    start_cpu_s: float
    start_wall_s: float


def cost(short, long, every):
    frames = long.frames - short.frames
    cpu_ms, wall_ms = (1e3 * (b - a) / frames for a, b in ((short.cpu_s, long.cpu_s), (short.wall_s, long.wall_s)))
    searched = -(-long.frames // every)
    return Cost(cpu_ms, wall_ms, long.faces / searched, max(short.peak_mb, long.peak_mb),
                max(0.0, short.cpu_s - short.frames * cpu_ms / 1e3), max(0.0, short.wall_s - short.frames * wall_ms / 1e3))

