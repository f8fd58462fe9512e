"""Photographs, one or a folder of them, as a user runs them."""

import csv
import json
import os
import pathlib
import shutil
import sqlite3
import unittest

from app import AppTest, footage, have, mien

SHARED = os.environ.get("MIEN_SHARED", "")
FACES = 5  # on multi_face.jpg


@unittest.skipUnless(have("retinaface-mnet025.onnx", "multi_face.jpg"),
                     "needs MIEN_MODELS_DIR with models and sample footage")
class Pictures(AppTest):
    def setUp(self):
        super().setUp()
        self.photos = self.scratch / "photos"
        self.photos.mkdir()
        self.out = self.scratch / "out"

    def copy(self, name):
        shutil.copy(footage("multi_face.jpg"), self.photos / name)

    def test_each_is_for_itself_and_named(self):
        names = ["IMG 1.jpg", "IMG 2.jfif", "camera.dat", "no_ending"]
        for name in names:
            self.copy(name)
        (self.photos / "notes.txt").write_text("no picture")
        shutil.copy(footage("no_face.mp4"), self.photos / "clip.mp4")
        done = mien("run", self.photos, "-o", self.out, "--detect-fps", "0.5", "--json")
        self.assertEqual(done.returncode, 0, done.stderr)
        found = json.loads(done.stdout)["inputs"][0]
        self.assertEqual((found["frames_inferred"], found["faces"], found["tracks"]), (4, 4 * FACES, 4 * FACES))
        self.assertEqual([each["file"] for each in found["passed_over"]], ["clip.mp4", "notes.txt"])
        self.assertIn("1 file skipped (clip.mp4): a clip", done.stderr)
        events = self.events(self.out)
        self.assertEqual([event["file"] for event in events], names)
        self.assertEqual({event["source"] for event in events}, {str(self.photos)})
        ids = [face["id"] for event in events for face in event["objects"]]
        self.assertEqual(len(set(ids)), 4 * FACES)
        # The same photograph: the same estimate, whatever came before it.
        for event in events[1:]:
            self.assertEqual([face["emotion"] for face in event["objects"]],
                             [face["emotion"] for face in events[0]["objects"]])
        with open(self.out / "tracks.csv", newline="") as file:
            tracks = list(csv.DictReader(file))
        self.assertEqual({track["input"] for track in tracks}, {f"{self.photos}/{name}" for name in names})
        with sqlite3.connect(self.out / "mien.db") as database:
            self.assertEqual(database.execute("SELECT DISTINCT input FROM tracks ORDER BY input").fetchone()[0],
                             f"{self.photos}/IMG 1.jpg")
        report = (self.out / "report.html").read_text()
        self.assertIn("camera.dat", report)
        self.assertIn("skipped (notes.txt)", report)

    def test_a_folder_of_clips_is_one_timeline(self):
        shutil.copy(footage("no_face.mp4"), self.photos / "clip.mp4")
        done = mien("run", self.photos, "--json")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("1 recording from", done.stderr)
        self.assertGreater(json.loads(done.stdout)["total"]["frames_decoded"], 0)

    @unittest.skipUnless(SHARED, "needs MIEN_SHARED")
    def test_a_photograph_lying_on_its_side_is_turned(self):
        file = pathlib.Path(SHARED) / "inputs" / "o6.webp"
        self.assertEqual(self.run_json(file)["inputs"][0]["faces"], FACES)

    @unittest.skipUnless(SHARED, "needs MIEN_SHARED")
    def test_a_truncated_photograph_is_named(self):
        file = pathlib.Path(SHARED) / "inputs" / "truncated.jpg"
        done = mien("run", file, "--json")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("truncated", done.stderr)
        self.assertEqual(json.loads(done.stdout)["inputs"][0]["damaged_packets"], 1)


if __name__ == "__main__":
    unittest.main()
