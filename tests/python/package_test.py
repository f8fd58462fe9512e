"""The installed package mien, as a user imports it."""
import csv
import json
import os
import pathlib
import signal
import subprocess
import sys
import threading
import time
import unittest
import unittest.mock

import mien
import nanoarrow
import numpy as np
from drawn import Folder, drawn, happy, spot, write_film

MODELS = pathlib.Path(os.environ.get("MIEN_MODELS_DIR") or "/nonexistent")
CLIP = MODELS / "single_face.mp4"
needs_models = unittest.skipUnless(CLIP.is_file(), "needs MIEN_MODELS_DIR with models and sample footage")


class Pictures(Folder):
    def test_an_array_is_read_where_it_lies(self):
        analyzer = mien.Analyzer(detector=spot, classifier=happy)
        gray = drawn()
        for picture in (gray, np.repeat(gray[:, :, None], 3, 2), np.repeat(gray[:, :, None], 4, 2), np.pad(gray, ((0, 0), (0, 7)))[:, :-7]):
            (face,) = analyzer.read(picture)
            self.assertAlmostEqual(face.box[0], 100, delta=3)
            self.assertAlmostEqual(face.box[3], 80, delta=4)
            self.assertEqual(face.emotion, "happiness")
            self.assertAlmostEqual(face.probabilities["happiness"], 0.9, places=5)

    def test_colours_are_told_apart(self):
        seen = []
        picture = np.zeros((64, 64, 3), np.uint8)
        picture[:, :, 0] = 220
        for color in ("rgb", "bgr"):
            mien.Analyzer(color=color, detector=lambda p: seen.append(p[32, 32].copy()) or [], emotion="none").read(picture)
        self.assertGreater(seen[0][0], 200)
        self.assertLess(seen[0][2], 30)
        self.assertGreater(seen[1][2], 200)

    def test_models_are_where_the_program_has_them(self):
        with unittest.mock.patch.dict(os.environ, {"MIEN_MODELS_DIR": str(self.folder / "elsewhere")}):
            with self.assertRaisesRegex(mien.ModelError, f"{self.folder}/elsewhere/.* is missing"):
                mien.Analyzer(detector="retinaface", emotion="none", offline=True)

    def test_what_is_no_picture_is_refused_in_words(self):
        analyzer = mien.Analyzer(detector=spot, emotion="none")
        with self.assertRaisesRegex(ValueError, "height × width × 3"):
            analyzer.read(np.zeros(5, np.uint8))
        with self.assertRaisesRegex(ValueError, "contiguous"):
            analyzer.read(np.zeros((40, 80, 3), np.uint8)[:, ::2])
        with self.assertRaisesRegex(TypeError, "must hold uint8"):
            analyzer.read(np.zeros((40, 80, 3), np.float32))
        with self.assertRaisesRegex(TypeError, "an array of uint8.* not str"):
            analyzer.read("picture.jpg")
        with self.assertRaisesRegex(ValueError, "color cannot be"):
            mien.Analyzer(color="cmy", detector=spot, emotion="none")

    def test_dlpack_is_enough(self):
        class Tensor:
            """Of a library that NumPy does not know."""

            def __init__(self, array):
                self.array = array

            def __dlpack__(self, **wishes):
                return self.array.__dlpack__(**wishes)

            def __dlpack_device__(self):
                return self.array.__dlpack_device__()

        (face,) = mien.Analyzer(detector=spot, emotion="none").read(Tensor(np.repeat(drawn()[:, :, None], 3, 2)))
        self.assertAlmostEqual(face.box[0], 100, delta=3)

    def test_the_gil_is_free_while_it_reads(self):
        """A thread of Python goes on while another one is inside."""
        analyzer = mien.Analyzer(detector=spot, classifier=happy)
        picture, counted, over = np.repeat(drawn(width=4000, height=3000)[:, :, None], 3, 2), [0], threading.Event()

        def count():
            while not over.is_set():
                counted[0] += 1

        thread = threading.Thread(target=count)
        thread.start()
        begun, before = time.monotonic(), counted[0]
        while time.monotonic() - begun < 1:
            analyzer.read(picture)
        over.set()
        thread.join()
        self.assertGreater(counted[0], before)


class Runs(Folder):
    def test_tables_files_and_summary_agree(self):
        heard = []

        class Sink:
            def frame(self, name, seconds, faces):
                heard.append((seconds, len(faces)))

        out = self.folder / "out"
        run = mien.run(self.clip, out=out, detector=spot, classifier=happy, sinks=[Sink()], detect_fps=0)
        self.assertIsNone(run.summary["inputs"][0]["error"])
        self.assertEqual(run.summary["total"]["faces"], 12)
        self.assertEqual(len(run.events), 12)
        self.assertEqual(len(heard), 12)
        with (out / "tracks.csv").open() as file:
            rows = list(csv.DictReader(file))
        self.assertEqual([float(row["start_s"]) for row in rows], [round(s, 3) for s in run.tracks["start_s"]])
        self.assertEqual([row["emotion"] for row in rows], run.tracks["emotion"])
        events = [json.loads(line) for line in (out / "events.jsonl").read_text().splitlines()]
        self.assertEqual(sum(len(event["objects"]) for event in events), 12)
        np.testing.assert_allclose([event["objects"][0]["x"] for event in events], run.events["x"], atol=1)

    def test_its_folder_is_its_own(self):
        """As the program's: nobody else's meanwhile, without the page of the run before, and never over what is read."""
        out = self.folder / "out"
        out.mkdir()
        (out / "report.html").write_text("<!doctype html>")
        script = f"import mien; mien.run({str(self.clip)!r}, {str(out)!r}, detector=lambda picture: [], emotion='none')"
        said = []

        def another(fps, share):
            if not said:
                said.append(subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=100).stderr)

        mien.run(self.clip, out, detector=spot, emotion="none", progress=another)
        self.assertIn("is being written to by process", said[0])
        self.assertFalse((out / "report.html").exists())
        mien.run(self.clip, out, detector=spot, emotion="none")
        film = out / "tracks.csv"
        write_film(film, [drawn()] * 3)
        with self.assertRaisesRegex(mien.UsageError, "tracks.csv"):
            mien.run(film, out, detector=spot, emotion="none")
        self.assertGreater(film.stat().st_size, 100000)

    def test_rows_are_by_input_and_begin(self):
        def each(picture):
            bright = picture[:, :, 0] > 160
            columns = np.nonzero(bright.any(0))[0]
            for part in np.split(columns, np.nonzero(np.diff(columns) > 30)[0] + 1):
                rows = np.nonzero(bright[:, part].any(1))[0]
                if len(rows):
                    yield part[0], rows[0], np.ptp(part) + 1, np.ptp(rows) + 1, 0.9

        told = []

        class Sink:
            def track(self, name, number, start, end, emotion):
                told.append((name, start))

        one, out = drawn(20), self.folder / "out"
        films = self.folder / "z.y4m", self.folder / "a.y4m"
        write_film(films[0], [np.maximum(one, drawn(200)) if 5 <= number < 15 else one for number in range(100)])
        write_film(films[1], [one] * 12)
        run = mien.run(films, out=out, detector=each, emotion="none", sinks=[Sink()], detect_fps=0, workers=2)
        names = [row["input"] for row in run.summary["inputs"]]
        self.assertEqual([os.path.basename(name) for name in names], ["z.y4m", "a.y4m"])
        rows = list(zip(run.tracks["input"], run.tracks["start_s"]))
        self.assertEqual(rows, [(names[0], 0), (names[0], 0.5), (names[1], 0)])
        self.assertEqual(list(run.tracks["frames"] > 12), [True, False, False])
        self.assertNotEqual(told, rows, "who came later left first")
        with (out / "tracks.csv").open() as file:
            self.assertEqual([(row["input"], float(row["start_s"]), int(row["track_id"])) for row in csv.DictReader(file)],
                             list(zip(*(run.tracks[name] for name in ("input", "start_s", "track_id")))))
        seen = list(zip(map(names.index, run.events["input"]), run.events["seconds"]))
        self.assertEqual(len(seen), 100 + 10 + 12)
        self.assertEqual(seen, sorted(seen))

    def test_arrow_reads_the_table(self):
        run = mien.run(self.clip, detector=spot, classifier=happy, detect_fps=0)
        array = nanoarrow.c_array_stream(run.events)
        schema = array.get_schema()
        self.assertEqual([schema.child(i).name for i in range(schema.n_children)], run.events.names)
        kinds = {name: schema.child(i).format for i, name in enumerate(run.events.names)}
        self.assertEqual((kinds["x"], kinds["track"]), ("g", "l"))
        self.assertEqual({kinds[name] for name in ("input", "emotion", "zone", "content")}, {"U"})  # more than 2 GiB of text fit
        rows = nanoarrow.ArrayStream(run.events).read_all().to_pylist()
        self.assertEqual(len(rows), 12)
        self.assertEqual([row["emotion"] for row in rows], run.events["emotion"])
        self.assertEqual([row["x"] for row in rows], list(run.events["x"]))
        self.assertEqual([row["track"] for row in rows], list(run.events["track"]))

    def test_a_column_outlives_its_table(self):
        xs = mien.run(self.clip, detector=spot, emotion="none", detect_fps=0).events["x"]
        self.assertEqual(len(xs), 12)
        self.assertAlmostEqual(float(xs.min()), 40, delta=4)
        self.assertFalse(xs.flags.writeable)

    def test_what_a_stage_raises_is_told(self):
        def broken(picture):
            raise RuntimeError("out of ideas")

        with self.assertRaisesRegex(mien.Error, "out of ideas"):
            mien.run(self.clip, detector=broken, emotion="none")
        for detector, classifier, words in ((spot, lambda face: [1], "returned 1 values.*eight probabilities"), (spot, lambda face: "sad", "eight probabilities"),
                                            (lambda picture: [(1, 2)], happy, "x, y, width, height, confidence"), (lambda picture: 7, happy, "not iterable")):
            with self.assertRaisesRegex(mien.UsageError, words):
                mien.run(self.clip, detector=detector, classifier=classifier)

        def told(fps, share):
            raise LookupError("nobody listens")

        with self.assertRaisesRegex(LookupError, "nobody listens"):
            mien.run(self.clip, detector=spot, emotion="none", progress=told)

    def test_progress_rises_to_all_of_it(self):
        shares = []
        mien.run([self.clip, self.clip], detector=spot, emotion="none", progress=lambda fps, share: shares.append(share))
        self.assertEqual(shares, sorted(shares))
        self.assertEqual(shares[-1], 1)

    def test_pandas_has_the_same_rows(self):
        events = mien.run(self.clip, detector=spot, classifier=happy, detect_fps=0).events
        frame = events.to_pandas()
        self.assertEqual(list(frame.columns), events.names)
        self.assertEqual(list(frame["x"]), list(events["x"]))

    def test_ctrl_c_keeps_what_was_found(self):
        film, out = self.folder / "film.y4m", self.folder / "out"
        write_film(film, [drawn(40 + number) for number in range(100)])

        def slow(picture):
            time.sleep(0.05)
            return spot(picture)

        threading.Timer(1.5, lambda: os.kill(os.getpid(), signal.SIGINT)).start()
        with self.assertRaises(KeyboardInterrupt) as raised:
            mien.run(film, out=out, detector=slow, classifier=happy, detect_fps=0)
        run = raised.exception.run
        self.assertTrue(0 < len(run.events) < 100, len(run.events))
        self.assertTrue(run.summary["interrupted"])
        self.assertEqual(run.summary, json.loads((out / "summary.json").read_text()))
        events = [json.loads(line) for line in (out / "events.jsonl").read_text().splitlines()]
        self.assertEqual(len(events), len(run.events))


class Stores(Folder):
    def test_a_missing_database_is_said_to_be(self):
        with self.assertRaisesRegex(mien.InputError, "there is no such database"):
            mien.open(self.folder / "none.db")

    def test_what_a_configuration_names(self):
        """Its database is added to, where no folder is given; that nothing is sent to its receivers is said."""
        film = self.folder / "film.y4m"
        write_film(film, [drawn(40 + number) for number in range(60)])
        (self.folder / "mien.yaml").write_text(
            f"cameras: {{ shelf: {{ input: '{film}', content: soup }} }}\nstorage: {{ sqlite: '{self.folder}/store.db' }}\n"
            "sinks: { mqtt: { host: 127.0.0.1 } }\nsite: { name: store-17 }\n")
        with self.assertLogs("mien", "WARNING") as logged:
            mien.run(config=mien.load_config(self.folder / "mien.yaml"), detector=spot, classifier=happy, min_audience=1)
        self.assertIn("nothing is sent to mqtt from here", "\n".join(logged.output))
        self.assertEqual(mien.open(self.folder / "store.db").contents()["content"], ["soup"])

    def test_contents_of_a_run(self):
        film = self.folder / "film.y4m"
        write_film(film, [drawn(40 + number) for number in range(60)])
        mien.run(mien.Camera("shelf", str(film), content="soup"), out=self.folder / "out", detector=spot, classifier=happy,
                 min_audience=1)
        database = mien.open(self.folder / "out/mien.db")
        self.assertEqual(database.min_audience, 1)
        contents = database.contents()
        self.assertEqual(contents["content"], ["soup"])
        self.assertEqual(list(contents["people"]), [1])
        self.assertGreater(contents["valence"][0], 0)
        self.assertEqual(database.ranking(by="valence")["content"], ["soup"])
        self.assertIsNone(database.relation())
        mien.run(mien.Camera("shelf", str(film), content="soup"), out=self.folder / "few", detector=spot, classifier=happy)
        few = mien.open(self.folder / "few/mien.db")
        self.assertEqual(few.min_audience, 5)
        for table in (few.contents(), few.ranking(by="valence")):  # of one person nothing is told, not even that there is none
            self.assertTrue(all(np.isnan(value) for name in table.names if name != "content" for value in table[name]))
        asked = []
        threads = [threading.Thread(target=lambda: asked.extend([database.contents(), database.ranking()] * 5)) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(len(asked), 40)
        with self.assertRaisesRegex(ValueError, "valence or rating"):
            database.ranking(by="taste")


@needs_models
class Footage(Folder):
    def test_the_five_lines_run(self):
        """Those of the package's own words and docs/python.md."""
        run = mien.run([CLIP], out=self.folder / "out", progress=True)
        self.assertGreater(len(run.tracks), 0)
        self.assertGreater(len(run.tracks.to_pandas()), 0)
        for sight in mien.live(f"loop:{CLIP}"):
            self.assertEqual(sight.camera, f"loop:{CLIP}")
            break
        self.assertEqual(mien.Analyzer().read(np.zeros((240, 320, 3), np.uint8)), [])
        mien.open(self.folder / "out/mien.db").ranking(by="valence")
        bench = mien.bench([CLIP], approaches=["cnn-sync", "cnn-per-core"], out=self.folder / "bench", options=["--quick"])
        table = bench.table()
        self.assertIn("cnn-per-core", table["approach"])
        self.assertTrue(all(fps > 0 for fps in table["fps_median"]))
        self.assertEqual(bench.rows, json.loads((self.folder / "bench/bench.json").read_text())["results"])

    def test_what_it_finds_is_what_the_program_finds(self):
        """Files byte for byte, tables and summary against them."""
        subprocess.run([mien.program(), "run", CLIP, "-o", self.folder / "program", "--offline"], check=True, stdout=subprocess.DEVNULL)
        run = mien.run(CLIP, out=self.folder / "python", offline=True)
        for name in ("tracks.csv", "events.jsonl"):
            ours, theirs = ((self.folder / side / name).read_text() for side in ("python", "program"))
            strip = (lambda text: [{**json.loads(line), "system_timestamp": ""} for line in text.splitlines()]) if name == "events.jsonl" else str
            self.assertEqual(strip(ours), strip(theirs), name)
        theirs = json.loads((self.folder / "program/summary.json").read_text())
        self.assertEqual(run.summary["inputs"][0]["emotions"], theirs["inputs"][0]["emotions"])
        self.assertEqual(run.summary["total"]["faces"], theirs["total"]["faces"])
        self.assertEqual(len(run.events), theirs["total"]["faces"])
        self.assertEqual(run.summary.keys(), theirs.keys())

    def test_ctrl_c_ends_a_bench(self):
        threading.Timer(2, lambda: os.kill(os.getpid(), signal.SIGINT)).start()
        begun = time.monotonic()
        with self.assertRaises(KeyboardInterrupt):
            mien.bench(CLIP)
        self.assertLess(time.monotonic() - begun, 60)

    def test_errors_of_the_program_are_miens(self):
        with self.assertRaisesRegex(mien.UsageError, "no such approach"):
            mien.bench(CLIP, approaches="cnn-per-cor")
        with self.assertRaises(mien.InputError):
            mien.bench("/nonexistent.mp4", approaches="cnn-sync")


if __name__ == "__main__":
    unittest.main()
