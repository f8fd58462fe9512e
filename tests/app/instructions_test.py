"""mien instructions: instructions for use, made from the build and a configuration. Needs no models."""

import json
import os
import unittest

from app import AppTest, mien
from notice_test import CONFIG, SECRETS


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

    def test_wrong_usage_is_exit_2(self):
        self.assertEqual(mien("instructions").returncode, 2)
        self.instructions("-o", self.config, code=2)


if __name__ == "__main__":
    unittest.main()
