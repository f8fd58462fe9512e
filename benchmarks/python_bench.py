#!/usr/bin/env python3
"""PYTHON benchmarks/python_bench.py CLIP [--pairs 24] [--reads 40] [--loop BUILD/benchmarks/pixels_loop]

What calling mien from Python costs, in an environment that has the package (docs/python.md), in alternating pairs:
  run    CPU time of the process that imports mien and calls mien.run(CLIP) ÷ that of the process `mien run CLIP --quiet`, neither
         writing files; each less what it takes to start (import mien; `mien --version`), as one process runs many
  whole  the same with the starts
  read   CPU time of Analyzer.read ÷ that of the C++ call, on the same picture of 1920 × 1080, in two processes that live as long
Ratios are medians, with the interval that a bootstrap of the pairs gives them at 95 %. The program and the loop must be of the
build that the package was made of. CPU times, so that a busy machine raises both; still, better an idle one.
"""
import argparse
import json
import os
import pathlib
import platform
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time

HEIGHT, WIDTH = 1080, 1920


def interval(ratios, rounds=4000):
    """Median, and 2.5 and 97.5 % of the medians of samples drawn from the pairs."""
    chance = random.Random(193939)
    medians = sorted(statistics.median(chance.choices(ratios, k=len(ratios))) for _ in range(rounds))
    return statistics.median(ratios), medians[int(rounds * 0.025)], medians[int(rounds * 0.975)]


def cpu_of_program(command):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def runs(clip, pairs):
    """Ratios without and with the starts, and the starts' CPU seconds (program, Python)."""
    import mien

    sides = {"program": ([mien.program(), "run", clip, "--quiet", "--offline"], [mien.program(), "--version"]),
             "python": ([sys.executable, "-c", "import mien, sys; mien.run(sys.argv[1], offline=True)", clip], [sys.executable, "-c", "import mien"])}
    starts = {side: statistics.median(cpu_of_program(start) for _ in range(5)) for side, (_, start) in sides.items()}
    bare, whole = [], []
    for pair in range(pairs):
        order = ("program", "python") if pair % 2 else ("python", "program")
        costs = {side: cpu_of_program(sides[side][0]) for side in order}
        whole.append(costs["python"] / costs["program"])
        bare.append((costs["python"] - starts["python"]) / (costs["program"] - starts["program"]))
    return bare, whole, starts


def picture():
    """A photograph's like: smooth, with some noise; the same in both processes, from a file."""
    import numpy as np

    chance = np.random.default_rng(193939)
    ys, xs = np.mgrid[0:HEIGHT, 0:WIDTH]
    smooth = np.stack([(xs / 9 + ys / 5 + 60 * c) % 256 for c in range(3)], 2)
    return np.clip(smooth + chance.normal(0, 4, smooth.shape), 0, 255).astype(np.uint8)


def reads(loop, pairs, count):
    import mien

    pixels = picture()
    with tempfile.NamedTemporaryFile(suffix=".rgb") as file:
        file.write(pixels.tobytes())
        file.flush()
        child = subprocess.Popen([loop, file.name, str(WIDTH), str(HEIGHT)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        analyzer = mien.Analyzer(precision="f32", offline=True)

        def cpp():
            child.stdin.write(f"{count}\n")
            child.stdin.flush()
            return float(child.stdout.readline())

        def python():
            began = time.process_time()
            for _ in range(count):
                analyzer.read(pixels)
            return (time.process_time() - began) / count

        ratios, costs = [], []
        cpp(), python()  # warm
        for pair in range(pairs):
            first, second = (cpp, python) if pair % 2 else (python, cpp)
            cost = {first: first(), second: second()}
            ratios.append(cost[python] / cost[cpp])
            costs.append(cost[cpp])
        child.stdin.close()
        child.wait()
    return ratios, statistics.median(costs)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("clip")
    parser.add_argument("--pairs", type=int, default=24)
    parser.add_argument("--reads", type=int, default=40, help="pictures in one turn")
    parser.add_argument("--loop", type=pathlib.Path, help="the program of the C++ calls; without it only runs are compared")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    result = {"machine": platform.processor() or platform.machine(), "load": os.getloadavg()[0], "pairs": given.pairs}
    bare, whole, result["start_s"] = runs(given.clip, given.pairs)
    result["run"] = dict(zip(("ratio", "low", "high"), interval(bare)))
    result["whole"] = dict(zip(("ratio", "low", "high"), interval(whole)))
    if given.loop:
        ratios, cost = reads(str(given.loop), given.pairs, given.reads)
        result["read"] = dict(zip(("ratio", "low", "high"), interval(ratios)))
        result["read"]["cpp_ms"] = cost * 1e3
    if given.json:
        print(json.dumps(result))
        return
    for name, words in (("run", "mien.run ÷ mien run"), ("whole", "the same with their starts"), ("read", "Analyzer.read ÷ the C++ call")):
        if name in result:
            print(f"{words}: {result[name]['ratio']:.3f} ({result[name]['low']:.3f} to {result[name]['high']:.3f}, {given.pairs} pairs)")
    starts = result["start_s"]
    print(f"starts: {starts['python'] * 1e3:.0f} and {starts['program'] * 1e3:.0f} ms CPU; load of the machine {result['load']:.1f}")


if __name__ == "__main__":
    main()
