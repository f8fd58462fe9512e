#!/usr/bin/env python3
"""docs/results/README.md against the measurement files beside it: the table of approaches, the scaling figures and the
name of the approach that they are of. Silent where they agree."""

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


def main():
    text = (FOLDER / "README.md").read_text(encoding="utf-8")
    bench = json.loads((FOLDER / "2-cores-avx512" / "bench.json").read_text(encoding="utf-8"))
    found = list(problems(text, bench))
    for one in found:
        print(f"docs/results/README.md: {one}")
    return bool(found)


if __name__ == "__main__":
    sys.exit(main())
