"""Trains a network; a checkpoint after each epoch, from which the same command goes on."""
import csv
import math
import os
import time

import numpy as np
import torch
import torch.nn.functional as F

from . import augment, data, restart
from .model import ExpressionNet
from .pace import Pace
from .teacher import FaceTeacher


def build(recipe):
    if recipe["network"] == "teacher":
        net = FaceTeacher(recipe["side"])
        if recipe.get("dlib"):
            net.load_dlib(recipe["dlib"])
            with torch.no_grad():
                net.train()(torch.from_numpy(recipe["first_images"]))
    else:
        net = ExpressionNet(tuple(recipe["widths"]), tuple(recipe["depths"]))
    if str(recipe.get("start")).endswith(".onnx"):
        restart.from_onnx(net, recipe["start"], torch.from_numpy(recipe["first_images"]))
    elif recipe.get("start"):
        net.load_state_dict(torch.load(recipe["start"], weights_only=True))
    if recipe.get("unit"):
        restart.unit(net)
    return net


class Average:
    """Exponential moving average of the weights (Polyak), with a warm-up."""

    def __init__(self, net, decay):
        self.state = {k: v.detach().clone() for k, v in net.state_dict().items()}
        self.decay, self.steps = decay, 0

    @torch.no_grad()
    def update(self, net):
        self.steps += 1
        decay = min(self.decay, (1 + self.steps) / (10 + self.steps))
        for key, value in net.state_dict().items():
            if value.dtype.is_floating_point:
                self.state[key].lerp_(value, 1 - decay)
            else:
                self.state[key].copy_(value)


def cross_entropy(logits, target, weight=None):
    loss = -(target * F.log_softmax(logits.float(), 1)).sum(1)
    return (loss * weight).mean() if weight is not None else loss.mean()


def rarity(soft, power):
    """How often to draw each row: classes that are seldom count more."""
    share = soft.sum(0) / len(soft)
    weight = (soft * (1 / np.maximum(share, 1e-3)) ** power).sum(1)
    return weight / weight.sum()


def batches(soft, recipe, random):
    weights = rarity(soft, recipe["rarity"])
    count = len(soft) // recipe["batch"]
    order = random.choice(len(soft), count * recipe["batch"], p=weights, replace=True) if recipe["rarity"] > 0 else \
        random.permutation(len(soft))[:count * recipe["batch"]]
    if recipe.get("again"):  # the two rare classes come several times
        rare = np.repeat(np.nonzero(soft[:, [5, 7]].sum(1) >= 0.4)[0], recipe["again"] - 1)
        order = random.permutation(np.concatenate([order, rare]))
        count = len(order) // recipe["batch"]
    return order[:count * recipe["batch"]].reshape(count, recipe["batch"])


def targets(votes, labels, taught, rows, recipe):
    """Soft targets of both heads: what people voted, mixed with what the teachers say where there are any."""
    a = torch.from_numpy(votes[rows])
    b = torch.full((len(rows), 7), 0.1 / 7)
    known = torch.from_numpy(labels[rows] >= 0)
    b[torch.arange(len(rows)), torch.from_numpy(labels[rows].astype(np.int64).clip(0))] += 0.9
    b = b * known[:, None]
    if taught is not None:
        share = recipe["taught"]
        a = (1 - share) * a + share * torch.from_numpy(taught[0][rows])
        share = recipe.get("taught2013", share)
        b = (1 - share) * b + share * torch.from_numpy(taught[1][rows])
    return a, b


def mixed(images, a, b, random, alpha):
    """mixup (Zhang et al. 2018) on half of the batches."""
    if alpha <= 0 or random.random() < 0.5:
        return images, a, b
    share, order = random.beta(alpha, alpha), torch.from_numpy(random.permutation(len(images)))
    blend = lambda x: share * x + (1 - share) * x[order]
    return blend(images), blend(a), blend(b)


@torch.no_grad()
def predict(net, images, change=None, mirror=True, batch=256, maps=None):
    """Probabilities of both heads, [N,8] and [N,7]; crops by `maps`, then `change`, are applied to each batch."""
    net.eval()
    heads = ([], [])
    for begin in range(0, len(images), batch):
        x = torch.from_numpy(images[begin:begin + batch]).float().div(255)[:, None]
        x = augment.crops(x, maps[begin:begin + batch]) if maps is not None else x
        x = change(x) if change else x
        with torch.autocast("cpu", torch.bfloat16):
            outputs = net(x.contiguous(memory_format=torch.channels_last))
            other = net(x.flip(3).contiguous(memory_format=torch.channels_last)) if mirror else outputs
        for head, one, two in zip(heads, outputs, other):
            head.append((one.float().softmax(1) + two.float().softmax(1)) / 2)
    return torch.cat(heads[0]).numpy(), torch.cat(heads[1]).numpy()


def views(nets, images, count, seed, zoom=0.2):
    """What the teachers say of `count` crops of every picture: [(maps [N,2,3], FER+ [N,8], FER2013 [N,7])…].

    A student that is shown the same crop, worsened, learns to say what a teacher says who saw it whole
    ("consistent and patient" teaching, Beyer et al. 2022).
    """
    result = []
    for view in range(count):
        maps = augment.draw_crops(np.random.default_rng((seed, 7, view)), len(images), zoom=zoom)
        answers = [predict(net, images, maps=maps, mirror=False) for net in nets]
        result.append((maps,) + tuple(np.mean([answer[head] for answer in answers], 0) for head in (0, 1)))
    return result


def opinion(said):
    """One answer per picture, the mean over `views`; it goes with any crop, and outvotes a wrong label."""
    return [(None,) + tuple(np.mean([view[head] for view in said], 0) for head in (1, 2))]


def score(net, sets, heights=(48, 24, 16), part="validation"):
    """Accuracy without test-time augmentation: FER+ majority at each of `heights`, FER2013."""
    images, votes, _ = sets[part]
    label = data.majority(votes)
    seen = label >= 0
    result = []
    for height in heights:
        change = None if height == 48 else lambda x: augment.distant(x, height)
        a, _ = predict(net, images[seen], change, mirror=False)
        result.append(100 * float((a.argmax(1) == label[seen]).mean()))
    images, _, labels = sets[part + "2013"]
    _, b = predict(net, images, mirror=False)
    result.append(100 * float((b.argmax(1) == labels).mean()))
    return result


def optimiser_of(net, recipe):
    decay = [p for p in net.parameters() if p.ndim > 1]
    plain = [p for p in net.parameters() if p.ndim <= 1]
    return torch.optim.SGD([{"params": decay, "weight_decay": recipe["decay"]}, {"params": plain}],
                           recipe["rate"], momentum=0.9, nesterov=True)


def load(path, net, optimiser, average, pace):
    """Goes on from the checkpoint; -> the number of epochs done."""
    if not os.path.exists(path):
        return 0
    state = torch.load(path, weights_only=False)
    net.load_state_dict(state["net"])
    optimiser.load_state_dict(state["optimiser"])
    average.state, average.steps = state["average"], state["steps"]
    pace.done, pace.second = state["done"], state["second"]
    return state["epoch"]


def save(path, net, optimiser, average, pace, epoch):
    torch.save({"net": net.state_dict(), "optimiser": optimiser.state_dict(), "average": average.state,
                "steps": average.steps, "epoch": epoch, "done": pace.done, "second": pace.second}, path + ".new")
    os.replace(path + ".new", path)


def train(recipe, sets, folder, taught=None, until=None, log=print):
    os.makedirs(folder, exist_ok=True)
    torch.manual_seed(recipe["seed"])
    images, votes, _ = sets["train"]
    soft = data.soft_votes(votes)
    recipe = dict(recipe, first_images=images[:1024, None].astype(np.float32) / 255)
    net = build(recipe).to(memory_format=torch.channels_last)
    average = Average(net, recipe["average"])
    optimiser, pace = optimiser_of(net, recipe), Pace(recipe, until)
    path = os.path.join(folder, "checkpoint.pt")
    epoch = load(path, net, optimiser, average, pace)
    while pace.done < 1 - 1e-9 and epoch < recipe.get("stop", 10**6):
        random, begin = np.random.default_rng((recipe["seed"], epoch)), time.time()
        torch.manual_seed(recipe["seed"] * 1000 + epoch)
        rows = batches(soft, recipe, random)
        pace.plan(len(rows), epoch)
        figures = run_epoch(net, average, optimiser, pace, recipe, sets, soft, taught, rows, random, epoch)
        epoch += 1
        save(path, net, optimiser, average, pace, epoch)
        report(average, recipe, sets, folder, pace, [epoch, *figures, round(time.time() - begin)], log)
    torch.save(average.state, os.path.join(folder, "weights.pt"))
    return path


def run_epoch(net, average, optimiser, pace, recipe, sets, soft, taught, batches, random, epoch):
    """One pass over `batches` -> mean loss, share of training faces whose likeliest vote was said."""
    images, _, labels = sets["train"]
    total, right = 0.0, 0
    view = taught[epoch % len(taught)] if taught is not None else None
    free = view is None or view[0] is None
    net.train()
    for rows in batches:
        side = pace.side(random)
        maps = augment.draw_crops(random, len(rows), zoom=recipe.get("zoom", 0.2)) if free else view[0][rows]
        x = torch.from_numpy(images[rows]).float().div(255)[:, None]
        x = augment.sized(augment.augment(x, maps, random, recipe), side)
        a, b = targets(soft, labels, view[1:] if view is not None else None, rows, recipe)
        x, a, b = mixed(x, a, b, random, recipe["mixup"])
        for group in optimiser.param_groups:
            group["lr"] = pace.rate()
        with torch.autocast("cpu", torch.bfloat16):
            one, two = net(x.contiguous(memory_format=torch.channels_last))
        loss = cross_entropy(one, a) + recipe["auxiliary"] * cross_entropy(two, b)
        optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(net.parameters(), 5.0)
        optimiser.step()
        average.update(net)
        total += loss.item()
        right += int((one.argmax(1) == a.argmax(1)).sum())
        pace.step(side)
    return round(total / len(batches), 4), round(100 * right / batches.size, 2)


def report(average, recipe, sets, folder, pace, row, log):
    """Appends to log.csv: epoch, loss, training %, seconds, progress, FER+ %, FER2013 % (now and then; at the end also
    at 24 and 16 px)."""
    last = pace.done >= 1 - 1e-9
    row.append(round(pace.done, 4))
    if row[0] % recipe["score_every"] == 0 or last:
        judge = build(dict(recipe, start=None, dlib=None)).to(memory_format=torch.channels_last)
        judge.load_state_dict(average.state)
        row += [round(v, 2) for v in score(judge, sets, (48, 24, 16) if last else (48,))]
    with open(os.path.join(folder, "log.csv"), "a", newline="") as file:
        csv.writer(file).writerow(row)
    log(row, flush=True)
