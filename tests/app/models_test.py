"""A missing model is fetched when it is first needed, by hash, or not at all; `auto` says which detector and why."""

import hashlib
import http.server
import json
import os
import pathlib
import re
import shutil
import threading
import time
import unittest

from app import AppTest, footage, have, mien

MANIFEST = pathlib.Path(__file__).resolve().parents[2] / "models/manifest.yaml"
YUNET = "yunet_n_dynamic.onnx"


class Home:
    """A model's own home: an HTTP server that counts what it is asked for."""

    def __init__(self, files):
        home = self
        home.asked = 0

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                home.asked += 1
                body = files.get(self.path)
                self.send_response(200 if body else 404)
                self.send_header("Content-Length", str(len(body or b"")))
                self.end_headers()
                self.wfile.write(body or b"")

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server.server_port}"

    def close(self):
        self.server.shutdown()
        self.server.server_close()


@unittest.skipUnless(have("retinaface-mnet025.onnx", "no_face.mp4"), "needs MIEN_MODELS_DIR with models and footage")
class FetchedWhenNeeded(AppTest):
    """RetinaFace's file stands for YuNet's here: what is tested is how it comes, and that has its hash."""

    def setUp(self):
        super().setUp()
        self.bytes = footage("retinaface-mnet025.onnx").read_bytes()
        self.cache = self.scratch / "cache"
        self.cache.mkdir()
        shutil.copy(footage("retinaface-mnet025.onnx"), self.cache)
        for shipped in MANIFEST.parent.glob("*.onnx"):
            shutil.copy(shipped, self.scratch)

    def home(self, files):
        home = Home(files)
        self.addCleanup(home.close)
        self.write_manifest(home.url)
        return home

    def write_manifest(self, url, digest=None):
        """The manifest with yunet-n at this home, of this hash."""
        text = MANIFEST.read_text(encoding="utf-8")
        text = re.sub(r"https://\S+" + YUNET, f"{url}/{YUNET}", text)
        entry = re.search(r"  - name: yunet-n\n.*?sha256: (\w+)", text, re.S)
        digest = digest or hashlib.sha256(self.bytes).hexdigest()
        (self.scratch / "manifest.yaml").write_text(text.replace(entry.group(1), digest), encoding="utf-8")

    def call(self, *arguments):
        environment = {**os.environ, "MIEN_MANIFEST": str(self.scratch / "manifest.yaml")}
        return mien("--models", self.cache, *arguments, env=environment)

    def chosen(self, done):
        self.assertEqual(done.returncode, 0, done.stderr)
        return json.loads(done.stdout)["detector"]

    def test_pull_takes_a_model_from_its_home(self):
        home = self.home({f"/{YUNET}": self.bytes})
        done = self.call("models", "pull", "yunet-n")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn(home.url, done.stderr)
        self.assertEqual((self.cache / YUNET).read_bytes(), self.bytes)

    def test_another_file_than_the_manifest_means_is_refused(self):
        self.home({f"/{YUNET}": b"something else"})
        done = self.call("models", "pull", "yunet-n")
        self.assertEqual(done.returncode, 4, done.stderr)
        self.assertIn("wrong hash", done.stderr)
        self.assertFalse((self.cache / YUNET).exists())

    def test_a_named_model_is_fetched_when_it_is_needed(self):
        home = self.home({})
        (self.cache / "retinaface-mnet025.onnx").unlink()
        done = self.call("run", footage("no_face.mp4"), "--detector", "retinaface", "--json")
        self.assertEqual(self.chosen(done)["name"], "retinaface")
        self.assertIn("fetching", done.stderr)
        self.assertEqual(home.asked, 0)

    def test_offline_refuses_and_says_how(self):
        home = self.home({f"/{YUNET}": self.bytes})
        done = self.call("run", footage("no_face.mp4"), "--detector", "yunet-n", "--offline")
        self.assertEqual(done.returncode, 4, done.stderr)
        self.assertIn("mien models add yunet-n --file", done.stderr)
        self.assertIn(home.url, done.stderr)
        self.assertEqual(home.asked, 0)

    def test_auto_is_retinaface_where_nothing_may_be_fetched(self):
        home = self.home({f"/{YUNET}": self.bytes})
        found = self.chosen(self.call("run", footage("no_face.mp4"), "--json", "--offline"))
        self.assertEqual(found["name"], "retinaface")
        self.assertIn("--offline forbids fetching it", found["reason"])
        self.assertEqual(home.asked, 0)

    def test_auto_asks_an_address_that_does_not_answer_once_a_day(self):
        home = self.home({})
        for _ in range(2):
            found = self.chosen(self.call("run", footage("no_face.mp4"), "--json"))
            self.assertEqual(found["name"], "retinaface")
            self.assertIn("could not be fetched", found["reason"])
        self.assertEqual(home.asked, 1)
        yesterday = time.time() - 25 * 3600
        os.utime(self.cache / "yunet-n.unreachable", (yesterday, yesterday))
        self.chosen(self.call("run", footage("no_face.mp4"), "--json"))
        self.assertEqual(home.asked, 2)

    def test_a_first_study_fetches_as_a_first_run_does(self):
        (self.cache / "retinaface-mnet025.onnx").unlink()
        for study in (("tune", "--min-recall", "0", "--search-duration", "1", "-o", self.scratch / "best.yaml"),
                      ("bench", "--detectors", "all", "--approaches", "cnn-sync", "--quick")):
            (self.cache / YUNET).unlink(missing_ok=True)
            home = self.home({f"/{YUNET}": self.bytes})
            self.call(study[0], footage("no_face.mp4"), *study[1:])  # RetinaFace's file is no YuNet: it fails after that
            self.assertEqual((home.asked, (self.cache / YUNET).is_file()), (1, True), study)
        (self.cache / YUNET).unlink()
        (self.cache / "retinaface-mnet025.onnx").unlink(missing_ok=True)  # the reference may have come from its package
        done = self.call("bench", footage("no_face.mp4"), "--approaches", "cnn-sync", "--quick", "--detectors", "all", "--offline")
        self.assertEqual(done.returncode, 4, done.stderr)
        self.assertIn("mien models pull retinaface", done.stdout + done.stderr)
        self.assertEqual(home.asked, 1)

    def test_the_reason_is_in_the_output_for_people(self):
        self.home({})
        done = self.call("run", footage("no_face.mp4"))
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("Detector chosen automatically: yunet-n could not be fetched", done.stdout)


@unittest.skipUnless(have(YUNET, "no_face.mp4"), "needs yunet-n in MIEN_MODELS_DIR")
class Auto(AppTest):
    def test_auto_is_yunet_where_it_is_there(self):
        done = mien("run", footage("no_face.mp4"), "--json")
        self.assertEqual(done.returncode, 0, done.stderr)
        found = json.loads(done.stdout)["detector"]
        self.assertEqual((found["name"], found["reason"]), ("yunet-n", "yunet-n is in the model cache"))


class Doctor(AppTest):
    def test_ends_with_one_verdict_that_calls_nothing_optional_missing(self):
        done = mien("--models", self.scratch, "doctor")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertTrue(done.stdout.rstrip().splitlines()[-1].startswith("Ready for run, serve, bench."), done.stdout)
        self.assertFalse([line for line in done.stdout.splitlines() if line.startswith("missing")])

    def test_offline_without_a_detector_is_not_ready(self):
        done = mien("--models", self.scratch, "--offline", "doctor")
        last = done.stdout.rstrip().splitlines()[-1]
        self.assertIn("Not ready", last)
        self.assertIn("mien models pull retinaface", last)


if __name__ == "__main__":
    unittest.main()
