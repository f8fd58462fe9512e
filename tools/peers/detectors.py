"""The detectors of mien on OpenVINO, from the same files of weights, as a Python program would run them: bytes in, boxes out."""

import numpy

from openvino_model import compiled

STRIDES = (8, 16, 32)


def suppress(boxes, scores, least, most_overlap):
    """Boxes that non-maximum suppression leaves."""
    import cv2
    if not len(boxes):
        return boxes
    kept = cv2.dnn.NMSBoxes(boxes.tolist(), scores.tolist(), least, most_overlap)
    return boxes[numpy.asarray(kept, int).ravel()]


def grid(width, height, stride):
    rows, columns = numpy.mgrid[:-(-height // stride), :-(-width // stride)]
    return columns.ravel().astype(numpy.float32), rows.ravel().astype(numpy.float32)


class YuNet:
    """`picture`: u8 BGR to be filled by the caller; a call returns boxes (x, y, w, h), pixels of `picture`."""

    def __init__(self, path, width, height, threads, precision, least=0.65):
        height = -(-height // 32) * 32
        self.least = least
        self.request = compiled(path, threads, [1, 3, height, width], precision, bytes_in=(0, 1))
        self.picture = numpy.zeros((1, height, width, 3), numpy.uint8)
        self.parts = [(stride, *grid(width, height, stride),
                       *(self.request.get_tensor(f"{kind}_{stride}").data for kind in ("cls", "obj", "bbox")))
                      for stride in STRIDES]
        self()

    def __call__(self):
        self.request.infer([self.picture], share_inputs=True)
        boxes, scores = [], []
        for stride, columns, rows, classes, objects, shifts in self.parts:
            product = classes[0, :, 0] * objects[0, :, 0]
            found = numpy.flatnonzero(product > self.least * self.least)
            if not found.size:
                continue
            shift = shifts[0, found]
            w, h = numpy.exp(shift[:, 2]) * stride, numpy.exp(shift[:, 3]) * stride
            boxes.append(numpy.stack([(columns[found] + shift[:, 0]) * stride - w / 2, (rows[found] + shift[:, 1]) * stride - h / 2,
                                      w, h], 1))
            scores.append(numpy.sqrt(product[found]))
        return suppress(numpy.concatenate(boxes), numpy.concatenate(scores), self.least, 0.45) if boxes else ()


class RetinaFace:
    """The same contract as YuNet."""

    def __init__(self, path, width, height, threads, precision, least=0.7):
        self.least = least
        self.request = compiled(path, threads, [1, 3, height, width], precision, bytes_in=((104, 117, 123), 1))
        self.picture = numpy.zeros((1, height, width, 3), numpy.uint8)
        priors = []
        for stride, sides in zip(STRIDES, ((16, 32), (64, 128), (256, 512))):
            columns, rows = grid(width, height, stride)
            at = numpy.stack([(columns + 0.5) * stride, (rows + 0.5) * stride], 1)
            priors.append(numpy.concatenate([numpy.repeat(at, 2, 0), numpy.tile(sides, len(at))[:, None]], 1))
        self.priors = numpy.concatenate(priors).astype(numpy.float32)
        self.shifts, self.scores = (self.request.get_tensor(name).data for name in ("loc", "conf"))
        self()

    def __call__(self):
        self.request.infer([self.picture], share_inputs=True)
        score = self.scores.reshape(-1, 2)[:, 1]
        found = numpy.flatnonzero(score >= self.least)
        if not found.size:
            return ()
        prior, shift = self.priors[found], self.shifts.reshape(-1, 4)[found]
        side = prior[:, 2:]
        sides = side * numpy.exp(shift[:, 2:] * 0.2)
        boxes = numpy.concatenate([prior[:, :2] + shift[:, :2] * 0.1 * side - sides / 2, sides], 1)
        return suppress(boxes, score[found], self.least, 0.4)


KINDS = {"yunet-n": YuNet, "retinaface": RetinaFace}
