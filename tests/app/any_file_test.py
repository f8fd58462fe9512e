"""Recordings as they come: clocks that step, joined files, times and names that say little or are wrong."""

import json
import os
import pathlib
import unittest

from app import AppTest, footage, have, mien

INPUTS = pathlib.Path(os.environ.get("MIEN_SHARED", "/nowhere")) / "inputs"
# Name, frames, seconds, what is said about it.
KINDS = (
    ("restart.mp4", 475, 19.0, "its clock jumps back"),
    ("cat.mkv", 400, 16.0, "contains 2 recordings one after another"),
    ("ts_fut3.ts", 300, 12.0, "3 frames stated a wrong time"),
    ("two_same.mp4", 400, 16.0, None),
    ("h264b_drop.avi", 120, 8.0, None),
    ("raw_mjpeg.dat", 50, 2.0, None),
)


@unittest.skipUnless(INPUTS.is_dir(), "needs MIEN_SHARED, the folder of development data")
@unittest.skipUnless(have("retinaface-mnet025.onnx", "fer-mini-xception.tflite"), "needs MIEN_MODELS_DIR with models")
class AnyFile(AppTest):
    def read(self, folder, *options):
        """Runs all kinds; gives stderr, each input's summary, and the events without the time of writing."""
        out = self.scratch / folder
        done = mien("run", *(INPUTS / kind[0] for kind in KINDS), "--json", "-o", out, "--width", 320, *options)
        self.assertEqual(done.returncode, 0, done.stderr)
        events = self.events(out)
        for event in events:
            del event["system_timestamp"]
        events.sort(key=lambda e: (e["source"], e["timestamp"]))
        tracks = sorted((out / "tracks.csv").read_text().splitlines())
        return done.stderr, json.loads(done.stdout)["inputs"], events, tracks

    def test_every_frame_is_read_once_by_any_number_of_workers(self):
        first = None
        for workers in (1, 2, 5):
            errors, inputs, events, tracks = self.read(f"w{workers}", "--workers", workers)
            for (name, frames, seconds, note), found in zip(KINDS, inputs):
                with self.subTest(name=name, workers=workers):
                    self.assertEqual(found["frames_decoded"] + found["frames_skipped"], frames)
                    self.assertAlmostEqual(found["media_seconds"], seconds, delta=0.25)
                    self.assertEqual(found["damaged_packets"], 0, found["damage"])
                    self.assertEqual(len(found["notes"]), 1 if note else 0, found["notes"])
                    if note:
                        self.assertIn(note, found["notes"][0])
                        self.assertIn(f"{name}: {found['notes'][0]}", errors)
            first = first or (events, tracks)
            self.assertEqual((events, tracks), first)

    def test_skipped_frames_change_no_answer(self):
        settings = self.scratch / "all.yaml"
        settings.write_text("demand: { decode: off }\n")
        plain, skipping = self.read("plain", "-c", settings), self.read("skipping")
        self.assertEqual(skipping[2:], plain[2:])
        for one, other in zip(plain[1], skipping[1]):
            self.assertEqual(one["frames_decoded"], other["frames_decoded"] + other["frames_skipped"])


@unittest.skipUnless(have("retinaface-mnet025.onnx", "fer-mini-xception.tflite", "no_face.mp4"),
                     "needs MIEN_MODELS_DIR with models and sample footage")
class Words(AppTest):
    def test_damage_is_not_called_skipped_where_all_was_read(self):
        data = bytearray(footage("no_face.mp4").read_bytes())
        middle = len(data) // 2
        data[middle:middle + 300] = bytes(300)
        file = self.scratch / "spoiled.mp4"
        file.write_bytes(data)
        done = mien("run", file, "--json", "--demand", "off")
        found = json.loads(done.stdout)["inputs"][0]
        self.assertGreater(found["damaged_packets"], 0)
        self.assertNotIn("skipped", done.stderr)
        self.assertIn(f"{found['frames_decoded']} frames read", done.stderr)


if __name__ == "__main__":
    unittest.main()
