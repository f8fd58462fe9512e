"""bench, tune, density, profile as a user runs them: short, on a sample clip. Figures are never asserted, their being there is."""

import contextlib
import json
import os
import pty
import signal
import subprocess
import time
import unittest

from app import FIRST_APPROACH, MIEN, MODELS, AppTest, footage, have, mien, program

KEYS = {"approach", "detector", "build", "precision", "workers", "frames", "fps_median", "fps_min", "fps_max",
        "ms_per_frame", "speedup_vs_baseline", "core_utilisation", "vectorisation", "memory_stalls", "faces",
        "recall_vs_reference"}


@unittest.skipUnless(have("retinaface-mnet025.onnx", "single_face.mp4"), "needs MIEN_MODELS_DIR with models and footage")
class Bench(AppTest):
    clip = property(lambda self: footage("single_face.mp4"))

    def bench(self, *arguments, code=0):
        done = mien("bench", *arguments, "--quick", "--seconds", "0.3", "--repeats", "1", "--json")
        self.assertEqual(done.returncode, code, done.stderr)
        return json.loads(done.stdout), done.stderr

    def test_the_contracts_keys_and_files(self):
        out = self.scratch / "bench"
        result, _ = self.bench(self.clip, "--approaches", f"{FIRST_APPROACH},cnn-per-core", "-o", out)
        self.assertEqual([r["approach"] for r in result["results"]], [FIRST_APPROACH, "cnn-per-core"])
        for row in result["results"]:
            self.assertLessEqual(KEYS, row.keys(), row["approach"])
            if row["memory_stalls"] is None:
                self.assertTrue(row["memory_stalls_reason"])
            self.assertGreater(row["faces"], 0)
        self.assertIn("hardware", result["machine"])
        self.assertEqual(json.loads((out / "bench.json").read_text())["results"], result["results"])
        self.assertEqual(len((out / "bench.csv").read_text().splitlines()), 3)

    def test_an_unknown_approach_is_asked_about(self):
        done = mien("bench", self.clip, "--approaches", "cnn-per-cor")
        self.assertEqual(done.returncode, 2)
        self.assertIn("did you mean 'cnn-per-core'", done.stderr)

    def test_wrong_usage_and_wrong_models_are_told_before_anything_is_measured(self):
        wrong = self.scratch / "models"
        wrong.mkdir()
        (wrong / "retinaface-mnet025.onnx").write_text("another file")
        out = self.scratch / "out"
        out.mkdir()
        for command in ("bench", "density", "tune"):
            several = "--detector" if command == "density" else "--detectors"
            precision = "--precisions" if command == "tune" else "--precision"
            for models, arguments, code, words in (
                    (MODELS, (several, "nope"), 2, "no such detector"), (MODELS, (precision, "f9"), 2, "f9"),
                    *([] if command == "density" else [(MODELS, (precision, "int8"), 2, "int8 exists only for expression models")]),
                    (wrong, (several, "retinaface"), 4, "retinaface"), (wrong, (several, "centerface"), 4, "is missing")):
                done = mien("--offline", "--models", models, command, self.clip, *arguments, "-o", out / command, timeout=60)
                self.assertEqual(done.returncode, code, (command, arguments, done.stderr))
                self.assertIn(words, done.stderr)
                self.assertNotIn(" %  ", done.stderr, "something was measured")

    def test_a_bad_input_is_named_and_the_others_are_measured(self):
        result, said = self.bench("nowhere.mp4", self.clip, "--approaches", "cnn-sync", code=3)
        self.assertIn("nowhere.mp4", said)
        self.assertIn("fps_median", result["results"][0])
        self.assertEqual(mien("bench", "nowhere.mp4").returncode, 3)

    def test_without_mpirun_the_row_says_what_to_install_and_the_others_stay(self):
        done = subprocess.run([MIEN, "bench", self.clip, "--approaches", "cnn-sync,mpi-cnn-per-core", "--quick",
                               "--seconds", "0.3", "--repeats", "1", "--json"],
                              capture_output=True, text=True, timeout=300, env=self.without_path())
        self.assertEqual(done.returncode, 1, done.stderr)
        sync, mpi = json.loads(done.stdout)["results"]
        self.assertIn("openmpi-bin", mpi["error"])
        self.assertIn("fps_median", sync)

    def without_path(self):
        return {**os.environ, "PATH": "/nowhere"}

    def test_ctrl_c_keeps_what_was_measured(self):
        out = self.scratch / "bench"
        process = subprocess.Popen([MIEN, "bench", self.clip, "--approaches", "cnn-sync", "--repeats", "1000", "-o", out,
                                    "--quiet"])
        time.sleep(15)
        process.send_signal(signal.SIGINT)
        self.assertEqual(process.wait(60), 130)
        self.assertTrue(json.loads((out / "bench.json").read_text())["interrupted"])

    def test_tune_writes_a_profile_that_run_takes(self):
        best = self.scratch / "best.yaml"
        done = mien("tune", self.clip, "--search-duration", "40", "--detectors", "retinaface", "--widths", "640",
                    "--precisions", "auto", "--approaches", "cnn-per-core,cnn-per-core-tracked", "--min-recall", "0",
                    "-o", best, "--json")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(json.loads(done.stdout)["trials"], json.loads((self.scratch / "tune.json").read_text())["trials"])
        self.assertTrue(best.read_text().startswith("# Found by mien tune"))
        self.run_json(self.clip, options=("--profile", best))
        other = self.scratch / "other.yaml"
        other.write_text(best.read_text().replace("model: ", 'model: "another" #'))
        refused = mien("run", self.clip, "--profile", other)
        self.assertEqual(refused.returncode, 2)
        self.assertIn("another machine", refused.stderr)
        self.run_json(self.clip, options=("--profile", other, "--force"))

    def density(self, *arguments):
        done = mien("density", self.clip, "--target-fps", "5", "--step-seconds", "4", "--max-p99-ms", "60000", *arguments, "--json")
        self.assertEqual(done.returncode, 0, done.stderr)
        result = json.loads(done.stdout)
        for key in ("cameras", "target_fps", "max_p99_ms", "p99_ms", "min_fps", "cameras_per_core", "cpu_ms_per_frame",
                    "limit", "steps", "way", "detect_fps", "substream", "idle"):
            self.assertIn(key, result)
        return result

    def test_density_counts_cameras_on_the_way_of_serve(self):
        result = self.density("--most", "2", "--detect-fps", "2")
        self.assertEqual((result["way"], result["detect_fps"], result["substream"], result["idle"]), ("live", 2, None, 0))
        for step in result["steps"]:
            self.assertIn("min_search_fps", step)
            self.assertEqual(step["asleep"], 0)
        step = result["steps"][0]
        self.assertGreater(step["min_fps"], 0)
        self.assertLess(step["min_fps"], 6)  # the clip has more frames a second: it is shown at the rate asked for
        self.assertLess(step["min_search_fps"], 2.6)

    def test_density_of_idle_cameras_with_substreams_predicts(self):
        small = self.scratch / "small.mp4"
        subprocess.run([program("ffmpeg"), "-v", "error", "-i", self.clip, "-vf", "scale=320:-2", "-an", small], check=True, timeout=120)
        out = self.scratch / "density"
        result = self.density("--most", "1", "--detect-fps", "2", "--idle", "1", "--substream", small, "--predict", "64", "-o", out)
        self.assertEqual((result["substream"], result["idle"]), (str(small), 1))
        self.assertEqual(result["steps"][0]["asleep"], 1)  # nobody is seen in what idle cameras show
        prediction = result["prediction"]
        self.assertEqual({(s["store"], s["substream"]) for s in prediction["stores"]},
                         {(store, sub) for store in ("busy", "mixed", "idle") for sub in (False, True)})
        for load in prediction["loads"]:
            self.assertGreater(load["decode_ms"], 0, load)
            self.assertGreater(load["total_ms"], load["decode_ms"])
        report = self.scratch / "report.html"
        self.assertEqual(mien("report", out, "-o", report).returncode, 0)
        self.assertIn("a prediction, not a measurement", report.read_text())

    def test_density_of_recordings(self):
        result = self.density("--most", "2", "--recordings")
        self.assertEqual((result["way"], result["detect_fps"]), ("recordings", 5))
        self.assertNotIn("asleep", result["steps"][0])

    def test_density_says_what_does_not_go_together(self):
        for arguments, code, words in ((("--target-fps", "900"), 2, "--target-fps"), (("--idle", "1.5"), 2, "--idle"),
                                       (("--idle", "-0.1"), 2, "--idle"), (("--substream", "nowhere.mp4"), 3, "nowhere.mp4"),
                                       (("--substream",), 2, "--substream"),
                                       (("--recordings", "--substream", self.clip), 2, "--substream"),
                                       (("--recordings", "--predict", "64"), 2, "--predict"),
                                       (("--predict", "0"), 2, "--predict"),
                                       ((self.clip, "--substream", self.clip), 2, "name one INPUT")):
            done = mien("density", self.clip, *arguments)
            self.assertEqual(done.returncode, code, (arguments, done.stderr))
            self.assertIn(words, done.stderr)

    def test_profile_gives_the_snapshot(self):
        out = self.scratch / "profile"
        done = mien("profile", self.clip, "--seconds", "1", "--no-limits", "--before", "none", "-o", out, "--json")
        self.assertEqual(done.returncode, 0, done.stderr)
        result = json.loads(done.stdout)
        for target in ("core_utilisation", "vectorisation", "memory_stalls"):
            self.assertLessEqual({"value", "target", "met", "advice"}, result[target].keys())
        self.assertIn("overhead", result)
        self.assertIn("value", result["overhead"]["measured"])
        self.assertTrue((out / "profile.json").is_file())

    def test_profile_sees_worker_processes(self):
        done = mien("profile", self.clip, "--approach", "processes-cnn-per-core", "--workers", "2", "--seconds", "2",
                    "--before", "none", "--no-overhead", "--json")
        self.assertEqual(done.returncode, 0, done.stderr)
        result = json.loads(done.stdout)
        self.assertIsNotNone(result["vectorisation"]["value"], result["vectorisation"])
        self.assertGreater(result["vectorisation"]["vector_share"], 0.3)
        stages = {loop["stage"] for loop in result["vectorisation"]["hottest"]}
        self.assertIn("infer", stages, stages)
        names = {point["name"] for point in result["roofline"]["networks"]}
        self.assertIn("retinaface", names)
        for point in result["roofline"]["networks"]:
            self.assertGreater(point["gflops"], 0)

    def test_ctrl_c_keeps_the_snapshot_that_was_taken(self):
        """The first of two is whole; what it costs is being measured, a hundred times as long as the snapshot took."""
        out = self.scratch / "profile"
        process = subprocess.Popen([MIEN, "profile", self.clip, "--approach", "cnn-sync", "--before", "none", "--no-limits", "--seconds", "2", "-o",
                                    out, "--json"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        while not (line := process.stderr.readline()).startswith(" 60 %"):
            self.assertTrue(line, "it ended before")
        process.send_signal(signal.SIGINT)
        told, _ = process.communicate(timeout=60)
        self.assertEqual(process.returncode, 130)
        result = json.loads(told)
        self.assertTrue(result["interrupted"])
        self.assertIsNotNone(result["core_utilisation"]["value"])
        self.assertEqual(json.loads((out / "profile.json").read_text()), result)

    def test_a_terminal_shows_a_bar_and_the_time_to_go(self):
        screen, terminal = pty.openpty()
        process = subprocess.Popen([MIEN, "bench", self.clip, "--approaches", "cnn-sync", "--quick", "--seconds", "1", "--json"],
                                   stdout=subprocess.DEVNULL, stderr=terminal)
        os.close(terminal)
        told = b""
        with contextlib.suppress(OSError):  # the terminal is closed
            while part := os.read(screen, 4096):
                told += part
        os.close(screen)
        self.assertEqual(process.wait(60), 0, told)
        self.assertRegex(told.decode(), r"[█░]{28} +\d+ %  ETA \d+:\d\d  ")

    def test_measure_is_hidden(self):
        self.assertNotIn("measure  ", mien("--help").stdout)


if __name__ == "__main__":
    unittest.main()
