"""What the street does to a face, drawn on test pictures with fixed strengths: each function f32 [N,1,48,48] in 0..1 -> the
same. Training has its own, random kinds in augment.py; motion, glasses and masks as they are here are not among them."""
import math

import numpy as np
import torch
import torch.nn.functional as F

from . import augment

# FER2013's faces are cropped alike. These are fractions of the side, from looking at their mean picture; where landmarks
# are given (below), a face has its own.
EYES, MOUTH = ((0.31, 0.39), (0.69, 0.39)), (0.5, 0.77)


def moved(images, length=7, seed=5):
    """Motion blur along a straight line of `length` pixels, one direction a picture out of eight."""
    random, result = np.random.default_rng(seed), images.clone()
    which = random.integers(0, 8, len(images))
    reach = length // 2 + 1
    for direction in range(8):
        kernel = torch.zeros(2 * reach + 1, 2 * reach + 1)
        for t in np.linspace(-(length - 1) / 2, (length - 1) / 2, 8 * length):
            x, y = t * math.cos(direction * math.pi / 8) + reach, t * math.sin(direction * math.pi / 8) + reach
            kernel[int(round(y)), int(round(x))] += 1
        rows = torch.from_numpy(which == direction)
        padded = F.pad(images[rows], (reach,) * 4, mode="replicate")
        result[rows] = F.conv2d(padded, (kernel / kernel.sum()).view(1, 1, *kernel.shape))
    return result


def dark(images, seed=5):
    """A quarter of the light, with a sensor's noise of 2 % of full scale, in 8 bits."""
    noise = torch.from_numpy(np.random.default_rng(seed).normal(0, 0.02, images.shape).astype(np.float32))
    return torch.round((images * 0.25 + noise).clamp(0, 1) * 255) / 255


def squares(side=augment.SIDE):
    at = (torch.arange(side) + 0.5) / side
    return at.view(1, -1), at.view(-1, 1)  # x along a row, y down


def painted(images, where, shade):
    return torch.where(where, torch.full_like(images, shade), images)


def glasses(images, shade=0.05, eyes=EYES):
    """Sunglasses: two dark ovals over the eyes, a bridge, and temples to the edge."""
    x, y = squares()
    where = torch.zeros(augment.SIDE, augment.SIDE, dtype=torch.bool)
    for ex, ey in eyes:
        where |= ((x - ex) / 0.15) ** 2 + ((y - ey - 0.02) / 0.11) ** 2 < 1
    line = sum(ey for _, ey in eyes) / 2
    where |= ((y - line).abs() < 0.025) & (x > 0)
    return painted(images, where, shade)


def mask(images, shade=0.8, mouth=MOUTH):
    """A surgical mask: from the middle of the nose to under the chin."""
    x, y = squares()
    top = mouth[1] - 0.2
    where = (y > top) & ((x - mouth[0]).abs() < 0.40 - 0.25 * (y - top).clamp_min(0))
    return painted(images, where, shade)


def half(images, shade=0.5):
    """One side of the face is behind something: the left on even rows of the set, the right on odd ones."""
    x, _ = squares()
    result = images.clone()
    result[0::2] = painted(images[0::2], (x < 0.4) & (squares()[1] > 0), shade)
    result[1::2] = painted(images[1::2], (x > 0.6) & (squares()[1] > 0), shade)
    return result


KINDS = {
    "undisturbed": lambda x: x,
    "32 px": lambda x: augment.distant(x, 32),
    "24 px": lambda x: augment.distant(x, 24),
    "16 px": lambda x: augment.distant(x, 16),
    "12 px": lambda x: augment.distant(x, 12),
    "out of focus, sigma 1.2": lambda x: augment.blurred(x, 1.2),
    "motion, 5 px": lambda x: moved(x, 5),
    "motion, 7 px": lambda x: moved(x, 7),
    "compressed, quality 20": lambda x: augment.compressed(x, 20),
    "24 px, quality 30": lambda x: augment.far_compressed(x, 24, 30),
    "dark": dark,
    "sunglasses": glasses,
    "mask": mask,
    "half hidden": half,
}
