"""One clip as a recording (mien run) and from an RTSP camera at its own pace (mien serve): the same faces, zones, contents, tracks and
labels. What must differ: the wall clock, where in the clip the camera joins, that it looks five times a second where the run looks
at every frame (labels are smoothed over what was seen, so they turn a little earlier or later), and frames that a busy machine drops."""

import collections
import json
import pathlib
import subprocess
import sys
import unittest

from app import AppTest, footage, have, mien, program
from serve_test import Server

CLIPS = ("WolfgangLanger_Pexels.mp4", "noface_face.mov")  # somebody who stays; somebody who comes twice
FPS, SECONDS = 24, 12
FRAMES = FPS * SECONDS
CONFIG = """
storage: {{sqlite: mien.db}}
sinks: {{jsonl: {{path: {sink}.jsonl}}}}
cameras:
  aisle:
    input: {input}
    detect: {{fps: {fps}}}
    content: [{{content: cereal, zone: near}}, {{content: poster, from: '00:00', to: '24:00'}}]
    zones: {{near: [[0, 0], [0.5, 0], [0.5, 1], [0, 1]], far: [[0.5, 0], [1, 0], [1, 1], [0.5, 1]]}}
contents: {{cereal: {{title: Cereal}}, poster: {{title: Poster}}}}
"""


def overlap(one, other):
    """Intersection over union of two faces."""
    width = min(one["x"] + one["w"], other["x"] + other["w"]) - max(one["x"], other["x"])
    height = min(one["y"] + one["h"], other["y"] + other["h"]) - max(one["y"], other["y"])
    both = max(width, 0) * max(height, 0)
    return both / (one["w"] * one["h"] + other["w"] * other["h"] - both)


def exactly(face):
    return face["x"], face["y"], face["w"], face["h"], face["detection"]["confidence"]


def joined_at(recorded, live):
    """The frame of the clip that the camera's first one was: in it most faces are where the recording has them, to the pixel."""
    at = collections.defaultdict(list)
    for number, faces in recorded.items():
        for face in faces:
            at[exactly(face)].append(number)
    votes = collections.Counter(
        (number - seen) % FRAMES for seen, faces in live.items() for face in faces for number in at[exactly(face)])
    return votes.most_common(1)[0][0] if votes else 0


class Camera:
    """An RTSP camera that shows a clip over and over."""

    def __init__(self, test, clip):
        server = pathlib.Path(__file__).resolve().parents[1] / "servers/rtsp_server.py"
        # Debian's own Python has GStreamer's bindings; another one on PATH has not.
        self.process = subprocess.Popen(["/usr/bin/python3", server, f"aisle={clip}"], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        stderr=sys.stderr, text=True)
        test.addCleanup(self.end)
        words = self.process.stdout.readline().split()
        test.assertEqual(words[:1], ["port"])
        self.address = f"rtsp://127.0.0.1:{words[1]}/aisle"

    def end(self):
        self.process.kill()
        self.process.communicate()


@unittest.skipUnless(have(*CLIPS, "retinaface-mnet025.onnx"), "needs the sample footage: mien models pull --all")
class OneWay(AppTest):
    def clip(self):
        clip = self.scratch / "two.mp4"
        side = f"fps={FPS},scale=640:360"
        subprocess.run([program("ffmpeg"), "-v", "error", "-ss", "4", "-t", str(SECONDS), "-i", footage(CLIPS[0]),
                        "-stream_loop", "-1", "-t", str(SECONDS), "-i", footage(CLIPS[1]),
                        "-filter_complex", f"[0]{side}[a];[1]{side}[b];[a][b]hstack", "-t", str(SECONDS), "-an",
                        "-c:v", "libx264", "-g", "48", "-bf", "0", "-pix_fmt", "yuv420p", clip], check=True, timeout=120)
        return clip

    def config(self, **places):
        file = self.scratch / f"{places['sink']}.yaml"
        file.write_text(CONFIG.format(**places))
        return file

    def faces(self, sink):
        """The faces of each frame that has some, by its number in the stream."""
        file = self.scratch / f"{sink}.jsonl"
        lines = file.read_text().splitlines() if file.is_file() else []
        events = [json.loads(line) for line in lines if line.endswith("}")]
        return {event["frame_id"]: event["objects"] for event in events}

    def as_recording(self, clip):
        done = mien("run", "-c", self.config(sink="run", input=clip, fps=FPS), "-o", "out", "--quiet", cwd=self.scratch)
        self.assertEqual(done.returncode, 0, done.stderr)
        return self.faces("run")

    def as_camera(self, clip):
        """A whole pass of the clip, after the one that the camera joined in."""
        server = Server(self, "-c", self.config(sink="serve", input=Camera(self, clip).address, fps=5), "--port", 0)
        server.until(self, lambda: max(self.faces("serve"), default=0) > 2 * FRAMES + FPS, "two passes", 120)
        self.assertEqual(server.finish(), 0, server.said())
        return self.faces("serve")

    def test_the_same_faces_zones_contents_tracks_and_labels(self):
        clip = self.clip()
        recorded, live = self.as_recording(clip), self.as_camera(clip)
        began = joined_at(recorded, live)
        passed = {number + began - FRAMES: faces for number, faces in live.items() if FRAMES <= number + began < 2 * FRAMES}
        self.assertGreater(len(passed), SECONDS * 5 // 2, "of five looks a second, a busy machine may drop some")
        pairs = []
        for number, faces in passed.items():
            there = recorded.get(number, [])
            self.assertEqual(len(faces), len(there), f"frame {number}: {faces}\n{there}")
            for face in faces:
                twin = max(there, key=lambda other, face=face: overlap(face, other))
                self.assertGreater(overlap(face, twin), 0.9, f"frame {number}: {face}\n{twin}")
                self.assertEqual((face["zone"], face["content"]), (twin["zone"], twin["content"]), f"frame {number}")
                pairs.append((face, twin))
        tracks = {(face["id"], twin["id"]) for face, twin in pairs}
        self.assertEqual(len(tracks), 3, tracks)  # who stays, and the other one's two visits
        self.assertEqual([len({pair[side] for pair in tracks}) for side in (0, 1)], [3, 3], tracks)
        self.assertEqual({(face["zone"], face["content"]) for face, _ in pairs}, {("near", "cereal"), ("far", "poster")})
        others = [(face["emotion"]["label"], twin["emotion"]["label"]) for face, twin in pairs
                  if face["emotion"]["label"] != twin["emotion"]["label"]]
        self.assertLess(len(others), 0.1 * len(pairs), others)


if __name__ == "__main__":
    unittest.main()
