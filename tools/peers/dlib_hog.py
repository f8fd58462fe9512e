"""Peer: OpenCV's VideoCapture, dlib's frontal face detector on the gray picture with one doubling, as its examples call it, and
mini-XCEPTION."""

import clock

GIVEN = clock.arguments("dlib_hog", expression=("", "file of mini-XCEPTION"), width=(0, "of the picture searched; 0: as it comes"),
                        upsample=(1, "doublings before the search"))

import cv2  # noqa: E402
import dlib  # noqa: E402
import numpy  # noqa: E402

from expression import Expression  # noqa: E402


def main():
    detector = dlib.get_frontal_face_detector()
    detector(numpy.zeros((240, 320), numpy.uint8), 0)
    expression = Expression(GIVEN.expression, GIVEN.threads)
    count = clock.Clock(GIVEN)
    for picture in clock.opencv_frames(GIVEN, count):
        gray = small = cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY)
        scale = max(1.0, gray.shape[1] / GIVEN.width) if GIVEN.width else 1.0
        if scale > 1:
            small = cv2.resize(gray, None, fx=1 / scale, fy=1 / scale, interpolation=cv2.INTER_AREA)
        for face in detector(small, GIVEN.upsample):
            expression(gray, [scale * value for value in (face.left(), face.top(), face.width(), face.height())])
            count.faces += 1
    count.stop()


if __name__ == "__main__":
    main()
