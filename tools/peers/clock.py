"""What the peers share: arguments, the frames of OpenCV, and the line of JSON that each prints at its end."""

import argparse
import json
import os
import sys
import time


def arguments(name, **extra):
    """CLIP, --threads and --every, and one option for each of `extra` (default, help). Sets the threads of BLAS and OpenMP."""
    parser = argparse.ArgumentParser(prog=name)
    parser.add_argument("clip")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--every", type=int, default=1, help="search every K-th frame; all are decoded")
    for option, (default, text) in extra.items():
        parser.add_argument("--" + option.replace("_", "-"), type=type(default), default=default, help=text)
    given = parser.parse_args()
    for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ[variable] = str(given.threads)
    return given


class Clock:
    """CPU time of the whole process from start(), which comes after the models are loaded and have run once."""

    def __init__(self, given):
        self.every = given.every
        self.frames = self.searched = self.faces = 0
        self.cpu_s, self.wall_s = time.process_time(), time.perf_counter()
        self.start_cpu_s = self.cpu_s

    def due(self):
        """Counts a frame; is it to be searched?"""
        self.frames += 1
        if (self.frames - 1) % self.every:
            return False
        self.searched += 1
        return True

    def stop(self):
        cpu_s, wall_s = time.process_time() - self.cpu_s, time.perf_counter() - self.wall_s
        print(json.dumps({"frames": self.frames, "searched": self.searched, "faces": self.faces, "cpu_s": round(cpu_s, 4),
                          "wall_s": round(wall_s, 4), "start_cpu_s": round(self.start_cpu_s, 4)}))


def opencv_frames(given, clock):
    """BGR pictures of the frames that are due; the others are decoded and never converted."""
    import cv2
    cv2.setNumThreads(given.threads)
    capture = cv2.VideoCapture(given.clip, cv2.CAP_FFMPEG, [cv2.CAP_PROP_N_THREADS, given.threads])
    if not capture.isOpened():
        sys.exit(f"{given.clip}: OpenCV cannot open it")
    while capture.grab():
        if clock.due():
            yield capture.retrieve()[1]
