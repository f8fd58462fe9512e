"""A teacher that starts from dlib's face network (29 convolutions, CC0, PyPI face-recognition-models 0.3.0).

Its weights describe faces in general, which 28,000 pictures cannot teach. Only its opinions on training pictures
reach the model that mien ships; nothing that could recognise a person does.
Source of the architecture: dlib, dnn_face_recognition_ex.cpp; He et al. 2016, with fewer layers and half the filters.
"""
import struct

import numpy as np
import torch
from torch import nn
import torch.nn.functional as F

from .model import CLASSES, FER2013

STAGES = ((32, 3, False), (64, 4, True), (128, 3, True), (256, 3, True), (256, 1, True))
MEAN = (122.782, 117.001, 104.298)  # dlib's input_rgb_image_sized


class Scale(nn.BatchNorm2d):
    """dlib's `affine`, a folded batch norm, unfolded again on the first batch it sees so that SGD is well conditioned."""

    def __init__(self, channels):
        super().__init__(channels)
        self.folded = False

    def forward(self, x):
        if self.folded:
            self.unfold(x)
        return super().forward(x)

    @torch.no_grad()
    def unfold(self, x):
        mean, var = x.float().mean((0, 2, 3)), x.float().var((0, 2, 3), unbiased=False)
        self.bias += self.weight * mean
        self.weight *= (var + self.eps).sqrt()
        self.running_mean.copy_(mean)
        self.running_var.copy_(var)
        self.folded = False


class Residual(nn.Module):
    def __init__(self, inputs, outputs, down):
        super().__init__()
        self.down = down
        self.c1 = nn.Conv2d(inputs, outputs, 3, 2 if down else 1, 0 if down else 1)
        self.s1 = Scale(outputs)
        self.c2 = nn.Conv2d(outputs, outputs, 3, 1, 1)
        self.s2 = Scale(outputs)

    def forward(self, x):
        if self.down and x.shape[2] < 7:  # dlib pads none; a smaller picture than its 150 px needs it at the end
            y = F.conv2d(x, self.c1.weight, self.c1.bias, stride=2, padding=1)
        else:
            y = self.c1(x)
        y = self.s2(self.c2(F.relu(self.s1(y))))
        if not self.down:
            return F.relu(y + x)
        x = F.avg_pool2d(x, 2, 2)
        h, w = max(x.shape[2], y.shape[2]), max(x.shape[3], y.shape[3])
        x = F.pad(x, (0, w - x.shape[3], 0, h - x.shape[2], 0, y.shape[1] - x.shape[1]))
        y = F.pad(y, (0, w - y.shape[3], 0, h - y.shape[2]))
        return F.relu(y + x)


class FaceTeacher(nn.Module):
    """48x48 gray in [0,1], enlarged to `side` -> logits as `ExpressionNet`."""

    def __init__(self, side=112, dropout=0.4):
        super().__init__()
        self.side = side
        self.stem = nn.Conv2d(3, 32, 7, 2)
        self.scale = Scale(32)
        blocks, inputs = [], 32
        for width, depth, down in STAGES:
            for index in range(depth):
                blocks.append(Residual(inputs, width, down and index == 0))
                inputs = width
        self.blocks = nn.Sequential(*blocks)
        self.dropout = nn.Dropout(dropout)
        self.ferplus = nn.Linear(inputs, len(CLASSES))
        self.fer2013 = nn.Linear(inputs, len(FER2013))
        self.register_buffer("mean", torch.tensor(MEAN).view(1, 3, 1, 1))

    def forward(self, x):
        x = F.interpolate(x, size=(self.side, self.side), mode="bilinear", align_corners=False)
        x = (x * 255.0 - self.mean) / 256.0
        x = x.contiguous(memory_format=torch.channels_last)
        x = F.max_pool2d(F.relu(self.scale(self.stem(x))), 3, 2)
        x = self.blocks(x).mean((2, 3))
        x = self.dropout(x)
        return self.ferplus(x), self.fer2013(x)

    def load_dlib(self, path):
        """Reads the tensors of dlib's file in their order, by the sizes that the architecture asks for."""
        tensors = DlibTensors(path)
        for conv, scale in self.pairs():
            values = tensors.take(conv.weight.numel() + conv.bias.numel())
            conv.weight.data = torch.from_numpy(values[:conv.weight.numel()].reshape(conv.weight.shape))
            conv.bias.data = torch.from_numpy(values[conv.weight.numel():])
            gain = (2.0 / conv.weight[0].numel()) ** 0.5 / conv.weight.std()  # to He's scale; the norm undoes it
            conv.weight.data *= gain
            conv.bias.data *= gain
            values = tensors.take(2 * scale.weight.numel())
            scale.weight.data, scale.bias.data = (v.clone() for v in torch.from_numpy(values).chunk(2))
            scale.weight.data /= gain.item()
            scale.folded = True

    def pairs(self):
        yield self.stem, self.scale
        for block in self.blocks:
            yield block.c1, block.s1
            yield block.c2, block.s2


class DlibTensors:
    """dlib writes a tensor as version 2, four sizes (a length byte each), then its f32 values, little-endian."""

    def __init__(self, path):
        with open(path, "rb") as file:
            self.data = file.read()
        self.at = 0

    def integer(self, at):
        length = self.data[at] & 0x8F
        if not 1 <= length <= 8:
            return None, at
        return int.from_bytes(self.data[at + 1:at + 1 + length], "little"), at + 1 + length

    def sizes(self, at):
        result = []
        for _ in range(4):
            value, at = self.integer(at)
            if value is None:
                return None, at
            result.append(value)
        return result, at

    def take(self, count):
        while True:
            self.at = self.data.find(b"\x01\x02", self.at)
            if self.at < 0:
                raise SystemExit(f"teacher: no tensor of {count} values left in the dlib file")
            sizes, begin = self.sizes(self.at + 2)
            if sizes and int(np.prod(sizes)) == count and begin + 4 * count <= len(self.data):
                values = np.frombuffer(self.data, "<f4", count, begin).copy()
                if np.isfinite(values).all() and np.abs(values).max() < 1e4:
                    self.at = begin + 4 * count
                    return values
            self.at += 1
