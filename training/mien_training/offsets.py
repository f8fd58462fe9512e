"""python -m mien_training.offsets DATA FILE.onnx: offsets for the classes that are seldom in the training votes, fitted on
training and public test together and checked across ten folds of both; and the temperature, likewise, on the public test.

Each part alone misleads: the file has learned the training pictures, and the public test has 24 faces of disgust and 13 of
contempt. So both count half. A loss of `ALLOWED` in accuracy buys as much mean recall as it can.
"""
import argparse

import numpy as np

from . import calibrate
from .model import CLASSES

RARE = tuple(CLASSES.index(name) for name in ("disgust", "fear", "contempt"))
REST = tuple(c for c in range(len(CLASSES)) if c not in RARE)
GRID = np.stack(np.meshgrid(np.arange(13), np.arange(9), np.arange(15), indexing="ij"), -1).reshape(-1, 3) / 10
ALLOWED = 0.0025
FOLDS = 10


def folds(labels, seed):
    """A fold for each row; each class is spread over all of them."""
    random, fold = np.random.default_rng(seed), np.zeros(len(labels), int)
    for c in range(len(CLASSES)):
        rows = random.permutation(np.nonzero(labels == c)[0])
        fold[rows] = (np.arange(len(rows)) + random.integers(FOLDS)) % FOLDS
    return fold


def hits(logits, labels, fold):
    """Right ones per row of GRID, class and fold [N,8,FOLDS], and all [8,FOLDS]."""
    rest = logits[:, REST]
    least, common = rest.max(1), np.array(REST)[rest.argmax(1)]
    cell, cells = labels * FOLDS + fold, len(CLASSES) * FOLDS
    count = lambda rows: np.bincount(rows, minlength=cells).reshape(-1, FOLDS)
    right = []
    for offset in GRID:
        rare = logits[:, RARE] + offset
        said = np.where(rare.max(1) > least, np.array(RARE)[rare.argmax(1)], common)
        right.append(count(cell[said == labels]))
    return np.array(right), count(cell)


def choose(parts, allowed=ALLOWED):
    """The row of GRID of most mean recall that costs at most `allowed`. `parts`: [(right [N,8], all [8])…]."""
    accuracy = np.mean([right.sum(1) / every.sum() for right, every in parts], 0)
    recall = np.mean([(right[:, every > 0] / every[every > 0]).mean(1) for right, every in parts], 0)
    return int(np.where(accuracy >= accuracy[0] - allowed - 1e-9, recall, -1).argmax())


def spread(offset):
    """[3] -> [8]"""
    return np.bincount(RARE, offset, len(CLASSES))


def fit(parts, allowed=ALLOWED):
    """`parts`: [(logits, labels)…] -> offsets [8]."""
    counted = [hits(logits, labels, np.zeros(len(labels), int)) for logits, labels in parts]
    return spread(GRID[choose([(right.sum(2), every.sum(1)) for right, every in counted], allowed)])


def crossed(parts, seeds=(0, 1), allowed=ALLOWED):
    """Fitted on nine folds, counted on the tenth: for each part (accuracy, recall [8])."""
    found = [np.zeros(len(CLASSES)) for _ in parts]
    for seed in seeds:
        counted = [hits(logits, labels, folds(labels, seed)) for logits, labels in parts]
        for held in range(FOLDS):
            others = np.arange(FOLDS) != held
            best = choose([(right[:, :, others].sum(2), every[:, others].sum(1)) for right, every in counted], allowed)
            for sum_, (right, _) in zip(found, counted):
                sum_ += right[best, :, held] / len(seeds)
    every = [np.bincount(labels, minlength=len(CLASSES)) for _, labels in parts]
    return [(float(f.sum() / e.sum()), f / np.maximum(e, 1)) for f, e in zip(found, every)]


def main():
    from . import data, evaluate
    from .read import read

    parser = argparse.ArgumentParser(prog="mien_training.offsets", description=__doc__)
    parser.add_argument("data")
    parser.add_argument("file")
    arguments = parser.parse_args()
    sets = read(arguments.data)
    sets["train"], _ = data.training_rows(sets)
    net, parts = evaluate.File(arguments.file), []
    for part in ("train", "public"):
        images, votes, _ = sets[part]
        label = data.majority(votes)
        parts.append((net(evaluate.pictures(images[label >= 0]))[0], label[label >= 0]))
    offset = fit(parts)
    print("bias:", offset.tolist())
    for part, (accuracy, recall) in zip(("train", "public"), crossed(parts)):
        print(f"{part}, across folds: right {100 * accuracy:.1f} %, macro recall {100 * recall.mean():.1f} %, "
              + ", ".join(f"{CLASSES[c]} {100 * recall[c]:.0f} %" for c in RARE))
    logits, labels = parts[1][0] + offset, parts[1][1]
    heat = calibrate.temperature(logits, labels)
    print(f"temperature: {heat:.3f}; ECE {100 * calibrate.error(calibrate.softmax(logits, heat), labels):.1f} %, "
          f"across halves {100 * calibrate.halves(logits, labels):.1f} %")


if __name__ == "__main__":
    main()
