#!/usr/bin/env python3
"""docs/results/README.md and README.md against the measurement files in docs/results: the table of approaches, the scaling
figures and the name of the approach that they are of, the peers. Silent where they agree."""

import json
import pathlib
import re
import sys

FOLDER = pathlib.Path(__file__).resolve().parent.parent / "docs" / "results"


def problems(text, bench):
    rows = {match[1]: match[0] for match in re.finditer(r"^\| \**([\w-]+)\**[^|]*\|.*\|$", text, re.M)}
    for result in bench["results"]:
        row = rows.get(result["approach"])
        if row is None:
            yield f"{result['approach']}: no row"
            continue
        median = f"{result['fps_median']:.1f} ({result['fps_min']:.1f}–{result['fps_max']:.1f})"
        if median not in row:
            yield f"{result['approach']}: not {median}"
        if f"{result['speedup_vs_baseline']:.1f}" not in row:
            yield f"{result['approach']}: not {result['speedup_vs_baseline']:.1f} × baseline"
    curve = {row["workers"]: row for row in bench["scaling"]}
    most = curve[max(curve)]
    wanted = (f"{most['approach']}, in its own interleaved runs: {most['fps']:.1f} and {curve[1]['fps']:.1f} fps, "
              f"{most['fps'] / curve[1]['fps']:.2f} ×")
    if wanted not in " ".join(text.split()):
        yield f"scaling: not '{wanted}'"


def readme_problems(text, bench, density, peers):
    """What README says in words, figure by figure."""
    text = " ".join(text.split())
    by_name = {result["approach"]: result["speedup_vs_baseline"] for result in bench["results"]}
    curve = {row["workers"]: row["fps"] for row in bench["scaling"]}
    numbers = ["no", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten", "Eleven", "Twelve"]
    wanted = [f"HOG on threads {by_name['threads']:.1f} ×",
              f"a worker per core with a CNN {by_name['cnn-per-core']:.1f} ×",
              f"tracking between {by_name['cnn-per-core-tracked']:.1f} ×",
              f"it is {by_name['cnn-per-core']:.1f} times as fast on two cores",
              f"and {by_name['cnn-per-core-tracked']:.1f} times with tracking",
              f"two workers ÷ one {curve[2] / curve[1]:.2f} ×",
              f"{numbers[density['cameras']]} 1080p{density['target_fps']:.0f} cameras"]
    every_frame = re.split(r"a search on every frame\*\*", peers)[1:]  # the first table of each setting
    rows = [re.search(r"^\| PyAV \+ OpenVINO yunet-n \|.*\| ([\d.]+) \| [\d.]+–[\d.]+ \|$", part, re.M)[1]
            for part in every_frame]
    for setting, ratio in zip(("`--demand off --precision bf16`, all work in the more costly expression model",
                               "`--demand off --precision int8`"), rows):
        wanted.append(f"| {setting} | {ratio} |")
    if len(rows) < 3:
        yield "docs/results/peers.md has no three rows of PyAV + OpenVINO yunet-n"
    for phrase in wanted:
        if phrase not in text:
            yield f"README.md: not '{phrase}'"


def main():
    text = (FOLDER / "README.md").read_text(encoding="utf-8")
    bench = json.loads((FOLDER / "2-cores-avx512" / "bench.json").read_text(encoding="utf-8"))
    density = json.loads((FOLDER / "2-cores-avx512" / "density.json").read_text(encoding="utf-8"))
    readme = (FOLDER.parent.parent / "README.md").read_text(encoding="utf-8")
    found = [f"docs/results/README.md: {one}" for one in problems(text, bench)]
    found += readme_problems(readme, bench, density, (FOLDER / "peers.md").read_text(encoding="utf-8"))
    for one in found:
        print(one)
    return bool(found)


if __name__ == "__main__":
    sys.exit(main())
