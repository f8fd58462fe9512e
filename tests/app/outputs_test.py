"""What mien reads it never writes over, and one program at a time writes to a folder."""

import os
import signal
import socket
import subprocess
import time
import unittest

from app import MIEN, AppTest, footage, have, mien


class NothingIsWrittenOver(AppTest):
    def setUp(self):
        super().setUp()
        self.out = self.scratch / "out"
        self.out.mkdir()

    def recording(self, name):
        file = self.scratch / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(b"recording " * 1000)
        return file

    def refused(self, file, *arguments):
        """The command is refused, with the file's name, and the file is as it was, alone."""
        before, beside = file.read_bytes(), sorted(self.scratch.rglob("*"))
        done = mien(*arguments, cwd=self.scratch)
        self.assertEqual(done.returncode, 2, done.stderr)
        self.assertIn("is an input", done.stderr)
        self.assertEqual(file.read_bytes(), before)
        self.assertEqual(sorted(self.scratch.rglob("*")), beside, "something was written")

    def test_the_annotated_copy_over_its_recording(self):
        file = self.recording("out/annotated/x.mp4")
        self.refused(file, "run", file, "-o", self.out, "--annotate")

    def test_through_links(self):
        file = self.recording("real.mp4")
        (self.out / "annotated").mkdir()
        os.link(file, self.out / "annotated/x.mp4")
        self.refused(file, "run", self.out / "annotated/x.mp4", "-o", self.out, "--annotate")
        (self.scratch / "x.mp4").symlink_to(file)
        self.refused(file, "run", self.scratch / "x.mp4", "-o", self.out, "--annotate")
        os.unlink(self.out / "annotated/x.mp4")
        (self.out / "annotated/real.mp4").symlink_to(file)
        self.refused(file, "run", file, "-o", self.out, "--annotate")

    def test_every_file_of_a_run(self):
        for name in ("events.jsonl", "tracks.csv", "summary.json", "mien.db", "report.html"):
            file = self.recording(f"out/{name}")
            self.refused(file, "run", file, "-o", self.out)
            self.refused(file, "run", f"loop:{file}", "-o", self.out)
            file.unlink()

    def test_the_configuration_and_its_database(self):
        config = self.scratch / "mien.yaml"
        config.write_text("cameras: { a: { input: none.mp4 } }\nstorage: { sqlite: mien.yaml }\n")
        self.refused(config, "run", "-c", config)
        self.refused(config, "run", "-c", config, "-o", ".")
        self.refused(config, "serve", "-c", config)
        self.refused(config, "notice", "-c", config, "-o", config)

    def test_a_sink_of_the_configuration(self):
        file = self.recording("x.mp4")
        config = self.scratch / "mien.yaml"
        config.write_text(f"cameras: {{ a: {{ input: x.mp4 }} }}\nsinks: {{ jsonl: {{ path: {file} }} }}\n")
        self.refused(file, "run", "-c", config, "-o", self.out)
        config.write_text(f"cameras: {{ a: {{ input: x.mp4 }} }}\nsinks: {{ jsonl: {{ path: {config} }} }}\n")
        self.refused(config, "run", "-c", config)
        self.refused(config, "serve", "-c", config, "--port", 0)

    def test_the_studies(self):
        for command, name in (("bench", "bench.json"), ("density", "density.json"), ("profile", "profile.json")):
            file = self.recording(f"out/{name}")
            self.refused(file, command, file, "-o", self.out)
        file = self.recording("out/best.yaml")
        self.refused(file, "tune", file, "-o", file)
        self.refused(self.recording("tune.json"), "tune", "tune.json")

    def test_the_evaluations(self):
        file = self.recording("out/eval_emotion.json")
        self.refused(file, "eval", "emotion", "--dataset", file, "-o", self.out)
        file = self.recording("out/eval_detect.json")
        self.refused(file, "eval", "detect", "--images", self.scratch, "--ground-truth", file, "-o", self.out)

    def test_the_report_the_ratings_and_the_models(self):
        file = self.recording("out/summary.json")
        self.refused(file, "report", self.out, "-o", file)
        file = self.recording("november.csv")
        self.refused(file, "ratings", "import", file, "--db", file)
        os.link(file, self.scratch / "mien.db")
        self.refused(file, "ratings", "import", file, "--db", "mien.db")
        file = self.recording("models/yunet_n_dynamic.onnx")
        self.refused(file, "--models", self.scratch / "models", "models", "add", "yunet-n", "--file", file)

    def spared(self, file, kind, *arguments):
        """The command is refused, names the file and what to do, and writes nothing."""
        before, beside = file.read_bytes(), sorted(self.scratch.rglob("*"))
        done = mien(*arguments, cwd=self.scratch)
        self.assertEqual(done.returncode, 2, done.stderr)
        self.assertIn(f"{file}: already exists and is not {kind}", done.stderr)
        self.assertIn("choose another file", done.stderr)
        self.assertEqual(file.read_bytes(), before)
        self.assertEqual(sorted(self.scratch.rglob("*")), beside, "something was written")

    def test_a_page_takes_the_place_of_pages_alone(self):
        (self.out / "bench.json").write_text('{"results": []}')
        config = self.scratch / "mien.yaml"
        config.write_text("cameras: { a: { input: none.mp4 } }\n")
        commands = (("report", self.out), ("notice", "-c", config), ("instructions", "-c", config))
        clip, text = self.recording("clip.mp4"), self.scratch / "page.txt"
        text.write_text("my words about <html>")
        for command in commands:
            for file in (clip, text):
                self.spared(file, "an HTML page", *command, "-o", file)
        page = self.scratch / "page.html"
        for former in ("", "<!DOCTYPE HTML><p>old", "\ufeff\n <HTML lang='en'>old"):
            for command in commands:
                page.write_text(former)
                done = mien(*command, "-o", page, cwd=self.scratch)
                self.assertEqual(done.returncode, 0, done.stderr)
                self.assertTrue(page.read_text().lower().startswith("<!doctype html>"), page.read_text()[:40])
                self.assertEqual(list(self.scratch.glob("page.html.*")), [])

    def test_a_run_spares_what_has_its_pages_name(self):
        clip = self.recording("clip.mp4")
        file = self.recording("out/report.html")
        self.spared(file, "an HTML page", "run", clip, "-o", self.out)

    def test_a_profile_takes_the_place_of_profiles_alone(self):
        clip = self.recording("clip.mp4")
        config = self.scratch / "mien.yaml"
        config.write_text("cameras: { a: { input: none.mp4 } }\n")
        for file in (config, self.recording("other.mp4")):
            self.spared(file, "a profile", "tune", clip, "-o", file)


@unittest.skipUnless(have("retinaface-mnet025.onnx", "single_face.mp4"),
                     "needs MIEN_MODELS_DIR with models and sample footage")
class OneAtATime(AppTest):
    def start(self, *arguments):
        process = subprocess.Popen([MIEN, *map(str, arguments)], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                   text=True)
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)
        return process

    def wait_for(self, file):
        for _ in range(600):
            if file.is_file() and file.read_text():
                return
            time.sleep(0.05)
        self.fail(f"{file} did not come")

    def endless(self, out):
        process = self.start("run", f"loop:{footage('single_face.mp4')}", "-o", out, "--emotion", "none")
        self.wait_for(out / ".mien.lock")
        return process

    def test_two_runs_into_one_folder(self):
        out = self.scratch / "out"
        first = self.endless(out)
        for arguments in (("run", footage("single_face.mp4"), "-o", out),
                          ("run", footage("single_face.mp4"), "-o", self.scratch / "out" / ".." / "out"),
                          ("bench", footage("single_face.mp4"), "-o", out)):
            done = mien(*arguments)
            self.assertEqual(done.returncode, 1, done.stderr)
            self.assertIn(f"process {first.pid} on {socket.gethostname()} since 2", done.stderr)
            self.assertIn("loop:", done.stderr)
        self.wait_for(out / "events.jsonl")
        first.send_signal(signal.SIGINT)
        first.communicate(timeout=60)
        self.assertEqual(first.returncode, 130)
        self.assertFalse((out / ".mien.lock").exists())
        self.assertTrue(self.events(out), "whole lines")

    def test_what_a_killed_one_left_is_taken_over(self):
        out = self.scratch / "out"
        first = self.endless(out)
        first.kill()
        first.wait()
        self.assertTrue((out / ".mien.lock").exists())
        found = self.run_json(footage("single_face.mp4"), options=("-o", out, "--emotion", "none"))
        self.assertGreater(found["total"]["faces"], 0)
        self.assertFalse((out / ".mien.lock").exists())

    def test_two_servers_on_one_database(self):
        config = self.scratch / "mien.yaml"
        config.write_text(f"cameras: {{ a: {{ input: 'loop:{footage('single_face.mp4')}' }} }}\n"
                          f"storage: {{ sqlite: {self.scratch}/mien.db }}\n")
        first = self.start("serve", "-c", config, "--port", "0")
        self.wait_for(self.scratch / "mien.db.lock")
        done = mien("serve", "-c", config, "--port", "0")
        self.assertEqual(done.returncode, 1, done.stderr)
        self.assertIn(f"mien.db: is being written to by process {first.pid}", done.stderr)
        first.terminate()
        first.communicate(timeout=60)
        self.assertFalse((self.scratch / "mien.db.lock").exists())


if __name__ == "__main__":
    unittest.main()
