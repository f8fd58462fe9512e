"""Peer: OpenCV's VideoCapture, MediaPipe's face detection (BlazeFace, full range, which its package brings), mini-XCEPTION."""

import os

import clock

GIVEN = clock.arguments("mediapipe_loop", expression=("", "file of mini-XCEPTION"))
os.environ["GLOG_minloglevel"] = "3"

import cv2  # noqa: E402
import mediapipe  # noqa: E402
import numpy  # noqa: E402

from expression import Expression  # noqa: E402

FULL_RANGE = 1


def main():
    detector = mediapipe.solutions.face_detection.FaceDetection(model_selection=FULL_RANGE, min_detection_confidence=0.5)
    detector.process(numpy.zeros((360, 640, 3), numpy.uint8))
    expression = Expression(GIVEN.expression, GIVEN.threads)
    count = clock.Clock(GIVEN)
    for picture in clock.opencv_frames(GIVEN, count):
        faces = detector.process(cv2.cvtColor(picture, cv2.COLOR_BGR2RGB)).detections
        if not faces:
            continue
        gray = cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY)
        height, width = gray.shape
        for face in faces:
            box = face.location_data.relative_bounding_box
            expression(gray, (box.xmin * width, box.ymin * height, box.width * width, box.height * height))
            count.faces += 1
    count.stop()


if __name__ == "__main__":
    main()
