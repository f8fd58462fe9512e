"""python -m mien_training.quantise DATA FILE.onnx OUT.onnx: an exported file in int8, after training; and what it loses.

Convolutions but the first compute on u8 inputs and i8 weights, a scale per output channel; the first one (one channel in), the sums and
the two heads stay f32. Scales by least squared error on training pictures, worsened as in training; then each convolution's bias is
moved by the mean error of its output (Nagel et al. 2019), front to back. ONNX with QuantizeLinear and DequantizeLinear.
"""
import argparse
import os
import tempfile

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper

from . import augment, data, evaluate, split
from .read import read

PICTURES = 512
CLIPS = np.linspace(0.5, 1.0, 26)


def unhalved(model):
    """Weights behind a Cast from f16, as export.halve stores them, become plain f32 again."""
    stored = {tensor.name: tensor for tensor in model.graph.initializer}
    for node in [node for node in model.graph.node if node.op_type == "Cast" and node.input[0] in stored]:
        half = stored[node.input[0]]
        model.graph.initializer.append(numpy_helper.from_array(
            numpy_helper.to_array(half).astype(np.float32), node.output[0]))
        model.graph.initializer.remove(half)
        model.graph.node.remove(node)
    return model


def weight_scales(weight):
    """Scale per output channel [O] of least squared error in 255 symmetric steps."""
    flat = np.abs(weight.reshape(len(weight), -1))
    best, scales = np.full(len(weight), np.inf), np.zeros(len(weight), np.float32)
    for clip in CLIPS:
        scale = np.maximum(flat.max(1) * clip / 127, 1e-9)
        error = ((np.minimum(np.round(flat / scale[:, None]), 127) * scale[:, None] - flat) ** 2).sum(1)
        scales = np.where(error < best, scale, scales)
        best = np.minimum(error, best)
    return scales.astype(np.float32)


def input_scale(values):
    """Scale of what follows a ReLU, of least squared error in 256 steps from zero."""
    values = values.ravel()[::max(1, values.size // 400_000)]
    errors = []
    for clip in CLIPS:
        scale = values.max() * clip / 255
        errors.append(((np.minimum(np.round(values / scale), 255) * scale - values) ** 2).mean())
    return np.float32(values.max() * CLIPS[int(np.argmin(errors))] / 255)


def outputs(model, names, images):
    """Tensors `names` of `model` for `images` f32 [N,1,48,48] -> {name: f32 [N,…]}."""
    import openvino

    core = openvino.Core()
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "m.onnx")
        onnx.save(model, path)
        read_model = core.read_model(path)
    read_model.add_outputs(names)
    net = core.compile_model(read_model, "CPU", {"INFERENCE_NUM_THREADS": 1, "INFERENCE_PRECISION_HINT": "f32"})
    parts = {name: [] for name in names}
    for part in np.array_split(images, max(1, len(images) // 64)):
        answer = net(part)
        for name in names:
            parts[name].append(np.array(answer[name]))
    return {name: np.concatenate(rows) for name, rows in parts.items()}


def convolutions(model):
    """Those that are quantised: all but the first."""
    return [node for node in model.graph.node if node.op_type == "Conv"][1:]


def around_inputs(model, scales):
    """QuantizeLinear and DequantizeLinear behind each tensor in `scales`, for whoever reads it."""
    graph, nodes = model.graph, []
    made = {node.output[0]: node for node in graph.node}
    for node in list(graph.node):
        for index, name in enumerate(node.input):
            if name in scales:
                node.input[index] = name + "_dq"
        nodes.append(node)
        for name in node.output:
            if name in scales:
                graph.initializer.extend([numpy_helper.from_array(np.array(scales[name], np.float32), name + "_scale"),
                                          numpy_helper.from_array(np.array(0, np.uint8), name + "_zero")])
                ends = [name + "_scale", name + "_zero"]
                nodes += [helper.make_node("QuantizeLinear", [name, *ends], [name + "_q"]),
                          helper.make_node("DequantizeLinear", [name + "_q", *ends], [name + "_dq"])]
    assert all(name in made for name in scales), "a convolution reads something that no node makes"
    del graph.node[:]
    graph.node.extend(nodes)


def whole_weights(model):
    """i8 weights with a DequantizeLinear each, in place of the f32 ones."""
    graph = model.graph
    stored = {tensor.name: tensor for tensor in graph.initializer}
    dequantise = []
    for node in convolutions(model):
        name = node.input[1]
        weight = numpy_helper.to_array(stored[name])
        scale = weight_scales(weight)
        steps = np.clip(np.round(weight / scale[:, None, None, None]), -127, 127).astype(np.int8)
        graph.initializer.remove(stored[name])
        graph.initializer.extend([numpy_helper.from_array(steps, name + "_i8"), numpy_helper.from_array(scale, name + "_s"),
                                  numpy_helper.from_array(np.zeros(len(scale), np.int8), name + "_z")])
        dequantise.append(helper.make_node("DequantizeLinear", [name + "_i8", name + "_s", name + "_z"], [name], axis=0))
    nodes = list(graph.node)
    del graph.node[:]
    graph.node.extend(dequantise + nodes)


def corrected(model, wanted, images):
    """Moves each quantised convolution's bias until its output has the mean it had before, channel by channel."""
    stored = {tensor.name: tensor for tensor in model.graph.initializer}
    for node in convolutions(model):
        name = node.output[0]
        error = outputs(model, [name], images)[name].mean((0, 2, 3)) - wanted[name]
        bias = stored[node.input[2]]
        bias.CopyFrom(numpy_helper.from_array((numpy_helper.to_array(bias) - error).astype(np.float32), bias.name))


def quantise(path, images, out):
    """`images`: training pictures, f32 [N,1,48,48] in 0..1."""
    model = unhalved(onnx.load(path))
    convs = convolutions(model)
    inputs, results = sorted({node.input[0] for node in convs}), [node.output[0] for node in convs]
    wanted = {name: value.mean((0, 2, 3)) for name, value in outputs(model, results, images).items()}
    around_inputs(model, {name: input_scale(value) for name, value in outputs(model, inputs, images).items()})
    whole_weights(model)
    corrected(model, wanted, images)
    model.doc_string += "; int8 after training"
    onnx.checker.check_model(model)
    onnx.save(model, out)


def calibration_pictures(images, seed=18, count=PICTURES):
    """Training pictures as training shows them: cropped, lit, some worsened."""
    random = np.random.default_rng(seed)
    torch.manual_seed(seed)
    rows = random.choice(len(images), count, replace=False)
    x = torch.from_numpy(images[rows]).float().div(255)[:, None]
    recipe = {"hidden": 0.1, "worsened": 0.2, "light": 0.6}
    return augment.augment(x, augment.draw_crops(random, count), random, recipe).numpy()


def main():
    parser = argparse.ArgumentParser(prog="mien_training.quantise", description=__doc__)
    parser.add_argument("data")
    parser.add_argument("file")
    parser.add_argument("out")
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    sets = read(arguments.data)
    sets["train"], _ = data.training_rows(sets)
    sets = split.split(sets)
    quantise(arguments.file, calibration_pictures(sets["train"][0]), arguments.out)
    before, after = evaluate.File(arguments.file), evaluate.File(arguments.out)
    for name, value, loss in evaluate.beside(before, after, sets, "validation"):
        print(f"{name}: {evaluate.span(value)}, loses {evaluate.span(loss)}")
    kinds = [(path, precision) for path in (arguments.file, arguments.out) for precision in ("f32", "bf16")]
    for (path, precision), (least, median) in zip(kinds, evaluate.costs(kinds)):
        print(f"{os.path.basename(path)}, {precision} where it is not int8: {1000 * least:.3f} ms a face at best, {1000 * median:.3f} as a rule")


if __name__ == "__main__":
    main()
