"""mien ratings import: what a customer's till or survey tool wrote, into mien.db. Needs no models."""

import datetime
import json
import os
import sqlite3
import unittest
import zoneinfo

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
        self.assertEqual(result["local_times"], 0)
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
        result, words = self.imported(text, code=3)
        self.assertEqual([cause["lines"] for cause in result["bad_causes"]], [1])
        self.assertIn("--scale 10", words)
        result, _ = self.imported(text, "--utc-offset", "+01:00", "--scale", "10", "--source", "till-1")
        self.assertEqual(result["imported"], 1)
        self.assertEqual(
            self.rows("SELECT time_ms, value, scale, source FROM ratings"), [(1793696400000, 5.0, 10, "till-1")]
        )

    def test_times_without_a_zone_are_the_stores(self):
        text = "product;date;score\ncereal;2026-07-03 10:00;4\ncereal;3.11.2026 10:00;4\n"
        result, _ = self.imported(text, "--time-zone", "Europe/Berlin")
        self.assertEqual((result["imported"], result["local_times"]), (2, 2))
        self.assertEqual(self.rows("SELECT time_ms FROM ratings ORDER BY time_ms"), [(1783065600000,), (1793696400000,)])
        config = self.scratch / "mien.yaml"
        config.write_text("audience: { time_zone: Europe/Berlin }\n")
        result, _ = self.imported(text, "--config", config)
        self.assertEqual(result["duplicates"], 2)
        done = mien("ratings", "import", self.file(text), "--db", self.db)
        self.assertIn("2 times without a time zone: taken as this machine's clock", done.stdout)

    def test_the_database_knows_its_store(self):
        """As after `mien run -c mien.yaml`: ratings of October, imported when the clock is set back."""
        self.imported(GOOD)
        with sqlite3.connect(self.db) as database:
            database.execute("INSERT INTO told VALUES ('time_zone', 'Europe/Berlin')")
        here = {**os.environ, "TZ": "America/New_York"}
        rows = "".join(f"oats,{day}.10.2026 {time},4\n" for day in (20, 27) for time in ("00:30", "01:30", "06:30", "12:30", "23:30"))
        done = mien("ratings", "import", self.file("content,time,rating\n" + rows), "--db", self.db, env=here)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("10 times without a time zone: taken as the store's clock", done.stdout)
        zone = zoneinfo.ZoneInfo("Europe/Berlin")
        days = [datetime.datetime(2026, 10, day, tzinfo=zone) for day in (20, 27)]
        right = [(round(day.timestamp() * 1000), (day.date() - datetime.date(1970, 1, 1)).days, 5) for day in days]
        self.assertEqual(self.rows("SELECT begin_ms, day, ratings FROM cells WHERE content = 'oats' ORDER BY begin_ms"), right)

    def test_the_hour_that_comes_twice_is_taken_as_the_first_and_named(self):
        """In Berlin and in New York, by the same rule, as Python reads it (fold 0)."""
        for zone, day in (("Europe/Berlin", datetime.date(2026, 10, 25)), ("America/New_York", datetime.date(2026, 11, 1))):
            times = [datetime.datetime.combine(day, datetime.time(hour, 30)) for hour in range(5)]
            text = "content,time,rating\n" + "".join(f"{zone},{time:%Y-%m-%d %H:%M},4\n" for time in times)
            done = mien("ratings", "import", self.file(text), "--db", self.db, "--time-zone", zone)
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertIn(f"1 of them, the first in line {4 if zone == 'Europe/Berlin' else 3}, in an hour that came twice", done.stdout)
            right = [(round(time.replace(tzinfo=zoneinfo.ZoneInfo(zone)).timestamp() * 1000),) for time in times]
            self.assertEqual(self.rows(f"SELECT time_ms FROM ratings WHERE content = '{zone}' ORDER BY time_ms"), right)
            result, _ = self.imported(text, "--time-zone", zone)
            self.assertEqual((result["duplicates"], result["repeated_times"]), (5, 1))
        result, words = self.imported("content,time,rating\na,2026-03-29 02:30,4\n", "--time-zone", "Europe/Berlin", code=3)
        self.assertIn("was skipped when this clock", words)
        self.imported("content,time,rating\na,2026-03-29 02:30,4\n", "--utc-offset", "+01:00")

    def test_the_configuration_is_read_once(self):
        """From a pipe, which can be read only once."""
        config = "audience: { time_zone: Europe/Berlin, min_audience: 7 }\ncontents: { cereal: { title: Cereal Spot } }\n"
        table = self.file("content,time,rating\nCereal Spot,2026-11-03 10:00,4\n")
        done = mien("ratings", "import", table, "--db", self.db, "--config", "/dev/stdin", input=config)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("the store's clock", done.stdout)
        self.assertEqual(self.rows("SELECT content, time_ms FROM ratings"), [("cereal", 1793696400000)])
        self.assertEqual(self.rows("SELECT value FROM settings WHERE name = 'min_audience'"), [(7,)])
        log = self.file("screen,content,begin,end\nlobby,Cereal Spot,2026-11-03 10:00,2026-11-03 10:01\n", "log.csv")
        done = mien("contents", "import", log, "--db", self.db, "--config", "/dev/stdin", input=config)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(self.rows("SELECT content FROM shown"), [("cereal",)])

    def test_two_logs_of_different_clocks_are_not_merged_in_silence(self):
        log = "screen,content,begin,end\n{0},a,2026-11-03T09:00:00Z,2026-11-03T09:00:10Z\n"
        said = []
        for screen, offset in (("lobby", "0"), ("exit", "30"), ("lobby", "30")):
            done = mien("contents", "import", self.file(log.format(screen), screen), "--db", self.db, "--clock-offset", offset)
            self.assertEqual(done.returncode, 0, done.stderr)
            said.append("play log: lines of this log were taken with 2 clocks (+0.0 s, +30.0 s ahead)" in done.stdout)
            told = self.rows("SELECT value FROM told WHERE name LIKE 'player%'")[0][0]
            self.assertEqual("2 clocks" in told, said[-1], "the report says it, too")
        self.assertEqual(said, [False, True, False], "corrected, both are of one clock")

    def test_a_range_that_nothing_can_be_of_is_refused(self):
        self.imported(GOOD)
        for options, says in ((("--from", "2126-01-01T00:00:00Z"), "in the future"), (("--to", "2126-01-01T00:00:00Z"), "a year ahead"),
                              (("--from", "2026-11-04T00:00:00Z", "--to", "2026-11-03T00:00:00Z"), "not after the start")):
            done = mien("ratings", "undo", "--db", self.db, *options)
            self.assertEqual(done.returncode, 2, done.stdout)
            self.assertIn(says, done.stderr)
        self.assertEqual(self.rows("SELECT count(*) FROM ratings"), [(3,)])

    def test_contents_are_known_by_title_and_those_without_stays_are_named(self):
        text = "content,time,rating\nCereal Spot,2026-11-03T09:00:00Z,4\nspot-2,2026-11-03T09:00:01Z,4\ncerael,2026-11-03T09:00:02Z,1\n"
        self.assertEqual(self.imported(text)[0]["contents_without_stays"], [], "no stay at all: nothing is missed")
        config = self.scratch / "mien.yaml"
        config.write_text("contents: { cereal: { title: Cereal Spot }, spot-1: { title: spot 2 }, spot-2: { title: Spot 1 } }\n")
        with sqlite3.connect(self.db) as database:
            for content in ("cereal", "spot-2"):
                database.execute(
                    "INSERT INTO exposures (camera, content, zone, start_ms, end_ms, day, visit, pose_ms, attention_ms, neutral_ms, "
                    "happiness_ms, surprise_ms, sadness_ms, anger_ms, disgust_ms, fear_ms, contempt_ms, unknown_ms) "
                    "VALUES ('aisle', ?, '', 1793696400000, 1793696402000, 20760, 1, 0, 0, 2000, 0, 0, 0, 0, 0, 0, 0, 0)", (content,))
        result, _ = self.imported(text, "--config", config)
        self.assertEqual(result["contents"], {"cereal": 1, "cerael": 1, "spot-2": 1}, "a name goes before a title")
        self.assertEqual(result["contents_without_stays"], ["cerael"])
        done = mien("ratings", "import", self.file(text), "--db", self.db)
        self.assertIn("'cerael' has no stay in ", done.stdout)

    def test_what_spreadsheets_write_is_read_or_asked_for_once(self):
        table = "sep=;\ncontent;time;rating\nM\u00fcsli;{}/11/2026 9:15Z;4,5\nBrot;04/11/2026 9:15Z;3\n"
        self.assertEqual(self.imported(table.format("25").encode("utf-16"))[0]["imported"], 2)
        asked = table.format("03") + "Brot;05/11/2026 9:15Z;3\n"
        result, words = self.imported(asked, code=3)
        self.assertEqual(len(words.splitlines()), 1, words)
        self.assertIn("3 lines, the first is 3", words)
        self.assertIn("--dates day-first or --dates month-first", words)
        self.assertEqual(self.imported(asked, "--dates", "day-first")[0]["imported"], 2)  # one was there
        result, words = self.imported(table.format("25").encode("latin-1"))
        self.assertEqual(result["imported"] + result["duplicates"], 1)
        self.assertIn("--encoding windows-1252", words)

    def test_a_file_of_which_no_line_can_be_read_is_exit_3(self):
        text = "content,time,rating\n" + "bread,yesterday,4\n" * 300
        done = mien("ratings", "import", self.file(text), "--db", self.db)
        self.assertEqual(done.returncode, 3, done.stderr)
        self.assertEqual(len(done.stderr.splitlines()), 1, done.stderr)
        self.assertIn("300 lines, the first is 2", done.stderr)
        self.assertFalse(self.db.exists(), "nothing to keep")
        self.imported("content,time,rating\n")  # an empty week is none

    def test_a_file_of_which_nothing_is_imported_is_exit_3(self):
        ahead = "content,time,rating\n" + "".join(f"bread,2099-01-01T00:{n % 60:02}:{n // 60:02}Z,4\n" for n in range(100))
        result, words = self.imported(ahead, code=3)
        self.assertEqual((result["imported"], result["duplicates"]), (0, 0))
        self.assertEqual([cause["lines"] for cause in result["bad_causes"]], [100])
        self.assertEqual(len(words.splitlines()), 1, words)
        self.assertIn("100 lines, the first is 2", words)
        rows = "".join(f"bread,2026-11-03T09:{n:02}:00Z,{{}},r{n}\n" for n in range(50))
        header = "content,time,rating,id\n"
        self.assertEqual(self.imported(header + rows.format(*[4] * 50))[0]["imported"], 50)
        result, words = self.imported(header + rows.format(*[1] * 50), code=3)  # the same ids, other answers
        self.assertEqual(len(words.splitlines()), 1, words)
        self.assertIn("--source", words)
        self.imported(header + rows.format(*[4] * 50))  # all were there: nothing is wrong

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
