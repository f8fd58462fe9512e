"""Networks of random weights, and what they see, told by decoders of their own: made_models.py KIND FOLDER [SEED].

Detectors (scrfd, scrfd-boxes, yolov5-face, yolov8-face, yolov8-boxes, yolov7-face): FOLDER gets net.onnx, picture.png and expected.json,
the faces after suppression as [x, y, w, h, confidence, landmarks or null]. The network is run by ONNX's reference evaluator and decoded
here in NumPy, after the papers and the authors' scripts, not after src/face. emotion: net.onnx says `happy` of whatever it sees; emotion-nan: nothing
that is a number; emotion-external: its weights are in a second file.
Runs in .deps/models-venv (`tools/venv models`).
"""

import json
import pathlib
import struct
import sys
import zlib

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from onnx.reference import ReferenceEvaluator

WIDTH, HEIGHT, SHADE = 320, 192, 118
LEAST, MOST_OVERLAP = 0.5, {"scrfd": 0.4, "yolo": 0.45}


def png(path, width, height, shade):
    """A gray picture of one shade."""
    rows = (b"\0" + bytes([shade]) * width) * height

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)) +
                     chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))


class Graph:
    """An ONNX graph that grows."""

    def __init__(self, random):
        self.random, self.nodes, self.constants, self.outputs = random, [], [], []

    def constant(self, values, kind=np.float32):
        name = f"c{len(self.constants)}"
        self.constants.append(numpy_helper.from_array(np.asarray(values, dtype=kind), name))
        return name

    def add(self, operation, *inputs, **attributes):
        name = f"n{len(self.nodes)}"
        self.nodes.append(helper.make_node(operation, list(inputs), [name], **attributes))
        return name

    def rows(self, source, stride, anchors, columns, spread, shift=0.0):
        """Random weights over the picture, and a random bias for every cell: anchors × columns channels as rows."""
        channels = anchors * columns
        weights = self.random.normal(0, 0.002, (channels, 3, 3, 3))
        features = self.add("Conv", source, self.constant(weights), kernel_shape=[3, 3], strides=[stride, stride], pads=[1, 1, 1, 1])
        bias = self.random.normal(shift, spread, (1, channels, HEIGHT // stride, WIDTH // stride))
        features = self.add("Add", features, self.constant(bias))
        features = self.add("Transpose", features, perm=[0, 2, 3, 1])
        return self.add("Reshape", features, self.constant([1, -1, columns], np.int64))

    def end(self, source, shape, name):
        self.nodes.append(helper.make_node("Identity", [source], [name]))
        self.outputs.append(helper.make_tensor_value_info(name, TensorProto.FLOAT, shape))

    def save(self, path, channels=3, width=WIDTH, height=HEIGHT, external=False):
        source = helper.make_tensor_value_info("picture", TensorProto.FLOAT, [1, channels, height, width])
        graph = helper.make_graph(self.nodes, "made", [source], self.outputs, self.constants)
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
        onnx.checker.check_model(model)
        if external:
            onnx.save(model, path, save_as_external_data=True, location="weights.bin", size_threshold=0)
        else:
            onnx.save(model, path)
        return model


def make_scrfd(graph, landmarks):
    """Outputs in InsightFace's order: scores, boxes, landmarks, of strides 8, 16, 32; two anchors a cell."""
    kinds = [("score", 1, 2.0, -5.0), ("bbox", 4, 0.8, 2.2)] + ([("kps", 10, 1.0, 0.0)] if landmarks else [])
    for kind, columns, spread, shift in kinds:
        for stride in (8, 16, 32):
            rows = graph.rows("picture", stride, 2, columns, spread, shift + (2.0 if kind == "score" and stride > 8 else 0))
            if kind == "score":
                rows = graph.add("Sigmoid", rows)
            rows = graph.add("Reshape", rows, graph.constant([-1, columns], np.int64))
            graph.end(rows, [2 * (HEIGHT // stride) * (WIDTH // stride), columns], f"{kind}_{stride}")


def decode_scrfd(outputs, landmarks):
    faces = []
    for level, stride in enumerate((8, 16, 32)):
        scores, boxes = outputs[level][:, 0], outputs[3 + level] * stride
        points = outputs[6 + level] * stride if landmarks else None
        ys, xs = np.mgrid[:HEIGHT // stride, :WIDTH // stride]
        centres = np.repeat(np.stack([xs, ys], -1).reshape(-1, 2) * stride, 2, axis=0)
        for i in np.flatnonzero(scores >= LEAST):
            (x, y), (left, top, right, bottom) = centres[i], boxes[i]
            marks = (points[i].reshape(5, 2) + centres[i]).tolist() if landmarks else None
            faces.append([x - left, y - top, x + right, y + bottom, float(scores[i]), marks])
    return faces


YOLO = {"yolov5-face": 16, "yolov7-face": 21, "yolov8-face": 20, "yolov8-boxes": 5}


def make_yolo(graph, kind):
    """All candidates of strides 8, 16, 32 in one output, in pixels; three anchors a cell, or one (v8)."""
    values, anchors, levels = YOLO[kind], 1 if kind.startswith("yolov8") else 3, []
    confident = {4, 15} if kind == "yolov5-face" else {4, 5} if kind == "yolov7-face" else {4}
    unsure = {5 + 3 * p + 2 for p in range(5)} if kind == "yolov8-face" else {6 + 3 * p + 2 for p in range(5)} if kind == "yolov7-face" else set()
    for stride in (8, 16, 32):
        rows = graph.rows("picture", stride, anchors, values, 1.0)
        ys, xs = np.mgrid[:HEIGHT // stride, :WIDTH // stride]
        centres = np.repeat(np.stack([xs, ys], -1).reshape(-1, 2) * stride, anchors, axis=0)
        scale, shift = np.full((len(centres), values), stride, np.float32), np.zeros((len(centres), values), np.float32)
        for column in range(values):
            if column in confident | unsure:
                scale[:, column], shift[:, column] = 1, -2.0 if column == 4 else 1.5
            elif column in (2, 3):
                scale[:, column], shift[:, column] = 4, 5 * stride
            else:
                first = column if column < 2 else column - (5 if values in (16, 20) else 6)
                axis = first % 2 if values == 16 or column < 2 else first % 3
                shift[:, column] = centres[:, axis]
        rows = graph.add("Add", graph.add("Mul", rows, graph.constant(scale[None])), graph.constant(shift[None]))
        levels.append(rows)
    rows = graph.add("Concat", *levels, axis=1)
    parts = []
    for column in range(values):
        part = graph.add("Slice", rows, graph.constant([column], np.int64), graph.constant([column + 1], np.int64), graph.constant([2], np.int64))
        parts.append(graph.add("Sigmoid", part) if column in confident | unsure else part)
    rows = graph.add("Concat", *parts, axis=2)
    count = anchors * sum((HEIGHT // s) * (WIDTH // s) for s in (8, 16, 32))
    if kind.startswith("yolov8"):
        graph.end(graph.add("Transpose", rows, perm=[0, 2, 1]), [1, values, count], "output0")
    else:
        graph.end(rows, [1, count, values], "output")


def decode_yolo(outputs, kind):
    rows = outputs[0][0].T if kind.startswith("yolov8") else outputs[0][0]
    scores = {16: lambda r: r[:, 4] * r[:, 15], 21: lambda r: r[:, 4] * r[:, 5]}.get(rows.shape[1], lambda r: r[:, 4])(rows)
    faces = []
    for row, score in zip(rows, scores):
        if score < LEAST:
            continue
        x, y, w, h = row[:4]
        marks = {16: lambda r: r[5:15].reshape(5, 2), 20: lambda r: r[5:].reshape(5, 3)[:, :2],
                 21: lambda r: r[6:].reshape(5, 3)[:, :2]}.get(len(row), lambda r: None)(row)
        faces.append([x - w / 2, y - h / 2, x + w / 2, y + h / 2, float(score), None if marks is None else marks.tolist()])
    return faces


def suppressed(faces, most):
    """Cut to the picture, the surest first, none that overlaps one of these; as x, y, w, h."""
    cut = [[max(x1, 0), max(y1, 0), min(x2, WIDTH), min(y2, HEIGHT), *rest] for x1, y1, x2, y2, *rest in faces]
    cut = sorted((f for f in cut if f[2] > f[0] and f[3] > f[1]), key=lambda f: -f[4])
    kept = []

    def overlap(a, b):
        w, h = min(a[2], b[2]) - max(a[0], b[0]), min(a[3], b[3]) - max(a[1], b[1])
        shared = max(w, 0) * max(h, 0)
        return shared / ((a[2] - a[0]) * (a[3] - a[1]) + (b[2] - b[0]) * (b[3] - b[1]) - shared)
    for face in cut:
        if all(overlap(face, other) <= most for other in kept):
            kept.append(face)
    return [[float(v) for v in (x1, y1, x2 - x1, y2 - y1)] + rest for x1, y1, x2, y2, *rest in kept]


def make_detector(kind, folder, seed):
    graph = Graph(np.random.default_rng(seed))
    scrfd = kind.startswith("scrfd")
    make_scrfd(graph, kind == "scrfd") if scrfd else make_yolo(graph, kind)
    model = graph.save(folder / "net.onnx")
    png(folder / "picture.png", WIDTH, HEIGHT, SHADE)
    fed = np.full((1, 3, HEIGHT, WIDTH), (SHADE - 127.5) / 128, np.float32)
    outputs = ReferenceEvaluator(model).run(None, {"picture": fed})
    faces = decode_scrfd(outputs, kind == "scrfd") if scrfd else decode_yolo(outputs, kind)
    expected = suppressed(faces, MOST_OVERLAP["scrfd" if scrfd else "yolo"])
    (folder / "expected.json").write_text(json.dumps({"candidates": len(faces), "faces": expected}))


def make_emotion(folder, seed, kind="emotion"):
    """48 × 48 gray → seven logits, of which the fourth is by far the largest."""
    graph = Graph(np.random.default_rng(seed))
    mean = graph.add("ReduceMean", "picture", axes=[1, 2, 3], keepdims=0)
    column = graph.add("Reshape", mean, graph.constant([1, 1], np.int64))
    product = graph.add("MatMul", column, graph.constant(graph.random.normal(0, 0.1, (1, 7))))
    scores = graph.add("Add", product, graph.constant([[0, 0, 0, 4, 0, 0, 0]]))
    if kind == "emotion-nan":
        scores = graph.add("Sqrt", graph.add("Sub", scores, graph.constant([[100] * 7])))
    graph.end(scores, [1, 7], "scores")
    graph.save(folder / "net.onnx", 1, 48, 48, external=kind == "emotion-external")


if __name__ == "__main__":
    made, into = sys.argv[1], pathlib.Path(sys.argv[2])
    number = int(sys.argv[3]) if len(sys.argv) > 3 else 1
    make_emotion(into, number, made) if made.startswith("emotion") else make_detector(made, into, number)
