"""Stores by token: a hub over a real PostgreSQL sees their configuration and proposes; nothing changes unless the store's administrator
accepts. What listens is the hub alone."""

import json
import os
import pathlib
import signal
import sqlite3
import subprocess
import sys
import time
import unittest
import urllib.error

from app import MIEN, AppTest, footage, have, mien
from server import ADMIN, MODELS, READ, Server, config_text

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests/servers"))
from brokers import Postgres, free_port, until  # noqa: E402
from hub import HubProcess  # noqa: E402


def slowly(true):
    """Not as fast as one who guesses tokens."""
    time.sleep(1)
    return true()


OFFICE, ZONE = "office-token-77c1d0e2aa", [[0.1, 0.1], [0.9, 0.1], [0.9, 0.9]]


class Store(Server):
    def __init__(self, folder, link, token):
        super().__init__(folder, lambda port: config_text(port, cameras={
            "aisle": f'{{ input: "loop:{footage("no_face.mp4")}", content: cereal, detect: {{ fps: 2 }} }}'}))
        self.link, self.environment = link, {**os.environ, "MIEN_READ": READ, "MIEN_RATE": "rate-token-9b3e61d4c8", "MIEN_ADMIN": ADMIN,
                                             "MIEN_HUB": token}

    def start(self, timeout=60):
        with open(self.folder / "log.txt", "ab") as log:
            self.process = subprocess.Popen([MIEN, "serve", "-c", self.file, "--hub", self.link], cwd=self.folder, stdout=log,
                                            stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, env=self.environment)
        self.until(lambda: self.answers("/healthz"), timeout, "the server does not answer")
        return self

    def mien(self, *words):
        """`mien hub` at the store."""
        return mien("hub", words[0], *words[1:], "-f", self.link, "-c", self.file, env=self.environment, cwd=self.folder)

    def content(self):
        return self.get("/api/v1/cameras/aisle", ADMIN).json()["section"]["content"]


@unittest.skipUnless(have(*MODELS), "needs MIEN_MODELS_DIR with models and sample footage")
class HubSites(AppTest):
    def setUp(self):
        super().setUp()
        self.postgres = Postgres(self.scratch)
        self.postgres.start()
        self.addCleanup(self.postgres.kill)
        self.hub = HubProcess(MIEN, self.scratch, self.postgres.url, f"127.0.0.1:{free_port()}")
        self.link = self.scratch / "hub-link.yaml"
        self.link.write_text(f'hub: {{ url: "http://127.0.0.1:{self.hub.port}/", token: "{{MIEN_HUB}}" }}\n')

    def enroll(self, site):
        done = mien("hub", "enroll", site, "-c", self.hub.file, "--json")
        self.assertEqual(done.returncode, 0, done.stderr)
        return json.loads(done.stdout)["token"]

    def propose(self, section, camera="aisle"):
        file = self.scratch / "cameras.json"
        file.write_text(json.dumps({camera: section}))
        return mien("hub", "propose", "store-17", file, "-c", self.hub.file, "--reason", "new shelf", "--name", "Ana Ruiz")

    def test_a_change_that_the_hub_proposes_is_the_stores_to_accept(self):
        done = mien("hub", "enroll", "store-17", "-c", self.hub.file)
        self.assertEqual(done.returncode, 2, "an open hub enrolls nobody")
        self.assertIn("no tokens", done.stderr)
        self.assertEqual(mien("hub").returncode, 2)
        self.hub.open_to(OFFICE)
        self.hub.start()
        self.addCleanup(self.hub.kill)
        token = self.enroll("store-17")
        until(self.hub.answers, 30, self.hub.log)
        store = Store(self.scratch, self.link, token)
        self.addCleanup(lambda: store.process and store.process.poll() is None and store.kill())
        # Its token is known within seconds; it reports once a minute.
        until(lambda: slowly(lambda: store.mien("proposals", "--json").returncode == 0), 30, lambda: store.mien("proposals").stderr)
        self.assertEqual(json.loads(store.mien("proposals", "--json").stdout), {"proposals": []})
        done = self.propose({"content": "bread", "input": "rtsp://10.0.0.1/"})
        self.assertEqual(done.returncode, 2, "a hub names no address")
        self.assertEqual(self.propose({"contnt": "bread"}).returncode, 2)
        done = self.propose({"content": "bread", "detect": {"fps": 2}, "zones": {"shelf": ZONE}})
        self.assertEqual(done.returncode, 0, done.stderr)
        store.start().ready()
        until(lambda: "the hub proposes a change of camera aisle: new shelf" in store.log(), 30, store.log)
        told = self.hub.get("api/v1/configuration?site=store-17")
        self.assertEqual(told["cameras"]["aisle"]["content"], "cereal")
        self.assertNotIn("input", json.dumps(told), "addresses stay in the store")
        self.assertEqual(store.content(), "cereal", "nothing changes by itself")
        before = store.file.read_text()
        listed = json.loads(store.mien("proposals", "--json").stdout)["proposals"]
        self.assertEqual([(one["camera"], one["who"], one["words"]) for one in listed], [("aisle", "Ana Ruiz", "new shelf")])
        self.assertTrue(any("cereal → bread" in words for words in listed[0]["changes"]), listed)
        self.assertEqual(store.file.read_text(), before)
        number = str(listed[0]["id"])
        self.accepted(store, number, before)
        self.declined(store, number)
        self.tokens(store, token)

    def accepted(self, store, number, before):
        done = store.mien("accept", number, "--name", "Ben Ode")
        self.assertEqual(done.returncode, 0, done.stderr)
        after = store.file.read_text()
        self.assertIn("no_face.mp4", after, "the address is still the store's")
        others = [line for line in before.splitlines() if "aisle" not in line]
        self.assertEqual([line for line in after.splitlines() if line in others], others, "nothing else changed")
        store.signal(signal.SIGHUP)
        until(lambda: store.content() == "bread", 30, store.log)
        [one] = self.hub.get("api/v1/proposals")["proposals"]
        self.assertEqual((one["state"], one["answered_by"]), ("accepted", "Ben Ode"))
        with sqlite3.connect(f"file:{store.folder}/mien.db?mode=ro", uri=True) as database:
            [(who, detail)] = database.execute("SELECT who, detail FROM audit WHERE action = 'proposal accepted'").fetchall()
        self.assertEqual(who, "Ben Ode")
        self.assertIn("cereal → bread", detail)
        self.assertEqual(store.mien("accept", number).returncode, 2, "it waits no longer")

    def declined(self, store, first):
        self.assertEqual(self.propose({"content": "cereal"}).returncode, 0)
        number = str(int(first) + 1)
        self.assertEqual(store.mien("decline", number).returncode, 2, "a reason is asked for")
        self.assertEqual(store.mien("decline", number, "--reason", "not in this store").returncode, 0)
        self.assertEqual(store.content(), "bread")
        newest = self.hub.get("api/v1/proposals?site=store-17")["proposals"][0]
        self.assertEqual((newest["state"], newest["answer"]), ("declined", "not in this store"))

    def tokens(self, store, token):
        self.assertEqual(self.propose({"content": "cereal"}).returncode, 0)
        waiting = self.hub.get("api/v1/proposals")["proposals"][0]["id"]
        other = self.enroll("store-18")
        # As a hub in wrong hands would.
        self.postgres.ask("INSERT INTO mien.proposal (site, camera, section, words, who) VALUES ('store-17', 'aisle', "
                          """'{"input": "rtsp://10.0.0.1/", "content": "bread"}', 'x', 'y')""")
        done = store.mien("accept", str(waiting + 1))
        self.assertEqual(done.returncode, 2, done.stdout)
        self.assertIn("names an address", done.stderr)

        def refused(path, body, token):
            try:
                self.hub.ask(path, body, token=token)
            except urllib.error.HTTPError as error:
                return error.code
            return 200

        until(lambda: slowly(lambda: refused("api/v1/site", {"cameras": {}}, other) == 200), 30, self.hub.log)
        self.assertEqual(refused("api/v1/site/decision", {"id": waiting, "state": "accepted"}, other), 404, "it is another store's")
        for path in ("api/v1/sites", "api/v1/configuration?site=store-17", "api/v1/proposals"):
            self.assertEqual(refused(path, None, other), 403, "a store's token reads nothing of others")
        self.assertEqual(refused("api/v1/site", {"cameras": {}}, OFFICE), 403, "the office is no store")
        self.enroll("store-17")
        until(lambda: slowly(lambda: refused("api/v1/site", {"cameras": {}}, token) == 401), 30, "the former token still holds")
        done = store.mien("proposals")
        self.assertEqual(done.returncode, 1, done.stderr)
        self.assertIn("answered 401", done.stderr)


if __name__ == "__main__":
    unittest.main()
