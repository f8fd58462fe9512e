"""mien eval track: equal to a second computation on made-up films, a small film by hand, and what bad files are told."""

import json
import unittest

import track_made
import track_reference
from app import AppTest, mien

FILM = {"video": {"width": 100, "height": 100, "fps": 10},
        "people": [{"id": 7, "boxes": [[frame, 10, 10, 20, 20] for frame in range(20)],
                    "zones": [{"zone": "shelf", "from": 0, "to": 10}],
                    "contents": [{"content": "cereal", "from": 0, "to": 20}],
                    "expressions": [{"labels": ["neutral"], "from": 0, "to": 10}, {"labels": ["happiness"], "from": 10, "to": 20}]},
                   {"id": 8, "boxes": [[frame, 60, 60, 20, 20, 0 if frame == 3 else 1] for frame in range(10)]}]}


def face(track, x, label, zone="shelf"):
    return {"id": track, "detection": {"bounding_box": {"x_min": x, "y_min": x, "x_max": x + 0.2, "y_max": x + 0.2}},
            "emotion": {"label": label}, "zone": zone, "content": "cereal"}


class EvalTrack(AppTest):
    def figures(self, truth, *options):
        done = mien("eval", "track", "--truth", truth, "--run", self.scratch, "--json", *options)
        self.assertEqual(done.returncode, 0, done.stderr)
        return json.loads(done.stdout)

    def refused(self, *arguments, code, says):
        done = mien("eval", "track", *arguments)
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        for words in says:
            self.assertIn(words, done.stderr)

    def assert_same(self, one, other, where=""):
        if isinstance(one, dict):
            self.assertEqual(one.keys(), other.keys(), where)
            for key in one:
                self.assert_same(one[key], other[key], f"{where}.{key}")
        elif isinstance(one, float) and isinstance(other, (int, float)):
            self.assertAlmostEqual(one, other, 9, where)
        else:
            self.assertEqual(one, other, where)

    def test_equal_to_the_second_computation(self):
        for seed in range(8):
            known = track_made.make(self.scratch, seed)
            for truth in (self.scratch / "truth.json", track_made.write_mot(self.scratch, known)):
                for fill in (0.25, 2):
                    with self.subTest(seed=seed, truth=truth.name, fill=fill):
                        expected = track_reference.evaluate(truth, self.scratch, fill)
                        self.assert_same(expected, self.figures(truth, "--fill", fill)["total"])

    def hand_made(self):
        """Person 7 is seen as track 1 until frame 11, then as 2; person 8 all the time as 3, which wanders off."""
        (self.scratch / "truth.json").write_text(json.dumps(FILM))
        events = []
        for frame in range(0, 20, 2):
            faces = [face(1 if frame < 12 else 2, 0.1, "neutral" if frame < 14 else "happiness")]
            if frame < 10:
                faces.append(face(3, 0.6 if frame < 6 else 0.75, "unknown", zone=""))
            events.append({"source": "film.mp4", "frame_id": frame, "objects": faces})
        track_made.write_run(self.scratch, events, [(1, 0, 1.0), (2, 1.2, 1.8), (3, 0, 0.8)])
        return self.scratch / "truth.json"

    def test_a_film_by_hand(self):
        found = self.figures(self.hand_made(), "--fill", 0.2)["total"]
        self.assertEqual(found["people"], {"truth": 2, "seen": 3, "error": 0.5})
        # 20 boxes of 7 and 9 that count of 8. Track 1 covers frames 0 to 10, 2 frames 12 to 18, 3 is right in 0 to 4 but for the
        # frame that does not count, and beside the face in 5 to 8.
        self.assertEqual(found["faces"], {"truth": 29, "found": 11 + 7 + 4, "false": 4})
        self.assertEqual(found["identity_switches"], 1)
        self.assertAlmostEqual(found["idf1"], 2 * (11 + 4) / (29 + 26))
        self.assertAlmostEqual(found["dwell"]["median_error_s"], (0.9 + 0.1) / 2)
        self.assertEqual(found["zone"], {"sights": 10, "error": 0.5})
        self.assertEqual(found["content"], {"sights": 10, "error": 0})
        self.assertEqual(found["expression"], {"sights": 8, "error": 0, "unknown": 0, "changes": 1, "followed": 1,
                                               "delay_s": 0.4, "longest_delay_s": 0.4})

    def test_words_for_people(self):
        done = mien("eval", "track", "--truth", self.hand_made(), "--run", self.scratch)
        self.assertEqual(done.returncode, 0, done.stderr)
        for words in ("3 of 2", "IDF1", "docs/tracks.md"):
            self.assertIn(words, done.stdout)

    def test_result_is_kept(self):
        truth = self.hand_made()
        kept = self.scratch / "kept"
        shown = self.figures(truth, "-o", kept)
        self.assertEqual(json.loads((kept / "eval_track.json").read_text()), shown)

    def test_a_run_that_saw_nobody(self):
        truth = self.hand_made()
        track_made.write_run(self.scratch, [], [])
        found = self.figures(truth)["total"]
        self.assertEqual((found["people"]["seen"], found["idf1"], found["dwell"]["missed"]), (0, 0, 2))

    def test_help_has_an_example(self):
        done = mien("eval", "track", "--help")
        self.assertEqual(done.returncode, 0)
        self.assertIn("Example: mien eval track", done.stdout)

    def test_without_truth_or_inputs(self):
        self.refused(code=2, says=["--truth"])
        self.refused("--truth", self.hand_made(), code=2, says=["nothing to compare", "--run FOLDER"])
        self.refused("--truth", self.scratch / "none.json", "--run", self.scratch, code=3,
                     says=["none.json", "is not a file", "make-store-footage"])

    def test_inputs_are_in_the_order_of_the_run(self):
        """Each beside its own truth, one that nobody was seen in among them; the names' order is another."""
        truth = self.hand_made()
        empty = self.scratch / "empty.json"
        empty.write_text(json.dumps({**FILM, "people": FILM["people"][1:]}))
        names = ["z.mp4", track_made.EVENT_INPUT, "a.mp4"]
        (self.scratch / "summary.json").write_text(json.dumps({"inputs": [{"input": name} for name in names]}))
        done = mien("eval", "track", "--truth", empty, "--truth", truth, "--truth", empty, "--run", self.scratch, "--json")
        self.assertEqual(done.returncode, 0, done.stderr)
        rows = json.loads(done.stdout)["inputs"]
        self.assertEqual([row["input"] for row in rows], names)
        self.assertEqual([row["people"]["truth"] for row in rows], [1, 2, 1])
        self.assertEqual([row["people"]["seen"] for row in rows], [0, 3, 0])
        self.refused("--truth", truth, "--truth", truth, "--run", self.scratch, code=2, says=["2 ground truths for 3 inputs", "z.mp4, "])

    def test_all_recordings_of_a_camera_are_inputs(self):
        """Of a list: each recording is asked a truth for, before any is analysed."""
        truth = self.hand_made()
        films = self.scratch / "films"
        films.mkdir()
        for name in ("a.mp4", "b.mp4"):
            (films / name).write_bytes(b"no film: " + name.encode())
        config = self.scratch / "mien.yaml"
        config.write_text(f"cameras: {{ aisle: {{ input: ['{films}/a.mp4', '{films}/b.mp4'] }}, door: {{ input: ['{films}/b.mp4', '{films}/a.mp4'] }} }}\n")
        self.refused("--truth", truth, "--truth", truth, "-c", config, code=2, says=["2 ground truths for 4 inputs", "aisle: b.mp4"])

    def test_too_many_truths(self):
        truth = self.hand_made()
        self.refused("--truth", truth, "--truth", truth, "--run", self.scratch, code=2, says=["2 ground truths for 1 input"])

    def test_a_bad_truth_is_named_with_its_place(self):
        good = self.hand_made().read_text()
        bad = self.scratch / "bad.json"
        for text, says in ((good[:40], ["bad.json", "is not JSON", "byte 41"]),
                           (good.replace('"fps": 10', '"fps": "ten"'), ["video.fps is not a number"]),
                           (good.replace("[0, 10, 10, 20, 20]", "[0, 10, 10]", 1), ["people[0].boxes[0]", "five or six numbers", "[frame, x,"]),
                           (good.replace("[1, 10, 10, 20, 20]", "[0, 10, 10, 20, 20]", 1), ["second box in frame 0"]),
                           (good.replace('"id": 8', '"id": 7'), ["people[1] has the id 7, which another person has"]),
                           (good.replace('"to": 10', '"to": 0', 1), ["people[0].zones[0] ends before it begins"]),
                           (good.replace('"people"', '"persons"'), ['has no "people"', "docs/tracks.md"])):
            bad.write_text(text)
            self.refused("--truth", bad, "--run", self.scratch, code=3, says=says)

    def test_bad_mot_is_named_with_its_line(self):
        self.hand_made()
        track_made.write_mot(self.scratch, {"video": FILM["video"], "people": []})
        mot = self.scratch / "gt.txt"
        for text, says in (("1,1,2,3,4,5\n1,1,2\n", ["gt.txt:2", "has 3 numbers", "frame,id,left"]),
                           ("1,1,2,3,4,x\n", ["gt.txt:1", "not a number"]),
                           ("0,1,2,3,4,5\n", ["gt.txt:1", "no frame's number"]),
                           ("1,1,2,3,4,5\n1,1,2,3,4,5\n", ["gt.txt:2", "second box of id 1 in frame 1"]),
                           ("\n", ["names nobody"])):
            mot.write_text(text)
            self.refused("--truth", mot, "--run", self.scratch, code=3, says=says)
        mot.write_text("1,1,2,3,4,5\n")
        (self.scratch / "seqinfo.ini").write_text("[Sequence]\nimWidth=100\n")
        self.refused("--truth", mot, "--run", self.scratch, code=3, says=["seqinfo.ini", "frameRate"])
        (self.scratch / "seqinfo.ini").unlink()
        self.refused("--truth", mot, "--run", self.scratch, code=3, says=["has no seqinfo.ini"])

    def test_bad_results_are_named_with_their_line(self):
        truth = self.hand_made()
        with open(self.scratch / "events.jsonl", "a") as file:
            file.write("{}\n")
        self.refused("--truth", truth, "--run", self.scratch, code=3, says=["events.jsonl:11", "is not an event"])
        (self.scratch / "events.jsonl").unlink()
        self.refused("--truth", truth, "--run", self.scratch, code=3, says=["events.jsonl", "mien run"])


if __name__ == "__main__":
    unittest.main()
