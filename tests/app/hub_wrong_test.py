"""A hub in wrong hands, or one that is away when it matters: what it says stays words, and what a store decided is not lost."""

import contextlib
import json
import pathlib
import sqlite3
import sys
import time
import unicodedata
import unittest

from app import AppTest, have, mien
from hub_store import Store, WrongHub
from server import ADMIN, MODELS

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "servers"))
from brokers import until  # noqa: E402

ZONE = [[0.1, 0.1], [0.9, 0.1], [0.9, 0.9]]


@unittest.skipUnless(have(*MODELS), "needs MIEN_MODELS_DIR with models and sample footage")
class WrongHands(AppTest):
    def setUp(self):
        super().setUp()
        self.hub = WrongHub()
        self.addCleanup(self.hub.close)
        self.link = self.scratch / "hub-link.yaml"
        self.link.write_text(f'hub: {{ url: "http://127.0.0.1:{self.hub.port}", token: "{{MIEN_HUB}}" }}\n')
        self.store = Store(self.scratch, self.link, "token-of-this-store-6c1")
        self.store.start().ready()
        self.addCleanup(self.store.kill)
        until(lambda: self.hub.cameras, 60, self.store.log)

    def assertPlain(self, text):
        self.assertEqual([sign for sign in text if sign != "\n" and unicodedata.category(sign) in ("Cc", "Cf", "Zl", "Zp")], [])

    def listed(self):
        return json.loads(self.store.mien("proposals", "--json").stdout)["proposals"]

    def test_its_words_move_no_cursor_and_hide_no_change(self):
        evil = "\x1b[2K\x1b[1A\u009b1A\u202eok\n7: camera till, a line of nobody's"
        self.hub.propose(1, {"content": "bread"}, words=evil, who=evil, made=evil)
        self.hub.propose(2, {"content": "bread"}, camera=evil)
        self.hub.propose(3, {"content": "bread", "by_api": "true"})
        self.hub.propose(4, {"content": "bread", "time_in_name": "%Y"})
        self.hub.propose(5, {"content": "bread", "screen": "wall\x1b[2K"})
        self.hub.propose(6, {"content": "bread", "zones": {evil: ZONE}})
        done = self.store.mien("proposals")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertPlain(done.stdout)
        first = [line.split(":")[0] for line in done.stdout.splitlines() if not line.startswith("    ")]
        self.assertEqual(first, ["1", "2", "3", "4", "5", "6"])
        before = self.store.file.read_text()
        for number, words in enumerate(("is not in the configuration", "by_api: a hub may not propose this key", "time_in_name: a hub may not propose this key",
                                        "control character", "control character"), 2):
            done = self.store.mien("accept", str(number))
            self.assertEqual(done.returncode, 2, done.stdout)
            self.assertIn(words, done.stderr)
            self.assertPlain(done.stderr)
            self.assertEqual(self.store.post(f"/api/v1/proposals/{number}", {"accept": True, "name": "x"}, ADMIN).status, 422, words)
        self.assertEqual(self.store.file.read_text(), before)
        self.hub.proposals = []
        for number in range(600):
            self.hub.propose(number, {"content": "bread"})
        self.assertEqual(len(self.listed()), 500, "no more than a store can look at")

    def test_a_decision_that_it_did_not_hear_of_is_told_again(self):
        self.hub.propose(1, {"content": "bread"})
        self.hub.propose(2, {"content": "cereal", "screen": "wall"})
        self.hub.away = True
        path, yes = "/api/v1/proposals/1", {"accept": True, "name": "Ben Ode"}
        done = self.store.post(path, yes, ADMIN)
        self.assertEqual((done.status, done.json()), (200, {"state": "accepted", "hub_told": False}), self.store.log())
        self.assertEqual(self.store.content(), "bread")
        self.assertEqual(self.store.post(path, yes, ADMIN).status, 404, "it is decided, though the hub still has it as open")
        self.assertEqual([one["id"] for one in self.store.get("/api/v1/proposals", ADMIN).json()["proposals"]], [2])
        self.hub.away = False
        self.assertEqual(self.store.post("/api/v1/proposals/999", yes, ADMIN).status, 404)  # a report, as there is one each minute
        self.assertEqual(set(self.hub.decisions), {(1, "accepted", "Ben Ode")})
        self.hub.propose(3, {"content": "cereal"}, base=self.hub.cameras["aisle"])
        self.assertEqual(self.listed()[-1]["id"], 3)

    def test_the_command_that_it_did_not_hear_of_can_be_given_again(self):
        self.hub.propose(1, {"content": "bread"})
        self.hub.away = True
        done = self.store.mien("accept", "1", "--name", "Cem Ay")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("The hub could not be told", done.stdout)
        self.assertIn("bread", self.store.file.read_text().split("contents:")[0])
        self.hub.away = False
        self.assertEqual(self.listed()[0]["changes"], ["nothing"], "it is so")
        done = self.store.mien("accept", "1", "--name", "Cem Ay")
        self.assertEqual((done.returncode, set(self.hub.decisions)), (0, {(1, "accepted", "Cem Ay")}), done.stderr)
        self.assertNotIn("could not be told", done.stdout)

    def test_a_no_that_it_did_not_hear_of_is_not_lost_unsaid(self):
        self.hub.propose(1, {"content": "bread"})
        no = ("decline", "1", "--reason", "not here", "--name", "Cem Ay")
        for state, words in (("gone", "nothing was decided"), ("away", "the proposal still waits there: give the same command again")):
            setattr(self.hub, state, True)
            done = self.store.mien(*no)
            self.assertEqual((done.returncode, done.stdout), (1, ""), state)
            self.assertIn("answered 503", done.stderr)
            self.assertIn(words, done.stderr)
            setattr(self.hub, state, False)
        done = self.store.mien(*no)
        self.assertEqual((done.returncode, done.stdout, self.hub.decisions), (0, "declined\n", [(1, "declined", "Cem Ay")]), done.stderr)
        with contextlib.closing(sqlite3.connect(f"file:{self.store.folder}/mien.db?mode=ro", uri=True)) as database:
            said = database.execute("SELECT who, detail FROM audit WHERE action = 'proposal declined'").fetchall()
        self.assertEqual([who for who, _ in said], ["Cem Ay"] * 2, "each try is kept, none of a hub that was not asked")
        self.assertIn("not here", said[0][1])

    def test_a_store_that_ends_waits_for_no_hub_that_says_nothing(self):
        self.store.stop()
        self.hub.silent = True
        asked = self.hub.asked
        self.store.start()
        until(lambda: self.hub.asked > asked, 60, self.store.log)
        began = time.monotonic()
        self.store.stop()
        self.assertLess(time.monotonic() - began, 9, "the hub's ten seconds were waited for")
        self.assertNotIn("cannot report to its hub", self.store.log())

    def test_a_folder_without_the_stores_database_asks_nothing(self):
        elsewhere = self.scratch / "elsewhere"
        elsewhere.mkdir()
        self.store.kill()
        asked = self.hub.reports
        done = mien("hub", "proposals", "-f", self.link, "-c", self.store.file, env=self.store.environment, cwd=elsewhere)
        self.assertEqual(done.returncode, 2, done.stdout)
        self.assertIn(f"{elsewhere}/mien.db: is not there", done.stderr)
        self.assertEqual((list(elsewhere.iterdir()), self.hub.reports), ([], asked))


if __name__ == "__main__":
    unittest.main()
