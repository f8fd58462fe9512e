"""python -m mien_training.near DATA: proves that no training picture is, or is near to, a picture of the public test.

A mirrored copy counts too. Prints one `name: value` per line; the exit status is 1 if one is left in training.
"""
import sys

import numpy as np

from . import data
from .read import read

THRESHOLD = 0.92


def same(images, others):
    """For each of `images`, whether one of `others` or its mirror has the same pixels."""
    wanted = {picture.tobytes() for side in (others, others[:, :, ::-1]) for picture in np.ascontiguousarray(side)}
    return np.array([picture.tobytes() in wanted for picture in images])


def main():
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    sets = read(sys.argv[1])
    images = sets["train"][0]
    public = np.concatenate([sets[name][0] for name in ("public", "public2013")])
    near, value = data.near_duplicates(images, public, THRESHOLD)
    (used, _, _), left_out = data.training_rows(sets, THRESHOLD)
    still, used_value = data.near_duplicates(used, public, THRESHOLD)
    twins = same(used, public)
    print(f"training pictures: {len(images)}")
    print(f"identical to a public one: {int(same(images, public).sum())}")
    for step in (0.98, 0.95, THRESHOLD):
        print(f"nearer than {step}: {int((value > step).sum())}")
    print(f"left out as near: {left_out}")
    print(f"used, after merging identical ones: {len(used)}")
    print(f"used and identical to a public one: {int(twins.sum())}")
    print(f"used and near a public one: {int(still.sum())}; the nearest has {used_value.max():.3f}")
    return int(twins.any() or still.any() or near.sum() != left_out)


if __name__ == "__main__":
    sys.exit(main())
