"""What is easily done wrong with live cameras, and with what runs when Python ends."""
import datetime
import logging
import subprocess
import sys
import threading
import unittest
import zoneinfo

import mien
from drawn import Folder, drawn, spot, write_film


class LiveCameras(Folder):
    def test_what_a_stage_raises_ends_them(self):
        def broken(face):
            raise RuntimeError("out of ideas")

        later = iter([[], []])  # the first pictures have nobody in them
        for stages in ({"detector": lambda picture: broken(picture), "emotion": "none"}, {"detector": spot, "classifier": broken},
                       {"detector": lambda picture: next(later), "emotion": "none"}):
            with mien.live(f"loop:{self.clip}", detect_fps=20, workers=1, **stages) as cameras:
                with self.assertRaisesRegex(mien.UsageError, "out of ideas|StopIteration"):
                    for _ in cameras:
                        pass
                self.assertEqual(list(cameras), [])

    def test_a_stage_may_stop_them_but_not_change_them(self):
        """They wait for their threads, one of which calls the stage."""
        held, refused = [], []

        def stage(picture):
            if held and not refused:
                for change in (lambda: held[0].remove("a"), lambda: held[0].put(mien.Camera("b", f"loop:{self.clip}"))):
                    try:
                        change()
                    except mien.UsageError as error:
                        refused.append(str(error))
                held[0].stop()
            return []

        with mien.live(mien.Camera("a", f"loop:{self.clip}"), detector=stage, emotion="none", detect_fps=20) as cameras:
            held.append(cameras)
            for _ in cameras:
                pass
            self.assertEqual(cameras.status()[0]["name"], "a")
        held.clear()
        self.assertEqual(len(refused), 2)
        for words in refused:
            self.assertIn("on a thread of your own", words)

    def test_who_hears_of_them_may_stop_them(self):
        held, there, threads = [], threading.Event(), set()

        class Stops(logging.Handler):
            def emit(self, record):
                threads.add(threading.get_ident())
                there.wait(20)
                held[0].stop()

        stops = Stops()
        logging.getLogger("mien").addHandler(stops)
        self.addCleanup(logging.getLogger("mien").removeHandler, stops)
        with mien.live(["/nonexistent.mp4", f"loop:{self.clip}"], detector=spot, emotion="none", detect_fps=20) as cameras:
            held.append(cameras)
            there.set()
            for _ in cameras:  # one of the two is none, which is said by a thread of theirs
                pass
        held.clear()
        self.assertNotIn(threading.get_ident(), threads)
        self.assertEqual(len(threads), 1)

    def test_contents_are_those_of_the_stores_clock(self):
        here = datetime.datetime.now(zoneinfo.ZoneInfo("Pacific/Kiritimati"))  # fourteen hours ahead of UTC
        hours = [f"'{(here.hour + hours) % 24:02}:00'" for hours in (-1, 3)]
        (self.folder / "mien.yaml").write_text(
            f"cameras: {{ shelf: {{ input: 'loop:{self.clip}', content: [{{ content: now, from: {hours[0]}, to: {hours[1]} }}] }} }}\n"
            "audience: { time_zone: Pacific/Kiritimati }\n")
        with mien.live(config=mien.load_config(self.folder / "mien.yaml"), detector=spot, emotion="none", detect_fps=20) as cameras:
            self.assertEqual(next(cameras).faces[0].content, "now")


class TheEnd(Folder):
    """Of Python, while mien's threads call it: none of them ends the process."""

    def ends(self, *lines):
        script = ["import os, sys, threading, time, mien", "def nobody(picture):", "    time.sleep(0.01)", "    return []",
                  f"cameras = mien.live('loop:{self.clip}', detector=nobody, emotion='none', detect_fps=50)", "next(cameras)", *lines]
        done = subprocess.run([sys.executable, "-c", "\n".join(script)], capture_output=True, text=True, timeout=100, cwd=self.folder)
        self.assertEqual((done.returncode, done.stderr), (0, ""))

    def test_live_cameras_that_nobody_stopped(self):
        self.ends()

    def test_live_cameras_that_hold_themselves(self):
        self.ends("class App:", "    def faces(self, picture): return []", "app = App()",
                  f"app.live = mien.live('loop:{self.clip}', detector=app.faces, emotion='none', detect_fps=50)", "next(app.live)",
                  "import builtins; builtins.kept = cameras; del app, cameras")

    def test_a_run_of_a_daemon_thread(self):
        write_film(self.folder / "film.y4m", [drawn(40)] * 400)
        self.ends("cameras.stop()", "heard = threading.Event()",
                  "def heard_of(picture):", "    heard.set()", "    time.sleep(0.01)", "    return []",
                  "run = lambda: mien.run('film.y4m', 'out', detector=heard_of, emotion='none', detect_fps=0)",
                  "threading.Thread(target=run, daemon=True).start()", "heard.wait(30)")

    def test_daemon_threads_that_read_and_ask(self):
        """Whatever they do when it comes: in a call, between two, in a loop over live cameras."""
        write_film(self.folder / "film.y4m", [drawn(40 + number) for number in range(20)])
        self.ends("import logging, numpy", "logging.disable()", "mien.run(mien.Camera('a', 'film.y4m', content='soup'), 'out', detector=nobody, emotion='none')",
                  "database, picture = mien.open('out/mien.db'), numpy.zeros((1200, 1600, 3), numpy.uint8)",
                  "def reads():", "    analyzer = mien.Analyzer(detector=lambda picture: [], emotion='none')",
                  "    while True: analyzer.read(picture)",
                  "def asks():", "    while True: database.ranking(); database.contents()",
                  "def sees():", "    for _ in cameras: cameras.status()",
                  "for work in (reads, asks, sees): threading.Thread(target=work, daemon=True).start()", "time.sleep(0.5)")

    def test_a_forked_process(self):
        self.ends("import warnings; warnings.simplefilter('ignore', DeprecationWarning)",  # Python from 3.12 on: of any fork beside threads
                  "child = os.fork()", "if child == 0: sys.exit(0)", "assert os.waitpid(child, 0)[1] == 0", "next(cameras)")


if __name__ == "__main__":
    unittest.main()
