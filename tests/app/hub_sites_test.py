"""Stores by token: a hub over a real PostgreSQL sees their configuration and proposes; nothing changes unless the store's administrator
accepts. What listens is the hub alone."""

import json
import pathlib
import shutil
import signal
import sqlite3
import sys
import time
import unittest
import urllib.error

from app import MIEN, AppTest, have, mien
from hub_store import Store
from server import ADMIN, MODELS, READ

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests/servers"))
from brokers import Postgres, free_port, until  # noqa: E402
from hub import HubProcess  # noqa: E402


def slowly(true):
    """Not as fast as one who guesses tokens."""
    time.sleep(1)
    return true()


OFFICE, ZONE = "office-token-77c1d0e2aa", [[0.1, 0.1], [0.9, 0.1], [0.9, 0.9]]


@unittest.skipUnless(have(*MODELS), "needs MIEN_MODELS_DIR with models and sample footage")
class HubSites(AppTest):
    def setUp(self):
        super().setUp()
        self.postgres = self.service(Postgres)
        self.hub = HubProcess(MIEN, self.scratch, self.postgres.url, f"127.0.0.1:{free_port()}")
        self.link = self.scratch / "hub-link.yaml"
        self.link.write_text(f'hub: {{ url: "http://127.0.0.1:{self.hub.port}/", token: "{{MIEN_HUB}}" }}\n')

    def enroll(self, site):
        done = mien("hub", "enroll", site, "-c", self.hub.file, "--json")
        self.assertEqual(done.returncode, 0, done.stderr)
        return json.loads(done.stdout)["token"]

    def propose(self, section, camera="aisle", *more):
        file = self.scratch / "cameras.json"
        file.write_text(json.dumps({camera: section}))
        return mien("hub", "propose", "store-17", file, "-c", self.hub.file, "--reason", "new shelf", "--name", "Ana Ruiz", *more)

    def start_open_then_closed(self):
        """Tokens come with SIGHUP; and one row of its table is nobody's."""
        self.hub.start()
        self.addCleanup(self.hub.kill)
        until(self.hub.answers, 30, self.hub.log)
        self.hub.open_to(OFFICE)
        self.hub.process.send_signal(signal.SIGHUP)
        until(lambda: "tokens and certificate read" in self.hub.log(), 15, self.hub.log)
        self.assertEqual(mien("hub", "enroll", "", "-c", self.hub.file).returncode, 2, "no store has no name")
        self.enroll("broken")
        self.postgres.ask("UPDATE mien.enrolment SET token_hash = 'nonsense' WHERE site = 'broken'")

    def refused(self, path, body, token):
        """The status of what is asked, 200 if nothing is refused."""
        try:
            self.hub.ask(path, body, token=token)
        except urllib.error.HTTPError as error:
            return error.code
        return 200

    def test_a_change_that_the_hub_proposes_is_the_stores_to_accept(self):
        done = mien("hub", "enroll", "store-17", "-c", self.hub.file)
        self.assertEqual(done.returncode, 2, "an open hub enrolls nobody")
        self.assertIn("no tokens", done.stderr)
        self.assertEqual(mien("hub").returncode, 2)
        self.start_open_then_closed()
        token = self.enroll("store-17")
        store = Store(self.scratch, self.link, token)
        self.addCleanup(lambda: store.process and store.process.poll() is None and store.kill())
        store.start().ready()  # its database is there from now on
        store.stop()
        # Its token is known within seconds; it reports once a minute.
        until(lambda: slowly(lambda: store.mien("proposals", "--json").returncode == 0), 30, lambda: store.mien("proposals").stderr)
        self.assertEqual(json.loads(store.mien("proposals", "--json").stdout), {"proposals": []})
        done = self.propose({"content": "bread", "input": "rtsp://10.0.0.1/"})
        self.assertEqual(done.returncode, 2, "a hub names no address")
        for section, camera in (({"contnt": "bread"}, "aisle"), ({"tokens": {}}, "server"), (None, "aisle"), ({"content": "bread"}, "door")):
            done = self.propose(section, camera)
            self.assertEqual(done.returncode, 2, f"{camera}: {section}: a change of a camera that is there, and nothing else")
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
        self.by_the_stores_api(store)
        self.tokens(store, token)

    def accepted(self, store, number, before):
        done = store.mien("accept", number, "--name", "Ben Ode", "--json")
        self.assertEqual(done.returncode, 0, done.stderr)
        told = json.loads(done.stdout)
        self.assertEqual((told["accepted"], told["hub_told"]), (int(number), True))
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
        done = self.propose({"content": "cereal"}, "aisle", "--json")
        self.assertEqual(done.returncode, 0, done.stderr)
        number = str(int(first) + 1)
        self.assertEqual(json.loads(done.stdout)["proposals"], [{"id": int(number), "camera": "aisle", "site": "store-17"}])
        self.assertEqual(store.mien("decline", number).returncode, 2, "a reason is asked for")
        done = store.mien("decline", number, "--reason", "not in this store", "--json")
        self.assertEqual((done.returncode, done.stdout), (0, f'{{"declined":{number}}}\n'), done.stderr)
        self.assertEqual(store.content(), "bread")
        newest = self.hub.get("api/v1/proposals?site=store-17")["proposals"][0]
        self.assertEqual((newest["state"], newest["answer"]), ("declined", "not in this store"))

    def by_the_stores_api(self, store):
        """What a page does: nothing is read again, and the file has it too."""
        self.assertEqual(self.propose({"content": "cereal"}).returncode, 0)
        self.assertEqual(store.mien("proposals").returncode, 0)  # as the server's own question, once a minute
        waiting = self.hub.get("api/v1/proposals")["proposals"][0]["id"]
        self.assertEqual(store.get("/api/v1/proposals", READ).status, 403)
        path = f"/api/v1/proposals/{waiting}"
        for body, status in (({"accept": True}, 422), ({"accept": False, "name": "Ben Ode"}, 422), ({"accept": 1, "name": "x", "reason": "x"}, 422)):
            self.assertEqual(store.post(path, body, ADMIN).status, status, body)
        self.assertEqual(store.post("/api/v1/proposals/999", {"accept": True, "name": "x"}, ADMIN).status, 404)
        listed = store.get("/api/v1/proposals", ADMIN).json()
        self.assertTrue(listed["hub"])
        [one] = [one for one in listed["proposals"] if one["id"] == waiting]
        self.assertTrue(any("bread → cereal" in words for words in one["changes"]), one)
        self.assertEqual(store.content(), "bread")
        done = store.post(path, {"accept": True, "name": "Cem Ay"}, ADMIN)
        self.assertEqual((done.status, done.json()), (200, {"state": "accepted", "hub_told": True}), store.log())
        self.assertEqual(store.content(), "cereal")
        self.assertIn("cereal", store.file.read_text())
        self.assertEqual(self.hub.get("api/v1/proposals")["proposals"][0]["answered_by"], "Cem Ay")
        self.assertEqual(store.post(path, {"accept": True, "name": "Cem Ay"}, ADMIN).status, 404, "it waits no longer")
        entries = [entry["action"] for entry in store.get("/api/v1/audit", ADMIN).json()["entries"]]
        self.assertIn("camera set", entries)
        self.assertEqual(store.mien("proposals").returncode, 0)  # the hub knows the camera as it is

    def tokens(self, store, token):
        self.assertEqual(self.propose({"content": "bread"}).returncode, 0)
        waiting = self.hub.get("api/v1/proposals")["proposals"][0]["id"]
        other = self.enroll("store-18")
        self.of_a_hostile_hub(store, waiting)
        refused, said = self.refused, {"store": "5" * 16, "cameras": {}}
        until(lambda: slowly(lambda: refused("api/v1/site", said, other) == 200), 30, self.hub.log)
        self.assertEqual(refused("api/v1/site/decision", {**said, "id": waiting, "state": "accepted"}, other), 404, "it is another store's")
        for path in ("api/v1/sites", "api/v1/configuration?site=store-17", "api/v1/proposals"):
            self.assertEqual(refused(path, None, other), 403, "a store's token reads nothing of others")
        self.assertEqual(refused("api/v1/site", said, OFFICE), 403, "the office is no store")
        for wrong in ({"cameras": {}}, {**said, "cameras": []}, {**said, "store": 7}):
            self.assertEqual(refused("api/v1/site", wrong, other), 422, wrong)
        self.twice_late_or_elsewhere(store, (token, other), refused, said)
        fresh = self.enroll("store-17")
        self.postgres.ask("UPDATE mien.enrolment SET made = now() - interval '1 hour' WHERE site = 'store-17'")
        codes = [refused("api/v1/site", said, token)]  # this hub still admits it, however long ago another one was made
        until(lambda: slowly(lambda: codes.append(refused("api/v1/site", said, token)) or codes[-1] == 401), 60, lambda: f"{codes}")
        self.assertLessEqual(set(codes), {401, 409}, "the former token takes the new one's place in the seconds in which a hub still knows it")
        self.assertEqual(refused("api/v1/site", said, fresh), 200, "nobody took its place")
        done = store.mien("proposals")
        self.assertEqual(done.returncode, 1, done.stderr)
        self.assertIn("answered 401", done.stderr)

    def test_the_hubs_page_shows_stores_their_configurations_and_what_became_of_proposals(self):
        browser = shutil.which("chromium") or shutil.which("chromium-browser")
        if not browser:
            self.skipTest("needs chromium")
        self.hub.open_to(OFFICE)
        tokens = {site: self.enroll(site) for site in ("store-17", "store-18", "store-19")}
        self.hub.start()
        self.addCleanup(self.hub.kill)
        until(self.hub.answers, 30, self.hub.log)
        said = {"store": "5" * 16, "cameras": {"aisle": {"content": "cereal"}}, "version": "0.2.0"}
        until(lambda: slowly(lambda: self.refused("api/v1/site", said, tokens["store-17"]) == 200), 30, self.hub.log)
        for state, who, words in (("accepted", "Ben Ode", ""), ("declined", "Cem Ay", "not in this store"), (None, "", "")):
            self.assertEqual(self.propose({"content": "bread"}).returncode, 0)
            decided = {**said, "id": self.hub.get("api/v1/proposals")["proposals"][0]["id"], "state": state, "who": who, "words": words}
            if state:
                self.assertEqual(self.refused("api/v1/site/decision", decided, tokens["store-17"]), 200)
        self.postgres.ask("UPDATE mien.enrolment SET made = now() - interval '8 days' WHERE site = 'store-19'")
        states = {one["site"]: one for one in self.hub.get("api/v1/enrolled")["sites"]}
        self.assertEqual([states[site]["ended"] for site in sorted(states)], [False, False, True])
        self.assertEqual([states[site]["unused"] for site in sorted(states)], [False, True, True])
        self.assertEqual((states["store-17"]["cameras"], states["store-17"]["proposals_open"], states["store-19"]["told_s"]), (1, 1, None))
        self.hub.kill()
        self.hub.open_to(None)
        self.hub.start()
        until(self.hub.answers, 30, self.hub.log)
        for width, dark in ((1200, False), (390, True)):
            page, complaints = self.hub.seen(browser, width, dark)
            for words in ("3 stores enrolled", "configuration?site=store-17", "its token has expired: no store used it within a week", "new shelf",
                          "accepted by Ben Ode", "declined by", "not in this store"):
                self.assertIn(words, page, complaints)

    def test_a_hub_that_only_shows_makes_no_tables(self):
        """Nor does it try: its user may not, and the database's log would say so every five seconds."""
        self.postgres.ask("CREATE ROLE viewer LOGIN")
        self.hub = HubProcess(MIEN, self.scratch, self.postgres.url.replace("mien@", "viewer@"), token=OFFICE).start()
        self.addCleanup(self.hub.kill)
        until(self.hub.answers, 30, self.hub.log)
        time.sleep(7)
        self.assertEqual(self.hub.get("api/v1/proposals"), {"proposals": []})
        self.assertNotIn("stores' tokens", self.hub.log())
        self.assertNotIn("permission denied", self.postgres.log())

    def of_a_hostile_hub(self, store, waiting):
        """What a hub in wrong hands could write; and what was right when it was proposed. Nothing of it changes the file."""
        before = store.file.read_text()
        for camera, section, words in (
                ("aisle", '{"input": "rtsp://10.0.0.1/", "content": "bread"}', "names an address"),
                ("aisle", '{"detect": {"input": "rtsp://10.0.0.1/"}}', "address of the smaller stream"),
                ("aisle", '{"server": {"listen": "0.0.0.0:80"}}', "server"),
                ("aisle", "null", "not a section of a camera"),
                ("server", '{"listen": "0.0.0.0:80", "tokens": {}}', "is not in the configuration"),
                ("door", '{"content": "bread"}', "is not in the configuration")):
            number = self.postgres.ask(
                "INSERT INTO mien.proposal (site, camera, section, base, words, who) SELECT 'store-17', "
                f"'{camera}', '{section}', body->'cameras'->'aisle', 'x', 'y' FROM mien.configuration WHERE site = 'store-17' RETURNING id")[0][0]
            done = store.mien("accept", number)
            self.assertEqual(done.returncode, 2, f"{section}: {done.stdout}")
            self.assertIn(words, done.stderr)
        self.assertEqual(store.file.read_text(), before)
        store.file.write_text(before.replace("cereal", "water"))
        done = store.mien("accept", str(waiting))
        self.assertEqual(done.returncode, 2, done.stdout)
        self.assertIn("has changed since this was proposed", done.stderr)
        store.file.write_text(before)

    def twice_late_or_elsewhere(self, store, tokens, refused, said):
        """A store's token at a second store, one that nobody used for a week, and one of another hub."""
        (self.scratch / "second").mkdir()
        token, other = tokens
        copy = Store(self.scratch / "second", self.link, token)
        with sqlite3.connect(f"{copy.folder}/mien.db") as database, sqlite3.connect(f"{store.folder}/mien.db") as known:
            known.backup(database)
            database.execute("UPDATE settings SET value = 7 WHERE name = 'store_id'")
        done = copy.mien("proposals")
        self.assertEqual(done.returncode, 1, done.stdout)
        self.assertIn("answered 409: its token is in use at another store", done.stderr)
        self.assertIn(f"{copy.folder}/mien.db", done.stderr, "which database it was, is said")
        self.assertEqual(store.mien("proposals").returncode, 0, "the first one's holds")
        self.assertEqual(self.hub.get("api/v1/configuration?site=store-17")["cameras"]["aisle"]["content"], "cereal")
        late, fresh = self.enroll("store-19"), self.enroll("store-20")
        self.postgres.ask("UPDATE mien.enrolment SET made = now() - interval '8 days' WHERE site IN ('store-18', 'store-19')")
        elsewhere = self.scratch / "elsewhere.yaml"
        elsewhere.write_text(self.hub.file.read_text().replace("postgres: {", "postgres: { schema: other,"))
        done = mien("hub", "enroll", "store-17", "-c", elsewhere, "--json")
        self.assertEqual(done.returncode, 0, done.stderr)
        foreign = json.loads(done.stdout)["token"]
        until(lambda: slowly(lambda: refused("api/v1/site", said, fresh) == 200), 30, self.hub.log)
        self.assertEqual(refused("api/v1/site", said, late), 401, "nobody used it for a week")
        self.assertEqual(refused("api/v1/site", said, other), 200, "one that is in use goes on")
        self.assertEqual(refused("api/v1/site", said, foreign), 401, "another hub's")


if __name__ == "__main__":
    unittest.main()
