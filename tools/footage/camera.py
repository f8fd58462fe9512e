"""The camera: sensor noise, and H.264 as cameras send it, as a main stream and a smaller one."""

import av
import numpy

PLANES = 8  # of noise, made once and moved about: each picture has another


class Sensor:
    """Adds noise of `deviation` levels to the luma."""

    def __init__(self, width, height, deviation, seed):
        self.random = numpy.random.default_rng(seed)
        self.width, self.height = width, height
        self.planes = [self.random.normal(0, deviation, (height + 64, width + 64)).round().astype(numpy.int16) for _ in range(PLANES)]

    def add(self, picture):
        x, y = self.random.integers(0, 64, 2)
        plane = self.planes[self.random.integers(PLANES)][y:y + self.height, x:x + self.width]
        luma = picture[:self.height]
        numpy.clip(luma + plane, 0, 255, out=luma, casting="unsafe")


class Encoder:
    """Constant bit rate, no B pictures, a keyframe every `keyframe_s` seconds and nowhere else. One thread: equal input, equal file."""

    def __init__(self, path, width, height, fps, keyframe_s, kbits):
        self.size = (width, height)
        self.container = av.open(str(path), "w")
        self.stream = self.container.add_stream("libx264", rate=fps)
        self.stream.width, self.stream.height, self.stream.pix_fmt = width, height, "yuv420p"
        self.stream.bit_rate = kbits * 1000
        self.stream.thread_count = 1
        group = str(round(fps * keyframe_s))
        self.stream.options = {"preset": "veryfast", "profile": "main", "bf": "0", "g": group, "keyint_min": group, "sc_threshold": "0",
                               "maxrate": f"{kbits}k", "minrate": f"{kbits}k", "bufsize": f"{kbits}k", "nal-hrd": "cbr"}

    def write(self, picture):
        """`picture`: I420 of any even size."""
        height, width = picture.shape[0] * 2 // 3, picture.shape[1]
        frame = av.VideoFrame.from_ndarray(picture, "yuv420p")
        if (width, height) != self.size:
            frame = frame.reformat(*self.size, "yuv420p", interpolation="AREA")
        self.container.mux(self.stream.encode(frame))

    def close(self):
        self.container.mux(self.stream.encode(None))
        self.container.close()
