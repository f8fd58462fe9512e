"""mien notice: what hangs in the store. Needs no models."""

import json
import os
import re
import shutil
import sqlite3
import subprocess
import unittest

from app import MIEN, AppTest, mien

CONFIG = """cameras:
  entrance:
    input: "rtsp://camera:{MIEN_CAM_PASSWORD}@10.0.0.3/main"
    staff: { till: [[0, 0], [0.2, 0], [0.2, 0.4]] }
  aisle: { input: "loop:aisle.mp4", content: cereal }
contents: { cereal: { title: "Cereal" } }
storage: { sqlite: mien.db, retention_days: 14 }
audience: { min_audience: 7 }
server: { token: "{MIEN_TOKEN}" }
notice:
  controller: "Müller & Söhne <GmbH>"
  contact: "privacy@shop.example"
  url: "https://shop.example/cameras?store=12&x=ü"
  languages: [en, de]
"""
SECRETS = {"MIEN_CAM_PASSWORD": "hunter2-hunter2", "MIEN_TOKEN": "tok-tok-tok-tok-tok-tok"}


class Notice(AppTest):
    def setUp(self):
        super().setUp()
        self.config = self.scratch / "mien.yaml"
        self.config.write_text(CONFIG, encoding="utf-8")

    def notice(self, *options, code=0):
        done = mien("notice", "-c", self.config, *options, env={**os.environ, **SECRETS})
        self.assertEqual(done.returncode, code, done.stderr)
        for secret in (*SECRETS.values(), "10.0.0.3"):
            self.assertNotIn(secret, done.stdout + done.stderr)
        return done

    def test_words_on_a_terminal(self):
        done = self.notice()
        self.assertEqual(done.stderr, "")
        for words in (
            "Facial expressions are estimated here",
            "Hier werden Gesichtsausdrücke geschätzt",
            "Müller & Söhne <GmbH>",
            "at least 7 people",
            "after 14 days",
            "Marked staff areas",
            "https://shop.example/cameras?store=12&x=ü",
            "(EU) 2024/1689",
        ):
            self.assertIn(words, done.stdout)
        self.assertLessEqual(max(map(len, done.stdout.splitlines())), 80)

    def test_a_notice_that_hangs_is_confirmed(self):
        database = self.scratch / "mien.db"
        rating = self.scratch / "rating.csv"
        rating.write_text("time,content,rating\n2026-11-03T09:00:00Z,cereal,5\n", encoding="utf-8")
        self.assertEqual(mien("ratings", "import", rating, "--db", database).returncode, 0)  # makes it
        before = self.audits(database)
        self.notice("--confirm", "none", "--db", database, code=2)
        first = json.loads(self.notice("--confirm", "entrance", "--db", database, "--json").stdout)["confirmed"]
        self.assertEqual([(one["camera"], one["languages"]) for one in first], [("entrance", "en, de")])
        self.config.write_text(CONFIG.replace("[0.2, 0.4]", "[0.3, 0.4]"), encoding="utf-8")
        second = json.loads(self.notice("--confirm", "all", "--db", database, "--json").stdout)["confirmed"]
        self.assertEqual([one["camera"] for one in second], ["entrance", "aisle"])
        self.assertNotEqual(first[0]["notice"], second[0]["notice"], "another staff zone is another notice")
        with sqlite3.connect(database) as rows:
            kept = rows.execute("SELECT camera, notice, languages FROM notice_confirmations ORDER BY id").fetchall()
            audit = rows.execute("SELECT who, action, detail FROM audit ORDER BY id").fetchall()[before:]
        self.assertEqual(kept[0], ("entrance", first[0]["notice"], "en, de"))
        self.assertEqual(len(kept), 3)
        self.assertTrue(all(action == "notice confirmed" and "at the command line" in who for who, action, _ in audit))

    @staticmethod
    def audits(database):
        with sqlite3.connect(database) as rows:
            return rows.execute("SELECT count(*) FROM audit").fetchone()[0]

    def test_a_database_that_is_not_there_is_not_made(self):
        missing = self.scratch / "elsewhere.db"
        said = self.notice("--confirm", "all", "--db", missing, code=3).stderr
        self.assertIn(str(missing), said)
        self.assertIn("nothing was confirmed", said)
        self.assertFalse(missing.exists())
        done = subprocess.run([MIEN, "notice", "-c", self.config, "--confirm", "entrance"], cwd=self.scratch,
                              env={**os.environ, **SECRETS}, capture_output=True, text=True)
        self.assertEqual(done.returncode, 3, done.stderr)
        self.assertIn(f"{self.scratch}/mien.db", done.stderr, "where it looked")
        self.assertIn("--db", done.stderr)
        self.assertFalse((self.scratch / "mien.db").exists())

    def test_machine_readable(self):
        result = json.loads(self.notice("--json", "--languages", "nl").stdout)
        self.assertEqual(result["missing"], [])
        self.assertEqual([n["language"] for n in result["notices"]], ["nl"])
        facts = result["facts"]
        self.assertEqual(facts["cameras"], ["entrance", "aisle"])
        self.assertEqual(facts["cameras_with_staff_zones"], ["entrance"])
        self.assertEqual((facts["min_audience"], facts["retention_days"], facts["raw_video"]), (7, 14, False))
        self.assertEqual((facts["identity"], facts["pictures_stored"]), (False, False))

    def test_the_page_loads_nothing(self):
        page = self.scratch / "notice.html"
        done = self.notice("-o", page)
        self.assertIn("2 A4 sheets", done.stdout)
        html = page.read_text(encoding="utf-8")
        self.assertEqual(html.count('<article class="sheet"'), 2)
        self.assertIn("Müller &amp; Söhne &lt;GmbH&gt;", html)
        self.assertNotRegex(html, r"<script|<link|<img|url\(|@import|\son\w+=")
        self.assertNotIn("{{", html)

    @unittest.skipUnless(shutil.which("zbarimg"), "zbarimg (zbar-tools) is not installed")
    def test_the_code_leads_to_the_address(self):
        page = self.scratch / "notice.html"
        self.notice("-o", page)
        drawing = re.search(r'<path fill="#000" d="([^"]+)"', page.read_text(encoding="utf-8")).group(1)
        dark = set()
        for x, y, width in re.findall(r"M(\d+) (\d+)h(\d+)", drawing):
            dark.update((int(x) + i, int(y)) for i in range(int(width)))
        side, scale = max(x for x, _ in dark) + 9, 4
        rows = ("".join("0 " if (x // scale - 4, y // scale - 4) in dark else "255 " for x in range(side * scale))
                for y in range(side * scale))
        picture = self.scratch / "code.pgm"
        picture.write_text(f"P2 {side * scale} {side * scale} 255\n" + "\n".join(rows))
        read = subprocess.run(["zbarimg", "-q", "--raw", picture], capture_output=True, text=True)
        self.assertEqual(read.stdout.strip(), "https://shop.example/cameras?store=12&x=%C3%BC", read.stderr)

    @unittest.skipUnless(shutil.which("chromium"), "chromium is not installed")
    def test_on_paper_it_is_a_sheet_a_language(self):
        page, paper = self.scratch / "notice.html", self.scratch / "notice.pdf"
        self.notice("-o", page, "--languages", "en,de,fr,es,it,nl")
        subprocess.run(["chromium", "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={self.scratch}/chromium",
                        "--no-pdf-header-footer", f"--print-to-pdf={paper}", page.as_uri()], capture_output=True, timeout=120)
        self.assertEqual(len(re.findall(rb"/Type\s*/Page\b", paper.read_bytes())), 6)

    def test_what_is_missing_is_said(self):
        self.config.write_text("cameras: { aisle: { input: 'loop:a.mp4' } }\n")
        done = self.notice()
        for key in ("notice.controller", "notice.contact", "notice.url", "storage.retention_days"):
            self.assertIn(key, done.stderr)
        self.assertIn("____", done.stdout)
        self.assertEqual(len(json.loads(self.notice("--json").stdout)["missing"]), 4)

    def test_wrong_usage_is_exit_2(self):
        self.assertIn("one of: en, de", self.notice("--languages", "xx", code=2).stderr)
        self.assertEqual(mien("notice").returncode, 2)
        self.assertEqual(mien("notice", "-c", self.scratch / "none.yaml").returncode, 2)
        self.notice("-o", self.scratch / "no" / "folder.html", code=1)


if __name__ == "__main__":
    unittest.main()
