"""fixed_shape.py MODEL OUT WIDTH HEIGHT: YuNet-n with a fixed input. OpenCV's reader of ONNX takes no shapes that depend on it;
the weights stay what they are."""

import sys

import numpy
import onnx
from onnx import numpy_helper


def main(path, out, width, height):
    model = onnx.load(path)
    graph = model.graph
    known = {value.name: numpy_helper.to_array(value) for value in graph.initializer}
    for dimension, value in zip(graph.input[0].type.tensor_type.shape.dim, (1, 3, height, width)):
        dimension.Clear()
        dimension.dim_value = value
    for node in list(graph.node):
        if node.op_type == "Concat" and len(node.input) == 3 and node.input[1] in known:  # (pictures, −1, values): pictures = 1
            shape = numpy.concatenate([[1], known[node.input[1]], known[node.input[2]]]).astype(numpy.int64)
            graph.initializer.append(numpy_helper.from_array(shape, node.output[0]))
            graph.node.remove(node)
        elif node.op_type in ("Shape", "Gather", "Unsqueeze"):
            graph.node.remove(node)
    for output in graph.output:
        output.type.tensor_type.ClearField("shape")
    onnx.save(onnx.shape_inference.infer_shapes(model), out)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
