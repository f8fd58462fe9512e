"""mien hub over a real Kafka and PostgreSQL: each fact once whatever is killed, figures equal to a second computation, the page in
a real browser. MIEN_KILLS: how often a collector is killed."""

import itertools
import json
import math
import os
import pathlib
import random
import shutil
import subprocess
import sys
import threading
import time
import unittest
import urllib.error
import urllib.request

from app import MIEN, AppTest
from receivers import schemas

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests/servers"))
from brokers import Kafka, Postgres, program, until  # noqa: E402
from hub import HubProcess  # noqa: E402

KILLS = int(os.environ.get("MIEN_KILLS", 6))
TOKEN = "office-token-77c1d0e2aa"


def cell(people, valences):
    """Sums of a cell of whose stays nothing but the number and the valence is asked."""
    stays = dict.fromkeys(
        "exposures people dwell_cs dwell_cs2 pose_ms attention_ms pose_people valence_n valence_sum valence_sum2 valence_people change_n change_sum "
        "change_sum2 change_people reactions reaction_ms reaction_people reaction_stays".split(), 0)
    return {"stays": {**stays, "people": people, "valence_n": valences, "valence_sum": 5000 * valences, "valence_sum2": 25000000 * valences}}


class Hub(AppTest):
    def setUp(self):
        super().setUp()
        self.postgres, self.kafka = self.service(Postgres), self.service(Kafka)

    def hub(self, name="hub"):
        one = HubProcess(MIEN, self.scratch, self.postgres.url, f"127.0.0.1:{self.kafka.port}", name, TOKEN, "away_minutes: 5\n")
        self.addCleanup(one.kill)
        return one

    def simulate(self, *more):
        program("kcat")
        done = subprocess.run([ROOT / "tools/simulate-fleet", "--brokers", f"127.0.0.1:{self.kafka.port}", *map(str, more)],
                              capture_output=True, text=True, timeout=300)
        self.assertEqual(done.returncode, 0, done.stderr)
        return json.loads(done.stdout)

    def count(self, kind):
        if self.postgres.ask(f"SELECT to_regclass('mien.{kind}')") == []:
            return 0
        return int(self.postgres.ask(f"SELECT count(*) FROM mien.{kind}")[0][0])

    def expect_all(self, made, timeout=120):
        kinds = ("rating", "tally", "cell", "health")
        until(lambda: all(self.count(kind) >= made[kind] for kind in kinds), timeout,
              lambda: f"{[(kind, self.count(kind), made[kind]) for kind in kinds]}")
        for kind in kinds:
            self.assertEqual(self.count(kind), made[kind], f"{kind}: something is there twice")
        # What is kept by day and month is what the rows come to.
        values = {"rating": "SELECT site, content, time AS at, 1 AS n, value AS x, value * value AS xx FROM mien.rating",
                  "cell": "SELECT site, content, (time + (to_timestamp(end_ms / 1000.0) - time) / 2) AS at, (stays->>'valence_n')::bigint AS n, "
                          "(stays->>'valence_sum')::bigint / 1e4 AS x, (stays->>'valence_sum2')::bigint / 1e8 AS xx FROM mien.cell"}
        for table, span in itertools.product(values, ("day", "month")):
            self.assertEqual(self.postgres.ask(
                f"SELECT count(*) FROM (SELECT site, content, date_trunc('{span}', at AT TIME ZONE 'UTC')::date AS {span}, sum(n) AS n, "
                f"sum(x) AS s, sum(xx) AS q FROM ({values[table]}) v GROUP BY 1, 2, 3) a FULL JOIN mien.{table}_{span} d USING "
                f"(site, content, {span}) WHERE a.n IS DISTINCT FROM d.n OR abs(a.s - d.sum) > 1e-6 OR abs(a.q - d.squares) > 1e-6"),
                [["0"]], table)

    def test_collectors_are_killed_again_and_again(self):
        hubs = [self.hub("one").start(), self.hub("two").start()]
        made, chance = {}, random.Random(5)
        thread = threading.Thread(target=lambda: made.update(self.simulate("--stores", 60, "--minutes", 10 * KILLS, "--twice", 0.05)))
        thread.start()
        for kill in range(KILLS):
            time.sleep(chance.uniform(0.2, 2))
            hubs[kill % 2].kill()
            if kill == KILLS // 2:
                self.postgres.kill()
                time.sleep(1)
                self.postgres.start()
            hubs[kill % 2].start()
        thread.join()
        self.expect_all(made)
        print(f"\n{KILLS} kills of two collectors, one of the database: {sum(made[k] for k in ('rating', 'tally', 'cell', 'health'))} facts, each once")

    def send(self, kind, message):
        subprocess.run([program("kcat"), "-P", "-b", f"127.0.0.1:{self.kafka.port}", "-t", f"mien.{kind}", "-K", "\t"], check=True,
                       input=f"{message['site']}/{message['camera']}\t{json.dumps(message)}\n", text=True)

    def test_a_topic_that_begins_anew_is_read_from_its_begin(self):
        """As one that was removed and made again: it ends before what was read of it."""
        rating = {"schema": "mien/rating/1", "site": "dc", "region": "", "camera": "", "time": "2026-11-02T08:00:00.000Z", "content": "cereal",
                  "value": 4.0, "scale": 5, "source": "kiosk"}
        hub = self.hub().start()
        self.send("rating", {**rating, "key": f"{1:016x}-1", "id": 1})
        until(lambda: self.count("rating") == 1, 60, hub.log)
        hub.kill()
        self.postgres.ask("UPDATE mien.position SET next = 5000 WHERE topic = 'mien.rating' RETURNING 1")
        hub.start()
        self.send("rating", {**rating, "key": f"{1:016x}-2", "id": 2})
        until(lambda: self.count("rating") == 2, 60, hub.log)
        until(lambda: "the broker has recreated it" in hub.log(), 30, hub.log)
        self.assertEqual(self.postgres.ask("SELECT max(next) FROM mien.position WHERE topic = 'mien.rating'"), [["2"]], "both had one key")

    def test_of_two_hosts_that_saw_one_camera_the_later_claim_is_believed(self):
        """Host 1 claims at 9:00 (fence 10), host 2 at 9:30 (11), host 1 again at 9:50 (12). What each says of another's time is left out,
        whichever comes first; what it saw before it lost the camera stays, however late it comes."""
        hub, of = self.hub(), schemas()
        claims = {10: "09:00", 11: "09:30", 12: "09:50"}
        stays, kept = [], set()
        labels = dict.fromkeys("neutral happiness surprise sadness anger disgust fear contempt unknown".split(), 0)

        def stay(host, number, minute, fence, camera="door", stays_there=True):
            message = {"schema": "mien/stay/1", "key": f"{host:016x}-{number}", "site": "dc", "region": "", "camera": camera,
                       "time": f"2026-11-03T09:{minute:02}:00.000Z", "id": number, "content": "cereal", "zone": "", "visit": 1, "dwell_ms": 5000,
                       "pose_ms": 0, "attention_ms": 0, "emotions_ms": labels, "valence": 0.5, "change": None, "reaction": None,
                       "reaction_ms": None}
            if fence:
                message.update(fence=fence, fence_time=f"2026-11-03T{claims[fence]}:00.000Z")
            of[message["schema"]].validate(message)
            stays.append(message)
            if stays_there:
                kept.add((str(host), str(number)))

        stay(1, 1, 10, 10)
        stay(1, 2, 31, 10, stays_there=False)   # told before anybody heard of the claim of 9:30
        stay(2, 1, 30, 11)                      # of the very moment of the claim
        stay(1, 3, 40, 10, stays_there=False)   # told after it
        stay(1, 4, 29, 10)                      # late, and honest
        stay(2, 2, 49, 11)
        stay(2, 3, 51, 11, stays_there=False)   # host 2 lost it in turn
        stay(1, 5, 52, 12)
        stay(2, 4, 35, 11)                      # late, after two more claims
        stay(1, 6, 45, 10, stays_there=False)   # its own later claim makes this no better
        stay(3, 1, 40, None)                    # nobody's fence: not judged
        stay(1, 7, 40, 10, camera="till")       # another camera
        self.send("stay", stays[0])
        hub.start()
        until(lambda: self.count("stay") == 1, 60, hub.log)
        for message in stays[1:2]:
            self.send("stay", message)
        until(lambda: self.count("stay") == 2, 60, hub.log)  # it is there, until the claim is heard of
        for message in stays[2:]:
            self.send("stay", message)
        there = lambda: {tuple(row) for row in self.postgres.ask("SELECT store, seq FROM mien.stay")}  # noqa: E731
        until(lambda: there() == kept, 60, lambda: f"{there() ^ kept}\n{hub.log()}")
        self.cells(hub)
        self.made_up(hub, stays[-1], there, kept)
        hub.kill()
        self.postgres.ask("DROP TABLE mien.fence; ALTER TABLE mien.stay DROP COLUMN fence; ALTER TABLE mien.cell DROP COLUMN fence; "
                          "ALTER TABLE mien.camera_state DROP COLUMN fence; ALTER TABLE mien.fact DROP COLUMN fence")
        hub.start()  # over tables of an earlier version
        stay(2, 5, 53, 11)
        self.send("stay", stays[-1])
        until(lambda: there() == kept, 60, hub.log)
        self.kept_and_forgotten(hub, stays[-1], there, kept)

    def kept_and_forgotten(self, hub, like, there, kept):
        """Claims are forgotten once no fact can come that they judge; one by its number alone was an earlier version's."""
        fences = lambda: {tuple(row) for row in self.postgres.ask("SELECT site, fence FROM mien.fence")}  # noqa: E731
        hub.kill()
        known = fences()
        self.postgres.ask("ALTER TABLE mien.fence DROP CONSTRAINT fence_pkey; ALTER TABLE mien.fence ADD PRIMARY KEY (site, camera, fence); "
                          "INSERT INTO mien.fence SELECT site, 'door', fence, now() - age FROM (VALUES ('gone', 1, interval '401 days'), "
                          "('late', 2, interval '380 days')) v (site, fence, age)")
        hub.start()
        until(lambda: self.postgres.ask("SELECT array_length(conkey, 1) FROM pg_constraint WHERE conrelid = 'mien.fence'::regclass AND "
                                        "contype = 'p'") == [["4"]], 60, hub.log)
        self.assertEqual(fences(), known | {("gone", "1"), ("late", "2")}, "a new key costs no claim")
        for number, claimed in ((40, "2026-11-03T09:54"), (1000, "2020-01-01T00:00")):  # the other is older than any that is kept
            self.send("stay", {**like, "key": f"{7:016x}-{number}", "time": "2026-11-03T09:55:00.000Z", "fence": number,
                               "fence_time": f"{claimed}:00.000Z"})
            kept.add(("7", str(number)))
            until(lambda: there() == kept, 60, lambda: f"{there() ^ kept}\n{hub.log()}")
        self.assertEqual(fences(), known | {("late", "2"), ("dc", "40")})

    def made_up(self, hub, like, there, kept):
        """Somebody who may write to the brokers makes claims up: none takes what was before it, came long ago, or is later than a week after."""
        def send(store, number, camera, time, fence, claimed):
            self.send("stay", {**like, "key": f"{store:016x}-{number}", "camera": camera, "time": f"{time}:00.000Z", "fence": fence,
                               "fence_time": f"{claimed}:00.000Z"})
            kept.add((str(store), str(number)))
            until(lambda: there() == kept, 60, lambda: f"{camera}: {there() ^ kept}\n{hub.log()}")

        send(9, 1, "door", "2026-10-20T09:00", 2 ** 63 - 1, "2026-10-20T08:00")
        send(9, 2, "door", "2026-11-03T08:00", 2 ** 63 - 1, "2026-11-03T08:30")  # not after its own fact
        self.send("stay", {**like, "key": f"{9:016x}-5", "camera": "door", "time": "2100-01-01T09:00:00.000Z", "fence": 2 ** 63 - 1,
                           "fence_time": "2100-01-01T09:00:00.000Z"})  # never kept
        self.postgres.ask("UPDATE mien.stay SET received = now() - interval '8 days' WHERE camera = 'till'")
        send(9, 3, "till", "2026-11-03T09:50", 1000, "2026-11-03T09:01")
        send(1, 20, "yard", "2026-11-03T09:40", 10, "2026-11-03T09:00")
        send(9, 4, "yard", "2026-11-03T09:59", 11, "2026-11-03T09:59")  # another time than the true one
        kept.discard(("1", "20"))
        send(2, 20, "yard", "2026-11-03T09:31", 11, "2026-11-03T09:30")
        self.assertEqual(self.postgres.ask("SELECT count(*) FROM mien.fence WHERE camera = 'door' AND fence > 1000"), [["1"]])

    def cells(self, hub):
        """What is taken back leaves the sums by day and month too."""
        parts = cell(1, 20)
        message = {"schema": "mien/cell/1", "site": "dc", "region": "", "camera": "hall", "id": 1, "corrects": None, "level": "hour", "content": "cereal",
                   "zone": "", **parts}
        mine = {**message, "key": f"{1:016x}-20", "time": "2026-11-03T10:00:00.000Z", "end_ms": 1793703600000, "fence": 20,
                "fence_time": "2026-11-03T08:00:00.000Z"}
        other = {**message, "key": f"{2:016x}-20", "time": "2026-11-03T10:00:00.000Z", "end_ms": 1793703600000, "fence": 21,
                 "fence_time": "2026-11-03T09:59:00.000Z"}
        sums = lambda: self.postgres.ask("SELECT sum(n) FROM mien.cell_day WHERE site = 'dc'")  # noqa: E731
        self.send("cell", mine)
        until(lambda: self.count("cell") == 1 and sums() == [["20"]], 60, hub.log)
        self.send("cell", other)
        until(lambda: self.postgres.ask("SELECT store FROM mien.cell") == [["2"]], 60, hub.log)
        self.assertEqual(sums(), [["20"]])

    def test_figures_and_page(self):
        made = self.simulate("--stores", 12, "--minutes", 120, "--visitors", 120, "--away", 0)
        hub = self.hub().start()
        self.expect_all(made)
        until(hub.answers, 30, hub.log)
        sites = hub.get("api/v1/sites")["sites"]
        self.assertEqual(len(sites), 12)
        self.assertEqual({site["cameras_live"] for site in sites}, {4})
        self.ranking(hub.get("api/v1/ranking"))
        region = hub.get("api/v1/ranking?region=region-3&from=2026-11-02&to=2026-11-03")
        self.assertEqual({one["site"] for one in region["sites"]}, {"store-00003", "store-00011"})
        self.assertEqual(hub.get("api/v1/ranking?from=2026-11-03")["sites"], [])
        for whole in ("from=2026-11-01&to=2026-12-01", "from=2026-10-15&to=2026-11-20", "from=2026-11-02", "to=2026-12-05"):
            self.assertEqual(hub.get("api/v1/ranking?" + whole)["sites"], hub.get("api/v1/ranking")["sites"], whole)
        self.valence(hub.get("api/v1/ranking?by=valence"))
        contents = hub.get("api/v1/contents")["contents"]
        self.assertEqual({one["content"] for one in contents}, {f"content-{i}" for i in range(4)})
        with self.assertRaises(urllib.error.HTTPError) as refused:
            urllib.request.urlopen(f"http://127.0.0.1:{hub.port}/api/v1/sites", timeout=10)
        self.assertEqual(refused.exception.code, 401)
        self.page(hub)

    def ranking(self, answer):
        """DerSimonian and Laird anew, from the single ratings."""
        values = {}
        for site, value in self.postgres.ask("SELECT site, value FROM mien.rating"):
            values.setdefault(site, []).append(float(value))
        mean = {site: sum(v) / len(v) for site, v in values.items()}
        s2 = sum((x - mean[site]) ** 2 for site, v in values.items() for x in v) / sum(len(v) - 1 for v in values.values())
        own = {site: s2 / len(v) for site, v in values.items()}
        weight = sum(1 / v for v in own.values())
        fixed = sum(mean[s] / own[s] for s in own) / weight
        q = sum((mean[s] - fixed) ** 2 / own[s] for s in own)
        tau2 = max(0, (q - len(own) + 1) / (weight - sum(1 / v ** 2 for v in own.values()) / weight))
        together = sum(1 / (v + tau2) for v in own.values())
        overall = sum(mean[s] / (own[s] + tau2) for s in own) / together
        self.assertAlmostEqual(answer["mean"]["value"], overall, places=9)
        self.assertAlmostEqual(answer["between"], math.sqrt(tau2), places=9)
        for one in answer["sites"]:
            site = one["site"]
            self.assertEqual(one["values"], len(values[site]))
            self.assertAlmostEqual(one["pooled"]["value"], (tau2 * mean[site] + own[site] * overall) / (tau2 + own[site]), places=9)
        self.assertEqual([one["site"] for one in answer["sites"]],
                         [one["site"] for one in sorted(answer["sites"], key=lambda one: -one["pooled"]["value"])])

    def valence(self, answer):
        """A store's valence is that of the stays in its published cells, none counted twice."""
        rows = self.postgres.ask("SELECT site, sum((stays->>'valence_sum')::bigint) / 1e4, sum((stays->>'valence_n')::bigint) FROM mien.cell GROUP BY 1")
        self.assertEqual({one["site"]: one["values"] for one in answer["sites"]}, {site: int(n) for site, _, n in rows})
        mean = {site: float(total) / int(n) for site, total, n in rows}
        for one in answer["sites"]:
            self.assertAlmostEqual(one["mean"]["value"], mean[one["site"]], places=9)

    def page(self, hub):
        """Without a token it asks for one; open to this machine it shows all."""
        browser = shutil.which("chromium") or shutil.which("chromium-browser")
        if not browser:
            self.skipTest("needs chromium")
        hub.kill()
        hub.open_to(None)
        hub.start()
        until(hub.answers, 30, hub.log)
        for width, dark in ((1200, False), (390, True)):
            page, complaints = hub.seen(browser, width, dark)
            for words in ("12 stores", "store-00007", "Mean of a store", "stratified by store", '<section id="enrolled" aria-labelledby="h-enrolled" hidden'):
                self.assertIn(words, page, complaints)


if __name__ == "__main__":
    unittest.main()
