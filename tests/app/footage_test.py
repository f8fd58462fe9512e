"""The main job on real footage: who is there, when, and with what expression."""

import csv
import json
import os
import pty
import select
import signal
import subprocess
import time
import unittest

from app import MIEN, AppTest, footage, have, mien, program

CLIPS = ("WolfgangLanger_Pexels.mp4", "single_face.mp4", "no_face.mp4", "face_noface.mov", "noface_face.mov",
         "multi_face.jpg")


def faces(events):
    return [face for event in events for face in event["objects"]]


def share(events, label, start, end):
    seen = [f["emotion"]["label"] for e in events if start <= e["timestamp"] / 1e9 < end for f in e["objects"]]
    return seen.count(label) / max(1, len(seen))


@unittest.skipUnless(have("retinaface-mnet025.onnx", "fer-mini-xception.tflite", *CLIPS),
                     "needs MIEN_MODELS_DIR with models and sample footage")
class Footage(AppTest):
    def run_clip(self, name, *options):
        out = self.scratch / "out"
        found = self.run_json(footage(name), options=("-o", out, *options))["inputs"][0]
        with open(out / "tracks.csv", newline="") as file:
            tracks = list(csv.DictReader(file))
        return found, self.events(out), tracks

    def test_grief_turns_to_laughter(self):
        found, events, tracks = self.run_clip("WolfgangLanger_Pexels.mp4")
        self.assertLessEqual(len(tracks), 3)
        self.assertGreaterEqual(max(int(t["frames"]) for t in tracks), 0.95 * found["frames_decoded"])
        self.assertLess(share(events, "happiness", 0, 6), 0.25)
        self.assertGreater(share(events, "happiness", 13.7, 99), 0.75)

    def test_one_face_neutral_to_happy(self):
        found, events, tracks = self.run_clip("single_face.mp4")
        self.assertEqual(len(tracks), 1)
        middle = found["media_seconds"] / 2
        self.assertGreater(share(events, "happiness", middle, 99), share(events, "happiness", 0, middle))

    def test_nobody(self):
        found, events, tracks = self.run_clip("no_face.mp4")
        self.assertEqual((found["faces"], tracks), (0, []))

    def test_a_face_then_a_cartoon(self):
        found, events, _ = self.run_clip("face_noface.mov")
        self.assertTrue(events)
        self.assertLess(max(e["timestamp"] for e in events) / 1e9, 0.5 * found["media_seconds"])

    def test_a_cartoon_then_a_face(self):
        found, events, _ = self.run_clip("noface_face.mov")
        self.assertTrue(events)
        self.assertGreater(min(e["timestamp"] for e in events) / 1e9, 0.5 * found["media_seconds"])

    def test_five_faces_in_a_still(self):
        found, events, tracks = self.run_clip("multi_face.jpg")
        self.assertEqual((found["faces"], len(tracks)), (5, 5))
        # The fifth is a near tie between neutral and happiness: it goes with the detector's box.
        self.assertGreaterEqual([f["emotion"]["label"] for f in faces(events)].count("happiness"), 4)

    def test_any_number_of_workers_gives_the_same(self):
        results = []
        for workers in (1, 2, 5):
            out = self.scratch / f"w{workers}"
            self.run_json(*(footage(c) for c in CLIPS), options=("-o", out, "--workers", workers))
            events = self.events(out)
            for event in events:
                del event["system_timestamp"]
            events.sort(key=lambda e: (e["source"], e["timestamp"]))
            results.append((events, sorted((out / "tracks.csv").read_text().splitlines())))
        self.assertEqual(results[0], results[1])
        self.assertEqual(results[0], results[2])

    def test_skipped_frames_change_nothing_that_is_found(self):
        results = []
        for decode in ("off", "auto"):
            out = self.scratch / decode
            settings = self.scratch / f"{decode}.yaml"
            settings.write_text(f"demand: {{ decode: {decode} }}\n")
            found = self.run_json(*(footage(c) for c in CLIPS), options=("-c", settings, "-o", out))
            events = self.events(out)
            for event in events:
                del event["system_timestamp"]
            events.sort(key=lambda e: (e["source"], e["timestamp"]))
            results.append((events, sorted((out / "tracks.csv").read_text().splitlines())))
            frames = [(i["frames_decoded"], i["frames_skipped"], i["frames_inferred"]) for i in found["inputs"]]
            results[-1] += ([f[2] for f in frames], [f[0] + f[1] for f in frames])
            self.assertEqual(sum(f[1] for f in frames) > 0, decode == "auto")
        self.assertEqual(results[0], results[1])

    def test_annotated_copy(self):
        self.run_clip("single_face.mp4", "--annotate", "--blur")
        copy = self.scratch / "out/annotated/single_face.mp4"
        again = self.run_json(copy)["inputs"][0]
        self.assertEqual(again["frames_decoded"] + again["frames_skipped"], 72)
        self.assertEqual(again["faces"], 0, "a blurred face can still be found")

    def test_interrupt_keeps_what_was_computed(self):
        out = self.scratch / "out"
        process = subprocess.Popen([MIEN, "run", f"loop:{footage('single_face.mp4')}", "-o", str(out)],
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        time.sleep(3)
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=30)
        self.assertEqual(process.returncode, 130)
        self.assertTrue(self.events(out))
        for name in ("tracks.csv", "summary.json", "mien.db", "report.html"):
            self.assertTrue((out / name).is_file(), name)

    def test_a_page_that_cannot_be_written_keeps_no_result(self):
        out = self.scratch / "out"
        process = subprocess.Popen([MIEN, "run", f"loop:{footage('single_face.mp4')}", "-o", out, "--json"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        self.addCleanup(process.kill)
        while process.poll() is None and not ((out / "events.jsonl").is_file() and self.events(out)):
            time.sleep(0.02)
        (out / "report.html").write_text("dear customer")  # came while it ran
        process.send_signal(signal.SIGINT)
        printed, said = process.communicate(timeout=60)
        self.assertIn("single_face", json.loads(printed)["inputs"][0]["input"])
        self.assertIn("is not an HTML page", said)
        self.assertEqual(process.returncode, 2)
        self.assertEqual((out / "report.html").read_text(), "dear customer")

    def test_a_terminal_that_is_closed_is_an_interrupt(self):
        out = self.scratch / "out"
        self.run_clip("multi_face.jpg")
        former = (out / "report.html").read_text()
        process, terminal = pty.fork()
        if process == 0:
            os.execv(MIEN, [MIEN, "run", f"loop:{footage('single_face.mp4')}", "-o", str(out)])
        self.addCleanup(lambda: process and os.kill(process, signal.SIGKILL))
        for _ in range(600):
            if select.select([terminal], [], [], 0.05)[0]:
                os.read(terminal, 4096)
            if (out / "events.jsonl").is_file() and "single_face" in (out / "events.jsonl").read_text():
                break
        self.assertFalse((out / "report.html").exists(), "of another run")
        os.close(terminal)
        time.sleep(0.1)
        os.kill(process, signal.SIGHUP)  # as the shell does, too
        ended, status = 0, 0
        for _ in range(600):
            ended, status = os.waitpid(process, os.WNOHANG)
            if ended:
                break
            time.sleep(0.05)
        self.assertTrue(ended)
        process = 0
        self.assertEqual(os.waitstatus_to_exitcode(status), 130)
        self.assertTrue(json.loads((out / "summary.json").read_text())["interrupted"])
        self.assertIn("single_face", (out / "report.html").read_text())
        self.assertNotEqual((out / "report.html").read_text(), former)

    def test_nohup_goes_on(self):
        out = self.scratch / "out"
        process = subprocess.Popen([MIEN, "run", footage("WolfgangLanger_Pexels.mp4"), "-o", out, "--quiet"],
                                   preexec_fn=lambda: signal.signal(signal.SIGHUP, signal.SIG_IGN))
        self.addCleanup(process.kill)
        while process.poll() is None and not (out / "events.jsonl").is_file():
            time.sleep(0.01)
        process.send_signal(signal.SIGHUP)
        self.assertEqual(process.wait(300), 0)
        self.assertFalse(json.loads((out / "summary.json").read_text())["interrupted"])

    def test_an_interrupt_says_what_was_analysed(self):
        out = self.scratch / "out"
        process = subprocess.Popen([MIEN, "run", footage("WolfgangLanger_Pexels.mp4"), "-o", out, "--quiet", "--workers", "2", "--detect-fps", "0"])
        self.addCleanup(process.kill)
        while process.poll() is None and not ((out / "events.jsonl").is_file() and len(self.events(out)) > 30):
            time.sleep(0.02)
        process.send_signal(signal.SIGINT)
        self.assertEqual(process.wait(60), 130)
        summary = json.loads((out / "summary.json").read_text())
        self.assertTrue(summary["interrupted"])
        one = summary["inputs"][0]
        self.assertAlmostEqual(one["media_seconds"], (one["frames_decoded"] + one["frames_skipped"]) / 24, delta=0.3)
        self.assertRegex(one["notes"][-1], rf"^interrupted: analysed {one['media_seconds']:.1f} s of 19\.\d s, from 0\.0 to ")

    def annotating(self):
        """A run with a copy that takes long, and its folder."""
        out = self.scratch / "out"
        process = subprocess.Popen([MIEN, "run", footage("WolfgangLanger_Pexels.mp4"), "-o", out, "--annotate", "--quiet"],
                                   stderr=subprocess.PIPE, text=True)
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)
        return out, process

    def interrupt(self, out, process, when):
        """After Ctrl-C the results are there, and of the copy nothing is. Returns the summary."""
        for _ in range(1200):
            if when():
                break
            time.sleep(0.05)
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=30)
        self.assertEqual(process.returncode, 130, said)
        self.assertIn("mien: annotated copy: not written, interrupted\n", said)
        self.assertEqual(list(out.glob("annotated/*")), [])
        self.assertTrue(self.events(out))
        for name in ("tracks.csv", "mien.db", "report.html"):
            self.assertTrue((out / name).is_file(), name)
        return json.loads((out / "summary.json").read_text())

    def test_interrupt_gives_up_the_annotated_copy(self):
        out, process = self.annotating()
        events = out / "events.jsonl"
        self.assertTrue(self.interrupt(out, process, lambda: events.is_file() and events.read_text())["interrupted"])

    def test_an_interrupted_copy_leaves_a_whole_run(self):
        out, process = self.annotating()
        summary = self.interrupt(out, process, lambda: (out / "annotated/WolfgangLanger_Pexels.mp4.part").exists())
        self.assertFalse(summary["interrupted"], "the recording was analysed to its end")

    def test_what_was_not_read_is_not_known(self):
        _, events, tracks = self.run_clip("single_face.mp4", "--emotion", "none")
        self.assertEqual({(t["emotion"], t["valence"], t["arousal"]) for t in tracks}, {("unknown", "", "")})
        found = {(f["emotion"]["valence"], f["emotion"]["arousal"]) for f in faces(events)}
        self.assertEqual(found, {(None, None)})


@unittest.skipUnless(have("yunet_n_dynamic.onnx", "face_noface.mov"),
                     "needs MIEN_MODELS_DIR with yunet-n and sample footage")
class OnDemand(AppTest):
    def test_what_is_passed_over_was_due_and_looks_are_searches(self):
        clip, out = self.scratch / "clip.mp4", self.scratch / "out"
        subprocess.run([program("ffmpeg"), "-v", "error", "-i", footage("face_noface.mov"), "-an", "-vf", "scale=640:-2,tpad=stop_mode=clone:stop_duration=20",
                        "-c:v", "libx264", "-preset", "ultrafast", "-g", "50", clip], check=True, stdin=subprocess.DEVNULL)
        said = mien("run", clip, "-o", out, "--detector", "yunet-n", "--emotion", "none", "--demand", "on").stdout
        total = json.loads((out / "summary.json").read_text())["total"]
        counts = total["demand"]
        self.assertGreater(counts["due_skipped"], 20)
        searched = total["frames_inferred"] - counts["searches_skipped"]
        share = 100 * searched / (total["frames_inferred"] + counts["due_skipped"])
        self.assertAlmostEqual(total["frames_inferred"] + counts["due_skipped"], 5 * total["media_seconds"], delta=1)
        self.assertIn(f"Skipped work (--demand): searched {share:.0f} % of the frames due, plus {counts['looks']} keyframes in advance", said)


if __name__ == "__main__":
    unittest.main()
