"""What users of Python do that nobody meant: several threads, stages that raise, an end in the middle; and configurations in place."""
import datetime
import importlib.metadata
import os
import subprocess
import sys
import threading
import time
import unittest
import unittest.mock

import mien
import nanoarrow
from drawn import Folder, drawn, happy, spot, write_film


class Pictures(Folder):
    def test_one_analyzer_reads_one_picture_at_a_time(self):
        def again(picture):
            return analyzer.read(picture)

        analyzer = mien.Analyzer(detector=again, emotion="none")
        with self.assertRaisesRegex(mien.UsageError, "reading another picture.*one Analyzer for each thread"):
            analyzer.read(drawn())
        slow, refused = threading.Event(), []

        def waits(picture):
            slow.set()
            time.sleep(0.5)
            return spot(picture)

        shared = mien.Analyzer(detector=waits, emotion="none")

        def read():
            try:
                shared.read(drawn())
            except mien.UsageError as error:
                refused.append(error)

        thread = threading.Thread(target=read)
        thread.start()
        slow.wait(20)
        read()
        thread.join()
        self.assertEqual(len(refused), 1)
        self.assertEqual(len(shared.read(drawn())), 1)  # and goes on

    def test_the_surest_face_comes_first(self):
        faces = mien.Analyzer(detector=lambda picture: [(0, 0, 9, 9, 0.2), (9, 9, 9, 9, 0.8)], emotion="none").read(drawn())
        self.assertEqual([round(face.confidence, 1) for face in faces], [0.8, 0.2])
        with self.assertRaisesRegex(mien.UsageError, "not a number"):
            mien.Analyzer(detector=lambda picture: [(0, 0, float("nan"), 9, 0.2)], emotion="none").read(drawn())

    def test_a_picture_is_no_cameras(self):
        """The masks and the width of a configuration's cameras are theirs."""
        (self.folder / "mien.yaml").write_text(
            "cameras: { a: { input: a.mp4, detect: { width: 64 }, masks: { all: [[0, 0], [1, 0], [1, 1], [0, 1]] } } }\n")
        widths = []
        analyzer = mien.Analyzer(config=mien.load_config(self.folder / "mien.yaml"), emotion="none", width=320,
                                 detector=lambda picture: widths.append(picture.shape[1]) or spot(picture))
        self.assertEqual(len(analyzer.read(drawn())), 1)
        self.assertEqual(widths[-1], 320)

    def test_an_environment_that_is_no_text_is_none_of_its_business(self):
        (self.folder / "mien.yaml").write_text("cameras: { a: { input: 'loop:{MIEN_CLIP}' } }\n")
        with unittest.mock.patch.dict(os.environ, {"MIEN_CLIP": "clip.mp4", "ELSE": "caf\udce9", "MIEN_MODELS_DIR": "caf\udce9"}):
            self.assertEqual(mien.load_config(self.folder / "mien.yaml").cameras[0].input, "loop:clip.mp4")
            with self.assertRaises(mien.ModelError):
                mien.Analyzer(detector="centerface", emotion="none", offline=True)


class OwnStages(Folder):
    def test_they_are_called_one_at_a_time(self):
        """By all workers together, although a call lets go of the GIL in its midst."""
        inside, most = [], [0]

        def alone(answer):
            inside.append(1)
            most[0] = max(most[0], len(inside))
            time.sleep(0.002)
            inside.pop()
            return answer

        films = [self.folder / f"{number}.y4m" for number in range(4)]
        for film in films:
            write_film(film, [drawn(40)] * 30)
        stages = {"detector": lambda picture: alone(spot(picture)), "classifier": lambda face: alone(happy(face))}
        mien.run(films, detect_fps=0, workers=4, **stages)
        self.assertEqual(most, [1])


class Settings(Folder):
    def test_cameras_are_a_list_of_their_own(self):
        config = mien.Config()
        config.cameras.append(mien.Camera("a", "a.mp4"))
        config.cameras[0].content = "soup"
        config.cameras.append(mien.Camera("b", "b.mp4"))
        before, other = config.cameras, config.copy()
        config.cameras = [camera for camera in before if camera.name == "b"]
        config.cameras += [mien.Camera(str(number), "x" * 100) for number in range(100)]
        self.assertEqual([(camera.name, camera.content) for camera in before], [("a", "soup"), ("b", "")])
        other.cameras[0].name = "changed"
        self.assertEqual((len(other.cameras), before[0].name), (2, "a"))
        with self.assertRaisesRegex(TypeError, "cameras are mien.Camera, not str"):
            config.cameras = ["a.mp4"]
        config.cameras.append("a.mp4")
        with self.assertRaisesRegex(TypeError, "cameras are mien.Camera, not str"):
            mien.run(config=config, detector=spot, emotion="none")

    def test_recordings_are_all_read_and_dated(self):
        for hour in (12, 13):
            write_film(self.folder / f"20260105_{hour}0000.y4m", [drawn(40 + hour + number) for number in range(12)])
        (self.folder / "mien.yaml").write_text(
            f"cameras: {{ shelf: {{ input: ['{self.folder}/20260105_130000.y4m', '{self.folder}/20260105_120000.y4m'],\n"
            "  content: [{ content: lunch, from: '11:30', to: '12:30' }, { content: coffee }] } }\naudience: { time_zone: UTC }\n")
        with self.assertLogs("mien", "WARNING") as logged:
            run = mien.run(config=mien.load_config(self.folder / "mien.yaml"), detector=spot, emotion="none", detect_fps=0)
        self.assertIn("shelf: 2 recordings from 2026-01-05T12:00:00", logged.output[0])
        names = [f"shelf: 20260105_{hour}0000.y4m" for hour in (12, 13)]
        self.assertEqual([one["input"] for one in run.summary["inputs"]], names)
        self.assertEqual(set(zip(run.events["input"], run.events["content"])), set(zip(names, ("lunch", "coffee"))))

    def test_the_summary_is_read_whatever_the_locale(self):
        script = "import mien; from drawn import spot; run = mien.run(mien.Camera('caf\\xe9', 'clip'), detector=spot, emotion='none'); " \
                 "assert run.summary['inputs'][0]['input'] == 'caf\\xe9'"
        plain = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "PYTHONPATH": os.pathsep.join(sys.path)}
        done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=100, cwd=self.folder, env={**os.environ, **plain})
        self.assertEqual((done.returncode, done.stderr), (0, ""))

    def test_a_recording_begins_when_it_is_said_to(self):
        camera = mien.Camera("shelf", str(self.clip), content="soup")
        self.assertIsNone(camera.started_at)
        camera.started_at = datetime.datetime(2026, 1, 5, 12, tzinfo=datetime.timezone(datetime.timedelta(hours=1)))
        self.assertEqual(camera.started_at, datetime.datetime(2026, 1, 5, 11, tzinfo=datetime.timezone.utc))
        for wrong in (datetime.datetime(2026, 1, 5), 3):
            with self.assertRaisesRegex(ValueError, "time zone"):
                camera.started_at = wrong


class Names(Folder):
    """Those of files may be other bytes than text."""

    def test_a_run_of_such_a_file(self):
        heard, film, out = set(), self.folder / "caf\udce9.y4m", self.folder / "out\udce9"
        write_film(film, [drawn(40 + number) for number in range(12)])

        class Sink:
            def frame(self, name, seconds, faces):
                heard.add(name)

            def track(self, name, number, start, end, emotion):
                heard.add(name)

        run = mien.run(film, out=out, detector=spot, classifier=happy, sinks=[Sink()], detect_fps=0)
        name = run.summary["inputs"][0]["input"]
        self.assertEqual(name, f"{self.folder}/caf\ufffd.y4m")
        self.assertEqual(len(run.events), 12)
        for names in (heard, run.events["input"], run.tracks["input"]):
            self.assertEqual(set(names), {name})
        self.assertEqual({row["input"] for row in nanoarrow.ArrayStream(run.events).read_all().to_pylist()}, {name})
        self.assertEqual(len(mien.open(out / "mien.db").contents()), 0)

    def test_such_a_camera(self):
        clip = self.clip.rename(self.folder / "caf\udce9")
        camera = mien.Camera("caf\udce9", f"loop:{clip}")
        self.assertEqual((camera.name, camera.input), ("caf\udce9", f"loop:{clip}"))
        with mien.live(camera, detector=spot, emotion="none", detect_fps=20) as cameras:
            self.assertEqual(next(cameras).camera, "caf\ufffd")
            self.assertIn("caf\ufffd", repr(next(cameras)))
            self.assertEqual(cameras.status()[0]["name"], "caf\ufffd")
            self.assertTrue(cameras.remove(camera.name))


class Words(Folder):
    def test_a_missing_engine_is_named_as_the_package_asks_for_it(self):
        """mien's own name is another's where packages are had: nothing is to be installed by it."""
        lines = ("import sys", "class Missing:", "    def find_spec(self, name, path=None, target=None):",
                 "        if name == 'mien._mien': raise ImportError('libopenvino.so: cannot open shared object file')",
                 "sys.meta_path.insert(0, Missing())", "import mien")
        done = subprocess.run([sys.executable, "-c", "\n".join(lines)], capture_output=True, text=True, timeout=100, cwd=self.folder)
        (wanted,) = [each for each in importlib.metadata.requires("mien") if each.startswith("openvino")]
        self.assertIn(f"(into the environment of mien: pip install {wanted})", done.stderr)

    def test_errors_are_miens_words(self):
        with self.assertRaisesRegex(mien.UsageError, "there is no such approach") as raised:
            mien.run(self.clip, detector=spot, emotion="none", approach="cnn-per-cor")
        self.assertIn("did you mean 'cnn-per-core'", raised.exception.remedy)
        self.assertIsInstance(raised.exception, ValueError)
        missing = mien.run("/nonexistent.mp4", detector=spot, emotion="none")
        self.assertIn("/nonexistent.mp4", missing.summary["inputs"][0]["error"])
        for words, setting in (("no setting 'wdith'", {"wdith": 3}), ("precision cannot be 'fp32'", {"precision": "fp32"}),
                               ("width cannot be 'a'", {"width": "a"}), ("workers: -1 is out of range", {"workers": -1}),
                               ("detect_fps cannot be -3", {"detect_fps": -3}), ("no time zone 'Mars'", {"time_zone": "Mars"}),
                               ("a process with threads", {"approach": "processes"}), ("detector is a callable|no such detector", {"detector": "none"}),
                               ("classifier is a callable, not int", {"classifier": 3})):
            with self.assertRaisesRegex((TypeError, ValueError), words):
                mien.run(self.clip, **{"detector": spot, "emotion": "none", **setting})
        settings = mien.Config()
        mien.run(self.clip, detector=spot, emotion="none", config=settings, width=320)
        self.assertEqual(settings.width, 640)  # what is given is read, never changed


if __name__ == "__main__":
    unittest.main()
