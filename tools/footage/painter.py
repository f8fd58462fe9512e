"""Paints the people of one moment over the still background, and says where their faces are."""

import math

import cv2
import numpy

HEAD = (0.72, 1.0)     # half axes of the ellipse that a head is cut with, in heights of the face
FEATHER = 0.18         # share of the ellipse that fades out
SHOULDER = 1.15        # where the shoulders begin below the face's centre, in heights
BREADTH = 1.1          # half of the shoulders' breadth, in heights
FADE_S = 0.2           # from one expression's part to the other's


def background(width, height, random):
    """A store's shelf in I420: boards with packets on them, a floor, and the light falling off to the sides."""
    picture = numpy.full((height, width, 3), 150, numpy.uint8)
    board = height // 5
    for top in range(0, height * 4 // 5, board):
        x = 0
        while x < width:
            w = int(random.uniform(0.02, 0.06) * width)
            tall = int(random.uniform(0.5, 0.85) * board)
            colour = [random.uniform(40, 215) for _ in range(3)]
            cv2.rectangle(picture, (x, top + board - tall), (x + w - 3, top + board - 8), colour, -1)
            cv2.rectangle(picture, (x + w // 5, top + board - tall * 2 // 3), (x + w * 3 // 4, top + board - tall // 2),
                          [255 - value for value in colour], -1)
            x += w
        cv2.rectangle(picture, (0, top + board - 8), (width, top + board), (90, 100, 110), -1)
    cv2.rectangle(picture, (0, height * 4 // 5), (width, height), (120, 125, 130), -1)
    light = 1 - 0.35 * numpy.abs(numpy.linspace(-1, 1, width)) ** 2
    picture = (cv2.GaussianBlur(picture, (0, 0), 1.2) * light[None, :, None]).astype(numpy.uint8)
    return cv2.cvtColor(picture, cv2.COLOR_BGR2YUV_I420)


def given_background(path, width, height):
    """The first picture of a clip or an image file, in I420."""
    import av
    with av.open(str(path)) as container:
        frame = next(container.decode(video=0))
        return frame.reformat(width, height, "yuv420p", interpolation="BICUBIC").to_ndarray()


def face_of(visit, seconds):
    """(part, index, scale, x, y) of the head that is shown; x, y: where its anchor lies; None outside the visit."""
    x = visit.x(seconds)
    if x is None:
        return None
    part = visit.actor.parts[-1 if seconds >= visit.change_s else 0]
    sway = 0.03 * visit.height * math.sin(2 * math.pi * (0.3 * seconds + visit.person / 7))
    return part, part.frame(seconds), visit.height / visit.actor.height, x, visit.y + sway


def box_of(visit, seconds):
    """The face's box in pixels of the film; may reach beyond it."""
    part, index, scale, x, y = face_of(visit, seconds)
    (left, top, w, h), (anchor_x, anchor_y) = part.boxes[index], part.anchors[index]
    left = -(left + w - anchor_x) if visit.flip else left - anchor_x
    return x + left * scale, y + (top - anchor_y) * scale, w * scale, h * scale


def covers(visit, seconds, px, py):
    """Is the point behind this person's head or shoulders?"""
    _, _, _, x, y = face_of(visit, seconds)
    dx, dy = (px - x) / visit.height, (py - y) / visit.height
    return (dx / HEAD[0]) ** 2 + (dy / HEAD[1]) ** 2 < 1 or (dy > SHOULDER and abs(dx) < BREADTH)


def visible_share(visit, in_front, seconds, width, height):
    """Of the face's box: within the picture, in front of everyone, and turned to the camera."""
    x, y, w, h = box_of(visit, seconds)
    points = [(x + (i + 0.5) * w / 8, y + (j + 0.5) * h / 8) for i in range(8) for j in range(8)]
    seen = sum(0 <= px < width and 0 <= py < height and not any(covers(other, seconds, px, py) for other in in_front)
               for px, py in points)
    return seen / len(points) * (1 - min(1.0, 2 * visit.turned(seconds)))


class Painter:
    def __init__(self, still, width, height):
        self.still, self.width, self.height = still, width, height

    def paint(self, visits, seconds):
        """A new I420 picture of this moment; the smaller people are behind the larger."""
        picture = self.still.copy()
        for visit in sorted(visits, key=lambda visit: visit.height):
            self.body(picture, visit, seconds)
            self.head(picture, visit, seconds)
        return picture

    def region(self, x, y, reach_x, above, below):
        """Left, top, right, bottom within the picture, even."""
        left, right = max(0, int(x - reach_x)) & ~1, min(self.width, int(x + reach_x) + 2) & ~1
        top, bottom = max(0, int(y - above)) & ~1, min(self.height, int(y + below) + 2) & ~1
        return (left, top, right, bottom) if right - left >= 4 and bottom - top >= 4 else None

    def blend(self, picture, region, colours, alpha):
        """`colours` BGR and `alpha` 0..1 of the region, onto the picture's planes."""
        left, top, right, bottom = region
        w, h = right - left, bottom - top
        patch = cv2.cvtColor(colours, cv2.COLOR_BGR2YUV_I420)
        coarse = cv2.resize(alpha, (w // 2, h // 2), interpolation=cv2.INTER_AREA)
        chroma = picture[self.height:].reshape(2, self.height // 2, self.width // 2)
        parts = [(picture[top:bottom, left:right], patch[:h], alpha)]
        for plane, values in zip(chroma, patch[h:].reshape(2, h // 2, w // 2)):
            parts.append((plane[top // 2:bottom // 2, left // 2:right // 2], values, coarse))
        for target, values, weight in parts:
            target[:] = (target + (values.astype(numpy.float32) - target) * weight + 0.5).astype(numpy.uint8)

    def body(self, picture, visit, seconds):
        _, _, _, x, y = face_of(visit, seconds)
        size = visit.height
        region = self.region(x, y, 1.4 * size, 0, self.height)
        if not region:
            return
        left, top, right, bottom = region
        alpha = numpy.zeros((bottom - top, right - left), numpy.float32)
        shoulders = (int(x - left), int(y + (SHOULDER + 0.75) * size - top))
        cv2.ellipse(alpha, shoulders, (int(BREADTH * size), int(0.75 * size)), 0, 180, 360, 1, -1)
        cv2.rectangle(alpha, (int(x - BREADTH * size - left), shoulders[1]), (int(x + BREADTH * size - left), bottom - top), 1, -1)
        cv2.rectangle(alpha, (int(x - 0.3 * size - left), int(y + 0.6 * size - top)), (int(x + 0.3 * size - left), shoulders[1]), 1, -1)
        alpha = cv2.GaussianBlur(alpha, (0, 0), max(1.0, size / 40))
        folds = 1 + 0.12 * numpy.sin(numpy.arange(left, right) / size * 9 + visit.person)[None, :, None]
        colours = numpy.broadcast_to(numpy.array(visit.clothes) * folds, (bottom - top, right - left, 3))
        self.blend(picture, region, numpy.ascontiguousarray(colours.clip(0, 255).astype(numpy.uint8)), alpha)

    def head(self, picture, visit, seconds):
        part, index, scale, x, y = face_of(visit, seconds)
        size = visit.height
        region = self.region(x, y, HEAD[0] * size, HEAD[1] * size, HEAD[1] * size)
        if not region:
            return
        left, top, right, bottom = region
        colours = self.looks(part, index, scale, (x - left, y - top), (right - left, bottom - top), visit.flip)
        since = seconds - visit.change_s
        if 0 <= since < FADE_S:
            before = visit.actor.parts[0]
            old = self.looks(before, before.frame(seconds), scale, (x - left, y - top), (right - left, bottom - top), visit.flip)
            colours = cv2.addWeighted(colours, since / FADE_S, old, 1 - since / FADE_S, 0)
        colours = (colours * numpy.array(visit.tint)).clip(0, 255).astype(numpy.uint8)
        rows, columns = numpy.ogrid[top:bottom, left:right]
        distance = numpy.sqrt(((columns - x) / (HEAD[0] * size)) ** 2 + ((rows - y) / (HEAD[1] * size)) ** 2).astype(numpy.float32)
        away = visit.turned(seconds)
        if away > 0:
            hair = 45 + 12 * numpy.sin(columns / size * 40)[..., None] + numpy.zeros((*distance.shape, 3))
            weight = (numpy.clip((0.92 - distance) / FEATHER, 0, 1) * away)[..., None]
            colours = (colours + (hair - colours) * weight).astype(numpy.uint8)
        self.blend(picture, region, colours, numpy.clip((1 - distance) / FEATHER, 0, 1))

    @staticmethod
    def looks(part, index, scale, at, size, flip):
        """The actor's picture, scaled so that its anchor lies at `at` of a patch of `size`."""
        anchor_x, anchor_y = part.anchors[index]
        turn = -scale if flip else scale
        move = numpy.array([[turn, 0, at[0] - turn * anchor_x], [0, scale, at[1] - scale * anchor_y]])
        return cv2.warpAffine(part.pictures[index], move, size, flags=cv2.INTER_AREA if scale < 0.5 else cv2.INTER_LINEAR,
                              borderMode=cv2.BORDER_REPLICATE)
