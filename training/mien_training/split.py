"""A validation part out of the training pictures, drawn by groups: what is near a validation picture is in it too.

The public test is then looked at once, when everything is chosen and fitted; see README.md.
"""
import numpy as np

from . import data

THRESHOLD = 0.92  # as between training and public test
SHARE = 0.07  # of the pictures; of the disgusted and the contemptuous too, who are few
SEED = 18


def groups(images, threshold=THRESHOLD):
    """A group number per picture; pictures that correlate above `threshold`, mirrored or not, and whoever is so near to
    one of them, have the same one."""
    parent = np.arange(len(images))

    def root(index):
        while parent[index] != index:
            parent[index] = parent[parent[index]]
            index = parent[index]
        return index

    upright, mirrored = data.signature(images), data.signature(images[:, :, ::-1])
    for begin in range(0, len(images), 2048):
        rows = upright[begin:begin + 2048]
        for other in (upright, mirrored):
            for left, right in zip(*np.nonzero(rows @ other[begin:].T > threshold)):
                parent[root(left + begin)] = root(right + begin)
    return np.array([root(index) for index in range(len(images))])


def validation_rows(images, votes, share=SHARE, seed=SEED, threshold=THRESHOLD):
    """Which pictures are validation: whole groups, at random, `share` of those of each class (by a group's first picture)."""
    _, first, group = np.unique(groups(images, threshold), return_index=True, return_inverse=True)
    kind, random = data.majority(votes)[first], np.random.default_rng(seed)
    taken = []
    for c in np.unique(kind):
        members = random.permutation(np.nonzero(kind == c)[0])
        taken.append(members[:round(share * len(members))])
    return np.isin(group, np.concatenate(taken))


def split(sets, share=SHARE, seed=SEED):
    """`sets` with `train` divided: `train`, `validation` (images, votes, labels) and `validation2013`."""
    images, votes, labels = sets["train"]
    held = validation_rows(images, votes, share, seed)
    known = held & (labels >= 0)
    return dict(sets, train=(images[~held], votes[~held], labels[~held]),
                validation=(images[held], votes[held], labels[held]),
                validation2013=(images[known], None, labels[known]))
