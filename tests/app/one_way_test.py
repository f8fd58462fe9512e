"""One clip as a recording (mien run) and as a camera (mien serve, at its own pace): the same answers. What must differ: the
wall clock, frames that gave way to newer ones, and where in the clip the camera joins."""

import collections
import json
import unittest

from app import AppTest, footage, have, mien
from serve_test import Server

CLIP = "WolfgangLanger_Pexels.mp4"  # one face, left of the middle
CONFIG = """
storage: {{sqlite: mien.db}}
sinks: {{jsonl: {{path: sight/events.jsonl}}}}
cameras:
  aisle:
    input: {input}
    detect: {{fps: 5}}
    content: [{{content: cereal, zone: near}}, {{content: poster, from: '00:00', to: '24:00'}}]
    zones: {{near: [[0, 0], [0.7, 0], [0.7, 1], [0, 1]], far: [[0.7, 0], [1, 0], [1, 1], [0.7, 1]]}}
contents: {{cereal: {{title: Cereal}}, poster: {{title: Poster}}}}
"""


def shares(faces, of):
    counts = collections.Counter(of(face) for face in faces)
    return {what: count / len(faces) for what, count in counts.items()}


@unittest.skipUnless(have(CLIP, "retinaface-mnet025.onnx"), "needs the sample footage: mien models pull --all")
class OneWay(AppTest):
    def faces(self, file):
        lines = file.read_text().splitlines() if file.is_file() else []
        return [face for line in lines if line.endswith("}") for face in json.loads(line)["objects"]]

    def as_recording(self):
        config = self.scratch / "run.yaml"
        config.write_text(CONFIG.format(input=footage(CLIP)))
        done = mien("run", "-c", config, "-o", "out", "--quiet", cwd=self.scratch)
        self.assertEqual(done.returncode, 0, done.stderr)
        found = self.faces(self.scratch / "out/events.jsonl")
        self.assertEqual(found, self.faces(self.scratch / "sight/events.jsonl"), "the same sink, the same lines")
        (self.scratch / "sight/events.jsonl").unlink()
        return found

    def as_camera(self, enough):
        config = self.scratch / "serve.yaml"
        config.write_text(CONFIG.format(input=f"loop:{footage(CLIP)}"))
        server = Server(self, "-c", config, "--port", 0)
        sight = self.scratch / "sight/events.jsonl"
        server.until(self, lambda: len(self.faces(sight)) >= enough, "as many faces", 180)
        self.assertEqual(server.finish(), 0, server.said())
        return self.faces(sight)

    def test_the_same_zones_contents_and_expressions(self):
        recorded = self.as_recording()
        live = self.as_camera(len(recorded))
        for face in recorded + live:
            self.assertEqual(face["content"], {"near": "cereal", "far": "poster", "": ""}[face["zone"]], face)
        for what in (lambda face: face["zone"], lambda face: face["emotion"]["label"]):
            one, other = shares(recorded, what), shares(live, what)
            for key in one.keys() | other.keys():
                self.assertAlmostEqual(one.get(key, 0), other.get(key, 0), delta=0.15, msg=f"{key}: {one} {other}")
        # A person a pass; the camera may join in the middle of one, and leave in another.
        self.assertEqual(len({face["id"] for face in recorded}), 1)
        self.assertLessEqual(len({face["id"] for face in live}), 3)


if __name__ == "__main__":
    unittest.main()
