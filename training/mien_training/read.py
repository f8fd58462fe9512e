"""The data from either form: a prepared .npz, or a folder with fer2013.csv and fer2013new.csv."""
import os

from . import data


def read(path):
    if path.endswith(".npz"):
        return data.read_npz(path)
    parts = data.read_csv(os.path.join(path, "fer2013.csv"), os.path.join(path, "fer2013new.csv"))
    images, votes, labels = parts["public"]
    return {"train": parts["train"], "public": parts["public"], "public2013": (images, None, labels)}
