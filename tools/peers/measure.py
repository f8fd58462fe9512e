"""One run of one program on one clip, pinned to some cores, and what a frame costs without start-up: the difference of two runs."""

import dataclasses
import json
import os
import statistics
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


def output_of(command, cores, environment=None):
    """(Output, seconds of the clock, used) of a command on these cores. Throws RuntimeError with the end of its errors."""
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
        return out.read(), wall_s, used


def run(command, cores, counts, environment=None):
    """`counts` reads (frames, faces) from the program's output. Throws as `output_of`."""
    text, wall_s, used = output_of(command, cores, environment)
    frames, faces = counts(text)
    return Run(frames, faces, used.ru_utime + used.ru_stime, wall_s, used.ru_maxrss / 1024)


def live_ms(command, cores):
    """CPU ms a frame sent, of the most cameras that `mien density` tried. Throws as `output_of`."""
    step = max(json.loads(output_of(command, cores)[0])["steps"], key=lambda step: step["cameras"])
    if "error" in step:
        raise RuntimeError(step["error"])
    return step["cpu_ms_per_frame"]


def peer_counts(text):
    line = json.loads(next(line for line in reversed(text.splitlines()) if line.startswith("{")))
    return line["frames"], line["faces"]


def mien_counts(text):
    total = json.loads(text)["total"]
    return total["frames_decoded"] + total.get("frames_skipped", 0), total["faces"]


@dataclasses.dataclass
class Cost:
    """What a program costs on a clip: a run on all of it less the middle of its runs on the beginning, by the frames between;
    start-up is what is left of those. Milliseconds a frame of the clip, searched or not."""
    cpu_ms: float
    wall_ms: float
    faces: float  # a frame of the long run that was searched
    peak_mb: float
    start_cpu_s: float
    start_wall_s: float


def costs(pairs, every):
    """Of (short run, long run) pairs of one program: a cost each. What disturbs one start-up disturbs no figure."""
    if not pairs:
        return []
    begin = {key: statistics.median(getattr(short, key) for short, _ in pairs) for key in ("cpu_s", "wall_s")}
    first = pairs[0][0].frames
    found = []
    for short, long in pairs:
        frames = long.frames - short.frames
        cpu_ms, wall_ms = 1e3 * (long.cpu_s - begin["cpu_s"]) / frames, 1e3 * (long.wall_s - begin["wall_s"]) / frames
        found.append(Cost(cpu_ms, wall_ms, long.faces / -(-long.frames // every), max(short.peak_mb, long.peak_mb),
                          max(0.0, begin["cpu_s"] - first * cpu_ms / 1e3), max(0.0, begin["wall_s"] - first * wall_ms / 1e3)))
    return found
