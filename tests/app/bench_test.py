"""bench, tune, density, profile as a user runs them: short, on a sample clip. Figures are never asserted, their being there is."""

import json
import signal
import subprocess
import time
import unittest

from app import MIEN, AppTest, footage, have, mien

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
        result, _ = self.bench(self.clip, "--approaches", "baseline,cnn-per-core", "-o", out)
        self.assertEqual([r["approach"] for r in result["results"]], ["baseline", "cnn-per-core"])
        for row in result["results"]:
            self.assertLessEqual(KEYS, row.keys(), row["approach"])
            if row["memory_stalls"] is None:
                self.assertTrue(row["memory_stalls_reason"])
            self.assertGreater(row["faces"], 0)
        self.assertIn("hardware", result["machine"])
        self.assertEqual(json.loads((out / "bench.json").read_text())["results"], result["results"])
        self.assertEqual(len((out / "bench.csv").read_text().splitlines()), 3)

    def test_an_unknown_approach_is_asked_about(self):
        done = mien("bench", self.clip, "--approaches", "baselin")
        self.assertEqual(done.returncode, 2)
        self.assertIn("did you mean 'baseline'", done.stderr)

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
        import os
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
        done = mien("tune", self.clip, "--search-duration", "5", "--detectors", "retinaface", "--widths", "640",
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

    def test_density_counts_cameras(self):
        done = mien("density", self.clip, "--target-fps", "5", "--step-seconds", "4", "--most", "2",
                    "--max-p99-ms", "60000", "--json")
        self.assertEqual(done.returncode, 0, done.stderr)
        result = json.loads(done.stdout)
        for key in ("cameras", "target_fps", "max_p99_ms", "p99_ms", "min_fps", "cameras_per_core", "cpu_ms_per_frame",
                    "limit", "steps"):
            self.assertIn(key, result)
        done = mien("density", self.clip, "--target-fps", "900")
        self.assertEqual(done.returncode, 2)
        self.assertIn("--target-fps", done.stderr)

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

    def test_every_command_has_an_example_and_measure_is_hidden(self):
        for command in ("bench", "tune", "density", "profile"):
            self.assertIn(f"Example: mien {command}", mien(command, "--help").stdout)
        self.assertNotIn("measure  ", mien("--help").stdout)


if __name__ == "__main__":
    unittest.main()
