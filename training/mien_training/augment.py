"""What a shop's camera does to a face: turned, off-centre, far away, blurred, compressed, dark, half hidden.

All functions take and return f32 [N,1,48,48] in 0..1 and draw from the `numpy.random.Generator` they are given.
"""
import math

import numpy as np
import torch
import torch.nn.functional as F

SIDE = 48


def draw_crops(random, count, turn=12.0, zoom=0.2, shift=0.12):
    """Affine maps [N,2,3]: mirrored or not, turned by ±`turn` degrees, shifted by ±`shift`, zoomed by e^±`zoom`; a pair
    is e^low … e^high, where more than 1 sees more than the picture: its edge pixels go on."""
    angle = np.deg2rad(random.uniform(-turn, turn, count))
    scale = np.exp(random.uniform(*(zoom if isinstance(zoom, tuple) else (-zoom, zoom)), count))
    mirror = random.choice((-1.0, 1.0), count)
    offset = random.uniform(-2 * shift, 2 * shift, (2, count))
    rows = np.stack([scale * np.cos(angle) * mirror, -scale * np.sin(angle), offset[0],
                     scale * np.sin(angle) * mirror, scale * np.cos(angle), offset[1]], 1)
    return rows.reshape(count, 2, 3).astype(np.float32)


def crops(images, maps):
    grid = F.affine_grid(torch.from_numpy(maps), images.shape, align_corners=False)
    return F.grid_sample(images, grid, mode="bilinear", padding_mode="border", align_corners=False)


def distant(images, height):
    """As if the face had been `height` pixels high: shrunk by area, enlarged bilinearly, as the product enlarges."""
    small = F.interpolate(images, size=(height, height), mode="bilinear", antialias=True, align_corners=False)
    return F.interpolate(small, size=(SIDE, SIDE), mode="bilinear", align_corners=False)


def blurred(images, sigma):
    reach = max(1, math.ceil(2.5 * sigma))
    x = torch.arange(-reach, reach + 1, dtype=torch.float32)
    kernel = torch.exp(-x * x / (2 * sigma * sigma))
    kernel = (kernel / kernel.sum()).view(1, 1, 1, -1)
    padded = F.pad(images, (reach,) * 4, mode="replicate")
    return F.conv2d(F.conv2d(padded, kernel), kernel.transpose(2, 3))


LUMINANCE = torch.tensor([
    [16, 11, 10, 16, 24, 40, 51, 61], [12, 12, 14, 19, 26, 58, 60, 55], [14, 13, 16, 24, 40, 57, 69, 56],
    [14, 17, 22, 29, 51, 87, 80, 62], [18, 22, 37, 56, 68, 109, 103, 77], [24, 35, 55, 64, 81, 104, 113, 92],
    [49, 64, 78, 87, 103, 121, 120, 101], [72, 92, 95, 98, 112, 100, 103, 99]], dtype=torch.float32)  # ITU-T T.81, K.1
_k = torch.arange(8, dtype=torch.float32)
DCT = torch.cos((2 * _k.view(1, 8) + 1) * _k.view(8, 1) * math.pi / 16) * 0.5
DCT[0] *= math.sqrt(0.5)


def compressed(images, quality):
    """Blocks of 8x8 with their cosine coefficients rounded, as JPEG and the intra pictures of video do."""
    step = 5000 / quality if quality < 50 else 200 - 2 * quality
    table = torch.clamp((LUMINANCE * step + 50) / 100, 1, 255) / 255
    height, width = images.shape[2] // 8, images.shape[3] // 8
    blocks = (images - 0.5).view(-1, height, 8, width, 8).permute(0, 1, 3, 2, 4)
    blocks = DCT.T @ (torch.round(DCT @ blocks @ DCT.T / table) * table) @ DCT
    return (blocks.permute(0, 1, 3, 2, 4).reshape(images.shape) + 0.5).clamp(0, 1)


def far_compressed(images, height, quality):
    """Compressed at the size it has in the picture (a multiple of 8), then enlarged."""
    small = F.interpolate(images, size=(height, height), mode="bilinear", antialias=True, align_corners=False)
    return F.interpolate(compressed(small, quality), size=(SIDE, SIDE), mode="bilinear", align_corners=False)


def lit(images, random, strength=1.0):
    """Gamma, contrast, brightness; one in twelve (times `strength`) is dark and noisy."""
    count = (len(images), 1, 1, 1)
    draw = lambda low, high: torch.from_numpy(random.uniform(low, high, count)).float()
    images = images.clamp(0.001, 1).pow(torch.exp(strength * draw(-0.4, 0.4)))
    images = (images - 0.5) * torch.exp(strength * draw(-0.5, 0.3)) + 0.5 + strength * draw(-0.15, 0.15)
    dark = torch.from_numpy(random.random(count) < 0.08 * strength)
    noise = torch.where(dark, draw(0.01, 0.06), draw(-0.02, 0.02).clamp_min(0))
    images = torch.where(dark, images * draw(0.15, 0.5), images)
    return (images + noise * torch.randn(images.shape)).clamp(0, 1)


def hidden(images, random, share):
    """A grey patch somewhere; rarely a strip over the eyes or over the mouth (glasses, a hand, a mask)."""
    for index in np.nonzero(random.random(len(images)) < share)[0]:
        kind, shade = random.random(), random.random()
        if kind < 0.1:
            top, left, height, width = random.integers(28, 34), random.integers(2, 8), 20, random.integers(30, 44)
        elif kind < 0.2:
            top, left, height, width = random.integers(10, 16), random.integers(0, 8), random.integers(6, 11), 40
        else:
            height, width = random.integers(6, 20, 2)
            top, left = random.integers(0, SIDE - 4, 2)
        images[index, :, top:top + height, left:left + width] = shade
    return images


def worsened(images, random, share):
    """`share` of the batch gets one loss of detail each; a group of rows shares its strength, to stay cheap."""
    rows = random.permutation(len(images))[:int(share * len(images))]
    groups = np.array_split(rows, 8)
    for group in groups[:5]:
        images[group] = distant(images[group], int(round(math.exp(random.uniform(math.log(11), math.log(40))))))
    for group in groups[5:7]:
        images[group] = far_compressed(images[group], int(random.choice((16, 24, 32, 48))), random.uniform(12, 70))
    images[groups[7]] = blurred(images[groups[7]], random.uniform(0.5, 1.8))
    return images


def augment(images, maps, random, recipe):
    images = hidden(crops(images, maps), random, recipe["hidden"])
    return lit(worsened(images, random, recipe["worsened"]), random, recipe.get("light", 1.0))


def sized(images, side):
    """Smaller pictures for cheaper steps ("mix and match", Hoffer et al. 2019)."""
    return images if side == SIDE else F.interpolate(images, size=(side, side), mode="bilinear", antialias=True,
                                                     align_corners=False)
