"""The trained network as ONNX: batch norms folded, weights stored in f16 (computed in f32), calibration left outside."""
import io

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper
from torch import nn
from torch.nn.utils.fusion import fuse_conv_bn_eval

LARGE = 512  # values; smaller tensors stay f32


class Shipped(nn.Module):
    """What the file computes: gray [N,1,48,48] in 0..1 -> logits `ferplus` [N,8] and `fer2013` [N,7]."""

    def __init__(self, net):
        super().__init__()
        self.net = net.eval()
        fold(self.net)

    def forward(self, x):
        return self.net(x)


def fold(module):
    for name, child in module.named_children():
        if isinstance(child, nn.Sequential) and len(child) == 2 and isinstance(child[1], nn.BatchNorm2d):
            setattr(module, name, fuse_conv_bn_eval(child[0].eval(), child[1].eval()))
        else:
            fold(child)


def halve(model):
    """Stores large f32 weights as f16 behind a Cast, which engines fold away when they load the file."""
    graph, casts = model.graph, []
    for tensor in list(graph.initializer):
        values = numpy_helper.to_array(tensor)
        if tensor.data_type != TensorProto.FLOAT or values.size < LARGE:
            continue
        half = numpy_helper.from_array(values.astype(np.float16), tensor.name + "_f16")
        casts.append(helper.make_node("Cast", [half.name], [tensor.name], to=TensorProto.FLOAT))
        graph.initializer.remove(tensor)
        graph.initializer.append(half)
    nodes = list(graph.node)
    del graph.node[:]
    graph.node.extend(casts + nodes)
    return model


def export(net, path, note):
    data = io.BytesIO()
    torch.onnx.export(Shipped(net), (torch.zeros(1, 1, 48, 48),), data, dynamo=False, opset_version=17,
                      input_names=["face"], output_names=["ferplus", "fer2013"],
                      dynamic_axes={"face": {0: "n"}, "ferplus": {0: "n"}, "fer2013": {0: "n"}})
    model = halve(onnx.load_model_from_string(data.getvalue()))
    model.producer_name, model.producer_version, model.doc_string = "mien-training", "1", note
    onnx.checker.check_model(model)
    onnx.save(model, path)


def operations(net):
    """Multiply-adds of one face."""
    total = []

    def count(module, inputs, output):
        kernel = module.weight[0].numel()
        total.append(kernel * output[0].numel())

    hooks = [m.register_forward_hook(count) for m in net.modules() if isinstance(m, (nn.Conv2d, nn.Linear))]
    net.eval()(torch.zeros(1, 1, 48, 48))
    for hook in hooks:
        hook.remove()
    return sum(total)
