"""When a recording was made, where its container does not say, and that a recording counts once."""

import json
import os
import sqlite3
import unittest

from app import AppTest, footage, have, mien

CONFIG = """
cameras: {{ shelf: {{ input: '{clip}', content: laughter }} }}
contents: {{ laughter: {{ title: Laughter }} }}
audience: {{ min_audience: 1, time_zone: Europe/Berlin }}
"""
MADE = 1762244100  # 2025-11-04T08:15:00Z


def made_at(data, time):
    """The same MP4, made at another time."""
    data = bytearray(data)
    at = data.find(b"mvhd")
    data[at + 8:at + 12] = (time + 2082844800).to_bytes(4, "big")
    return bytes(data)


def without_times(data):
    """An MP4 as a copy by other tools leaves it: without a time of creation in any of its boxes."""
    data = bytearray(data)
    for box in (b"mvhd", b"mdhd", b"tkhd"):
        at = data.find(box)
        while at >= 0:
            data[at + 8:at + (24 if data[at + 4] else 16)] = bytes(16 if data[at + 4] else 8)
            at = data.find(box, at + 4)
    return bytes(data)


@unittest.skipUnless(have("retinaface-mnet025.onnx", "single_face.mp4"),
                     "needs MIEN_MODELS_DIR with models and sample footage")
class Recording(AppTest):
    def clip(self, name, changed=None):
        file = self.scratch / name
        file.write_bytes(without_times(footage("single_face.mp4").read_bytes()))
        if changed is not None:
            os.utime(file, (changed, changed))
        return file

    def analyse(self, clip, *options):
        config = self.scratch / "mien.yaml"
        config.write_text(CONFIG.format(clip=clip))
        done = mien("run", "-c", config, "-o", self.scratch / "out", *options)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stderr

    def stays(self):
        with sqlite3.connect(self.scratch / "out" / "mien.db") as database:
            return database.execute("SELECT start_ms / 1000.0, end_ms / 1000.0 FROM exposures ORDER BY 1").fetchall()

    def test_a_name_in_the_hour_that_comes_twice(self):
        said = self.analyse(self.clip("shelf_20251026_023000.mp4"))
        self.assertIn("the file's name, the first of two such times (the other: 2025-10-26T02:30:00+01:00): 2025-10-26T02:30:00+02:00", said)
        said = self.analyse(self.clip("shelf.mp4"), "--started-at", "2025-10-26 02:30")
        self.assertIn("--started-at: 2025-10-26T02:30:00+02:00, the first of two such times", said)
        done = mien("run", "-c", self.scratch / "mien.yaml", "-o", self.scratch / "out", "--started-at", "2126-10-26 02:30")
        self.assertEqual(done.returncode, 2, done.stderr)
        self.assertIn("is in the future", done.stderr)

    def test_the_name_says_it_on_the_clock_of_the_store(self):
        said = self.analyse(self.clip("shelf_20251104_091500.mp4"))
        self.assertIn("does not say when it was recorded; taken from the file's name: 2025-11-04T09:15:00+01:00", said)
        self.assertEqual(len(self.stays()), 1)
        self.assertLess(abs(self.stays()[0][0] - MADE), 1)

    def test_else_the_files_time_less_its_length(self):
        said = self.analyse(self.clip("shelf.mp4", changed=MADE))
        self.assertIn("the file's modification time minus its length", said)
        length = 72 / 25  # about
        self.assertLess(abs(self.stays()[0][0] - (MADE - length)), 1.5)
        self.assertLessEqual(self.stays()[0][1], MADE + 0.1)

    def test_what_the_user_says_wins(self):
        said = self.analyse(self.clip("shelf_20250101_000000.mp4"), "--started-at", "2025-11-04T09:15:00")
        self.assertNotIn("recorded", said)
        self.assertLess(abs(self.stays()[0][0] - MADE), 1)

    def test_the_container_wins_over_the_name(self):
        file = self.scratch / "shelf_20251104_091500.mp4"
        data = bytearray(without_times(footage("single_face.mp4").read_bytes()))
        at = data.find(b"mvhd")
        data[at + 8:at + 12] = (MADE - 86400 + 2082844800).to_bytes(4, "big")
        file.write_bytes(data)
        said = self.analyse(file)
        self.assertNotIn("recorded", said)
        self.assertLess(abs(self.stays()[0][0] - (MADE - 86400)), 1)

    def test_a_recording_counts_once_whenever_and_wherever_it_lies(self):
        self.analyse(self.clip("a.mp4", changed=MADE))
        first = self.stays()
        self.analyse(self.scratch / "a.mp4")
        self.assertEqual(self.stays(), first)
        moved = (self.scratch / "a.mp4").rename(self.scratch / "b_20251104_120000.mp4")
        self.analyse(moved)
        self.assertEqual(len(self.stays()), len(first))
        self.analyse(moved, "--started-at", "2025-11-01T10:00:00Z")
        self.assertEqual(len(self.stays()), len(first))
        with sqlite3.connect(self.scratch / "out" / "mien.db") as database:
            self.assertEqual(database.execute("SELECT (SELECT count(*) FROM undecided_stays) + "
                                              "(SELECT count(*) FROM cell_stays)").fetchone(), (len(first),))

    def test_two_recordings_of_a_camera_do_not_overlap(self):
        self.analyse(self.clip("20251104_091500.mp4"))
        later = self.clip("20251104_091600.mp4")
        with open(later, "ab") as file:  # another recording by its bytes
            file.write(b"\0\0\0\x08free")
        self.analyse(later)
        (_, end), (begin, _) = self.stays()
        self.assertGreater(begin, end)


@unittest.skipUnless(have("retinaface-mnet025.onnx", "single_face.mp4"),
                     "needs MIEN_MODELS_DIR with models and sample footage")
class SeveralRecordings(AppTest):
    """A camera of several files: by container, by a pattern of names; a copy and an overlap count once."""

    def setUp(self):
        super().setUp()
        self.folder = self.scratch / "week"
        self.folder.mkdir()

    def put(self, name, data):
        (self.folder / name).write_bytes(data)

    def analyse(self, input, *options, code=0):
        config = self.scratch / "mien.yaml"
        config.write_text(CONFIG.format(clip="{}").replace("'{}'", str(input)))
        done = mien("run", "-c", config, "-o", self.scratch / "out", "--quiet", *options)
        self.assertEqual(done.returncode, code, done.stderr)
        return done.stderr

    def stays(self):
        with sqlite3.connect(self.scratch / "out" / "mien.db") as database:
            return database.execute(
                "SELECT camera, start_ms / 1000.0, end_ms / 1000.0 FROM exposures ORDER BY 2").fetchall()

    def test_a_folder_is_one_camera_whose_files_count_once(self):
        clip = footage("single_face.mp4").read_bytes()
        self.put("b.mp4", made_at(clip, MADE + 600))
        self.put("a.mp4", made_at(clip, MADE))
        self.put("copy of a.mp4", made_at(clip, MADE))
        self.analyse(self.folder)
        self.assertEqual([(camera, start - MADE < 1 or 600 <= start - MADE < 601) for camera, start, _ in self.stays()],
                         [("shelf", True), ("shelf", True)])
        self.put("c.mp4", made_at(clip, MADE + 1200))  # the week goes on
        said = self.analyse(f"'{self.folder}/*.mp4'")
        self.assertEqual(len(self.stays()), 3)
        self.assertIn("nothing was recorded for 9 min before it", said)
        summary = json.loads((self.scratch / "out" / "summary.json").read_text())
        self.assertEqual([row["input"] for row in summary["inputs"]],
                         ["shelf: a.mp4", "shelf: b.mp4", "shelf: c.mp4"])

    def test_what_two_files_show_counts_once(self):
        clip = footage("single_face.mp4").read_bytes()
        self.put("a.mp4", made_at(clip, MADE))
        self.put("b.mp4", made_at(clip, MADE + 2))
        self.analyse(self.folder)
        spans = [(start, end) for _, start, end in self.stays()]
        self.assertTrue(all(end <= start for (_, end), (start, _) in zip(spans, spans[1:])), spans)

    def test_names_by_a_pattern(self):
        clip = without_times(footage("single_face.mp4").read_bytes())
        self.put("4-11-2025 9h15.mp4", clip)
        config = self.scratch / "mien.yaml"
        config.write_text(CONFIG.format(clip=self.folder).replace("content:", "time_in_name: '%d-%m-%Y %Hh%M', content:"))
        done = mien("run", "-c", config, "-o", self.scratch / "out")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("1 recording from 2025-11-04T09:15:00+01:00, 0 gaps, 0 overlaps; start times from the file's name", done.stderr)
        self.assertLess(abs(self.stays()[0][1] - MADE), 1)

    def test_nothing_fits(self):
        self.assertIn("no file matches this pattern", self.analyse(f"'{self.folder}/*.avi'", code=3))


if __name__ == "__main__":
    unittest.main()
