"""Peer: PyAV, one conversion from the decoded picture to the network's bytes, a detector of mien's own weights on OpenVINO,
and mini-XCEPTION on crops of the full-size luma plane: what a good engineer writes in Python."""

import clock

GIVEN = clock.arguments("pyav_openvino", detector=("yunet-n", "yunet-n or retinaface"), weights=("", "file of the detector"),
                        expression=("", "file of mini-XCEPTION"), width=(640, "pixels"), precision=("auto", "f32, bf16 or auto"))

import av  # noqa: E402
import cv2  # noqa: E402
import numpy  # noqa: E402

import detectors  # noqa: E402
from expression import Expression  # noqa: E402


def plane(picture, index=0):
    """A plane's bytes as rows, without a copy."""
    part = picture.planes[index]
    return numpy.frombuffer(part, numpy.uint8).reshape(-1, part.line_size)


def search(frame, scaler, detector, expression, width, height):
    """Faces of one frame, read."""
    small = scaler.reformat(frame, width, height, "bgr24", interpolation="FAST_BILINEAR")
    detector.picture[0, :height] = plane(small)[:height, :width * 3].reshape(height, width, 3)
    boxes = detector()
    if len(boxes):
        gray = plane(frame)[:frame.height, :frame.width]
        for box in boxes * (frame.width / width):
            expression(gray, box)
    return len(boxes)


def main():
    cv2.setNumThreads(GIVEN.threads)
    with av.open(GIVEN.clip) as container:
        stream = container.streams.video[0]
        width = min(GIVEN.width, stream.width)
        height = round(stream.height * width / stream.width / 2) * 2
        detector = detectors.KINDS[GIVEN.detector](GIVEN.weights, width, height, GIVEN.threads, GIVEN.precision)
        expression = Expression(GIVEN.expression, GIVEN.threads)
        scaler = av.video.reformatter.VideoReformatter()
        count = clock.Clock(GIVEN)
        stream.thread_count = GIVEN.threads
        stream.thread_type = "NONE" if GIVEN.threads == 1 else "AUTO"
        for frame in container.decode(stream):
            if count.due():
                count.faces += search(frame, scaler, detector, expression, width, height)
        count.stop()


if __name__ == "__main__":
    main()
