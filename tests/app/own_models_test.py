"""One's own models: added by a command, known by name to every other, forgotten by a command; what does not fit is refused with the reason.

Networks of random weights are made here and decoded a second time, in NumPy (made_models.py)."""

import json
import pathlib
import unittest

from app import footage, have
from own_models import EMOTION, OwnModels, SCRFD, YOLO


class Heads(OwnModels):
    """What a network says is read as a second decoder reads it."""

    def assert_as_decoded_in_numpy(self, kind, options):
        folder = self.make(kind)
        self.add(folder, *options)
        expected = json.loads((folder / "expected.json").read_text())["faces"]
        found = self.faces_of(folder)
        self.assertGreater(len(expected), 10)
        self.assertEqual(len(found), len(expected))
        for face in found:
            nearest = min(expected, key=lambda other: abs(other[0] - face["x"]) + abs(other[1] - face["y"]))
            for mine, theirs in zip((face["x"], face["y"], face["w"], face["h"]), nearest):
                self.assertAlmostEqual(mine, theirs, delta=1)
            self.assertAlmostEqual(face["detection"]["confidence"], nearest[4], delta=0.01)
            self.assertEqual("landmarks" in face, nearest[5] is not None)
            for (x, y), (other_x, other_y) in zip(face.get("landmarks", []), nearest[5] or []):
                self.assertAlmostEqual(x, other_x, delta=1)
                self.assertAlmostEqual(y, other_y, delta=1)

    def test_scrfd(self):
        self.assert_as_decoded_in_numpy("scrfd", SCRFD)

    def test_scrfd_without_landmarks(self):
        self.assert_as_decoded_in_numpy("scrfd-boxes", SCRFD)

    def test_yolov5_face(self):
        self.assert_as_decoded_in_numpy("yolov5-face", YOLO)

    def test_yolov7_face(self):
        self.assert_as_decoded_in_numpy("yolov7-face", YOLO)

    def test_yolov8_face(self):
        self.assert_as_decoded_in_numpy("yolov8-face", YOLO)

    def test_yolov8_without_landmarks(self):
        self.assert_as_decoded_in_numpy("yolov8-boxes", YOLO)


class Known(OwnModels):
    """By its name, to every command."""

    def test_a_detector_is_added_run_and_removed_by_commands_alone(self):
        folder = self.make("scrfd")
        said = self.add(folder, *SCRFD, "--picture", folder / "picture.png")
        self.assertIn("33 faces on", said.stderr)
        model = self.models()["mine"]
        self.assertEqual((model["kind"], model["state"], model["own"]), ("detector", "ok", True))
        self.assertTrue(pathlib.Path(model["file"]).samefile(self.own / "mine.onnx"))
        self.assertTrue(self.faces_of(folder))
        self.call("models", "verify", "mine")
        self.call("models", "remove", "mine")
        self.assertNotIn("mine", self.models())
        self.assertFalse((self.own / "mine.onnx").exists())
        self.call("run", folder / "picture.png", "--detector", "mine", "--offline", code=2, says=["mine"])

    def test_eval_detect_measures_several_side_by_side(self):
        folder = self.make("scrfd")
        self.add(folder, *SCRFD)
        self.add(folder, *SCRFD, "--min-confidence", "0.99", name="other")
        faces = json.loads((folder / "expected.json").read_text())["faces"]
        lines = "".join(f"{x:.0f} {y:.0f} {w:.0f} {h:.0f} 0 0 0 0 0 0\n" for x, y, w, h, *_ in faces)
        (folder / "truth.txt").write_text(f"picture.png\n{len(faces)}\n{lines}")
        done = self.call("eval", "detect", "--images", folder, "--ground-truth", folder / "truth.txt", "--detector", "mine,other", "--json",
                         "--offline", "-o", folder / "eval")
        results = json.loads(done.stdout)["results"]
        self.assertEqual([result["detector"] for result in results], ["mine", "other"])
        self.assertGreater(results[0]["ap"]["10"], 0.5)
        self.call("report", folder / "eval")

    def test_eval_detect_finds_the_same_by_coco_and_yolo_labels(self):
        folder = self.make("scrfd")
        self.add(folder, *SCRFD)
        boxes = [[round(value) for value in face[:4]] for face in json.loads((folder / "expected.json").read_text())["faces"]]
        boxes = [box for box in boxes if not {10, 20, 40, 80} & set(box[2:])]  # shares of a side round; the limits of sizes do not
        (folder / "wider.txt").write_text(f"picture.png\n{len(boxes)}\n" + "".join(f"{x} {y} {w} {h} 0 0 0 0 0 0\n" for x, y, w, h in boxes))
        (folder / "coco.json").write_text(json.dumps({
            "images": [{"id": 1, "file_name": "picture.png"}], "categories": [{"id": 1, "name": "face"}],
            "annotations": [{"image_id": 1, "category_id": 1, "bbox": box} for box in boxes]}))
        (folder / "labels").mkdir()
        (folder / "labels" / "picture.txt").write_text("".join(
            f"0 {(x + w / 2) / 320} {(y + h / 2) / 192} {w / 320} {h / 192}\n" for x, y, w, h in boxes))
        found = []
        for truth in ("wider.txt", "coco.json", "labels"):
            done = self.call("eval", "detect", "--images", folder, "--ground-truth", folder / truth, "--detector", "mine", "--json", "--offline")
            found.append(json.loads(done.stdout)["ap"])
        self.assertGreater(found[0]["10"], 0.1)
        self.assertEqual(found[1:], found[:1] * 2)

    @unittest.skipUnless(have("retinaface-mnet025.onnx", "multi_face.jpg"), "needs MIEN_MODELS_DIR with models and footage")
    def test_an_emotion_model_is_added_run_evaluated_and_removed_by_commands_alone(self):
        folder = self.make("emotion")
        said = self.add(folder, *EMOTION, "--picture", footage("multi_face.jpg"), "--align")
        self.assertIn("its outputs are logits", said.stderr)
        self.assertIn("happiness", said.stderr)
        self.call("run", footage("multi_face.jpg"), "--detector", "retinaface", "--emotion", "mine", "-o", folder / "out", "--offline")
        read = [thing["emotion"] for event in self.events(folder / "out") for thing in event["objects"] if "emotion" in thing]
        self.assertTrue([one for one in read if one["label"] == "happiness" and one["model"]["name"] == "mine"])
        for label in ("happy", "sad"):
            (folder / "faces" / label).mkdir(parents=True)
            (folder / "faces" / label / "one.jpg").write_bytes(footage("multi_face.jpg").read_bytes())
        done = self.call("eval", "emotion", "--dataset", folder / "faces", "--emotion", "mine,mien", "--precision", "f32", "--json")
        models = {model["name"]: model for model in json.loads(done.stdout)["models"]}
        self.assertEqual(models["mine"]["accuracy"], 0.5)
        self.assertIn("mien", models)
        self.call("models", "remove", "mine")
        self.call("run", footage("multi_face.jpg"), "--emotion", "mine", "--offline", code=2, says=["mine"])

    @unittest.skipUnless(have("retinaface-mnet025.onnx", "no_face.mp4"), "needs MIEN_MODELS_DIR with models and footage")
    def test_bench_and_tune_know_it(self):
        self.add(self.make("scrfd"), *SCRFD)
        done = self.call("bench", footage("no_face.mp4"), "--approaches", "cnn-sync", "--detector", "mine", "--quick", "--json")
        self.assertEqual({row["detector"] for row in json.loads(done.stdout)["results"] if row["approach"] == "cnn-sync"}, {"mine"})
        done = self.call("tune", footage("no_face.mp4"), "--search-duration", "3", "--detectors", "mine", "--precisions", "f32", "--approaches",
                         "cnn-per-core", "--min-recall", "0", "-o", self.scratch / "best.yaml", "--json", code=1)
        told = json.loads(done.stdout)
        self.assertIn("mine", {trial["settings"]["detector"] for trial in told["trials"]})
        self.assertIn("Nothing was measured", told["finding"], "three seconds are too few for a comparison")
        self.assertFalse((self.scratch / "best.yaml").exists())

    def test_serve_knows_it(self):
        self.add(self.make("scrfd"), *SCRFD)
        config = self.scratch / "mien.yaml"
        config.write_text("detector: mine\ncameras:\n  a: {input: 'loop:clip.mp4'}\nserver: {listen: '127.0.0.1:18642'}\n")
        self.call("serve", "--check", config)

    def test_a_folder_may_be_named(self):
        folder = self.make("scrfd")
        self.call("--own-models", self.scratch / "elsewhere", "models", "add", "mine", "--file", folder / "net.onnx", *SCRFD)
        self.assertTrue((self.scratch / "elsewhere" / "mine.onnx").is_file())
        self.assertNotIn("mine", self.models())

    def test_what_was_written_by_hand_stays(self):
        folder = self.make("scrfd")
        self.add(folder, *SCRFD)
        manifest = self.own / "manifest.yaml"
        manifest.write_text(manifest.read_text().replace("    input:", "    # as its card says\n    input:"))
        self.add(folder, *SCRFD, name="second")
        self.call("models", "remove", "second")
        self.assertIn("# as its card says", manifest.read_text())
        self.assertIn("mine", self.models())
        self.add(folder, *SCRFD, name="third")
        manifest.write_text(manifest.read_text().replace("  - name: third", "  # the third: of May\n\n  - name: third"))
        self.call("models", "remove", "mine")
        self.assertIn("  # the third: of May\n\n  - name: third", manifest.read_text())
        self.assertNotIn("mine", self.models())

    def test_an_entry_that_is_on_no_lines_of_its_own_is_left_to_its_writer(self):
        folder = self.make("scrfd")
        self.add(folder, *SCRFD)
        manifest = self.own / "manifest.yaml"
        digest = self.models()["mine"]["sha256"]
        one = f"{{name: %s, kind: detector, file: %s.onnx, sha256: {digest}, licence: mine, detector: {{head: scrfd}}, input: {{format: rgb}}}}"
        manifest.write_text("models: [" + one % ("mine", "mine") + ", " + one % ("other", "other") + "]\n")
        before = manifest.read_text()
        for name in ("mine", "other"):
            self.call("models", "remove", name, code=4, says=["shares a line", "by hand"])
        self.assertEqual(manifest.read_text(), before)
        self.assertTrue((self.own / "mine.onnx").exists())


class Upgraded(OwnModels):
    def test_a_name_that_a_later_mien_has_too(self):
        folder = self.make("scrfd")
        self.add(folder, *SCRFD)
        manifest = self.own / "manifest.yaml"
        manifest.write_text(manifest.read_text().replace("name: mine", "name: centerface"))
        self.call("models", "list", says=["your own model centerface is not used", "mien models remove centerface"])
        self.assertFalse(self.models()["centerface"]["own"])
        self.assertIn("mien models remove centerface", self.call("doctor").stdout)
        run = ("run", folder / "picture.png", "--emotion", "none", "--offline", "-o", folder / "out", "--detector")
        self.call(*run, "centerface", code=4, says=["one of mien's models, too", "mien models remove centerface"])
        self.call("models", "remove", "centerface")
        self.assertEqual(self.call("models", "list").stderr, "")


class Refused(OwnModels):
    """Each with where, what, and what to do; and nothing is left behind."""

    def refused(self, *arguments, says, code=2):
        self.call("models", "add", *arguments, code=code, says=says)
        self.assertFalse(self.own.exists() and list(self.own.glob("*.onnx")))

    def test_wrong_words(self):
        net = self.make("emotion") / "net.onnx"
        mine = ("mine", "--file", net)
        self.refused(*mine, says=["mine", "--kind"])
        self.refused(*mine, "--kind", "emotion", says=["--input"])
        for given, says in (("48x48:gray", "three parts"), ("48:gray:0..1", "not a size"), ("48x48:grey:0..1", "not a format"),
                            ("48x48:gray:1..0", "not a range"), ("48x48:gray:0/0", "must not be 0"), ("any:gray:0..1", "one size")):
            self.refused(*mine, "--kind", "emotion", "--classes", "happy", "--input", given, says=[says])
        self.refused(*mine, "--kind", "emotion", "--input", "48x48:gray:0..1", says=["--classes"])
        self.refused(*mine, *EMOTION[:3], "happpy,sad", *EMOTION[4:], says=["happpy", "happiness"])
        self.refused(*mine, *EMOTION[:3], "happy,happiness", *EMOTION[4:], says=["twice"])
        self.refused(*mine, "--kind", "detector", "--input", "any:rgb:0..1", says=["--head", "scrfd"])
        self.refused(*mine, *SCRFD[:3], "scrdf", *SCRFD[4:], says=["scrdf", "scrfd"])
        self.refused(*mine, *SCRFD[:5], "100x100:rgb:0..1", says=["multiples of 32"])

    def test_names_that_are_taken(self):
        net = self.make("emotion") / "net.onnx"
        for name in ("mien", "retinaface", "auto", "hog"):
            self.refused(name, "--file", net, *EMOTION, says=[name, "another name"])
        for name in ("../mine", "my net", "mine: theirs", "-"):
            self.refused("--file", net, *EMOTION, "--", name, says=["name"])
        self.add(self.make("emotion"), *EMOTION)
        self.call("models", "add", "mine", "--file", net, *EMOTION, code=2, says=["mien models remove mine"])

    def test_classes_that_do_not_fit_the_outputs(self):
        net = self.make("emotion") / "net.onnx"
        self.refused("mine", "--file", net, *EMOTION[:3], "happy,sad", *EMOTION[4:], code=4, says=["7 outputs", "2 classes"])
        self.refused("mine", "--file", net, *EMOTION, "--outputs", "probabilities", code=4, says=["does not output probabilities"])

    def test_shapes_that_do_not_fit(self):
        net = self.make("emotion") / "net.onnx"
        self.refused("mine", "--file", net, *EMOTION[:5], "48x48:rgb:0..1", code=4, says=["3 channels"])
        self.refused("mine", "--file", net, "--kind", "detector", "--head", "scrfd", "--input", "any:rgb:0..1", code=4, says=["channels"])
        self.refused("mine", "--file", self.make("scrfd") / "net.onnx", *YOLO, code=4, says=["yolo-face", "first output"])
        self.refused("mine", "--file", self.make("yolov8-face") / "net.onnx", *SCRFD, code=4, says=["scrfd", "outputs"])
        self.refused("mine", "--file", self.make("scrfd") / "net.onnx", "--kind", "detector", "--head", "centerface", "--input",
                     "320x192:rgb:0..255", code=4, says=["centerface"])

    def test_files_that_are_none(self):
        (self.scratch / "net.onnx").write_bytes(b"no network")
        self.refused("mine", "--file", self.scratch / "net.onnx", *EMOTION, code=4, says=["mine"])
        self.refused("mine", "--file", self.scratch / "none.onnx", *EMOTION, code=3, says=["none.onnx"])
        self.refused("mine", "--file", self.scratch / "net.pt", *EMOTION, says=["net.pt", ".onnx"])

    def test_outputs_that_are_no_numbers(self):
        net = self.make("emotion-nan") / "net.onnx"
        self.refused("mine", "--file", net, *EMOTION, code=4, says=["NaN values"])

    def test_weights_beside_the_file(self):
        net = self.make("emotion-external") / "net.onnx"
        self.refused("mine", "--file", net, *EMOTION, code=4, says=[f"{net} cannot be used", "no external data"])

    def test_a_detector_that_finds_nobody_on_the_picture(self):
        folder = self.make("scrfd")
        self.refused("mine", "--file", folder / "net.onnx", *SCRFD, "--min-confidence", "0.999", "--picture", folder / "picture.png", code=4,
                     says=["no face was found", "--head"])

    def test_only_own_ones_are_removed(self):
        self.call("models", "remove", "retinaface", code=2, says=["none of your own"])

    def test_a_manifest_that_is_broken_is_named_with_its_line(self):
        self.own.mkdir(parents=True)
        (self.own / "manifest.yaml").write_text("models:\n  - name: mine\n    kind: emotoin\n")
        self.call("models", "list", code=4, says=["manifest.yaml:3", "kind"])


if __name__ == "__main__":
    unittest.main()
