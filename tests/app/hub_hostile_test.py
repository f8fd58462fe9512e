"""mien hub among stores that send what does not fit, guesses, and a file that was cut: nothing stops it, and nothing opens it."""

import datetime
import json
import os
import pathlib
import random
import re
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import time
import unittest
import urllib.error
import urllib.request

from app import MIEN, AppTest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "servers"))
from brokers import Kafka, Postgres, program, until  # noqa: E402
from hub import HubProcess  # noqa: E402

RULES = pathlib.Path(__file__).resolve().parents[2] / "docs/prometheus/hub.yml"
TOKEN = "office-token-77c1d0e2aa"


class Store:
    """What one store sends, by its own numbers."""

    def __init__(self, number, site):
        self.number, self.site, self.seq = number, site, 0

    def fact(self, kind, **body):
        self.seq += 1
        return {"schema": f"mien/{kind}/1", "key": f"{self.number:016x}-{self.seq}", "site": self.site, "region": "", "camera": "",
                "time": "2026-11-02T08:00:00.000Z", **body}

    def rating(self, **body):
        return self.fact("rating", id=self.seq, content="cereal", value=4.0, scale=5, source="kiosk", **body)


def misfits(store):
    """Facts of one store that a table, an index or a sum cannot take, with the topic of each."""
    noise = "".join(random.Random(3).choices("abcdefghijklmnopqrstuvwxyz0123456789", k=4000))
    sums = {"valence_n": 5, "valence_sum": 10_000, "valence_sum2": 10_000_000}
    cell = {"id": 1, "level": "hour", "end_ms": 1_793_610_000_000, "content": "cereal", "zone": "", "stays": sums}
    facts = [("rating", {**store.rating(), "time": 5}), ("rating", {**store.rating(), "site": noise}),
             ("rating", {**store.rating(), "content": noise}), ("rating", {**store.rating(), "value": 1e200}),
             ("rating", {**store.rating(), "content": 7}),
             ("cell", store.fact("cell", **{**cell, "end_ms": None})), ("cell", store.fact("cell", **{**cell, "end_ms": 9 * 10 ** 18}))]
    for name, value in (("valence_n", 1e300), ("valence_n", 9 * 10 ** 18), ("valence_sum", 1e308), ("valence_sum2", -1e308)):
        facts.append(("cell", store.fact("cell", **{**cell, "stays": {**sums, name: value}})))
    texts = [(kind, json.dumps(fact)) for kind, fact in facts]
    texts.append(("rating", '{"key":' + "[" * 300_000 + "]" * 300_000 + "}"))
    texts += [("rating", text) for text in ("nothing", "[]", '{"key": "x"}', "null")]
    return texts


def odd_ones(store):
    """Facts that are kept, or taken back, or passed over, though they are not as mien sends them."""
    return [("rating", {**store.fact("rating_undone"), "id": "seven"}), ("health", store.fact("health_undone", id=1)),
            ("tally", store.fact("tally_undone", id=1)), ("rating", {**store.rating(), "schema": 7}), ("health", {**store.fact("health", version=7, cameras=2 ** 40), "region": 7}),
            ("rating", store.fact("news", text="a\\u0000b \\\\u0000 \u0000")), ("tally", store.fact("tally", people=1e300, emotions=[[1]]))]


class Hub(AppTest):
    def setUp(self):
        super().setUp()
        program("kcat")
        self.postgres, self.kafka = self.service(Postgres), self.service(Kafka, partitions=1)
        self.hub = HubProcess(MIEN, self.scratch, self.postgres.url, f"127.0.0.1:{self.kafka.port}", token=TOKEN)
        self.addCleanup(self.hub.kill)

    def send(self, facts):
        for topic in dict.fromkeys(topic for topic, _ in facts):
            lines = "".join((text if isinstance(text, str) else json.dumps(text)) + "\n" for kind, text in facts if kind == topic)
            subprocess.run(["kcat", "-P", "-b", f"127.0.0.1:{self.kafka.port}", "-t", f"mien.{topic}"], input=lines, text=True, check=True,
                           timeout=60)

    def count(self, table, where="true"):
        if self.postgres.ask(f"SELECT to_regclass('mien.{table}')") == []:
            return 0
        return int(self.postgres.ask(f"SELECT count(*) FROM mien.{table} WHERE {where}")[0][0])

    def test_one_store_that_sends_misfits_stops_no_other(self):
        self.hub.start()
        until(self.hub.answers, 30, self.hub.log)
        good, bad = Store(1, "good"), Store(2, "bad")
        self.send([("rating", good.rating()), ("health", good.fact("health", cameras=4))])
        until(lambda: self.count("rating"), 60, self.hub.log)
        self.hub.kill()
        # What the program lets pass and the database does not, whoever made that rule.
        self.postgres.ask("ALTER TABLE mien.rating ADD CHECK (value <> 3.25)")
        unfit, odd = misfits(bad), odd_ones(bad)
        refused = [("rating", {**bad.rating(), "value": 3.25}) for _ in range(3)]
        mixed = [fact for one in [*unfit, *odd, *refused] for fact in (("rating", good.rating()), one)]
        self.send(mixed)
        self.hub.start()
        until(lambda: self.count("rating", "site = 'good'") >= 1 + len(mixed) // 2, 90, self.hub.log)
        until(lambda: self.hub.metric("mien_hub_foreign_total") >= len(unfit) + len(refused), 30, self.hub.log)
        self.assertEqual(self.hub.metric("mien_hub_foreign_total"), len(unfit) + len(refused))
        self.assertEqual(self.count("rating", "site = 'good'"), 1 + len(mixed) // 2, "something is there twice")
        self.assertEqual(self.count("rating", "site <> 'good'"), 0)
        self.assertEqual(self.count("cell"), 0)
        self.assertEqual(self.postgres.ask("SELECT body->>'text' FROM mien.fact"), [["a\\u0000b \\\\u0000 ?"]])
        self.assertIn("facts that the database does not accept were left out", self.hub.log())
        self.assertEqual(self.hub.metric("mien_hub_failing"), 0)
        self.assertEqual({one["site"]: one["values"] for one in self.hub.get("api/v1/ranking")["sites"]}, {"good": 1 + len(mixed) // 2})

    def test_facts_of_all_months_and_tiny_numbers_stop_no_other(self):
        """A table for each month of two centuries, in one transaction, is more than the database has locks for; the square of 2e-160 is less
        than most readers of numbers take."""
        self.hub.start()
        until(self.hub.answers, 30, self.hub.log)
        good, bad, tiny = Store(1, "good"), Store(2, "bad"), Store(3, "tiny")
        self.send([("rating", good.rating())])
        until(lambda: self.count("rating"), 60, self.hub.log)
        self.hub.kill()
        months = [f"{year}-{month:02}-15T08:00:00.000Z" for year in range(1991, 2200) for month in range(1, 13)]
        small = [("rating", {**tiny.rating(), "value": 2e-160}) for _ in range(5)]
        self.send([*(("rating", {**bad.rating(), "time": time}) for time in months), *small, ("rating", good.rating())])
        self.hub.start()
        until(lambda: self.count("rating", "site = 'good'") == 2, 120, self.hub.log)
        self.assertEqual(self.count("rating", "site = 'tiny'"), len(small))
        kept = self.count("rating", "site = 'bad'")
        self.assertIn(kept, (120, 121), "ten years, and a day")
        until(lambda: self.hub.metric("mien_hub_foreign_total") == len(months) - kept, 30, self.hub.log)
        self.assertIn("a fact of site 'bad' has the time ", self.hub.log())
        self.assertEqual(self.hub.metric("mien_hub_failing"), 0)
        self.assertEqual({one["site"]: one["values"] for one in self.hub.get("api/v1/ranking")["sites"]}, {"bad": kept, "tiny": len(small)})
        self.assertEqual([one["values"] for one in self.hub.get("api/v1/contents")["contents"]], [kept + len(small)])

    def test_a_clock_that_ran_ahead_is_forgotten(self):
        self.hub.start()
        store = Store(1, "early")
        ahead = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(hours=20)
        self.send([("health", {**store.fact("health", cameras=4), "time": ahead.strftime("%Y-%m-%dT%H:%M:%SZ")})])
        until(lambda: self.count("site"), 60, self.hub.log)
        now = datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.000Z")
        self.send([("health", {**store.fact("health", cameras=3), "time": now})])
        until(lambda: self.hub.get("api/v1/sites")["sites"][0]["cameras"] == 3, 30, self.hub.log)

    def test_stores_without_end_are_refused_in_words(self):
        self.hub.start()
        until(lambda: self.postgres.ask("SELECT to_regclass('mien.site')") != [], 60, self.hub.log)
        self.postgres.ask("INSERT INTO mien.site (site, region, store, time, received) SELECT 'made-up-' || i, '', i, now(), now() FROM "
                          "generate_series(1, 50001) i")
        with self.assertRaises(urllib.error.HTTPError) as refused:
            self.hub.get("api/v1/sites")
        self.assertEqual(refused.exception.code, 422)
        self.assertIn("more than 50000 stores", refused.exception.read().decode())


class Alone(AppTest):
    """Without brokers: who may look, and what a signal does."""

    def setUp(self):
        super().setUp()
        self.postgres = self.service(Postgres)
        self.hub = HubProcess(MIEN, self.scratch, self.postgres.url, "nobody:1", token=TOKEN)
        self.addCleanup(self.hub.kill)

    def status(self, token):
        request = urllib.request.Request(f"http://127.0.0.1:{self.hub.port}/metrics", headers={"Authorization": "Bearer " + token})
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return answer.status
        except urllib.error.HTTPError as error:
            return error.code

    def hang_up(self, words):
        said = len(self.hub.log())
        self.hub.process.send_signal(signal.SIGHUP)
        until(lambda: words in self.hub.log()[said:], 15, self.hub.log)

    def test_a_wrong_token_at_the_sign_in_is_in_the_log(self):
        self.hub.start()
        until(self.hub.answers, 30, self.hub.log)
        request = urllib.request.Request(f"http://127.0.0.1:{self.hub.port}/login", b'{"token": "a-guess-of-somebody"}',
                                         {"Content-Type": "application/json"})
        with self.assertRaises(urllib.error.HTTPError) as refused:
            urllib.request.urlopen(request, timeout=30)
        self.assertEqual(refused.exception.code, 401)
        until(lambda: "a wrong token from 127.0.0.1" in self.hub.log(), 5, self.hub.log)
        self.assertNotIn("a-guess-of-somebody", self.hub.log())

    def test_hup_takes_tokens_and_what_is_missing_grants_nothing(self):
        self.hub.start()
        until(self.hub.answers, 30, self.hub.log)
        self.assertEqual(self.status(TOKEN), 200)
        self.hub.configure("tokens: { read: another-token-of-the-office }")
        self.hang_up("tokens and certificate read")
        self.assertEqual((self.status(TOKEN), self.status("another-token-of-the-office")), (401, 200))
        whole = self.hub.file.read_text()
        for cut in ("", whole[: whole.index("tokens")] + "}\n"):
            self.hub.file.write_text(cut)
            self.hang_up("configuration not changed")
            self.assertEqual((self.status(""), self.status("another-token-of-the-office")), (401, 200), cut)

    @unittest.skipUnless(shutil.which("openssl"), "openssl is not installed")
    def test_a_renewed_certificate_is_taken_at_hup(self):
        def certificate():
            subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "9",
                            "-subj", "/CN=localhost", "-keyout", "server.key", "-out", "server.pem"], cwd=self.scratch, check=True,
                           capture_output=True)
            return (self.scratch / "server.pem").read_text().split()

        def shown():
            try:
                return ssl.get_server_certificate(("127.0.0.1", self.hub.port)).split()
            except OSError:
                return None

        first = certificate()
        self.hub.configure(f"tokens: {{ read: {TOKEN} }}, tls: {{ certificate: {self.scratch}/server.pem, key: {self.scratch}/server.key }}")
        self.hub.start()
        until(lambda: shown() == first, 30, self.hub.log)
        second = certificate()
        self.hang_up("tokens and certificate read")
        until(lambda: shown() == second, 10, "the renewed certificate is not shown")

    def test_alert_rules_ask_for_what_it_tells(self):
        promtool, rules = program("promtool"), RULES.read_text()
        checked = subprocess.run([promtool, "check", "rules", RULES], capture_output=True, text=True, timeout=60)
        self.assertEqual(checked.returncode, 0, checked.stdout + checked.stderr)
        self.hub.start()
        until(self.hub.answers, 30, self.hub.log)
        named = set(re.findall(r"\bmien_hub_\w+", rules))
        self.assertEqual(len(named), 2)
        for name in named:
            self.assertEqual(self.hub.metric(name), 0, name)
        linted = subprocess.run([promtool, "check", "metrics"], input=self.hub.ask("metrics").decode(), capture_output=True, text=True,
                                timeout=60)
        self.assertEqual(linted.returncode, 0, linted.stderr)

    def test_a_service_manager_hears_of_it(self):
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
            manager.bind(f"{self.scratch}/notify")
            manager.settimeout(60)
            environment = {**os.environ, "NOTIFY_SOCKET": f"{self.scratch}/notify", "WATCHDOG_USEC": "2000000"}
            with open(self.scratch / "hub.log", "ab") as log:
                self.hub.process = subprocess.Popen([MIEN, "hub", "-c", str(self.hub.file)], env=environment, stdout=log, stderr=log)
            heard = []
            while heard.count("WATCHDOG=1") < 2:
                heard.append(manager.recv(4096).decode())
            self.assertIn("READY=1", heard[0])
            began = time.monotonic()
            self.hub.process.send_signal(signal.SIGTERM)
            while heard[-1] != "STOPPING=1":
                heard.append(manager.recv(4096).decode())
            self.assertEqual(self.hub.process.wait(30), 0)
            self.assertLess(time.monotonic() - began, 20)


if __name__ == "__main__":
    unittest.main()
