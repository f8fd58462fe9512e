"""The tools that make and compare: the story of a film before it is painted, its truth, and what a run costs without start-up."""

import argparse
import json
import pathlib
import random
import runpy
import shutil
import subprocess
import sys
import tempfile
import types
import unittest

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
sys.path[:0] = [str(ROOT / "tools" / "footage"), str(ROOT / "tools" / "peers")]

import measure  # noqa: E402
import plan  # noqa: E402
import table  # noqa: E402
import truth  # noqa: E402

ACTOR = types.SimpleNamespace(parts=[None, None])


def story(seed=1, **options):
    given = {"seconds": 100, "people": 9, "share": 0.5, "together": 3, "face": (60, 150), "turns": 1, "turn_seconds": 1, "crossings": 0.5}
    return plan.story(argparse.Namespace(**{**given, **options}), [ACTOR], 1920, 1080, random.Random(seed))


class Story(unittest.TestCase):
    def test_people_come_and_leave_within_the_film_and_outside_the_picture(self):
        for seed in range(20):
            for visit in story(seed):
                self.assertGreaterEqual(visit.begin_s, 0)
                self.assertLessEqual(visit.end_s, 100 + 20)  # who walks far in a short time leaves later
                for _, x in (visit.path[0], visit.path[-1]):
                    self.assertTrue(x < -visit.height or x > 1920 + visit.height)
                self.assertEqual([t for t, _ in visit.path], sorted(t for t, _ in visit.path))

    def test_somebody_is_there_for_the_share_that_was_asked_for(self):
        for share in (0.1, 0.4):
            visits = story(share=share, seconds=600, people=6)
            there = sum(any(v.x(t / 10) is not None for v in visits) for t in range(6000)) / 6000
            self.assertAlmostEqual(there, share, delta=0.02)

    def test_never_more_together_than_asked_for(self):
        visits = story(seconds=600)
        self.assertLessEqual(max(sum(v.x(t) is not None for v in visits) for t in range(600)), 3)

    def test_equal_seeds_give_equal_stories(self):
        def paths(seed):
            return [(v.person, v.path, v.turns, v.tint) for v in story(seed)]
        self.assertEqual(paths(3), paths(3))
        self.assertNotEqual(paths(3), paths(4))

    def test_a_head_turns_and_comes_back(self):
        visit = next(v for v in story(seconds=400) if v.turns)
        begin, end = visit.turns[0]
        self.assertEqual(visit.turned((begin + end) / 2), 1)
        self.assertEqual(visit.turned(begin - 1), 0)
        self.assertAlmostEqual(visit.turned(end + plan.TURN_RAMP_S / 2), 0.5)


class Truth(unittest.TestCase):
    def test_stretches(self):
        self.assertEqual(truth.intervals({3: "a", 4: "a", 6: "a", 7: "b", 8: ""}, "zone"),
                         [{"zone": "a", "from": 3, "to": 5}, {"zone": "a", "from": 6, "to": 7}, {"zone": "b", "from": 7, "to": 8}])

    def test_written_as_json_as_mot_and_as_configuration(self):
        known = truth.Truth(100, 50, 10, truth.zones_of(2), ["cereal", "bread"])
        known.see(1, 0, (-30, 0, 20, 20), 1, [])  # outside the picture: not there
        known.see(1, 1, (10, 10, 20, 20), 1, ["happiness"])
        known.see(1, 2, (70, 10, 20, 20), 0.25, ["happiness"])
        with tempfile.TemporaryDirectory() as name:
            folder = pathlib.Path(name)
            known.write(folder, 3, {}, {})
            person, = json.loads((folder / "truth.json").read_text())["people"]
            self.assertEqual(person["boxes"], [[1, 10, 10, 20, 20, 1], [2, 70, 10, 20, 20, 0.25]])
            self.assertEqual([z["zone"] for z in person["zones"]], ["shelf-1", "shelf-2"])
            self.assertEqual([c["content"] for c in person["contents"]], ["cereal", "bread"])
            self.assertEqual(person["expressions"], [{"labels": ["happiness"], "from": 1, "to": 3}])
            self.assertEqual((folder / "gt" / "gt.txt").read_text().splitlines()[1], "3,1,71.00,11.00,20.00,20.00,1,1,0.250")
            self.assertIn('"zone": "shelf-2"', (folder / "mien.yaml").read_text())
            self.assertIn(f'    input: "{folder.resolve()}/main.mp4"\n', (folder / "mien.yaml").read_text())  # from any folder

    def test_of_one_content_who_is_outside_of_all_zones_is_in_front_of_nothing(self):
        for count, contents in ((1, ["cereal"]), (0, ["cereal", "cereal"])):
            known = truth.Truth(100, 50, 10, truth.zones_of(count), ["cereal"])
            known.see(1, 1, (-9, 10, 20, 20), 1, [])  # left of the zone, if there is one
            known.see(2, 1, (40, 10, 20, 20), 1, [])
            seen = [content["content"] for person in (1, 2) for content in known.person(person)["contents"]]
            self.assertEqual(seen, contents)


class Results(unittest.TestCase):
    def check(self, root):
        return subprocess.run([sys.executable, root / "tools" / "check_results.py"], capture_output=True, text=True)

    def test_every_figure_of_readme_is_in_a_measurement_file(self):
        done = self.check(ROOT)
        self.assertEqual((done.returncode, done.stdout), (0, ""))
        with tempfile.TemporaryDirectory() as folder:
            copy = pathlib.Path(folder)
            for name in ("README.md", "tools/check_results.py", "tools/readme-figures", "tools/peers/table.py", "docs/results",
                         "docs/density.md"):
                (copy / name).parent.mkdir(parents=True, exist_ok=True)
                (shutil.copytree if (ROOT / name).is_dir() else shutil.copy)(ROOT / name, copy / name)
            readme = (copy / "README.md").read_text()
            (copy / "README.md").write_text(readme.replace("## How it works", "It is 31.7 × as fast.\n\n## How it works").replace("Memory: at most ", "Memory: at most 1"))
            peers = copy / "docs/results/peers.md"
            peers.write_text(peers.read_text().replace("| MediaPipe | ", "| MediaPipe | 1"))
            results = copy / "docs/results/README.md"
            results.write_text(results.read_text() + "\nWith other frames 440.4 fps (**45.5 ×**).\n")
            done = self.check(copy)
            self.assertEqual(done.returncode, 1)
            self.assertIn("docs/results/README.md: 440.4 fps is in no measurement file", done.stdout)
            self.assertIn("README.md: 31.7 is in no measurement file", done.stdout)
            self.assertIn("docs/results/peers.md: not '| MediaPipe | ", done.stdout)
            self.assertRegex(done.stdout, "README.md: not 'Memory: at most [0-9]+ MB")


class Costs(unittest.TestCase):
    def test_start_up_is_in_no_frame(self):
        pairs = [(measure.Run(10, 20, 1.0 + extra, 2.0, 90), measure.Run(110, 220, 1.9, 3.0, 100)) for extra in (0.1, 0.1, 0.5)]
        for cost in measure.costs(pairs, 1):
            self.assertAlmostEqual(cost.cpu_ms, 8)
            self.assertAlmostEqual(cost.wall_ms, 10)
            self.assertAlmostEqual(cost.start_cpu_s, 1.1 - 0.08)
            self.assertEqual((cost.faces, cost.peak_mb), (2, 100))

    def test_the_table_has_the_ratio_and_its_range(self):
        costs = measure.costs([(measure.Run(10, 0, 1, 1, 9), measure.Run(20, 4, 1.1, 1.1, 9))], 5)
        line = table.row("peer", "clip.mp4", 1, 5, costs, [0.5, 0.7, 0.6])
        self.assertEqual(line["mien_ratio"], {"median": 0.6, "min": 0.5, "max": 0.7, "pairs": 3})
        for words in ("clip.mp4, one core, a search on every 5th frame", "0.60", "0.50–0.70", "10.00"):
            self.assertIn(words, table.text([line]))
            self.assertIn(words, table.markdown([line], "a machine"))

    def test_how_often_is_said_in_words(self):
        self.assertEqual([table.cadence(every) for every in (1, 2, 3, 5, 11, 21, 112)],
                         ["every frame", *(f"every {nth} frame" for nth in ("2nd", "3rd", "5th", "11th", "21st", "112th"))])


class Speed(unittest.TestCase):
    """tools/compare-speed with programs that only pretend to look."""

    def setUp(self):
        scratch = tempfile.TemporaryDirectory(prefix="mien-test-")
        self.addCleanup(scratch.cleanup)
        self.scratch = pathlib.Path(scratch.name)

    def program(self, name, finds):
        program = self.scratch / name
        program.write_text(f"""#!/bin/sh
while [ "$1" != -o ]; do shift; done
mkdir "$2"
for i in $(seq 2000); do :; done
echo '{{"frame_id":0,"system_timestamp":"'$$'","objects":[{finds}]}}' >"$2/events.jsonl"
""")
        program.chmod(0o755)
        return program

    def compare(self, *programs):
        return subprocess.run([sys.executable, ROOT / "tools/compare-speed", *programs, "clip.mp4", "--pairs", "2"],
                              capture_output=True, text=True, timeout=60)

    def test_pairs_take_turns_and_give_a_ratio(self):
        done = self.compare(self.program("before", "1"), self.program("after", "1"))
        self.assertRegex(done.stdout, r"^2 pairs: median [0-9.]+, mean between [0-9.]+ and [0-9.]+ \(95 %\)\n$", done.stderr)

    def test_other_results_are_no_comparison(self):
        done = self.compare(self.program("before", "1"), self.program("after", "2"))
        self.assertEqual(done.returncode, 1)
        self.assertIn("finds something else", done.stderr)

    def test_the_interval_is_of_the_mean_of_logarithms(self):
        tool = runpy.run_path(str(ROOT / "tools/compare-speed"))
        low, high = tool["interval"]([1.0, 1.1, 1.0, 1.1])  # by hand: mean log 0.04766, sd 0.05503, t 3.18 of 3 degrees
        self.assertAlmostEqual(low, 0.9610, 3)
        self.assertAlmostEqual(high, 1.1446, 3)


if __name__ == "__main__":
    unittest.main()
