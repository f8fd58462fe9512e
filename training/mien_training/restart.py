"""A finished network as a start: from a run's weights or from the ONNX file that ships.

In the file the batch norms are folded into the convolutions. They are put back here: every filter is brought to unit
length, and a batch norm behind it undoes that with what it measures on training pictures, so that the function stays
the same while the step sizes suit SGD again (a filter's length only matters through how fast its direction turns).
"""
import numpy as np
import onnx
import torch
from onnx import numpy_helper
from torch import nn


def folded(path):
    """Tensors of an exported file: {name: f32 array}, names as in `export.Shipped`."""
    return {tensor.name.removeprefix("net.").removesuffix("_f16"): numpy_helper.to_array(tensor).astype(np.float32)
            for tensor in onnx.load(path).graph.initializer}


def pairs(net, prefix=""):
    """Every convolution with the batch norm behind it, by the name that export gives the two."""
    for name, child in net.named_children():
        if isinstance(child, nn.Sequential) and len(child) == 2 and isinstance(child[1], nn.BatchNorm2d):
            yield prefix + name, child[0], child[1]
        else:
            yield from pairs(child, prefix + name + ".")


class Measured(nn.Module):
    """Stands for a batch norm once: takes the statistics of what it sees into it, and gives what the file computed."""

    def __init__(self, norm, length, bias):
        super().__init__()
        self.norm, self.length, self.bias = norm, length, bias

    @torch.no_grad()
    def forward(self, x):
        mean, var = x.float().mean((0, 2, 3)), x.float().var((0, 2, 3), unbiased=False)
        self.norm.running_mean.copy_(mean)
        self.norm.running_var.copy_(var)
        self.norm.weight.copy_(self.length * (var + self.norm.eps).sqrt())
        self.norm.bias.copy_(self.bias + self.length * mean)
        return x * self.length.view(1, -1, 1, 1) + self.bias.view(1, -1, 1, 1)


@torch.no_grad()
def from_onnx(net, path, images):
    """Fills `net` (an ExpressionNet) from an exported file; `images`: some hundred training pictures, f32 [N,1,48,48]."""
    tensors, norms = folded(path), {}
    for name, conv, norm in list(pairs(net)):
        weight = torch.from_numpy(tensors[name + ".weight"])
        length = weight.flatten(1).norm(dim=1).clamp_min(1e-6)
        conv.weight.copy_(weight / length.view(-1, 1, 1, 1))
        norms[name] = (norm, Measured(norm, length, torch.from_numpy(tensors[name + ".bias"])))
    for head in ("ferplus", "fer2013"):
        getattr(net, head).weight.copy_(torch.from_numpy(tensors[head + ".weight"]))
        getattr(net, head).bias.copy_(torch.from_numpy(tensors[head + ".bias"]))
    put(net, {name: pair[1] for name, pair in norms.items()})
    net.eval()(images)
    put(net, {name: pair[0] for name, pair in norms.items()})


def put(net, modules):
    for name, module in modules.items():
        net.get_submodule(name)[1] = module


@torch.no_grad()
def unit(net):
    """The same for weights that still have their batch norms: filters of unit length, the norms follow."""
    for _, conv, norm in pairs(net):
        length = conv.weight.flatten(1).norm(dim=1).clamp_min(1e-6)
        conv.weight.div_(length.view(-1, 1, 1, 1))
        norm.running_mean.div_(length)
        norm.running_var.div_(length * length)
