"""mien ratings import: what a customer's till or survey tool wrote, into mien.db. Needs no models."""

import json
import sqlite3
import unittest

from app import AppTest, mien

GOOD = """content,time,rating,camera
cereal,2026-11-03T09:00:00Z,4,aisle-3
cereal,2026-11-03T09:00:00Z,4,aisle-3
bread,1793696400,1,
"""


class Ratings(AppTest):
    def setUp(self):
        super().setUp()
        self.db = self.scratch / "mien.db"

    def file(self, text, name="ratings.csv"):
        path = self.scratch / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    def imported(self, text, *options, code=0):
        done = mien("ratings", "import", self.file(text), "--db", self.db, "--json", *options)
        self.assertEqual(done.returncode, code, done.stderr)
        return json.loads(done.stdout), done.stderr

    def rows(self, query):
        with sqlite3.connect(self.db) as database:
            return database.execute(query).fetchall()

    def test_help_has_an_example(self):
        for arguments in (("ratings", "--help"), ("ratings", "import", "--help")):
            done = mien(*arguments)
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertIn("Example: mien ratings import", done.stdout)

    def test_a_good_file_is_stored(self):
        result, words = self.imported(GOOD)
        self.assertEqual(words, "")
        self.assertEqual((result["imported"], result["duplicates"], result["bad_lines"]), (3, 0, []))
        self.assertEqual(result["contents"], {"bread": 1, "cereal": 2})
        self.assertEqual(
            self.rows("SELECT content, camera, time_ms, value, source FROM ratings ORDER BY id"),
            [("cereal", "aisle-3", 1793696400000, 4.0, "csv")] * 2 + [("bread", "", 1793696400000, 1.0, "csv")],
        )

    def test_importing_again_adds_nothing(self):
        self.imported(GOOD)
        result, _ = self.imported(GOOD + "bread,1793696401,2,\n")
        self.assertEqual((result["imported"], result["duplicates"]), (1, 3))

    def test_bad_lines_are_reported_and_the_good_ones_kept(self):
        text = GOOD + "bread,yesterday,2,\nbread,1793696500,9,\n"
        result, words = self.imported(text)
        self.assertEqual(result["imported"], 3)
        self.assertEqual([bad["line"] for bad in result["bad_lines"]], [5, 6])
        self.assertIn("ratings.csv:5: the time 'yesterday'", words)
        self.assertIn("ratings.csv:6: the rating '9' is not a number from 1 to 5", words)
        result, _ = self.imported(text, "--strict", code=3)
        self.assertEqual(result["duplicates"], 3)

    def test_words_for_people(self):
        done = mien("ratings", "import", self.file(GOOD.replace("camera", "e-mail")), "--db", self.db)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("3 ratings imported into", done.stdout)
        self.assertIn("column 'e-mail' was not read", done.stdout)
        self.assertEqual(self.rows("SELECT DISTINCT camera FROM ratings"), [("",)])

    def test_local_times_and_other_scales(self):
        text = "product;date;score\ncereal;2026-11-03 10:00;10\n"
        self.assertEqual(len(self.imported(text)[0]["bad_lines"]), 1)
        result, _ = self.imported(text, "--utc-offset", "+01:00", "--scale", "10", "--source", "till-1")
        self.assertEqual(result["imported"], 1)
        self.assertEqual(
            self.rows("SELECT time_ms, value, scale, source FROM ratings"), [(1793696400000, 5.0, 10, "till-1")]
        )

    def test_files_that_cannot_be_read_are_exit_3(self):
        for path, says in (
            (self.scratch / "none.csv", "does not exist"),
            (self.scratch, "is a folder"),
            (self.file("", "empty.csv"), "is empty"),
            (self.file("a,b\n1,2\n", "other.csv"), "no column 'content'"),
        ):
            done = mien("ratings", "import", path, "--db", self.db)
            self.assertEqual(done.returncode, 3, done.stderr)
            self.assertIn(str(path), done.stderr)
            self.assertIn(says, done.stderr)
        self.assertFalse(self.db.exists())

    def test_wrong_usage_is_exit_2(self):
        for arguments in (
            ("ratings",),
            ("ratings", "import"),
            ("ratings", "import", self.file(GOOD)),
            ("ratings", "import", self.file(GOOD), "--db", self.db, "--scale", "1"),
            ("ratings", "import", self.file(GOOD), "--db", self.db, "--utc-offset", "CET"),
        ):
            self.assertEqual(mien(*arguments).returncode, 2, arguments)

    def test_another_programs_database_is_left_alone(self):
        with sqlite3.connect(self.db) as database:
            database.execute("CREATE TABLE bookmarks (url TEXT)")
        done = mien("ratings", "import", self.file(GOOD), "--db", self.db)
        self.assertEqual(done.returncode, 1, done.stderr)
        self.assertIn("another program's database", done.stderr)
        self.assertEqual(self.rows("SELECT name FROM sqlite_schema"), [("bookmarks",)])


if __name__ == "__main__":
    unittest.main()
