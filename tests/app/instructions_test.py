"""mien instructions: instructions for use, the register of risks, the technical file, made from the build and a configuration. Needs no models."""

import json
import os
import shutil
import subprocess
import unittest

from app import AppTest, mien
from notice_test import CONFIG, SECRETS

# The same things as a dictionary: what is written of them is computed from it a second time.
STORE = {
    "cameras": {
        "entrance": {"input": "rtsp://camera:{MIEN_CAM_PASSWORD}@10.0.0.3/main", "content": "soup",
                     "zones": {"door": [[0, 0], [0.2, 0], [0.2, 0.4]]}, "staff": {"till": [[0, 0], [0.2, 0], [0.2, 0.4]]}},
        "aisle": {"input": "loop:aisle.mp4", "content": "cereal", "masks": {"window": [[0, 0], [0.2, 0], [0.2, 0.4]]},
                  "detect": {"fps": 3, "width": 320}},
    },
    "contents": {"soup": {"title": "Soup"}, "cereal": {"title": "Cereal"}},
    "storage": {"sqlite": "mien.db", "retention_days": 14},
    "logs": {"retention_days": 200},
    "audience": {"min_audience": 7},
    "site": {"name": "store-17"},
    "sinks": {"mqtt": {"host": "broker.example", "port": 8883, "tls": True}},
    "server": {"listen": "0.0.0.0:8642", "token": "{MIEN_TOKEN}", "live_view": False, "overseer": "Ada Lovelace"},
    "notice": {"controller": "Shop", "contact": "privacy@shop.example", "url": "https://shop.example/c"},
}


class Instructions(AppTest):
    def setUp(self):
        super().setUp()
        self.config = self.scratch / "mien.yaml"
        self.config.write_text(CONFIG, encoding="utf-8")

    def instructions(self, *options, code=0):
        done = mien("instructions", "-c", self.config, *options, env={**os.environ, **SECRETS})
        self.assertEqual(done.returncode, code, done.stderr)
        for secret in (*SECRETS.values(), "10.0.0.3"):
            self.assertNotIn(secret, done.stdout + done.stderr)
        return done

    def test_machine_readable(self):
        said = json.loads(self.instructions("--json").stdout)
        facts = {one["article"]: one["facts"] for one in said["sections"]}
        self.assertEqual(said["version"], mien("--version").stdout.split()[-1])
        self.assertEqual(len(facts["13(3)(a)"]["emotion"]["sha256"]), 64, "the build's own model, by hash")
        self.assertEqual(facts["13(3)(b)(vii)"]["min_audience"], 7)
        cameras = facts["13(3)(b)(i)"]["cameras"]
        self.assertEqual([(one["name"], one["staff_zones"]) for one in cameras], [("aisle", 0), ("entrance", 1)]
                         if cameras[0]["name"] == "aisle" else [("entrance", 1), ("aisle", 0)])
        self.assertEqual([gap["key"] for gap in said["missing"]], ["server.overseer"])
        self.assertIn("skin tone", facts["13(3)(b)(v)"]["not_measured"])

    def test_a_page_and_what_is_missing(self):
        page = self.scratch / "instructions.html"
        self.assertIn("server.overseer is not set", self.instructions("-o", page).stderr)
        text = page.read_text(encoding="utf-8")
        self.assertIn("Müller &amp; Söhne &lt;GmbH&gt;", text)
        self.assertNotIn("<script", text)
        self.config.write_text(CONFIG.replace('token: "{MIEN_TOKEN}"', 'token: "{MIEN_TOKEN}", overseer: "Ada Lovelace"'),
                               encoding="utf-8")
        self.assertIn("Overseer: Ada Lovelace", self.instructions().stdout)
        self.assertEqual(self.instructions("--quiet").stderr, "")

    def written(self, part, store, *options):
        self.config.write_text(json.dumps(store), encoding="utf-8")
        return json.loads(self.instructions("--part", part, "--json", *options).stdout)

    def test_the_technical_file_holds_what_the_configuration_says(self):
        said = self.written("technical-file", STORE)
        facts = {}
        for one in said["sections"]:
            for key, value in (one["facts"] or {}).items():
                facts.setdefault(key, value)
        expected = [{"name": name, "purpose": "retail-audience", "contents": [camera["content"]], "zones": list(camera.get("zones", {})),
                     "masks": list(camera.get("masks", {})), "staff_zones": list(camera.get("staff", {})),
                     "detections_per_second": camera.get("detect", {}).get("fps", 5), "width": camera.get("detect", {}).get("width", 640)}
                    for name, camera in STORE["cameras"].items()]
        by_name = {one["name"]: one for one in facts["cameras"]}
        self.assertEqual(by_name, {one["name"]: one for one in expected})
        self.assertEqual(facts["tokens"], [{"name": "admin", "scope": "admin", "revoked": False}])
        mqtt = STORE["sinks"]["mqtt"]
        self.assertEqual([one["where"] for one in facts["receivers"]], [f"{mqtt['host']}:{mqtt['port']}"])
        kept = {one["what"]: one["days"] for one in facts["kept"]}
        self.assertEqual((kept["ratings"], kept["audit log"]), (STORE["storage"]["retention_days"], STORE["logs"]["retention_days"]))
        manifest = {one["name"]: one for one in json.loads(mien("models", "list", "--json").stdout)["models"]}
        for model in facts["models"]:
            self.assertEqual(len(model["sha256"]), 64)
            self.assertIn(model["name"], manifest)
        self.assertLessEqual({"mien", "mien-int8", "yunet-n", "retinaface"}, {one["name"] for one in facts["models"]})
        self.assertTrue(facts["machine"], "the machine it was made on")

    def test_risks_have_the_settings_present_values(self):
        said = self.written("risks", STORE)
        values = {measure["setting"]: measure["value"] for one in said["sections"] for measure in (one["facts"] or {}).get("measures", [])}
        for setting, value in (("audience.min_audience", STORE["audience"]["min_audience"]), ("server.live_view", False),
                               ("storage.retention_days", 14), ("logs.retention_days", 200), ("server.overseer", "Ada Lovelace"),
                               ("server.raw_video", False), ("cameras.*.staff", ["entrance"]), ("cameras.*.masks", ["aisle"]),
                               ("sinks.publish", "cells")):
            self.assertEqual(values[setting], value, setting)
        weakened = {one["setting"] for one in said["sections"][0]["facts"]["weakened"]}
        self.assertEqual(weakened, {"expressions", "cameras.*.staff", "server.tls"})
        store = json.loads(json.dumps(STORE))
        store["server"]["raw_video"] = True
        weaker = {one["setting"] for one in self.written("risks", store)["sections"][0]["facts"]["weakened"]}
        self.assertEqual(weaker - weakened, {"server.raw_video"})
        self.assertIn("Weakened: server.raw_video: administrators can see", self.instructions("--part", "risks").stdout)

    def test_every_part_has_one_shape(self):
        for part in ("use", "risks", "technical-file"):
            said = self.written(part, STORE)
            text = self.instructions("--part", part).stdout
            self.assertEqual(set(said), {"title", "under", "version", "controller", "sections", "missing"})
            for one in said["sections"]:
                self.assertEqual(set(one), {"article", "heading", "lines", "tables", "warnings", "blanks", "facts"}, one["heading"])
                for table in one["tables"]:
                    self.assertEqual({len(row) for row in table["rows"]} - {len(table["head"])}, set(), table["caption"])
                for blank in one["blanks"]:
                    self.assertIn(f"{blank['what']}: ____________ (to be filled in by {blank['by']})", text)

    @unittest.skipUnless(shutil.which("chromium"), "chromium is not installed")
    def test_a_browser_shows_warnings_and_blanks(self):
        self.config.write_text(json.dumps(STORE), encoding="utf-8")
        for part, words in (("risks", "Weakened:"), ("technical-file", "to be filled in by the provider")):
            page = self.scratch / f"{part}.html"
            self.instructions("--part", part, "-o", page)
            seen = subprocess.run(["chromium", "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={self.scratch}/chromium",
                                   "--dump-dom", page.as_uri()], capture_output=True, text=True, timeout=120).stdout
            self.assertIn(words, seen)
            self.assertNotIn("{{", seen)

    def test_wrong_usage_is_exit_2(self):
        self.assertEqual(mien("instructions").returncode, 2)
        self.instructions("--part", "all", code=2)
        self.instructions("-o", self.config, code=2)


if __name__ == "__main__":
    unittest.main()
