"""mien.db as an operator has it: checked, copied, restored, taken over from 0.1.0, ratings taken back. Needs no models."""

import contextlib
import json
import os
import pathlib
import signal
import sqlite3
import stat
import subprocess
import tempfile
import time
import unittest

from app import MIEN, AppTest, mien

OLD = pathlib.Path(__file__).parent.parent / "fixtures" / "0.1.0" / "mien.db.sql"


BEGIN = int(time.time()) - 3600


def csv(count, first=0, content="cereal"):
    return "content,time,rating,id\n" + "".join(f"{content},{BEGIN + i},{1 + i % 5},{first + i}\n" for i in range(count))


class Database(AppTest):
    def setUp(self):
        super().setUp()
        self.db = self.scratch / "mien.db"

    def imported(self, text, *options):
        path = self.scratch / "ratings.csv"
        path.write_text(text)
        done = mien("ratings", "import", path, "--db", self.db, "--json", *options)
        self.assertEqual(done.returncode, 0, done.stderr)
        return json.loads(done.stdout)

    def rows(self, query, db=None):
        with sqlite3.connect(db or self.db) as database:
            return database.execute(query).fetchall()

    def run_mien(self, *arguments, code=0):
        done = mien(*arguments, "--json")
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        return json.loads(done.stdout) if done.stdout else None

    def old(self):
        with sqlite3.connect(self.db) as database:
            database.executescript(OLD.read_text())
        database.close()

    def test_help_has_an_example(self):
        for arguments in (("backup",), ("check",), ("ratings", "undo")):
            done = mien(*arguments, "--help")
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertIn("Example: mien " + " ".join(arguments), done.stdout)

    def test_is_its_owners_alone(self):
        self.imported(csv(1))
        self.assertEqual(stat.S_IMODE(os.stat(self.db).st_mode), 0o600)

    def test_a_sound_file(self):
        self.imported(csv(7))
        found = self.run_mien("check", "--db", self.db)
        self.assertEqual((found["sound"], found["problems"], found["rows"]["ratings"]), (True, [], 7))
        self.assertEqual(found["schema"], found["newest_schema"])

    def test_a_damaged_file_is_exit_1_and_stays_as_it_is(self):
        self.imported(csv(3000))
        data = bytearray(self.db.read_bytes())
        data[8192:8192 + 4096] = b"\xa5" * 4096
        self.db.write_bytes(data)
        found = self.run_mien("check", "--db", self.db, code=1)
        self.assertFalse(found["sound"])
        self.assertTrue(found["problems"])
        self.assertEqual(self.db.read_bytes(), bytes(data))
        done = mien("backup", "--db", self.db, "-o", self.scratch / "copy.db")
        self.assertEqual(done.returncode, 1, done.stdout)
        self.assertFalse((self.scratch / "copy.db").exists(), "a copy of damaged pages is no copy")

    def test_sums_that_do_not_add_up_are_found(self):
        self.old()
        self.run_mien("ratings", "undo", "--db", self.db, "--token", "nobody")  # opens, so it migrates
        with sqlite3.connect(self.db) as database:
            database.execute("DELETE FROM undecided_stays")
        database.close()
        self.assertIn("are waiting or in a cell", self.run_mien("check", "--db", self.db, code=1)["problems"][0])

    def test_what_is_not_there_or_not_ours(self):
        for command in (("check",), ("backup", "-o", self.scratch / "copy.db"), ("ratings", "undo", "--token", "x")):
            done = mien(*command, "--db", self.db)
            self.assertEqual(done.returncode, 3, done.stderr)
            self.assertFalse(self.db.exists())
        with sqlite3.connect(self.db) as database:
            database.execute("CREATE TABLE bookmarks (url TEXT)")
        database.close()
        self.assertEqual(mien("check", "--db", self.db).returncode, 1)

    def test_a_copy_can_be_put_in_its_place(self):
        self.imported(csv(20))
        copy = self.scratch / "copy.db"
        self.run_mien("backup", "--db", self.db, "-o", copy)
        before = self.rows("SELECT * FROM ratings ORDER BY id")
        self.imported(csv(20, first=100))
        self.assertEqual(self.rows("SELECT * FROM ratings ORDER BY id", copy), before, "a copy of then")
        self.assertEqual(stat.S_IMODE(os.stat(copy).st_mode), 0o600)
        self.run_mien("backup", "--db", self.db, "-o", copy)  # the next night
        for part in ("-wal", "-shm"):
            self.db.with_name(self.db.name + part).unlink(missing_ok=True)
        self.db.write_bytes(b"lost")
        copy.rename(self.db)
        self.assertEqual(self.run_mien("check", "--db", self.db)["rows"]["ratings"], 40)
        self.assertEqual(self.imported(csv(20))["duplicates"], 20)

    def read_only(self, *arguments, code=0):
        """Run where the database's folder may not be written: a read-only mount for root, who may write to every other."""
        if os.geteuid() == 0:
            mount = subprocess.run(["unshare", "-m", "sh", "-c", 'mount --bind "$0" "$0" && mount -o remount,ro,bind "$0" && exec "$@"', self.scratch, MIEN,
                                    *map(str, arguments)], capture_output=True, text=True, timeout=300)
            if "unshare" in mount.stderr or "mount:" in mount.stderr:
                self.skipTest(f"needs the right to mount: {mount.stderr}")
            done = mount
        else:
            self.scratch.chmod(0o555)
            done = mien(*arguments)
            self.scratch.chmod(0o755)
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        return done

    def test_is_read_where_nothing_may_be_written(self):
        self.imported(csv(20))
        with tempfile.TemporaryDirectory() as elsewhere:
            copy, before = pathlib.Path(elsewhere) / "copy.db", sorted(self.scratch.iterdir())
            self.assertEqual(json.loads(self.read_only("check", "--db", self.db, "--json").stdout)["rows"]["ratings"], 20)
            self.read_only("backup", "--db", self.db, "-o", copy)
            self.assertEqual(self.rows("SELECT count(*) FROM ratings", copy), [(20,)])
            self.assertEqual(sorted(self.scratch.iterdir()), before)
            # What a killed server left in its log is read, too; so is what one that runs has there.
            with contextlib.closing(sqlite3.connect(self.db)) as running:
                running.executescript("PRAGMA wal_autocheckpoint = 0; DELETE FROM ratings WHERE id <= 5")
                self.assertEqual(json.loads(self.read_only("check", "--db", self.db, "--json").stdout)["rows"]["ratings"], 15)
                left = {part: self.db.with_name("mien.db" + part).read_bytes() for part in ("", "-wal")}
            for part, data in left.items():
                self.db.with_name("mien.db" + part).write_bytes(data)
            self.assertEqual(json.loads(self.read_only("check", "--db", self.db, "--json").stdout)["rows"]["ratings"], 15)
            self.read_only("backup", "--db", self.db, "-o", copy)
            self.assertEqual(self.rows("SELECT count(*) FROM ratings", copy), [(15,)])
            self.assertGreater(self.db.with_name("mien.db-wal").stat().st_size, 0, "it stays as it is")
            # An error names the file that the user named.
            self.db.write_bytes(b"x" * 5000)
            self.db.with_name("mien.db-wal").unlink()
            self.assertIn(f"{self.db}:", self.read_only("check", "--db", self.db, code=1).stderr)
            self.assertIn(str(self.db), self.read_only("backup", "--db", self.db, "-o", copy, code=1).stderr)

    def test_a_copy_to_read_from_goes_also_where_it_is_interrupted(self):
        self.imported(csv(20))
        beside = self.scratch / "beside"
        beside.symlink_to(self.db)  # the file's own folder counts
        with tempfile.TemporaryDirectory() as elsewhere, tempfile.TemporaryDirectory() as copies:
            out = pathlib.Path(elsewhere) / "copy.db"
            self.run_mien("backup", "--db", self.db, "-o", out)
            self.db.with_name("mien.db-shm").unlink(missing_ok=True)  # whoever only read leaves it
            self.db.chmod(0o444)
            self.scratch.chmod(0o555)
            self.addCleanup(self.scratch.chmod, 0o755)
            with contextlib.closing(sqlite3.connect(out)) as holding:
                holding.execute("BEGIN EXCLUSIVE")  # mien waits for it, its copy made
                running = subprocess.Popen([MIEN, "backup", "--db", beside, "-o", out], env={**os.environ, "TMPDIR": copies}, stderr=subprocess.PIPE)
                while running.poll() is None and not list(pathlib.Path(copies).glob("*/beside")):
                    time.sleep(0.01)
                self.assertIsNone(running.poll())
                running.send_signal(signal.SIGTERM)
                running.communicate(timeout=300)
            self.assertEqual(os.listdir(copies), [])

    def test_a_closed_terminal_ends_what_has_nothing_to_keep(self):
        self.imported(csv(1))
        with contextlib.closing(sqlite3.connect(self.db)) as holding:
            holding.execute("BEGIN IMMEDIATE")  # mien waits for it
            running = subprocess.Popen([MIEN, "ratings", "import", self.scratch / "ratings.csv", "--db", self.db, "--source", "other till"], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
            self.addCleanup(running.kill)
            time.sleep(1)
            self.assertIsNone(running.poll())
            running.send_signal(signal.SIGHUP)
            running.communicate(timeout=60)
        self.assertEqual(running.returncode, -signal.SIGHUP)

    def test_a_copy_takes_nobodys_place(self):
        self.imported(csv(1))
        self.assertEqual(mien("backup", "--db", self.db, "-o", self.db).returncode, 2)
        other = self.scratch / "letter.txt"
        other.write_text("dear customer\n" * 100)
        self.assertNotEqual(mien("backup", "--db", self.db, "-o", other).returncode, 0)
        self.assertTrue(other.read_text().startswith("dear"))

    def test_a_file_of_0_1_0_goes_on_working(self):
        self.old()
        before = self.rows("SELECT content, count(*), sum(valence), sum(end_ms - start_ms) FROM exposures GROUP BY 1")
        ratings = self.rows("SELECT content, time_ms, camera, value, source, source_row FROM ratings ORDER BY id")
        with contextlib.closing(sqlite3.connect(self.db)) as database:  # a face that was never read, and one that is neutral
            database.executescript("DELETE FROM tracks WHERE run > 1;"
                                   "INSERT INTO tracks VALUES (2,'till',1,0,1,9,'unknown',0,0,0,0),(3,'till',1,0,1,9,'neutral',1,0,0,0);"
                                   "INSERT INTO expressions VALUES (3,'till',90,1,2,0,0,0,0,0,0,0,0,2,0,0),(3,'till',91,1,2,1,0,0,0,0,0,0,0,1,0,0)")
        self.assertEqual(self.run_mien("check", "--db", self.db)["schema"], 3)
        self.assertEqual(self.rows("PRAGMA user_version"), [(3,)], "a check changes nothing")
        self.imported(csv(1, first=10 ** 6))
        found = self.run_mien("check", "--db", self.db)
        self.assertTrue(found["sound"], found)
        self.assertEqual(found["schema"], found["newest_schema"])
        self.assertEqual(self.rows("SELECT content, count(*), sum(valence), sum(end_ms - start_ms) FROM exposures GROUP BY 1"), before)
        self.assertEqual(self.rows("SELECT content, time_ms, camera, value, source, source_row FROM ratings ORDER BY id")[:-1], ratings)
        self.assertEqual(self.rows("SELECT run, input, valence, arousal FROM tracks ORDER BY run, input"),
                         [(1, "shelf", 0.2272, 0.1949), (1, "till", 0.5955, 0.375), (2, "till", None, None), (3, "till", 0, 0)])
        self.assertEqual(self.rows("SELECT count(valence) FROM tracks"), [(3,)])
        self.assertEqual(self.rows("SELECT second, valence FROM expressions WHERE second IN (0, 90, 91) AND run = 3 AND input = 'till' ORDER BY 1"),
                         [(0, 0.07), (90, None), (91, 0)])
        self.assertEqual(self.rows("SELECT count(*) FROM sqlite_schema WHERE name = 'tracks_by_run' OR name LIKE 'new_%'"), [(1,)])
        copy = self.scratch / "mien.db.schema-3.bak"
        self.assertEqual(self.rows("PRAGMA user_version", copy), [(3,)])
        self.assertEqual(self.rows("SELECT count(*) FROM ratings", copy), [(len(ratings),)])

    def test_ratings_are_taken_back(self):
        self.imported(csv(10), "--source", "till")
        self.imported(csv(10, content="bread"), "--source", "survey")
        self.assertEqual(mien("ratings", "undo", "--db", self.db).returncode, 2, "that would be all")
        self.assertEqual(self.run_mien("ratings", "undo", "--db", self.db, "--source", "till", "--dry-run"),
                         {"db": str(self.db), "would_undo": 10})
        self.assertEqual(self.run_mien("ratings", "undo", "--db", self.db, "--source", "till")["undone"], 10)
        self.assertEqual(self.rows("SELECT DISTINCT content FROM ratings"), [("bread",)])
        now = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
        self.assertEqual(self.run_mien("ratings", "undo", "--db", self.db, "--to", now)["undone"], 10)
        audit = self.rows("SELECT who, action, detail FROM audit ORDER BY id")
        self.assertEqual({action for _, action, _ in audit if "taken" in action}, {"ratings taken back"})
        self.assertIn("source till: 10 ratings", [detail for *_, detail in audit])

    def test_an_id_is_one_rating_also_of_another_file(self):
        self.imported(csv(3))
        text = csv(3).replace(",1,0\n", ",5,0\n")
        self.assertIn(",5,0\n", text)
        found = self.imported(text)
        self.assertEqual((found["imported"], [bad["line"] for bad in found["bad_lines"]]), (0, [2]))
        self.assertEqual(self.imported(text, "--source", "other till")["imported"], 3)


if __name__ == "__main__":
    unittest.main()
