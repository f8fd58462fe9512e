"""Peer: OpenCV's VideoCapture, its FaceDetectorYN (YuNet-n, the same weights), and mini-XCEPTION."""

import clock

GIVEN = clock.arguments("opencv_loop", weights=("", "YuNet with a fixed input, of fixed_shape.py"),
                        expression=("", "file of mini-XCEPTION"), width=(640, "pixels"))

import cv2  # noqa: E402
import numpy  # noqa: E402

from expression import Expression  # noqa: E402


def main():
    cv2.setNumThreads(GIVEN.threads)
    detector = cv2.FaceDetectorYN.create(GIVEN.weights, "", (GIVEN.width, GIVEN.width * 9 // 16), 0.65, 0.45, 5000)
    detector.detect(numpy.zeros((GIVEN.width * 9 // 16, GIVEN.width, 3), numpy.uint8))
    expression = Expression(GIVEN.expression, GIVEN.threads)
    count = clock.Clock(GIVEN)
    for picture in clock.opencv_frames(GIVEN, count):
        scale = max(1.0, picture.shape[1] / GIVEN.width)
        small = cv2.resize(picture, None, fx=1 / scale, fy=1 / scale) if scale > 1 else picture
        detector.setInputSize((small.shape[1], small.shape[0]))
        faces = detector.detect(small)[1]
        if faces is None:
            continue
        gray = cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY)
        for box in faces[:, :4] * scale:
            expression(gray, box)
        count.faces += len(faces)
    count.stop()


if __name__ == "__main__":
    main()
