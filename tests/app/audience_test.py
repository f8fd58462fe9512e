"""mien run on a recording with contents: who stayed in front of what is in mien.db, at the recording's own time,
and ratings that are imported meet it in the report."""

import csv
import json
import sqlite3
import unittest

from app import AppTest, footage, have, mien

CONFIG = """
cameras:
  shelf:
    input: {clip}
    {content}
contents: {{ laughter: {{ title: Laughter }}, grief: {{}} }}
audience: {{ min_audience: 1, time_zone: Europe/Berlin }}
"""


class Audience(AppTest):
    def config(self, content="content: laughter", clip="missing.mp4", tail=""):
        path = self.scratch / "mien.yaml"
        path.write_text(CONFIG.format(clip=clip, content=content) + tail)
        return path

    def rows(self, query):
        with sqlite3.connect(self.scratch / "out" / "mien.db") as database:
            return database.execute(query).fetchall()

    def test_a_time_that_is_none(self):
        done = mien("run", "-c", self.config(), "-o", self.scratch / "out", "--started-at", "yesterday")
        self.assertEqual(done.returncode, 2, done.stderr)
        self.assertIn("--started-at: the time 'yesterday'", done.stderr)

    def test_an_unknown_time_zone(self):
        path = self.config()
        path.write_text(path.read_text().replace("Europe/Berlin", "Europe/Atlantis"))
        done = mien("run", "-c", path, "-o", self.scratch / "out")
        self.assertEqual(done.returncode, 2, done.stderr)
        self.assertIn("Europe/Atlantis", done.stderr)

    @unittest.skipUnless(have("retinaface-mnet025.onnx", "WolfgangLanger_Pexels.mp4"),
                         "needs MIEN_MODELS_DIR with models and sample footage")
    def test_stays_of_a_recording(self):
        clip = footage("WolfgangLanger_Pexels.mp4")
        # Shown on the store's clock: the recording begins at 08:59:50 in Berlin.
        config = self.config("content:\n      - { content: grief, to: \"09:00\" }\n"
                             "      - { content: laughter, from: \"09:00\" }", clip)
        self.run_json("-c", config, options=("-o", self.scratch / "out", "--started-at", "2026-11-03T08:59:50"))
        stays = self.rows("SELECT camera, content, start_ms, end_ms, visit FROM exposures ORDER BY start_ms")
        self.assertEqual([(camera, content) for camera, content, *_ in stays],
                         [("shelf", "grief"), ("shelf", "laughter")])
        begin = 1793692790000  # 2026-11-03T07:59:50Z
        self.assertLess(abs(stays[0][2] - begin), 1000)
        self.assertLess(abs(stays[1][2] - begin - 10_000), 1000)
        self.assertEqual(self.rows("SELECT count(*) FROM open_exposures"), [(0,)])

    @unittest.skipUnless(have("retinaface-mnet025.onnx", "WolfgangLanger_Pexels.mp4"),
                         "needs MIEN_MODELS_DIR with models and sample footage")
    def test_a_staff_zone_is_never_analysed(self):
        clip = footage("WolfgangLanger_Pexels.mp4")
        config = self.config("content: laughter\n    staff: { all: [[0,0],[1,0],[1,1],[0,1]] }", clip)
        found = self.run_json("-c", config, options=("-o", self.scratch / "out"))
        self.assertEqual(found["total"]["faces"], 0)
        self.assertEqual(self.rows("SELECT count(*) FROM exposures"), [(0,)])

    @unittest.skipUnless(have("retinaface-mnet025.onnx", "WolfgangLanger_Pexels.mp4"),
                         "needs MIEN_MODELS_DIR with models and sample footage")
    def test_nothing_but_smiles(self):
        clip = footage("WolfgangLanger_Pexels.mp4")
        config = self.config("content: laughter", clip, "expressions: smile\n")
        self.run_json("-c", config, options=("-o", self.scratch / "out"))
        seen = [face["emotion"] for line in (self.scratch / "out" / "events.jsonl").read_text().splitlines()
                for face in json.loads(line)["objects"]]
        self.assertIn("happiness", {one["label"] for one in seen}, "the child laughs")
        self.assertLessEqual({one["label"] for one in seen}, {"happiness", "neutral", "unknown"})
        for one in seen:
            nothing = (None,) if one["label"] != "unknown" else (None, 0)  # 0: never shown to the classifier
            self.assertIn(one["valence"], nothing)
            self.assertIn(one["arousal"], nothing)
            told = one["probabilities"]
            self.assertEqual([told[name] for name in told if name not in ("happiness", "neutral")], [0] * 6)
        with (self.scratch / "out" / "tracks.csv").open(newline="") as file:
            for row in csv.DictReader(file):
                if row["emotion"] != "unknown":
                    self.assertEqual((row["valence"], row["arousal"]), ("", ""))
        self.assertEqual(json.loads((self.scratch / "out" / "summary.json").read_text())["expressions"], "smile")
        report = (self.scratch / "out" / "report.html").read_text()
        data = report.split('<script id="data" type="application/json">')[1].split("</script>")[0]
        self.assertIn('"smile"', data)
        self.assertNotIn('"happiness"', data)
        others = "surprise_ms + sadness_ms + anger_ms + disgust_ms + fear_ms + contempt_ms"
        stays = self.rows(f"SELECT valence, change, {others}, happiness_ms FROM exposures")
        self.assertTrue(stays and any(stay[3] > 0 for stay in stays))
        for stay in stays:
            self.assertEqual(stay[:3], (None, None, 0))
        self.assertEqual(self.rows("SELECT count(*) FROM tracks WHERE valence IS NOT NULL OR arousal IS NOT NULL"), [(0,)])
        self.assertEqual(self.rows("SELECT count(*) FROM expressions WHERE valence IS NOT NULL OR anger + fear + sadness > 0"), [(0,)])


if __name__ == "__main__":
    unittest.main()
