"""FER2013 pixels, FER+ votes, FER2013 labels: read, de-duplicated, kept in one file."""
import csv

import numpy as np

from .model import CLASSES

VOTES = CLASSES + ("unknown", "not-a-face")
FROM_CSV = np.array([0, 1, 2, 3, 5, 6, 4], np.int8)  # fer2013.csv has neutral last; the head goes by the alphabet


def read_csv(pixels, votes):
    """The official `fer2013.csv` and `fer2013new.csv`, row by row -> {part: (images, votes, labels)}."""
    parts = {"train": ([], [], []), "public": ([], [], []), "private": ([], [], [])}
    names = {"Training": "train", "PublicTest": "public", "PrivateTest": "private"}
    with open(pixels, newline="") as a, open(votes, newline="") as b:
        for left, right in zip(csv.DictReader(a), csv.DictReader(b), strict=True):
            images, tags, labels = parts[names[left["Usage"]]]
            images.append(np.array(left["pixels"].split(), np.uint8).reshape(48, 48))
            row = [value for key, value in right.items() if key not in ("Usage", "Image name")]
            tags.append([int(value) for value in row])
            labels.append(FROM_CSV[int(left["emotion"])])
    return {name: (np.array(i), np.array(v, np.uint8), np.array(l, np.int8)) for name, (i, v, l) in parts.items()}


def read_npz(path):
    """The prepared file; its FER2013 labels are in the order of the alphabet."""
    file = np.load(path)
    return {
        "train": (file["train_images"], file["train_ferplus_votes"], file["train_fer2013"]),
        "public": (file["public_images"], file["public_ferplus_votes"],
                   np.full(len(file["public_images"]), -1, np.int8)),
        "public2013": (file["public_fer2013_images"], None, file["public_fer2013"]),
    }


def soft_votes(votes):
    """Votes [N,10] -> distribution over the 8 classes [N,8]; single votes are outliers (Barsoum et al. 2016)."""
    votes = votes[:, :8].astype(np.float32)
    kept = np.where(votes > 1, votes, 0)
    kept = np.where(kept.sum(1, keepdims=True) > 0, kept, votes)
    return kept / np.maximum(kept.sum(1, keepdims=True), 1)


def majority(votes):
    """Votes [N,10] -> class, or −1: unknown, not a face, or no class with more than half of the votes left."""
    kept = np.where(votes > 1, votes, 0).astype(np.int32)
    top = kept.argmax(1)
    clear = kept.max(1) * 2 > kept.sum(1)
    return np.where(clear & (top < 8), top, -1)


def usable(votes):
    """Rows worth training on: a face, and some agreement that it shows something."""
    return (votes.argmax(1) < 8) & (votes[:, :8].sum(1) > 0)


def signature(images, side=16):
    """Zero-mean, unit-norm thumbnails [N, side²]: their dot product is the correlation of two pictures."""
    step = 48 // side
    small = images.reshape(-1, side, step, side, step).astype(np.float32).mean((2, 4)).reshape(len(images), -1)
    small -= small.mean(1, keepdims=True)
    return small / np.maximum(np.linalg.norm(small, axis=1, keepdims=True), 1e-6)


def near_duplicates(images, others, threshold):
    """For each of `images`, whether one of `others`, or its mirror, correlates above `threshold`; and the best value."""
    best = np.zeros(len(images), np.float32)
    wanted = np.concatenate([signature(others), signature(others[:, :, ::-1])])
    for begin in range(0, len(images), 4096):
        best[begin:begin + 4096] = (signature(images[begin:begin + 4096]) @ wanted.T).max(1)
    return best > threshold, best


def training_rows(sets, threshold=0.92):
    """The training part without what is near a public picture, unusable, or there twice; and how many were near."""
    images, votes, labels = sets["train"]
    others = np.concatenate([sets[name][0] for name in ("public", "public2013") if name in sets])
    near, _ = near_duplicates(images, others, threshold)
    keep = ~near & usable(votes)
    return merge_same(images[keep], votes[keep], labels[keep]), int(near.sum())


def merge_same(images, votes, labels):
    """Identical pictures become one, with the votes of all."""
    _, first, group = np.unique(images.reshape(len(images), -1), axis=0, return_index=True, return_inverse=True)
    total = np.zeros((len(first), votes.shape[1]), np.int32)
    np.add.at(total, group.ravel(), votes)
    return images[first], np.minimum(total, 255).astype(np.uint8), labels[first]
