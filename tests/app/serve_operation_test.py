"""Running a server: files that were cut, tokens given and taken back, what is written down when something fails."""

import json
import pathlib
import re
import signal
import sqlite3
import subprocess
import unittest

from app import MIEN, AppTest, have, mien, of_this_machine
from server import ADMIN, MODELS, RATE, READ, SECRETS, Server, ServeTest, config_text

ROOT = pathlib.Path(__file__).resolve().parents[2]
RATING = {"content": "cereal", "rating": 4}


class Reload(ServeTest):
    """Absence never grants, and an unreadable file changes nothing."""

    def refused(self, file_text):
        """The file is cut to `file_text` (None: it is gone); SIGHUP; all must be as it was."""
        whole = self.server.file.read_text()
        said, counted = len(self.server.log()), self.metric("mien_reloads_refused_total")
        try:
            if file_text is None:
                self.server.file.unlink()
            else:
                self.server.file.write_text(file_text)
            self.server.signal(signal.SIGHUP)
            self.server.until(lambda: "configuration not changed" in self.server.log()[said:], 15, "the refusal is not in the log")
        finally:
            self.server.file.write_text(whole)
        self.assertNotIn("configuration read", self.server.log()[said:])
        self.assertEqual(self.metric("mien_reloads_refused_total"), counted + 1)
        self.assertEqual(self.metric("mien_last_reload_refused"), 1)
        self.assertEqual([c["name"] for c in self.server.get("/api/v1/cameras", READ).json()["cameras"]], ["aisle"])
        self.assertRefused(self.server.get("/api/v1/status"), 401)
        self.assertRefused(self.server.post("/api/v1/ratings", RATING), 401)
        self.assertEqual(self.server.post("/api/v1/ratings", RATING, RATE).status, 201, "the kiosk is refused")
        return self.server.log()[said:]

    def metric(self, name):
        text = self.server.get("/metrics", READ).body.decode()
        return float(re.search(rf"^{name} (\S+)$", text, re.M).group(1))

    def test_an_empty_file(self):
        self.assertIn("empty", self.refused(""))

    def test_a_file_that_is_gone(self):
        self.assertIn("cannot be read", self.refused(None))

    def test_a_file_cut_at_every_line(self):
        lines = self.server.file.read_text().splitlines(keepends=True)
        for end in range(1, len(lines)):
            with self.subTest(last=lines[end - 1].strip()):
                self.refused("".join(lines[:end]))

    def test_what_is_meant_is_taken_and_audited(self):
        whole = self.server.file.read_text()
        try:
            self.server.file.write_text(whole.replace("content: cereal", "content: bread"))
            said = len(self.server.log())
            self.server.signal(signal.SIGHUP)
            self.server.until(lambda: "configuration read" in self.server.log()[said:], 15, "not read")
            entries = self.server.get("/api/v1/audit", ADMIN).json()["entries"]
            self.assertEqual((entries[0]["who"], entries[0]["action"]), ("SIGHUP", "configuration changed"), entries[0])
            self.assertIn("content cereal → bread", entries[0]["detail"])
            self.assertEqual(self.metric("mien_last_reload_refused"), 0)
        finally:
            self.server.file.write_text(whole)
            self.assertEqual(self.server.post("/api/v1/reload", token=ADMIN).status, 200)


@unittest.skipUnless(have(*MODELS), "needs MIEN_MODELS_DIR with models and sample footage")
class TokensByName(AppTest):
    def test_made_used_shown_and_revoked(self):
        made = json.loads(mien("token", "new", "--scope", "rate", "--name", "kiosk-door", "--json").stdout)
        words = mien("token", "new", "--scope", "rate", "--name", "kiosk-door").stdout
        self.assertRegex(words, r"(?m)^    - \{ name: kiosk-door, scope: rate, sha256: [0-9a-f]{64} \}$")
        self.assertEqual(mien("token", "new", "--scope", "rate", "--name", "kiosk door").returncode, 2)
        self.assertEqual(mien("token", "new", "--scope", "root", "--name", "x").returncode, 2)

        server = Server(self.scratch, lambda port: config_text(port, tokens=False, extra=(
            f'  token: {ADMIN}\n  tokens:\n    {made["line"]}\n')))
        try:
            server.start().ready()
            self.assertEqual(server.post("/api/v1/ratings", RATING, made["token"]).status, 201)
            self.assertEqual(server.get("/api/v1/status", made["token"]).status, 403)
            door = {t["name"]: t for t in server.get("/api/v1/tokens", ADMIN).json()["tokens"]}["kiosk-door"]
            self.assertEqual((door["scope"], door["uses"], door["revoked"]), ("rate", 2, False))
            self.assertTrue(door["last_used"])

            server.file.write_text(server.file.read_text().replace(made["sha256"] + " }", made["sha256"] + ", revoked: true }"))
            server.signal(signal.SIGHUP)
            server.until(lambda: "token kiosk-door revoked" in server.log(), 15, "the revocation is not in the log")
            self.assertEqual(server.post("/api/v1/ratings", RATING, made["token"]).status, 401)
            server.until(lambda: "the revoked token 'kiosk-door'" in server.log(), 5, "its use is not in the log")
        finally:
            server.stop()
        self.assertNotIn(made["token"], server.log())

        # A start with a file that lost its tokens: this database's server was closed.
        server.file.write_text(config_text(server.port, tokens=False))
        done = mien("serve", "-c", server.file, cwd=self.scratch, timeout=60)
        self.assertEqual(done.returncode, 2, done.stderr)
        self.assertIn("allow_fewer", done.stderr)


class Check(AppTest):
    """`--check` needs no models and no server."""

    def file(self, name, text):
        path = self.scratch / name
        path.write_text(text)
        return path

    def test_alone_it_says_what_the_file_opens(self):
        file = self.file("a.yaml", f'cameras: {{ aisle: {{ input: "rtsp://u:secret@h/1" }} }}\nserver: {{ token: {ADMIN} }}\n')
        done = mien("serve", "--check", file)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("camera aisle: input rtsp://***@h/1", done.stdout)
        self.assertIn("token admin: admin", done.stdout)
        self.assertIn("every request needs a token", done.stdout)
        for secret in ("secret", ADMIN):
            self.assertNotIn(secret, done.stdout)
        for text in ("", "camras: {}\n"):
            self.assertEqual(mien("serve", "--check", self.file("bad.yaml", text)).returncode, 2)

    def test_the_packages_own_file_is_sound(self):
        done = mien("serve", "--check", ROOT / "packaging/debian/mien.yaml")
        self.assertEqual((done.returncode, done.stdout), (0, "listens on 127.0.0.1:8642; anyone on this machine may read and rate\n"), done.stderr)

    def test_beside_another_it_says_what_a_reload_would_do(self):
        now = self.file("now.yaml", f"cameras: {{ a: {{ input: a.mp4 }}, b: {{ input: b.mp4 }} }}\nserver: {{ token: {ADMIN} }}\n")
        new = self.file("new.yaml", f"cameras: {{ a: {{ input: c.mp4 }}, b: {{ input: b.mp4 }} }}\nserver: {{ token: {ADMIN} }}\nworkers: 2\n")
        done = mien("serve", "-c", now, "--check", new)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("camera a: input a.mp4 → c.mp4", done.stdout)
        self.assertIn("workers: changes with the next start", done.stdout)
        self.assertIn("a reload would accept it", done.stdout)

        less = self.file("less.yaml", "cameras: { a: { input: a.mp4 } }\n")
        done = mien("serve", "-c", now, "--check", less, "--json")
        self.assertEqual(done.returncode, 2, done.stderr)
        said = json.loads(done.stdout)
        self.assertFalse(said["taken"])
        self.assertEqual(said["removed"], ["b"])
        self.assertIn("cameras: 2 → 1", said["fewer"])
        self.assertIn("section server", said["fewer"])
        self.assertEqual(mien("serve", "-c", now, "--check", now).stdout.splitlines()[0], "nothing changes")

    def test_what_a_profile_names_holds_in_the_files_place_and_nothing_else_does(self):
        best = self.file("best.yaml", of_this_machine() + "run: { precision: f32 }\ntuning: { skip_loop_filter: true }\ndemand: { search: \"on\" }\n")
        same = "cameras: { a: { input: a.mp4 } }\n"
        now = self.file("now.yaml", same)

        def missed(text):
            done = mien("serve", "-c", now, "--profile", best, "--check", self.file("new.yaml", same + text), "--json")
            self.assertEqual(done.returncode, 0, done.stderr)
            return json.loads(done.stdout)["restart_needed"]
        self.assertEqual(missed('precision: bf16\ntuning: { skip_loop_filter: false }\ndemand: { search: "off" }\n'), [])
        self.assertEqual(missed('workers: 2\ndetect: { upsample: 1 }\ntuning: { pin: cores }\ndemand: { read: "off" }\n'),
                         ["detect", "workers", "demand", "tuning"])
        best.write_text(best.read_text().replace("model: ", 'model: "another" #'))
        refused = mien("serve", "--profile", best, "--check", now)
        self.assertEqual(refused.returncode, 2)
        self.assertIn("another machine", refused.stderr)


@unittest.skipUnless(have(*MODELS), "needs MIEN_MODELS_DIR with models and sample footage")
class WrittenDown(AppTest):
    def test_json_lines_and_a_database_that_cannot_be_written(self):
        server = Server(self.scratch, lambda port: config_text(port, extra="logs: { format: json }\n"))
        try:
            server.start().ready()
            server.get("/api/v1/status", "a-guess-that-is-wrong")
            with sqlite3.connect(self.scratch / "mien.db", timeout=10, isolation_level=None) as other:
                other.execute("BEGIN IMMEDIATE")  # another program holds the database
                answer = server.post("/api/v1/ratings", RATING, RATE, timeout=60)
                self.assertEqual(answer.status, 503, answer)
                self.assertIn("see the server's log", answer.json()["error"]["remedy"])
                server.until(lambda: "ratings were not stored" in server.log(), 5, "the messages do not say why")
                self.assertIn("locked", server.log())
                text = server.get("/metrics", READ).body.decode()
                self.assertRegex(text, r'mien_log_events_total\{kind="store",level="error"\} [1-9]')
                other.execute("ROLLBACK")
            self.assertEqual(server.post("/api/v1/ratings", RATING, RATE, timeout=60).status, 201)
        finally:
            server.stop()
        lines = [json.loads(line) for line in server.log().splitlines()]
        for line in lines:
            self.assertLessEqual({"time", "level", "kind", "message"}, set(line))
        self.assertTrue(any(line["kind"] == "auth" and "a wrong token from 127.0.0.1" in line["message"] for line in lines))
        self.assertTrue(any(line["kind"] == "store" and line["level"] == "error" for line in lines))
        for secret in (*SECRETS, "a-guess"):
            self.assertNotIn(secret, server.log())

    def test_an_import_at_the_command_line_is_audited(self):
        (self.scratch / "november.csv").write_text("content,time,rating\ncereal,2026-11-03T09:15:00Z,4\n")
        done = subprocess.run([MIEN, "ratings", "import", "november.csv", "--db", "mien.db"], cwd=self.scratch,
                              capture_output=True, text=True, timeout=60)
        self.assertEqual(done.returncode, 0, done.stderr)
        with sqlite3.connect(self.scratch / "mien.db") as database:
            entry = database.execute("SELECT who, action, detail FROM audit").fetchall()
        self.assertEqual(len(entry), 1)
        self.assertRegex(entry[0][0], r"^\S+( \d+)? at the command line$")
        self.assertEqual(entry[0][1:], ("ratings imported", "november.csv: 1 rating"))


if __name__ == "__main__":
    unittest.main()
