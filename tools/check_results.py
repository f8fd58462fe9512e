#!/usr/bin/env python3
"""docs/results/README.md and README.md against the measurement files in docs/results: the table of approaches, the scaling
figures and the name of the approach that they are of, the peers, the small figures (tools/readme-figures). README's sections of
figures have no other number. Silent where they agree."""

import json
import pathlib
import re
import runpy
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


NUMBERS = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]


def snapshot_problems(text, profile, density):
    """The snapshot before and after, and the cameras."""
    text = " ".join(text.split())
    share = lambda side, figure: f"{100 * profile[side][figure]['value']:.0f} %"
    for phrase in (f"| physical cores busy (> 80 %) | {share('before', 'core_utilisation')} | **{share('after', 'core_utilisation')}** |",
                   f"| packed share of FP time (> 70 %) | {share('before', 'vectorisation')} | **{share('after', 'vectorisation')}**",
                   f"**{NUMBERS[density['cameras']]}** 1080p cameras at {density['target_fps']:.0f} fps",
                   f"the slowest at {density['min_fps']:.1f} fps and 99 of 100 frames done within {density['p99_ms']:.0f} ms",
                   f"{density['cameras_per_core']:.1f} cameras per core"):
        if phrase not in text:
            yield f"not '{phrase}'"


def tuner_problems(text, best):
    """What the text says of the tuner, by the evidence in its profile."""
    found = re.search(r"(\d+) configurations, (\d+) s\)\..*?Winner: ([\d.]+) frames a second, ([\d.]+) % .*?"
                      r"in turns: ([\d.]+) times as fast \(([\d.]+) to ([\d.]+)\)", best, re.S)
    space, seconds, fps, recall, ratio, low, high = found.groups()
    for phrase in (f"among {space} configurations", f"in {seconds} s ([best.yaml]", f"{fps} fps with {recall} % of the reference's faces",
                   f"{ratio} times the runner-up's speed ({low} to {high})"):
        if phrase not in " ".join(text.split()):
            yield f"not '{phrase}'"


def stray_speeds(text, *files):
    """Frames a second that no measurement file has, but for the recording's own and the limit that the text works out."""
    known = {f"{float(number):.{places}f}" for file in files for number in re.findall(r"\d+\.?\d*", file) for places in (0, 1)}
    for speed in re.findall(r"\*{0,2}(\d+\.?\d*)\*{0,2} fps", text):
        if speed not in known | {"25", "490"}:
            yield f"{speed} fps is in no measurement file"


def ratios(bench):
    """What README says of HOG against the CNN, of recall, and of processes."""
    by_name = {result["approach"]: result for result in bench["results"]}
    ratio = {row["setting"]: row["ratio"] for row in bench["comparisons"] if (row["cnn"], row["precision"]) == ("yunet-n", "bf16")}
    least = min(result["recall_vs_reference"] for result in bench["results"] if result["approach"] != "baseline")
    behind = max(1 - by_name[name]["fps_median"] / by_name[others]["fps_median"]
                 for name, others in (("processes", "threads"), ("mpi", "threads"),
                                      ("processes-cnn-per-core", "cnn-per-core"), ("mpi-cnn-per-core", "cnn-per-core")))
    return [f"HOG with its usual settings (colour, upsample 1) takes {ratio['common']:.0f} times as long as the fastest CNN, "
            f"at equal settings (upsample 0) {ratio['equal']:.0f} times",
            f"Recall is at least {int(100 * least)} %",
            f"Processes and MPI are within {100 * behind:.0f} % of threads"]


def small_figures(small):
    """What tools/readme-figures measured, in README's words."""
    said = runpy.run_path(str(FOLDER.parent.parent / "tools" / "readme-figures"))["words"](small)
    images = [f"on {small['detect'][0]['images']} WIDER FACE validation images"] if "detect" in small else []
    return images + [line for line in said if any(digit in line for digit in "0123456789")]


# Numbers that are no measurement: names, sizes and settings.
NO_FIGURES = [r"FER2013", r"IoU 0\.5", r"at least 10 / 20 / 40 / 80 px high", r"image is 640 px", r"mien 0\.2\.0", r"AVX-512", r"with 5 detections a second",
              r"1080p", r"f32", r"bf16", r"int8", r"\(docs/[^)]*\)", r"\(upsample 0\)", r"\d+ (November|December) 2026"]


def unmeasured(text, wanted):
    """Numbers of README's sections of figures that no measurement file has."""
    part = text[text.index("## Compared with what you would use"):text.index("## How it works")]
    expressions = re.search(r"Expressions, on .*? has the rest\.", part)  # tests/app/eval_emotion_test.py
    for phrase in [*wanted, expressions[0] if expressions else ""]:
        part = part.replace(phrase, " ")
    for pattern in NO_FIGURES:
        part = re.sub(pattern, " ", part)
    return re.findall(r"\S*\d\S*", part)


def live_cameras(page):
    """docs/density.md's first table of live cameras, in README's words."""
    one, two, idle = (re.search(rf"^\| {row} \| \**(\d+)\** \|", page, re.M)[1]
                      for row in ("busy, one stream", "busy, with substream", "70 % idle, with substream"))
    return (f"Two such cores process this many live 1080p15 cameras, at 5 searches a second with expressions: {one} with one stream, "
            f"{two} with a substream, {idle} with a substream if 70 % of the cameras see nobody")


PEERS = {"PyAV + OpenVINO, the same detector, one core": ("PyAV + OpenVINO yunet-n", 1),
         "the same, two cores": ("PyAV + OpenVINO yunet-n", 2),
         "MediaPipe, one core": ("MediaPipe", 1),
         "OpenCV's VideoCapture + FaceDetectorYN, one core": ("OpenCV FaceDetectorYN", 1),
         "dlib's HOG as commonly called, one core": ("dlib HOG", 1)}


def compared(peers):
    """README's rows of tools/compare-peers' peers.json."""
    def said(found):
        return f"{found['median']:.2f} ({found['min']:.2f}–{found['max']:.2f})"

    single = {(row["program"], row["cores"], row["every"]): row["mien_ratio"] for row in peers["results"]}
    two = {row["every"]: row["mien_ratio"] for row in peers["two_streams"] if row["beside"] == "PyAV + OpenVINO yunet-n"}
    for words, (name, cores) in PEERS.items():
        yield f"| {words} | {said(single[name, cores, 1])} | {said(single[name, cores, 5])} |"
    yield f"| PyAV + OpenVINO on the main stream of a two-stream camera, one core | {said(two[1])} | {said(two[5])} |"


def readme_problems(text, bench, density_page, peers, peers_page, small):
    """What README says in words, figure by figure."""
    text = " ".join(text.split())
    by_name = {result["approach"]: result["speedup_vs_baseline"] for result in bench["results"]}
    curve = {row["workers"]: row["fps"] for row in bench["scaling"]}
    wanted = [f"HOG on threads {by_name['threads']:.1f} ×",
              f"a CNN with one worker per core {by_name['cnn-per-core']:.1f} ×",
              f"tracking in between {by_name['cnn-per-core-tracked']:.1f} ×",
              f"it is {by_name['cnn-per-core']:.1f} times as fast on two cores",
              f"and {by_name['cnn-per-core-tracked']:.1f} times with tracking",
              f"two workers are {curve[2] / curve[1]:.2f} × as fast as one",
              f"mien {bench['version']} of"]
    wanted += ratios(bench)
    wanted.append(live_cameras(density_page))
    wanted += compared(peers)
    shown = runpy.run_path(str(FOLDER.parent.parent / "tools" / "peers" / "table.py"))["markdown"](peers["results"], "")
    for line in shown.splitlines():
        if line.startswith("| ") and line not in peers_page:
            yield f"docs/results/peers.md: not '{line}'"
    most = re.search(r"\| as installed \(`--demand auto`\) \| every 5th \|.*\| \*\*([\d.]+)\*\* (\([^)]*\)) \| 12 \|", peers_page)
    wanted.append(f"{most[1]} {most[2]} in twelve pairs" if most else "docs/results/peers.md's row of twelve pairs, every 5th")
    wanted += small_figures(small)
    for phrase in wanted:
        if phrase not in text:
            yield f"README.md: not '{phrase}'"
    for number in unmeasured(text, sorted(wanted, key=len, reverse=True)):
        yield f"README.md: {number} is in no measurement file"


def main():
    text = (FOLDER / "README.md").read_text(encoding="utf-8")
    bench = json.loads((FOLDER / "2-cores-avx512" / "bench.json").read_text(encoding="utf-8"))
    density = json.loads((FOLDER / "2-cores-avx512" / "density.json").read_text(encoding="utf-8"))
    profile = json.loads((FOLDER / "2-cores-avx512" / "profile.json").read_text(encoding="utf-8"))
    readme = (FOLDER.parent.parent / "README.md").read_text(encoding="utf-8")
    best = (FOLDER / "2-cores-avx512" / "best.yaml").read_text(encoding="utf-8")
    measured = [(FOLDER / "2-cores-avx512" / name).read_text(encoding="utf-8") for name in ("bench.json", "density.json", "best.yaml")]
    found = [f"docs/results/README.md: {one}" for one in [*problems(text, bench), *snapshot_problems(text, profile, density),
                                                          *tuner_problems(text, best), *stray_speeds(text, *measured)]]
    small = json.loads((FOLDER / "2-cores-avx512" / "readme.json").read_text(encoding="utf-8"))
    peers = json.loads((FOLDER / "2-cores-avx512" / "peers.json").read_text(encoding="utf-8"))
    density_page = (FOLDER.parent / "density.md").read_text(encoding="utf-8")
    found += readme_problems(readme, bench, density_page, peers,
                             (FOLDER / "peers.md").read_text(encoding="utf-8"), small)
    for one in found:
        print(one)
    return bool(found)


if __name__ == "__main__":
    sys.exit(main())
