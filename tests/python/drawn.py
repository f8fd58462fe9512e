"""Pictures and films that tests draw, and stages of their own that read them."""
import pathlib
import struct
import tempfile
import unittest
import zlib

import numpy as np


def write_png(file, picture):
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    height, width = picture.shape
    rows = b"".join(b"\0" + row.tobytes() for row in picture)
    file.write_bytes(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
                     + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))


def spot(picture):
    """An own detector: what is bright is a face."""
    ys, xs = np.nonzero(picture[:, :, 0] > 160)
    return [(xs.min(), ys.min(), np.ptp(xs) + 1, np.ptp(ys) + 1, 0.9)] if len(xs) else []


def happy(face):
    assert face.shape == (64, 64, 3)
    return [0.1, 0.9, 0, 0, 0, 0, 0, 0]


def drawn(x=100, width=320, height=240):
    picture = np.full((height, width), 60, np.uint8)
    picture[60:140, x : x + 80] = 235 - 40 * ((np.indices((80, 80)).sum(0) // 8) % 2)
    return picture


class Folder(unittest.TestCase):
    def setUp(self):
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.folder = pathlib.Path(scratch.name)
        self.clip = self.folder / "clip"
        self.clip.mkdir()
        for number in range(12):
            write_png(self.clip / f"{number:02}.png", drawn(40 + number))


def write_film(file, frames):
    """Grey pictures of one size as an uncompressed film of 10 a second."""
    height, width = frames[0].shape
    with file.open("wb") as out:
        out.write(b"YUV4MPEG2 W%d H%d F10:1 Ip A1:1 C420jpeg\n" % (width, height))
        for frame in frames:
            out.write(b"FRAME\n" + frame.tobytes() + bytes([128]) * (width * height // 2))
