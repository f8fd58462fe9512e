"""How far a head is turned, from five landmarks of yunet-n.

As src/face/quality.cpp has it: a nose stands 0.43 eye distances before the plane of the face, so at yaw t the eyes are cos t apart
and the nose is 0.43 sin t off their middle. An estimate, good to some ten degrees: enough to sort faces into four lots.
"""
import math

import numpy as np

NOSE = 0.43  # in eye distances
SIDE = 160  # the face is enlarged to 96 and laid in the middle of this


def degrees(points):
    """Landmarks [N,5,2] (eye, eye, nose, …) -> yaw in degrees; the sign says to which side."""
    eyes = points[:, 1] - points[:, 0]
    length = np.maximum(np.hypot(eyes[:, 0], eyes[:, 1]), 1e-6)
    middle = (points[:, 0] + points[:, 1]) / 2
    offset = ((points[:, 2] - middle) * eyes).sum(1) / length ** 2
    return np.degrees(np.arctan(offset / NOSE))


class Yaw:
    """Gray uint8 [N,48,48] -> yaw in degrees [N]; NaN where no face was found."""

    def __init__(self, path, least=0.3):
        import openvino

        core = openvino.Core()
        model = core.read_model(path)
        model.reshape([1, 3, SIDE, SIDE])
        self.model = core.compile_model(model, "CPU", {"INFERENCE_NUM_THREADS": 1, "INFERENCE_PRECISION_HINT": "f32"})
        self.least = least

    def landmarks(self, image):
        """[5,2] in pixels of the enlarged picture, or None."""
        face = np.repeat(np.repeat(image, 2, 0), 2, 1).astype(np.float32)
        inset = (SIDE - len(face)) // 2
        canvas = np.full((SIDE, SIDE), face.mean(), np.float32)
        canvas[inset:inset + len(face), inset:inset + len(face)] = face
        answer = self.model(np.repeat(canvas[None, None], 3, 1))
        best, points = self.least, None
        for stride in (8, 16, 32):
            score = np.sqrt(np.array(answer[f"cls_{stride}"]).ravel() * np.array(answer[f"obj_{stride}"]).ravel())
            if score.max() > best:
                best, at, across = score.max(), int(score.argmax()), SIDE // stride
                place = np.array([at % across, at // across], np.float32)
                points = (np.array(answer[f"kps_{stride}"])[0, at].reshape(5, 2) + place) * stride
        return points

    def __call__(self, images):
        found = [self.landmarks(image) for image in images]
        return np.array([math.nan if p is None else float(degrees(p[None])[0]) for p in found])
