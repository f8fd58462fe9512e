"""Ratings over the API: what was acknowledged is stored, once; under many clients, and after kill -9."""

import random
import time
import unittest

from app import mien
from load import Clients, integrity, rows, stored_ids
from server import ADMIN, RATE, READ, Server, ServeTest, config_text, footage


def four_cameras(port):
    clip = footage("single_face.mp4")
    return config_text(port, cameras={f"c{i}": f'{{ input: "loop:{clip}", content: {("cereal", "bread")[i % 2]}, sleep: never }}'
                                      for i in range(4)}, extra="audience: { min_dwell_seconds: 0.3 }\n")


class Ratings(ServeTest):
    def setUp(self):
        super().setUp()
        self.db = self.server.folder / "mien.db"

    def test_duplicates_by_id_are_one(self):
        rating = {"content": "bread", "rating": 2, "id": "till-1"}
        self.assertEqual(self.server.post("/api/v1/ratings", rating, RATE).json(), {"added": 1, "duplicates": 0})
        self.assertEqual(self.server.post("/api/v1/ratings", rating, RATE).json(), {"added": 0, "duplicates": 1})
        both = {"ratings": [rating, {**rating, "id": "till-2"}]}
        self.assertEqual(self.server.post("/api/v1/ratings", both, RATE).json(), {"added": 1, "duplicates": 1})
        self.assertEqual(len(rows(self.db, "SELECT 1 FROM ratings WHERE source_row LIKE 'till-%'")), 2)

    def test_a_list_is_stored_whole_or_not_at_all(self):
        body = {"ratings": [{"content": "bread", "rating": 2, "id": "whole-1"}, {"content": "bread", "rating": 9, "id": "whole-2"}]}
        answer = self.server.post("/api/v1/ratings", body, RATE)
        self.assertRefused(answer, 422)
        self.assertIn("ratings[1]", answer.json()["error"]["where"])
        self.assertEqual(rows(self.db, "SELECT 1 FROM ratings WHERE source_row LIKE 'whole-%'"), [])

    def test_scales_and_times(self):
        day = time.time() - 86400
        text = time.strftime("%Y-%m-%dT%H:%M:%S+01:00", time.gmtime(day + 3600))
        body = {"content": "bread", "rating": 10, "scale": 10, "time": text, "camera": "aisle", "id": "scale-1"}
        self.assertEqual(self.server.post("/api/v1/ratings", body, RATE).status, 201)
        self.assertEqual(rows(self.db, "SELECT value, scale, time_ms, camera FROM ratings WHERE source_row = 'scale-1'"),
                         [(5.0, 10, int(day) * 1000, "aisle")])

    def test_an_id_is_one_rating_and_times_must_be_kept(self):
        rating = {"content": "bread", "rating": 2, "id": "one-1"}
        self.assertEqual(self.server.post("/api/v1/ratings", rating, RATE).status, 201)
        self.assertRefused(self.server.post("/api/v1/ratings", {**rating, "rating": 3}, RATE), 409)
        self.assertRefused(self.server.post("/api/v1/ratings", {**rating, "camera": "aisle"}, RATE), 409)
        answer = self.server.post("/api/v1/ratings", {"content": "bread", "rating": 2, "time": "2010-05-01T10:00:00Z"}, RATE)
        self.assertRefused(answer, 422)
        self.assertIn("30 days", answer.json()["error"]["what"])

    def test_a_copy_is_made_while_it_runs(self):
        self.server.post("/api/v1/ratings", {"content": "bread", "rating": 2, "id": "copied-1"}, RATE)
        copy = self.scratch / "copy.db"
        done = mien("backup", "--db", self.db, "-o", copy)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(integrity(copy), ["ok"])
        self.assertIn("copied-1", stored_ids(copy))
        self.assertEqual(mien("check", "--db", self.db).returncode, 0)
        self.assertEqual(self.server.post("/api/v1/ratings", {"content": "bread", "rating": 2}, RATE).status, 201)

    def test_import(self):
        text = f"content,time,rating\nbread,{int(time.time()) - 60},4\nbread,yesterday,4\n".encode()
        answer = self.server.post("/api/v1/ratings/import", text, ADMIN, headers={"Content-Type": "text/csv"}).json()
        self.assertEqual((answer["imported"], [bad["line"] for bad in answer["bad_lines"]]), (1, [3]))

    def test_below_the_minimum_audience_nothing_is_said(self):
        begin = int(time.time()) - 20 * 86400
        self.assertEqual(self.server.post("/api/v1/ratings", {"content": "cereal", "rating": 1, "time": begin + 60}, RATE).status, 201)
        answer = self.server.get(f"/api/v1/contents/figures?from={begin}&to={begin + 3600}", READ).json()
        for content in answer["contents"]:
            self.assertEqual(content["ratings"], {"suppressed": True})

    def test_zz_a_thousand_a_second_from_fifty_clients(self):
        before = len(rows(self.db, "SELECT 1 FROM ratings"))
        load = Clients(self.server.port, RATE, clients=50, per_second=1000, content="cereal", prefix="load").start()
        while time.monotonic() < load.started + 5:
            self.assertEqual(self.server.get("/api/v1/status", READ).status, 200)
            time.sleep(0.2)
        load.finish()
        print(load.words())
        self.assertEqual(load.broken, 0)
        self.assertEqual(set(load.statuses), {201}, load.words())
        self.assertEqual(len(rows(self.db, "SELECT 1 FROM ratings")) - before, len(load.acknowledged))
        self.assertEqual(set(load.acknowledged) - set(stored_ids(self.db)), set())


class Killed(ServeTest):
    """kill -9 at random times under load. The long form: tools/kill-test."""

    how = {"text": four_cameras}
    kills = 10

    def test_no_acknowledged_rating_is_lost(self):
        chance = random.Random(4)
        acknowledged, last_end = set(), 0
        for kill in range(self.kills):
            load = Clients(self.server.port, RATE, clients=8, per_second=400, prefix=f"k{kill}").start()
            time.sleep(chance.uniform(0.1, 1.5))
            self.server.kill()
            load.finish()
            acknowledged.update(load.acknowledged)
            database = self.server.folder / "mien.db"
            self.assertEqual(integrity(database), ["ok"])
            stored = stored_ids(database)
            self.assertEqual(len(stored), len(set(stored)), "a rating is stored twice")
            self.assertEqual(acknowledged - set(stored), set(), f"kill {kill}: acknowledged, but not stored")
            self.server.start()
        self.assertGreater(len(acknowledged), 50)
        print(f"{self.kills} kills, {len(acknowledged)} ratings acknowledged, all stored")

    def test_stays_lose_the_last_second_at_most(self):
        self.server.ready()
        database = self.server.folder / "mien.db"
        query = "SELECT max(end_ms) FROM (SELECT end_ms FROM exposures UNION ALL SELECT end_ms FROM open_exposures)"
        self.server.until(lambda: (rows(database, query)[0][0] or 0) > (time.time() - 5) * 1000, 60, "nobody is seen to stay")
        self.server.kill()
        killed = time.time()
        self.assertGreater(rows(database, query)[0][0] / 1000, killed - 3, "more than the last seconds of a stay are lost")
        self.server.start()


if __name__ == "__main__":
    unittest.main()
