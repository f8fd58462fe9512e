"""People cut from sample clips: each an actor whose head can be painted anywhere, at any size, and whose face's box is known."""

import dataclasses
import pathlib

import av
import cv2
import numpy

import detectors

LEAST_HEIGHT = 60        # pixels of a face in its clip: below it nothing is gained by showing it larger
LONGEST_S = 5.0          # of a part that is kept: pictures stay in memory
REACH = 1.6              # of the picture that is kept around the face, in heights of the face
NOT_HAPPY = ["neutral", "surprise", "sadness", "anger", "disgust", "fear", "contempt"]
# What is known of the sample clips: (from, to) in seconds and the labels that are right there.
KNOWN = {"WolfgangLanger_Pexels.mp4": [((0.5, 5.5), NOT_HAPPY), ((14.2, 19.2), ["happiness"])]}


@dataclasses.dataclass
class Part:
    """A stretch of a clip: pictures (BGR), and in their pixels the face's box and the steady point that the head is held by."""
    fps: float
    pictures: list
    boxes: numpy.ndarray    # n × 4: x, y, w, h
    anchors: numpy.ndarray  # n × 2
    labels: list            # expressions that are right here; empty: not known

    def frame(self, seconds):
        """Index of the picture at a time: to the end and back again, so that nothing jumps."""
        last = len(self.pictures) - 1
        if last == 0:
            return 0
        place = int(seconds * self.fps) % (2 * last)
        return place if place <= last else 2 * last - place


@dataclasses.dataclass
class Actor:
    name: str
    height: float  # median height of the face, pixels of its pictures
    parts: list    # one, or two with different expressions


def largest_face(picture, detector):
    """Box of the largest face, pixels of the picture, or None."""
    height, width = picture.shape[:2]
    detector.picture[:] = 0
    detector.picture[0, :height, :width] = picture
    boxes = detector()
    return max(boxes, key=lambda box: box[3]) if len(boxes) else None


def smooth(values, window):
    """Moving average; the ends are held."""
    padded = numpy.pad(values, ((window // 2, window - 1 - window // 2), (0, 0)), mode="edge")
    return numpy.stack([numpy.convolve(column, numpy.ones(window) / window, "valid") for column in padded.T], 1)


def part_of(pictures, boxes, fps, labels):
    """Cuts every picture to what surrounds the face throughout."""
    boxes = smooth(numpy.array(boxes, float), min(3, len(boxes)))
    centres = boxes[:, :2] + boxes[:, 2:] / 2
    anchors = smooth(centres, min(len(boxes), max(1, round(fps))))
    reach = REACH * numpy.median(boxes[:, 3])
    height, width = pictures[0].shape[:2]
    left, top = numpy.maximum(0, anchors.min(0) - reach).astype(int)
    right, bottom = numpy.minimum((width, height), anchors.max(0) + reach).astype(int)
    boxes[:, :2] -= (left, top)
    return Part(fps, [numpy.ascontiguousarray(p[top:bottom, left:right]) for p in pictures], boxes, anchors - (left, top), labels)


def longest_stretch(found):
    """(begin, end) of the longest run of pictures with a face."""
    best, begin = (0, 0), 0
    for i, box in enumerate([*found, None]):
        if box is None:
            best, begin = max(best, (begin, i), key=lambda run: run[1] - run[0]), i + 1
    return best


def clip_actor(path, weights):
    """The largest face of a clip; None where none is there for a second, or it is too small."""
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        fps = float(stream.average_rate)
        detector = detectors.RetinaFace(weights, -(-stream.width // 32) * 32, -(-stream.height // 32) * 32, 1, "f32")
        stretches = KNOWN.get(path.name) or [((0, 1e9), [])]
        parts = []
        for (begin, end), labels in stretches:
            container.seek(0)
            pictures = [f.to_ndarray(format="bgr24") for f in container.decode(stream) if begin <= (f.time or 0) < end]
            boxes = [largest_face(picture, detector) for picture in pictures]
            first, last = longest_stretch(boxes)
            last = min(last, first + int(LONGEST_S * fps))
            if last - first < fps:
                return None
            parts.append(part_of(pictures[first:last], boxes[first:last], fps, labels))
    height = float(numpy.median(numpy.concatenate([part.boxes[:, 3] for part in parts])))
    return Actor(path.name, height, parts) if height >= LEAST_HEIGHT else None


def picture_actors(path, weights):
    """Every face of a picture that is large enough: they do not move by themselves."""
    picture = cv2.imread(str(path))
    height, width = picture.shape[:2]
    detector = detectors.RetinaFace(weights, -(-width // 32) * 32, -(-height // 32) * 32, 1, "f32")
    detector.picture[0, :height, :width] = picture
    return [Actor(f"{path.name}, face {i + 1}", float(box[3]), [part_of([picture], [box], 1.0, [])])
            for i, box in enumerate(detector()) if box[3] >= LEAST_HEIGHT]


def cast(paths, weights):
    """Actors of all these files; clips that show several expressions first."""
    found = []
    for path in map(pathlib.Path, paths):
        if path.suffix.lower() in (".jpg", ".jpeg", ".png"):
            found += picture_actors(path, weights)
        else:
            actor = clip_actor(path, weights)
            found += [actor] if actor else []
    if not found:
        raise SystemExit(f"{', '.join(map(str, paths))}: no face of {LEAST_HEIGHT} pixels or more that is there for a second")
    return sorted(found, key=lambda actor: -len(actor.parts))
