"""The networks: `ExpressionNet`, which mien ships, and `FaceTeacher`, which only teaches."""
import torch
from torch import nn
import torch.nn.functional as F

CLASSES = ("neutral", "happiness", "surprise", "sadness", "anger", "disgust", "fear", "contempt")
FER2013 = ("anger", "disgust", "fear", "happiness", "neutral", "sadness", "surprise")  # as in the prepared file


def conv_bn(inputs, outputs, size, stride=1):
    return nn.Sequential(
        nn.Conv2d(inputs, outputs, size, stride, (size - 1) // 2, bias=False), nn.BatchNorm2d(outputs))


class Block(nn.Module):
    """Two 3x3 convolutions and a shortcut (He et al. 2016), with stochastic depth (Huang et al. 2016)."""

    def __init__(self, inputs, outputs, stride, drop):
        super().__init__()
        self.a = conv_bn(inputs, outputs, 3, stride)
        self.b = conv_bn(outputs, outputs, 3)
        self.short = conv_bn(inputs, outputs, 1, stride) if stride != 1 or inputs != outputs else nn.Identity()
        self.drop = drop

    def forward(self, x):
        y = self.b(F.relu(self.a(x), inplace=True))
        if self.training and self.drop > 0:
            keep = torch.rand(len(x), 1, 1, 1, dtype=y.dtype) >= self.drop
            y = y * keep / (1 - self.drop)
        return F.relu(y + self.short(x), inplace=True)


class ExpressionNet(nn.Module):
    """48x48 gray in [0,1] -> logits of the 8 FER+ classes, and of FER2013's 7 labels (auxiliary head).

    Dense 3x3 convolutions: they are faster than depthwise ones on AMX and AVX-512.
    """

    def __init__(self, widths=(32, 64, 128, 256), depths=(1, 2, 2, 1), drop_path=0.05, dropout=0.3):
        super().__init__()
        self.stem = conv_bn(1, widths[0], 6, 2)
        blocks, inputs, total = [], widths[0], sum(depths)
        for stage, (width, depth) in enumerate(zip(widths, depths)):
            for index in range(depth):
                stride = 2 if stage > 0 and index == 0 else 1
                blocks.append(Block(inputs, width, stride, drop_path * len(blocks) / max(1, total - 1)))
                inputs = width
        self.blocks = nn.Sequential(*blocks)
        self.dropout = nn.Dropout(dropout)
        self.ferplus = nn.Linear(inputs, len(CLASSES))
        self.fer2013 = nn.Linear(inputs, len(FER2013))

    def features(self, x):
        x = self.blocks(F.relu(self.stem((x - 0.5) * 4), inplace=True))
        return x.mean((2, 3))

    def forward(self, x):
        x = self.dropout(self.features(x))
        return self.ferplus(x), self.fer2013(x)
