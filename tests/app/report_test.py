"""mien report: a full disk, an empty folder and a broken file are named, and the exit code says which it was."""

import json
import pathlib
import unittest

from app import AppTest, mien

BENCH = {"results": [{"approach": "baseline", "fps_median": 12.0}, {"approach": "threads", "fps_median": 23.4}]}


class Report(AppTest):
    def setUp(self):
        super().setUp()
        self.folder = self.scratch / "b"
        self.folder.mkdir()
        (self.folder / "bench.json").write_text(json.dumps(BENCH))

    def test_page(self):
        page = self.scratch / "deep" / "er" / "report.html"
        done = mien("report", self.folder, "-o", page, "--json")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(json.loads(done.stdout)["bytes"], page.stat().st_size)
        self.assertIn("threads runs 1.95", page.read_text())

    @unittest.skipUnless(pathlib.Path("/dev/full").exists(), "needs a device that is full")
    def test_disk_full(self):
        done = mien("report", self.folder, "-o", "/dev/full")
        self.assertEqual(done.returncode, 1, done.stderr)
        self.assertIn("/dev/full: cannot be written: No space left on device", done.stderr)
        self.assertTrue(pathlib.Path("/dev/full").is_char_device())

    def test_not_a_place_to_write(self):
        done = mien("report", self.folder, "-o", self.folder / "bench.json" / "report.html")
        self.assertEqual(done.returncode, 1, done.stderr)
        self.assertIn("cannot be written", done.stderr)
        self.assertEqual(json.loads((self.folder / "bench.json").read_text()), BENCH)

    def test_results_that_may_only_be_read(self):
        """The page is written where it is asked for; nothing of the results is changed, and nothing is beside them."""
        ratings = self.scratch / "ratings.csv"
        ratings.write_text("content,time,rating\n" + "".join(f"cereal,2026-11-03T09:{n:02}:00Z,{1 + n % 5}\n" for n in range(20)))
        self.assertEqual(mien("ratings", "import", ratings, "--db", self.folder / "mien.db", "--quiet").returncode, 0)
        files = lambda: {path.name: path.read_bytes() for path in self.folder.iterdir()}  # noqa: E731
        before = files()
        everything = [*self.folder.iterdir(), self.folder]
        self.addCleanup(lambda: [path.chmod(0o755) for path in reversed(everything)])
        for path in everything:
            path.chmod(0o555 if path.is_dir() else 0o444)
        done = mien("report", self.folder)
        self.assertEqual(done.returncode, 1, done.stderr)
        self.assertIn("is read-only", done.stderr)
        self.assertIn("-o report.html", done.stderr)
        page = self.scratch / "page.html"
        done = mien("report", self.folder, "-o", page)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn('"ratings":{"count":20', page.read_text())
        self.assertEqual(files(), before)

    def test_folder_without_anything(self):
        empty = self.scratch / "empty"
        empty.mkdir()
        done = mien("report", self.folder, empty, "-o", self.scratch / "report.html")
        self.assertEqual(done.returncode, 3, done.stderr)
        self.assertIn(f"{empty}: holds no results", done.stderr)
        self.assertFalse((self.scratch / "report.html").exists())

    def test_broken_file_is_named_with_its_key(self):
        (self.folder / "density.json").write_text('{"cameras": "many"}')
        done = mien("report", self.folder, "-o", self.scratch / "report.html")
        self.assertEqual(done.returncode, 3, done.stderr)
        self.assertIn("density.json: cameras is not a number", done.stderr)


if __name__ == "__main__":
    unittest.main()
