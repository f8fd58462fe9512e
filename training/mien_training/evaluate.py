"""python -m mien_training.evaluate DATA FILE.onnx [--part validation|public] [--robustness] [--detector FILE.onnx]

Accuracy of an exported file as it ships, with bootstrap intervals of 95 %. `validation` (the default) may be looked at as often
as one likes; `public` once, for the file that was chosen. --robustness: the same faces blurred, dark, covered.
--detector: a face detector (yunet-n), whose landmarks tell how far a head is turned. --manifest: where bias and
temperature of the file are; without an entry for it they are 0 and 1.
"""
import argparse
import hashlib
import re
import time

import numpy as np
import torch

from . import augment, calibrate, data, disturb, split, yaw
from .model import CLASSES
from .read import read

DRAWS = 1000


def interval(values, draws=DRAWS, seed=3, figure=np.mean):
    """Percentile bootstrap of `figure` over rows -> (figure, low, high)."""
    random = np.random.default_rng(seed)
    drawn = [figure(values[random.integers(0, len(values), len(values))]) for _ in range(draws)]
    return (float(figure(values)), *(float(v) for v in np.nanpercentile(drawn, (2.5, 97.5))))


def macro(rows):
    """Mean recall over the classes present; `rows` [N,2]: said, right."""
    recalls = [np.mean(rows[rows[:, 1] == c, 0] == c) for c in range(len(CLASSES)) if (rows[:, 1] == c).any()]
    return float(np.mean(recalls))


class File:
    """An exported file, one thread, f32: images f32 [N,1,48,48] -> logits of both heads."""

    def __init__(self, path, precision="f32", faces=None):
        """`faces`: a fixed number of them a call, as the product has it; otherwise any."""
        import openvino

        core = openvino.Core()
        model = core.read_model(path)
        if faces:
            model.reshape([faces, 1, augment.SIDE, augment.SIDE])
        self.model = core.compile_model(model, "CPU", {
            "INFERENCE_NUM_THREADS": 1, "NUM_STREAMS": 1, "INFERENCE_PRECISION_HINT": precision,
            "ENABLE_CPU_PINNING": False})

    def __call__(self, images):
        heads = ([], [])
        for part in torch.split(images, 64):
            answer = self.model(part.numpy())
            for head, output in zip(heads, ("ferplus", "fer2013")):
                head.append(np.array(answer[output]))
        return np.concatenate(heads[0]), np.concatenate(heads[1])


def calibration(manifest, path):
    """(bias [8], temperature) of the entry whose hash is the file's."""
    with open(path, "rb") as file:
        digest = hashlib.sha256(file.read()).hexdigest()
    with open(manifest) as file:
        entries = re.split(r"^  - name: ", file.read(), flags=re.M)
    for entry in entries:
        if digest in entry:
            bias = re.search(r"bias: \[([^\]]*)\]", entry)
            heat = re.search(r"temperature: ([\d.]+)", entry)
            return np.array([float(v) for v in bias[1].split(",")]) if bias else 0, float(heat[1]) if heat else 1
    return 0, 1


def pictures(images):
    return torch.from_numpy(images).float().div(255)[:, None]


def figures(net, sets, part, bias, heat):
    """[(name, (figure, low, high), count)…] in percent."""
    images, votes, _ = sets[part]
    label = data.majority(votes)
    images, label = pictures(images[label >= 0]), label[label >= 0]
    sure = calibrate.softmax(net(images)[0] + bias, heat)
    said = sure.argmax(1)
    rows = np.stack([said, label], 1)
    error = lambda r: calibrate.error(sure[r], label[r])
    result = [("FER+, 8 classes", interval(said == label), len(label)),
              ("macro recall, 8 classes", interval(rows, figure=macro), len(label)),
              ("ECE", interval(np.arange(len(label)), figure=error), len(label))]
    for c, name in enumerate(CLASSES):
        if (label == c).any():
            result.append((f"recall of {name}", interval(said[label == c] == c), int((label == c).sum())))
    images, _, labels = sets[part + "2013"]
    result.append(("FER2013, 7 labels", interval(net(pictures(images))[1].argmax(1) == labels), len(labels)))
    return [(name, tuple(100 * v for v in value), count) for name, value, count in result]


def robustness(net, sets, part, bias):
    """[(kind, (accuracy, low, high), (points lost, low, high))…]: paired, the same faces undisturbed beside them."""
    images, votes, _ = sets[part]
    label = data.majority(votes)
    images, label = pictures(images[label >= 0]), label[label >= 0]
    right = {kind: ((net(change(images))[0] + bias).argmax(1) == label).astype(float)
             for kind, change in disturb.KINDS.items()}
    whole = right["undisturbed"]
    return [(kind, tuple(100 * v for v in interval(r)), tuple(100 * v for v in interval(whole - r)))
            for kind, r in right.items()]


def turned(net, sets, part, bias, detector):
    """[(range of degrees, (accuracy, low, high), faces)…]; and how many faces no landmarks were found for."""
    images, votes, _ = sets[part]
    label = data.majority(votes)
    images, label = images[label >= 0], label[label >= 0]
    angle = yaw.Yaw(detector)(images)
    right = (net(pictures(images))[0] + bias).argmax(1) == label
    rows = []
    for low, high in ((0, 10), (10, 20), (20, 35), (35, 91)):
        here = (np.abs(angle) >= low) & (np.abs(angle) < high)
        if here.sum() >= 20:
            rows.append((f"{low} to {min(high, 90)}", tuple(100 * v for v in interval(right[here])), int(here.sum())))
    lost = np.isnan(angle)
    if lost.any():
        rows.append(("no landmarks found", tuple(100 * v for v in interval(right[lost])), int(lost.sum())))
    return rows


def beside(before, after, sets, part):
    """[(figure, (of `after`), (what it lost to `before`))…], the same faces for both, in percent; no offsets."""
    images, votes, _ = sets[part]
    label = data.majority(votes)
    images, label = pictures(images[label >= 0]), label[label >= 0]
    rows = []
    for height in (48, 24, 16):
        x = images if height == 48 else augment.distant(images, height)
        right = [(net(x)[0].argmax(1) == label).astype(float) for net in (before, after)]
        rows.append((f"FER+ at {height} px", right))
    images, _, labels = sets[part + "2013"]
    rows.append(("FER2013", [(net(pictures(images))[1].argmax(1) == labels).astype(float) for net in (before, after)]))
    return [(name, tuple(100 * v for v in interval(new)), tuple(100 * v for v in interval(old - new)))
            for name, (old, new) in rows]


def costs(kinds, rounds=25, calls=10):
    """`kinds`: [(path, precision)…] -> for each the seconds of the CPU for one face, one thread: least and median of `rounds`, in
    which all take their turn, so that a busy machine meets them alike."""
    face = np.random.default_rng(1).random((1, 1, augment.SIDE, augment.SIDE), np.float32)
    requests = [File(path, precision, 1).model.create_infer_request() for path, precision in kinds]
    spent = [[] for _ in kinds]
    for _ in range(rounds):
        for request, times in zip(requests, spent):
            request.infer([face])
            begin = time.process_time()
            for _ in range(calls):
                request.infer([face])
            times.append((time.process_time() - begin) / calls)
    return [(min(times), float(np.median(times))) for times in spent]


def span(value):
    return f"{value[0]:.1f} ({value[1]:.1f} to {value[2]:.1f})"


def main():
    parser = argparse.ArgumentParser(prog="mien_training.evaluate", description=__doc__)
    parser.add_argument("data")
    parser.add_argument("file")
    parser.add_argument("--part", choices=("validation", "public"), default="validation")
    parser.add_argument("--robustness", action="store_true")
    parser.add_argument("--detector")
    parser.add_argument("--manifest", default="../models/manifest.yaml")
    parser.add_argument("--precision", default="f32")
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    sets = read(arguments.data)
    sets["train"], _ = data.training_rows(sets)
    sets = split.split(sets)
    net = File(arguments.file, arguments.precision)
    bias, heat = calibration(arguments.manifest, arguments.file)
    print(f"{arguments.part}, bias {np.array(bias).tolist()}, temperature {heat}")
    for name, value, count in figures(net, sets, arguments.part, bias, heat):
        print(f"{name}: {span(value)}, {count} faces")
    if arguments.robustness:
        for kind, value, loss in robustness(net, sets, arguments.part, bias):
            print(f"{kind}: {span(value)}, loses {span(loss)}")
    if arguments.detector:
        for degrees, value, count in turned(net, sets, arguments.part, bias, arguments.detector):
            print(f"turned {degrees}: {span(value)}, {count} faces")


if __name__ == "__main__":
    main()
