"""What the API calls a day is the store's day: begin and end, with the offset, as Python's zoneinfo has them; over both
changes of the clock, in the timeline and in the export."""

import csv
import datetime
import io
import sqlite3
import unittest
import zoneinfo

from app import AppTest, mien
from server import READ, Server, config_text

ZONE = zoneinfo.ZoneInfo("Europe/Berlin")
DAYS = [datetime.date(2026, 3, 28) + datetime.timedelta(days=n) for n in range(4)] + \
       [datetime.date(2026, 10, 24) + datetime.timedelta(days=n) for n in range(4)]
EXTRA = "audience: { min_audience: 1, time_zone: Europe/Berlin }\n"


def midnight(day):
    return datetime.datetime.combine(day, datetime.time(), ZONE)


def arrivals(day):
    """Half past midnight, noon, and half past eleven in the evening."""
    for hour, minute in ((0, 30), (12, 0), (23, 30)):
        yield datetime.datetime.combine(day, datetime.time(hour, minute), ZONE)


class StoreDays(AppTest):
    def write_stays(self, file):
        mien("ratings", "import", self.rating(), "--db", file)  # makes the database
        with sqlite3.connect(file) as database:
            # A camera that is configured no longer was there on the first day.
            for day, camera, content in [(day, "aisle", "cereal") for day in DAYS] + [(DAYS[0], "former", "bread")]:
                for time in arrivals(day):
                    ms = int(time.timestamp() * 1000)
                    database.execute(
                        "INSERT INTO exposures (camera, content, zone, start_ms, end_ms, day, visit, pose_ms, "
                        "attention_ms, neutral_ms, happiness_ms, surprise_ms, sadness_ms, anger_ms, disgust_ms, "
                        "fear_ms, contempt_ms, unknown_ms) VALUES (?,?,'',?,?,?,1,0,0,2000,0,0,0,0,0,0,0,0)",
                        (camera, content, ms, ms + 2000, (day - datetime.date(1970, 1, 1)).days))

    def rating(self):
        file = self.scratch / "one.csv"
        file.write_text("content,time,rating\ncereal,2026-03-28T12:00:00Z,4\n")
        return file

    def test_begin_and_end(self):
        self.write_stays(self.scratch / "mien.db")
        server = Server(self.scratch, lambda port: config_text(port, cameras={"aisle": '{ input: "loop:none.mp4", content: cereal }'},
                                                               extra=EXTRA).replace("retention_days: 30", "retention_days: 0"))
        self.addCleanup(server.kill)
        server.start()
        right = [(midnight(day).isoformat(), midnight(day + datetime.timedelta(days=1)).isoformat()) for day in DAYS]
        points = server.get("/api/v1/timeline?span=day&content=cereal", READ).json()["points"]
        self.assertEqual([(point["begin"], point["end"]) for point in points], right)
        self.assertEqual({point["figures"]["exposures"] for point in points}, {3})
        for point, day in zip(points, DAYS):
            begin, end = (datetime.datetime.fromisoformat(point[key]) for key in ("begin", "end"))
            self.assertTrue(all(begin <= time < end for time in arrivals(day)), point)
        rows = list(csv.DictReader(io.StringIO(server.get("/api/v1/export.csv?span=day", READ).body.decode())))
        self.assertEqual([(row["begin"], row["end"]) for row in rows if row["camera"] == "aisle"], right)
        self.assertEqual([(row["begin"], row["exposures"]) for row in rows if row["camera"] == "former"], [(right[0][0], "3")])
        everybody = server.get("/api/v1/figures", READ).json()["figures"]
        self.assertEqual(sum(int(row["exposures"]) for row in rows), everybody["exposures"], "the file has what the page counts")
        same = "/api/v1/compare?from=2026-03-28T00:00:00Z&to=2026-03-30T00:00:00Z&other_from=2026-03-29T12:00:00Z&other_to=2026-04-01T00:00:00Z"
        self.assertEqual(server.get(same, READ).status, 422, "who is on both sides")
        hours = server.get("/api/v1/timeline?span=hour&content=cereal", READ).json()["points"]
        self.assertEqual([hour["begin"] for hour in hours],
                         [time.replace(minute=0).isoformat() for day in DAYS for time in arrivals(day)])


if __name__ == "__main__":
    unittest.main()
