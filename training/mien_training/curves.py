"""python -m mien_training.curves LOG.csv [--out docs/training-curves.png]: loss and accuracy of a run, epoch by epoch.

LOG.csv is what `train.report` leaves: epoch, loss, training %, seconds, progress, and in some rows FER+ % and FER2013 %.
"""
import argparse
import csv

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt  # noqa: E402  (after the backend is chosen)

BLUE, ORANGE, GREEN, GREY = "#0072B2", "#D55E00", "#009E73", "#777777"  # Okabe and Ito's, told apart by all eyes


def rows(path):
    """A checkpoint that is older than the log repeats epochs: the later row counts."""
    with open(path, newline="") as file:
        found = {int(row[0]): [float(value) for value in row] for row in csv.reader(file) if row}
    return [found[epoch] for epoch in sorted(found)]


def line(axes, points, colour, style, marker, name):
    axes.plot(*zip(*points), color=colour, linestyle=style, marker=marker, markersize=3, linewidth=1.3)
    axes.annotate(f"{name} {points[-1][1]:.1f}", points[-1], xytext=(4, 0), textcoords="offset points", color=colour,
                  fontsize=8, va="center")


def draw(run, small_until, out):
    """`small_until`: the progress 0..1 up to which a part of the batches was small."""
    figure, (left, right) = plt.subplots(1, 2, figsize=(8.4, 3.2), dpi=110, layout="constrained")
    left.plot([row[0] for row in run], [row[1] for row in run], color=BLUE, linewidth=1.3)
    left.set(title="Loss on training pictures", xlabel="epoch")
    line(right, [(row[0], row[2]) for row in run], GREY, ":", None, "training")
    line(right, [(row[0], row[5]) for row in run if len(row) > 5], BLUE, "-", "o", "FER+")
    line(right, [(row[0], row[-1]) for row in run if len(row) > 6], ORANGE, "--", "s", "FER2013")
    right.set(title="Accuracy in % (averaged weights, public test)", xlabel="epoch")
    right.margins(x=0.22)
    right.set_xlim(left=0)
    change = next((row[0] for row in run if row[4] >= small_until), None) if small_until else None
    for axes in (left, right):
        axes.spines[["top", "right"]].set_visible(False)
        axes.grid(color="#e6e6e6", linewidth=0.6)
        if change:
            axes.axvline(change, color=GREEN, linewidth=0.9, linestyle="-.")
    if change:
        left.annotate("full size\nfrom here", (change, left.get_ylim()[1]), xytext=(4, -2), fontsize=8, color=GREEN,
                      textcoords="offset points", va="top")
    figure.savefig(out, metadata={"Software": None})


def main():
    parser = argparse.ArgumentParser(prog="mien_training.curves", description=__doc__)
    parser.add_argument("log")
    parser.add_argument("--out", default="docs/training-curves.png")
    parser.add_argument("--small-until", type=float, default=0.0)
    arguments = parser.parse_args()
    draw(rows(arguments.log), arguments.small_until, arguments.out)


if __name__ == "__main__":
    main()
