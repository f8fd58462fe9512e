#!/usr/bin/env python3
"""MIEN=build/dev/apps/mien/mien benchmarks/tune_bench.py CLIP [--repeats 5] [--budget 60] [--load 1] [--pairs 5]

Is a tuned profile ever slower than none, and does the tuner keep its time, while other programs work beside it? Each repeat
tunes within the budget, then runs the clip with and without the profile that was written, in turns, and compares the medians. Where the
tuner found nothing faster, the profile holds the default settings: the ratio is 1, and what is printed is what chance alone makes of it.
Fails (exit 1) where a profile is more than 3 % behind the default, or a search took more than 1.1 times its budget.
"""
import argparse
import json
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[1]
MIEN = os.environ.get("MIEN", str(ROOT / "build/release/apps/mien/mien"))
LEAST_RATIO, MOST_TIME = 0.97, 1.1
# Works in bursts, as programs of a shared machine do.
OTHER = """
import random, time
draw = random.Random({seed})
while True:
    end = time.monotonic() + draw.uniform(0.05, 2)
    while time.monotonic() < end: pass
    time.sleep(draw.uniform(0, 2))
"""


def command(*arguments):
    began = time.monotonic()
    done = subprocess.run([MIEN, *map(str, arguments)], capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"mien {' '.join(map(str, arguments))}: exit {done.returncode}\n{done.stderr}")
    return json.loads(done.stdout), time.monotonic() - began


def fps(clip, folder, *more):
    return command("run", clip, "-o", folder / "out", "--quiet", "--json", *more)[0]["total"]["fps"]


def repeat(clip, folder, arguments):
    """How many times as fast the profile is, and how much of its time the search took."""
    profile = folder / "best.yaml"
    found, seconds = command("tune", clip, "--search-duration", arguments.budget, "-o", profile, "--json")
    runs = {"default": [], "profile": []}
    for _ in range(arguments.pairs):
        runs["default"].append(fps(clip, folder))
        runs["profile"].append(fps(clip, folder, "--profile", profile))
    medians = {name: statistics.median(values) for name, values in runs.items()}
    ratio, share = medians["profile"] / medians["default"], seconds / arguments.budget
    best = "the default" if found["default_is_best"] else "another"
    print(f"{medians['default']:9.1f} {medians['profile']:9.1f} {ratio:7.2f} {share:7.2f} {found['tried']:6} {best}", flush=True)
    return 1 if found["default_is_best"] else ratio, share


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("clip", type=pathlib.Path)
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--budget", type=float, default=60, help="seconds of a search")
    parser.add_argument("--load", type=int, default=1, help="programs beside it, each busy half of the time")
    parser.add_argument("--pairs", type=int, default=5, help="runs with and without the profile, in turns")
    arguments = parser.parse_args()
    others = [subprocess.Popen([sys.executable, "-c", OTHER.format(seed=n)]) for n in range(arguments.load)]
    print(f"{'default':>9} {'profile':>9} {'ratio':>7} {'time':>7} {'tried':>6} best (fps; share of the budget; load {os.getloadavg()[0]:.1f})")
    try:
        with tempfile.TemporaryDirectory() as name:
            results = [repeat(arguments.clip, pathlib.Path(name), arguments) for _ in range(arguments.repeats)]
    finally:
        for other in others:
            other.kill()
    slowest, longest = min(ratio for ratio, _ in results), max(share for _, share in results)
    print(f"slowest profile {slowest:.2f} × the default (at least {LEAST_RATIO}), longest search {longest:.2f} × its budget (at most {MOST_TIME})")
    return slowest < LEAST_RATIO or longest > MOST_TIME


if __name__ == "__main__":
    sys.exit(main())
