"""What the long runs (load-ratings, kill-test, soak) share: a configuration of replayed cameras, and small figures."""

import contextlib
import os
import pathlib
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
os.environ.setdefault("MIEN_PROGRAM", str(ROOT / "build" / "dev" / "apps" / "mien" / "mien"))
os.environ.setdefault("MIEN_MODELS_DIR", str(ROOT / ".deps" / "models"))
sys.path.insert(0, str(ROOT / "tests" / "app"))

from app import footage  # noqa: E402
from server import READ, config_text  # noqa: E402


def config(port, cameras, inputs=(), fps=2, sleep="never", extra=""):
    """`cameras` cameras that replay a clip with a face in turn with others, or read `inputs`."""
    inputs = list(inputs) or [f'loop:{footage("single_face.mp4")}']
    sections = {f"camera-{i + 1}": f'{{ input: "{inputs[i % len(inputs)]}", content: {("cereal", "bread")[i % 2]}, '
                                   f"sleep: {sleep}, detect: {{ fps: {fps} }} }}" for i in range(cameras)}
    return config_text(port, cameras=sections, extra=extra).replace("workers: 1", "workers: 0")


@contextlib.contextmanager
def rtsp_server(clip, cameras):
    """Addresses of `cameras` cameras that show the clip; /usr/bin/python3 has GStreamer's bindings."""
    names = [f"camera-{i + 1}" for i in range(cameras)]
    server = subprocess.Popen(["/usr/bin/python3", ROOT / "tests" / "servers" / "rtsp_server.py", *(f"{name}={clip}" for name in names)],
                              stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        said = server.stdout.readline().split()
        if said[:1] != ["port"]:
            raise SystemExit(f"the RTSP server does not run: {said}")
        yield [f"rtsp://127.0.0.1:{said[1]}/{name}" for name in names]
    finally:
        server.kill()
        server.wait()


def all_live(server, timeout=60):
    def true():
        return all(c["state"] == "live" for c in server.get("/api/v1/cameras", READ, keep=False).json()["cameras"])
    server.until(true, timeout, "not all cameras come to life")


def timed(call):
    began = time.monotonic()
    answer = call()
    if answer.status != 200:
        raise AssertionError(answer)
    return time.monotonic() - began


def percentile(values, share):
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def slope(points):
    """Least squares: what y gains in one unit of x."""
    n = len(points)
    if n < 2:
        return 0.0
    mean_x, mean_y = sum(x for x, _ in points) / n, sum(y for _, y in points) / n
    spread = sum((x - mean_x) ** 2 for x, _ in points)
    return sum((x - mean_x) * (y - mean_y) for x, y in points) / spread if spread else 0.0
