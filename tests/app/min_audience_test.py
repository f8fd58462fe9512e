"""One minimum audience, from the configuration to every output: with 200, groups of 56 are nowhere; with 50, what SQL
over the file says is everywhere. The report is made after the server ended, and knows the value from the file."""

import csv
import io
import json
import re
import sqlite3
import unittest

from app import AppTest, mien
from server import READ, Server, config_text

NINE = 1793696400000  # 2026-11-03T09:00:00Z
PEOPLE = 56


class MinAudience(AppTest):
    def write(self, file):
        ratings = self.scratch / "ratings.csv"
        ratings.write_text("content,time,rating,id\n" + "".join(
            f"{content},{(NINE + n * 10_000) // 1000},{1 + n % 5},{content}{n}\n"
            for content in ("cereal", "bread") for n in range(PEOPLE)))
        done = mien("ratings", "import", ratings, "--db", file)
        self.assertEqual(done.returncode, 0, done.stderr)
        with sqlite3.connect(file) as database:
            for content, valence in (("cereal", 3000), ("bread", -1000)):
                for n in range(PEOPLE):
                    database.execute(
                        "INSERT INTO exposures (camera, content, zone, start_ms, end_ms, day, visit, pose_ms, "
                        "attention_ms, neutral_ms, happiness_ms, surprise_ms, sadness_ms, anger_ms, disgust_ms, fear_ms, "
                        "contempt_ms, unknown_ms, valence) VALUES ('aisle',?,'',?,?,20760,1,0,0,2000,0,0,0,0,0,0,0,0,?)",
                        (content, NINE + n * 10_000, NINE + n * 10_000 + 2000, valence + n))

    def answers(self, least):
        """What the server says, its address space of figures, with this minimum in its configuration."""
        server = Server(self.scratch, lambda port: config_text(
            port, cameras={"aisle": '{ input: "loop:none.mp4", content: cereal }'},
            extra=f"audience: {{ min_audience: {least} }}\n").replace("retention_days: 30", "retention_days: 0"))
        self.addCleanup(server.kill)
        server.start()
        get = lambda path: server.get("/api/v1/" + path, READ).json()  # noqa: E731
        said = {path: get(path) for path in ("figures", "figures?content=cereal", "timeline?span=day&content=cereal",
                                             "contents/figures", "ranking", "ranking?by=rating", "relation", "status")}
        said["csv"] = list(csv.DictReader(io.StringIO(server.get("/api/v1/export.csv?span=day", READ).body.decode())))
        server.kill()
        return said

    def page(self):
        done = mien("report", self.scratch)
        self.assertEqual(done.returncode, 0, done.stderr)
        text = (self.scratch / "report.html").read_text()
        block = re.search(r'<script id="data" type="application/json">(.*?)</script>', text, re.S)[1]
        return json.loads(block)["folders"][0]["sections"]["audience"]

    def test_every_output(self):
        self.write(self.scratch / "mien.db")
        said = self.answers(200)
        hidden = {"suppressed": True}
        self.assertEqual(said["status"]["privacy"]["min_audience"], 200)
        self.assertEqual(said["figures"]["figures"], hidden)
        self.assertEqual(said["figures?content=cereal"]["figures"], hidden)
        self.assertEqual(said["timeline?span=day&content=cereal"]["points"], [])
        for row in said["contents/figures"]["contents"]:
            self.assertEqual((row["figures"], row["ratings"]), (hidden, hidden))
        for ranking in ("ranking", "ranking?by=rating"):
            self.assertEqual(said[ranking]["ranking"], [])
        self.assertEqual(said["relation"]["relation"], hidden)
        self.assertEqual(said["csv"], [])
        page = self.page()
        self.assertEqual(page["min_audience"], 200)
        self.assertIsNone(page["relation"])
        for row in page["contents"]:
            self.assertEqual(set(row) - {"title"}, {"content"}, "neither figures, valence nor ratings")
        self.assertNotIn(str(PEOPLE), json.dumps(page))

    def test_from_the_minimum_on_all_say_what_the_file_says(self):
        self.write(self.scratch / "mien.db")
        said = self.answers(50)
        with sqlite3.connect(self.scratch / "mien.db") as database:
            people, valence = database.execute(
                "SELECT count(*), avg(valence) / 1e4 FROM exposures WHERE content = 'cereal'").fetchone()
            rating, = database.execute("SELECT avg(value) FROM ratings WHERE content = 'cereal'").fetchone()
        page = self.page()
        self.assertEqual(page["min_audience"], 50)
        row = next(row for row in page["contents"] if row["content"] == "cereal")
        ranked = next(one for one in said["ranking"]["ranking"] if one["content"] == "cereal")
        for told in (said["figures?content=cereal"]["figures"]["people"], row["figures"]["people"],
                     said["timeline?span=day&content=cereal"]["points"][0]["figures"]["people"]):
            self.assertEqual(told, people)
        for told in (said["figures?content=cereal"]["figures"]["valence"], row["valence"]["value"],
                     ranked["standing"]["mean"]["value"]):
            self.assertAlmostEqual(told, valence, 4)
        self.assertAlmostEqual(row["ratings"]["mean"], rating, 9)


if __name__ == "__main__":
    unittest.main()
