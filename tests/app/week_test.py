"""The analyst's week: two cameras of fourteen recordings each, a player's log and a till's ratings in local time, over a
change of the clock. One command each; every figure is worked out here a second time, from the events and the tables."""

import collections
import csv
import datetime
import json
import re
import sqlite3
import subprocess
import unittest
import zoneinfo

from app import AppTest, footage, have, mien, program

ZONE = zoneinfo.ZoneInfo("Europe/Berlin")
DAYS = [datetime.date(2026, 10, 19) + datetime.timedelta(days=n) for n in range(14)]  # the clock changes on the 25th
OPEN = {"aisle": datetime.time(0, 30), "entrance": datetime.time(10, 0)}
AHEAD = 2.5  # seconds that the player's clock is ahead
LEAST, GRACE = 1000, 1000  # ms: a stay, a loss of sight

CONFIG = """
cameras:
  aisle: {{ input: "{folder}/aisle", content: shelf }}
  entrance: {{ input: "{folder}/entrance/*.mp4", content: door, screen: Lobby left }}
contents: {{ shelf: {{}}, door: {{}}, cereal: {{ title: Cereal Spot }}, soup: {{ title: Soup of the day }} }}
audience: {{ min_audience: 1, time_zone: Europe/Berlin }}
"""


def local(day, time):
    return datetime.datetime.combine(day, time, ZONE)


def ms_of(time):
    return round(time.timestamp() * 1000)


def shown():
    """What the screen showed: (content, title, begin, end) in ms on the camera's clock."""
    for day in DAYS:
        begin = ms_of(local(day, OPEN["entrance"])) - 10_000
        for place, length in enumerate((11_300, 1_500, 700, 20_000)):
            name = ("cereal", "Cereal Spot") if place % 2 == 0 else ("soup", "Soup of the day")
            yield (*name, begin, begin + length)
            begin += length


def content_at(log, time, otherwise):
    return next((content for content, _, begin, end in log if begin <= time < end), otherwise)


class Part:
    """A stay in front of one content, glance by glance."""

    def __init__(self, content, glance):
        self.content, self.glances = content, [glance]

    def dwell(self):
        return self.glances[-1][0] - self.glances[0][0]

    def valence(self):
        weight = total = 0
        for first, second in zip(self.glances, self.glances[1:]):
            for _, label, valence in (first, second):
                if label != "unknown":
                    weight += (second[0] - first[0]) / 2
                    total += (second[0] - first[0]) / 2 * valence
        return total / weight if weight else None


def parts_of(glances, content_of):
    """A track's glances (ms, label, valence) cut where the content changes."""
    open_parts, done, before = {}, [], None
    for glance in glances:
        for content, part in list(open_parts.items()):
            if before is not None and part.glances[-1][0] < min(glance[0] - GRACE, before):
                done.append(open_parts.pop(content))
        before = glance[0]
        content = content_of(glance[0])
        if content in open_parts:
            open_parts[content].glances.append(glance)
        else:
            open_parts[content] = Part(content, glance)
    done += open_parts.values()
    return sorted((part for part in done if part.dwell() >= LEAST), key=lambda part: part.glances[0][0])


@unittest.skipUnless(have("retinaface-mnet025.onnx", "single_face.mp4"),
                     "needs MIEN_MODELS_DIR with models and sample footage")
class Week(AppTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        program("ffmpeg")

    def record(self):
        """Fourteen files a camera, of the sample clip; each at its time, which is in its container."""
        for camera, time in OPEN.items():
            (self.scratch / camera).mkdir()
            for day in DAYS:
                made = local(day, time).astimezone(datetime.timezone.utc)
                subprocess.run([program("ffmpeg"), "-v", "error", "-stream_loop", "1", "-i", footage("single_face.mp4"), "-map", "0:v",
                                "-c", "copy", "-metadata", f"creation_time={made:%Y-%m-%dT%H:%M:%SZ}", "-metadata", f"title={camera}",
                                self.scratch / camera / f"{day}.mp4"], check=True)
        (self.scratch / "week.yaml").write_text(CONFIG.format(folder=self.scratch))

    def write_log(self):
        with open(self.scratch / "playlog.csv", "w", newline="") as file:
            table = csv.writer(file)
            table.writerow(["Type", "FromDT", "ToDT", "Layout", "Display", "Media", "Duration", "Count"])
            for _, title, begin, end in shown():
                on_player = [datetime.datetime.fromtimestamp(ms / 1000 + AHEAD, ZONE) for ms in (begin, end)]
                table.writerow(["media", *(f"{time:%Y-%m-%d %H:%M:%S.%f}"[:-3] for time in on_player), "Loop", "Lobby left", title, "", 1])

    def write_ratings(self):
        self.ratings = [(day, content, 1 + (day.day * 7 + place) % 5) for day in DAYS
                        for place, content in enumerate(("cereal", "soup", "cereal", "shelf"))]
        with open(self.scratch / "till.csv", "w") as file:
            file.write("product;time;stars\n")
            for place, (day, content, stars) in enumerate(self.ratings):
                file.write(f"{content};{day.day}.{day.month}.{day.year} 10:00:{place % 60:02};{stars}\n")

    def command(self, *arguments):
        done = mien(*arguments)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done

    def expected(self):
        """(camera, content) → parts, from the events of the run."""
        begin = {f"{camera}: {day}.mp4": ms_of(local(day, OPEN[camera])) for camera in OPEN for day in DAYS}
        tracks = collections.defaultdict(list)
        for line in (self.scratch / "out" / "events.jsonl").read_text().splitlines():
            event = json.loads(line)
            for face in event["objects"]:
                tracks[event["source"], face["id"]].append(
                    (begin[event["source"]] + round(event["timestamp"] / 1e6), face["emotion"]["label"], face["emotion"]["valence"]))
        log, parts = list(shown()), collections.defaultdict(list)
        for (source, _), glances in tracks.items():
            camera = source.split(":")[0]
            content_of = (lambda time: content_at(log, time, "door")) if camera == "entrance" else (lambda time: "shelf")
            met = collections.Counter()
            for part in parts_of(glances, content_of):
                met[part.content] += 1
                part.first = met[part.content] == 1
                parts[camera, part.content].append(part)
        return parts

    def test_two_weeks(self):
        self.record()
        self.write_log()
        self.write_ratings()
        out, database, config = self.scratch / "out", self.scratch / "out" / "mien.db", self.scratch / "week.yaml"
        said = self.command("run", "-c", config, "-o", out, "--demand", "off").stderr
        for camera in OPEN:
            self.assertRegex(said, f"{camera}: 14 recordings from 2026-10-19T.*, 13 gaps, 0 overlaps; start times from creation_time")
        added = json.loads(self.command("contents", "import", self.scratch / "playlog.csv", "--db", database, "-c", config,
                                        "--clock-offset", AHEAD, "--json").stdout)
        self.assertEqual((added["format"], added["imported"], added["cameras_without_stays"]), ("Xibo", 56, []))
        # Fourteen times the same person: nothing to tell the player's clock by, and the page says so.
        self.assertEqual(added["clock_offset_estimate"], {"unknown": "fewer than 30 stays saw a change of content"})
        rated = json.loads(self.command("ratings", "import", self.scratch / "till.csv", "--db", database, "-c", config, "--json").stdout)
        self.assertEqual((rated["imported"], rated["bad_lines"]), (len(self.ratings), []))
        self.command("report", out)
        parts = self.expected()
        self.assertGreater(len(parts["entrance", "soup"]), 10)  # the log did cut
        self.check_stays(database, parts)
        self.check_page((out / "report.html").read_text(), parts)
        self.run_again(out, config, database)

    def check_stays(self, database, parts):
        with sqlite3.connect(database) as file:
            stays = file.execute("SELECT camera, content, start_ms, end_ms, visit = 1, valence / 10000.0, day FROM exposures "
                                 "ORDER BY camera, start_ms").fetchall()
        right = sorted((camera, part.glances[0][0], part) for (camera, _), own in parts.items() for part in own)
        self.assertEqual(len(stays), len(right))
        for (camera, content, start, end, first, valence, day), (own, begin, part) in zip(stays, right):
            self.assertEqual((camera, content, start, end, bool(first)), (own, part.content, begin, part.glances[-1][0], part.first))
            self.assertAlmostEqual(valence, part.valence(), delta=5e-4)
            date = datetime.datetime.fromtimestamp(begin / 1000, ZONE).date()
            self.assertEqual(day, (date - datetime.date(1970, 1, 1)).days)

    def check_page(self, page, parts):
        data = json.loads(re.search(r'<script id="data" type="application/json">(.*?)</script>', page, re.S)[1])
        audience = data["folders"][0]["sections"]["audience"]
        self.assertEqual(audience["period"], {"from": "2026-10-19", "to": "2026-11-01", "days": 14})
        self.assertRegex(audience["player_clocks"]["play log"], r"^\+2\.5 s subtracted as given; .* cannot be estimated: fewer than 30")
        rows = {row["content"]: row for row in audience["contents"]}
        by_content = collections.defaultdict(list)
        for (_, content), own in parts.items():
            by_content[content] += own
        self.assertEqual({name for name, row in rows.items() if "figures" in row}, set(by_content))
        for content, own in by_content.items():
            figures = rows[content]["figures"]
            self.assertEqual(figures["exposures"], len(own), content)
            self.assertEqual(figures["people"], sum(part.first for part in own))
            self.assertAlmostEqual(figures["dwell_s"], sum(part.dwell() for part in own) / len(own) / 1000, delta=0.01)
            self.assertAlmostEqual(rows[content]["valence"]["value"], sum(part.valence() for part in own) / len(own), delta=1e-3)
        by_day = collections.defaultdict(list)
        for part in (part for own in parts.values() for part in own):
            by_day[str(datetime.datetime.fromtimestamp(part.glances[0][0] / 1000, ZONE).date())].append(part)
        self.assertEqual([row["day"] for row in audience["days"]], sorted(by_day))
        for row in audience["days"]:
            own = by_day[row["day"]]
            self.assertEqual(row["people"], sum(part.first for part in own))
            self.assertAlmostEqual(row["dwell_s"], sum(part.dwell() for part in own) / len(own) / 1000, delta=0.01)
            self.assertAlmostEqual(row["valence"], sum(part.valence() for part in own) / len(own), delta=1e-3)
        for content in ("cereal", "soup", "shelf"):
            stars = [value for _, rated, value in self.ratings if rated == content]
            self.assertEqual(rows[content]["ratings"]["count"], len(stars))
            self.assertAlmostEqual(rows[content]["ratings"]["mean"], sum(stars) / len(stars), places=6)

    def run_again(self, out, config, database):
        """Analysed and imported once more, nothing counts twice."""
        def count():
            with sqlite3.connect(database) as file:
                return file.execute("SELECT count(*), sum(end_ms - start_ms), count(DISTINCT content) FROM exposures").fetchone()

        before = count()
        added = json.loads(self.command("contents", "import", self.scratch / "playlog.csv", "--db", database, "-c", config,
                                        "--clock-offset", AHEAD, "--json").stdout)
        self.assertEqual((added["imported"], added["known"]), (0, 56))
        one = self.scratch / "one.yaml"
        one.write_text(config.read_text().replace("/*.mp4", f"/{DAYS[3]}.mp4").replace("/aisle\"", f"/aisle/{DAYS[3]}.mp4\""))
        self.command("run", "-c", one, "-o", out, "--demand", "off")
        self.assertEqual(count(), before)


if __name__ == "__main__":
    unittest.main()
