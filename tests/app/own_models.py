"""What tests of one's own models share: networks made here, and mien with a folder of its own for such models."""

import json
import os
import pathlib
import subprocess
import unittest

from app import AppTest, mien

HERE = pathlib.Path(__file__).resolve().parent
PYTHON = HERE.parents[1] / ".deps" / "models-venv" / "bin" / "python"
CLASSES = "angry,disgusted,afraid,happy,sad,surprised,neutral"
SCRFD = ("--kind", "detector", "--head", "scrfd", "--input", "320x192:rgb:127.5/128")
YOLO = ("--kind", "detector", "--head", "yolo-face", "--input", "320x192:rgb:127.5/128")
EMOTION = ("--kind", "emotion", "--classes", CLASSES, "--input", "48x48:gray:0..1")


@unittest.skipUnless(PYTHON.is_file(), "ONNX is not there: `tools/venv models` installs it")
class OwnModels(AppTest):
    def setUp(self):
        super().setUp()
        self.own = self.scratch / "data" / "mien" / "models"
        self.environment = {**os.environ, "XDG_DATA_HOME": str(self.scratch / "data")}

    def call(self, *arguments, code=0, says=()):
        done = mien(*arguments, env=self.environment)
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        for words in says:
            self.assertIn(words, done.stderr)
        return done

    def make(self, kind, seed=3):
        """A folder with net.onnx, for detectors also picture.png and expected.json."""
        folder = self.scratch / kind
        folder.mkdir(exist_ok=True)
        subprocess.run([PYTHON, HERE / "made_models.py", kind, folder, str(seed)], check=True, timeout=200)
        return folder

    def add(self, folder, *options, name="mine", **expected):
        return self.call("models", "add", name, "--file", folder / "net.onnx", *options, **expected)

    def models(self):
        listed = json.loads(self.call("models", "list", "--json").stdout)["models"]
        return {model["name"]: model for model in listed}

    def faces_of(self, folder):
        self.call("run", folder / "picture.png", "--detector", "mine", "--emotion", "none", "--precision", "f32", "-o", folder / "out",
                  "--offline", "--quiet")
        return [thing for event in self.events(folder / "out") for thing in event["objects"]]
