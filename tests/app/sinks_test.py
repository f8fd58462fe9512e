"""Results to receivers: a real Mosquitto, PostgreSQL, Kafka and HTTPS server get each acknowledged fact once, whatever was away
or killed meanwhile. MIEN_KILLS, MIEN_AWAY_SECONDS: the long form."""

import contextlib
import hashlib
import hmac
import json
import os
import random
import sqlite3
import time
import unittest

from app import footage, mien
from load import Clients
from receivers import SECRET, Hook, Listener, SinkTest, of_kafka, schemas, with_sinks
from server import ADMIN, RATE, Server

from brokers import Kafka, Mosquitto, Postgres, until  # receivers says where it is

AWAY = float(os.environ.get("MIEN_AWAY_SECONDS", 6))
KILLS = int(os.environ.get("MIEN_KILLS", 8))


class EveryReceiver(SinkTest):
    def test_each_gets_each_fact_once_and_as_its_schema_says(self):
        mosquitto, postgres, kafka = self.service(Mosquitto), self.service(Postgres), self.service(Kafka)
        hook = Hook(self.scratch)
        self.addCleanup(hook.close)
        listener = Listener(mosquitto.port)
        self.addCleanup(listener.close)
        server = self.start({
            "mqtt": f"{{ host: 127.0.0.1, port: {mosquitto.port}, home_assistant: true }}",
            "kafka": f'{{ brokers: ["127.0.0.1:{kafka.port}"] }}', "postgres": f'{{ url: "{postgres.url}" }}',
            "webhook": f'{{ url: "{hook.url}", secret: {SECRET}, ca: "{hook.certificate}", rules: [{{ when: rating }}] }}'})
        ratings = [{"content": "cereal", "rating": 1 + i % 5, "id": f"r{i}"} for i in range(200)]
        self.assertEqual(server.post("/api/v1/ratings", {"ratings": ratings}, RATE).status, 201)
        refs = {one["id"] for one in ratings}
        self.expect_once(postgres, refs)
        until(lambda: len(of_kafka(kafka.port, "mien.rating")) >= 200, 60, server.log)
        until(lambda: len(hook.calls) >= 200, 60, server.log)
        until(lambda: sum(topic.endswith("/rating") and "contents" not in topic for topic, _, _ in list(listener.got)) >= 200, 60,
              server.log)
        in_kafka = of_kafka(kafka.port, "mien.rating")
        self.assertEqual(sorted(json.loads(text)["ref"] for _, text in in_kafka), sorted(refs))
        self.assertEqual({key for key, _ in in_kafka}, {"store-17/"})
        for signature, body in hook.calls:
            self.assertEqual(signature, "sha256=" + hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest())
        # Figures by SQL there and here.
        here = {(row["content"], row["rating"]) for row in ratings}
        self.assertEqual({(content, int(float(value))) for content, value in postgres.ask(
            "SELECT DISTINCT content, value FROM mien.rating")}, here)
        self.undo(server, postgres)
        self.states(listener, server)
        self.validate(kafka, listener, hook)

    def undo(self, server, postgres):
        answer = server.request("DELETE", "/api/v1/ratings?content=cereal", token=ADMIN)
        self.assertEqual(answer.status, 200, answer)
        until(lambda: postgres.ask("SELECT count(*) FROM mien.rating") == [["0"]], 30, server.log)

    def states(self, listener, server):
        root = "mien/store-17"
        until(lambda: listener.last().get(f"{root}/aisle/status/detect") == "online", 30, server.log)
        last = listener.last()
        self.assertEqual(last[f"{root}/available"], "online")
        self.assertEqual(last[f"{root}/aisle/people"], "0")
        device = json.loads(last["homeassistant/binary_sensor/mien_store_17_aisle/Connected/config"])
        self.assertEqual(device["state_topic"], f"{root}/aisle/status/detect")
        self.assertEqual(device["availability_topic"], f"{root}/available")
        self.assertEqual((device["payload_on"], device["device_class"]), ("online", "connectivity"))
        until(lambda: f"{root}/health" in listener.last(), 60, server.log)
        server.kill()  # the last will
        until(lambda: listener.last()[f"{root}/available"] == "offline", 90, "no last will")
        late = Listener(listener.process.args[2])
        self.addCleanup(late.close)
        until(lambda: late.last().get(f"{root}/available") == "offline", 10, "the state is not retained")

    def validate(self, kafka, listener, hook):
        of = schemas()
        texts = [text for topic in ("mien.rating", "mien.health", "mien.camera_state") for _, text in of_kafka(kafka.port, topic)]
        texts += [payload for _, _, payload in listener.got if payload.startswith('{"schema"')] + [body for _, body in hook.calls]
        seen = set()
        for text in texts:
            message = json.loads(text)
            seen.add(message["schema"])
            of[message["schema"]].validate(message)
        self.assertLessEqual({"mien/rating/1", "mien/rating_undone/1", "mien/health/1", "mien/camera_state/1", "mien/call/1"}, seen)


class Sights(SinkTest):
    def test_leave_where_the_configuration_lets_them_and_are_the_events_that_a_run_writes(self):
        mosquitto = self.service(Mosquitto)
        listener = Listener(mosquitto.port)
        self.addCleanup(listener.close)
        config = self.scratch / "run.yaml"
        for publish, leave in (("stays", False), ("sights", True)):
            config.write_text(f'cameras: {{ aisle: {{ input: "{footage("single_face.mp4")}", content: cereal }} }}\nsite: {{ name: store-17 }}\n'
                              f"sinks: {{ publish: {publish}, mqtt: {{ host: 127.0.0.1, port: {mosquitto.port} }} }}\n")
            out = self.scratch / publish
            done = mien("run", "-c", config, "-o", out)
            self.assertEqual(done.returncode, 0, done.stderr)
            events = self.events(out)
            sights = lambda: [json.loads(text) for topic, _, text in list(listener.got) if topic == "mien/store-17/aisle/sight"]  # noqa: E731
            if leave:
                until(lambda: len(sights()) >= len(events), 30, lambda: f"{len(sights())} of {len(events)}\n{done.stderr}")
            self.assertEqual(len(sights()), len(events) if leave else 0)
        self.assertIn("the faces of each moment", done.stderr)
        for sight, event in zip(sights(), events):
            schemas()["mien/sight/1"].validate(sight)
            event.pop("system_timestamp")
            self.assertEqual({key: sight[key] for key in event}, event)

    def test_of_a_live_camera_leave_until_its_figures_are_suspended(self):
        mosquitto = self.service(Mosquitto)
        listener = Listener(mosquitto.port)
        self.addCleanup(listener.close)
        server = self.start({"publish": "sights", "mqtt": f"{{ host: 127.0.0.1, port: {mosquitto.port} }}"}, cameras={
            "aisle": f'{{ input: "loop:{footage("single_face.mp4")}", content: cereal, sleep: never, detect: {{ fps: 4 }} }}'})
        sights = lambda: [text for topic, _, text in list(listener.got) if topic == "mien/store-17/aisle/sight"]  # noqa: E731
        people = lambda: listener.last().get("mien/store-17/aisle/people")  # noqa: E731
        until(lambda: len(sights()) > 3, 60, server.log)
        until(lambda: people() == "1", 30, lambda: f"{people()}\n{server.log()}")
        schemas()["mien/sight/1"].validate(json.loads(sights()[0]))
        why = {"name": "Ana Ruiz", "reason": "it was moved", "figures_only": True}
        self.assertEqual(server.post("/api/v1/cameras/aisle/pause", why, ADMIN).status, 200)
        time.sleep(3)  # those that were on their way
        before = len(sights())
        time.sleep(3)
        self.assertEqual(len(sights()), before)
        self.assertEqual(people(), "None")
        self.assertEqual(server.request("DELETE", "/api/v1/cameras/aisle/pause", token=ADMIN).status, 200)
        until(lambda: len(sights()) > before, 30, server.log)
        until(lambda: people() == "1", 30, lambda: f"{people()}\n{server.log()}")


    def test_of_another_hosts_time_leave_postgresql(self):
        postgres = self.service(Postgres)
        server = self.start({"publish": "sights", "postgres": f'{{ url: "{postgres.url}" }}'}, cameras={
            "aisle": f'{{ input: "loop:{footage("single_face.mp4")}", content: cereal, sleep: never, detect: {{ fps: 4 }} }}'})

        def claim(fence, since_ms):
            """As a host of a fleet keeps it; here this server is the other host, too."""
            with contextlib.closing(sqlite3.connect(server.folder / "mien.db")) as database, database:
                database.execute("INSERT INTO camera_claims VALUES ('aisle', ?, ?, 1)", (fence, since_ms))

        def sights(condition):
            return int(postgres.ask(f"SELECT count(*) FROM mien.fact WHERE kind = 'mien/sight/1' AND {condition}")[0][0])

        until(lambda: sights("fence IS NULL") > 0, 60, server.log)
        claim(10, int(time.time() * 1000))
        until(lambda: sights("fence = 10") > 8, 60, server.log)
        moment = int(postgres.ask("SELECT (extract(epoch FROM max(time)) * 1000)::bigint - 1000 FROM mien.fact WHERE fence = 10")[0][0])
        since = f"time >= to_timestamp({moment} / 1000.0)"
        self.assertGreater(sights(f"fence = 10 AND {since}"), 0)
        claim(11, moment)
        until(lambda: sights("fence = 11") > 0, 60, server.log)
        self.assertEqual(sights(f"fence = 10 AND {since}"), 0)
        self.assertGreater(sights("fence = 10"), 0)
        self.assertGreater(sights("fence IS NULL"), 0, "nobody's fence: not judged")


class Away(SinkTest):
    def test_what_a_receiver_missed_it_gets_once(self):
        postgres, mosquitto = self.service(Postgres), self.service(Mosquitto)
        server = self.start({"postgres": f'{{ url: "{postgres.url}" }}', "mqtt": f"{{ host: 127.0.0.1, port: {mosquitto.port} }}",
                             "outbox": "{ per_second: 20000 }"})
        load = Clients(server.port, RATE, clients=8, per_second=300).start()
        time.sleep(1)
        postgres.kill()
        mosquitto.freeze()
        time.sleep(AWAY)
        mosquitto.thaw()
        postgres.start()
        time.sleep(2)
        load.finish()
        self.assertGreater(len(load.acknowledged), 100)
        self.assertEqual(set(load.statuses), {201}, "a receiver that is away harms nobody here")
        self.expect_once(postgres, load.acknowledged)
        metrics = server.get("/metrics", ADMIN).body.decode()
        self.assertIn('mien_sink_dropped_total{sink="postgres"} 0', metrics)
        self.assertIn("sink postgres: reachable again", server.log())
        print(f"\naway {AWAY:g} s: {load.words()}")


class Killed(SinkTest):
    def test_the_server_is_killed_again_and_again(self):
        postgres = self.service(Postgres)
        server = Server(self.scratch, with_sinks({"postgres": f'{{ url: "{postgres.url}" }}', "outbox": "{ per_second: 20000 }"}))
        chance, acknowledged = random.Random(7), []
        for kill in range(KILLS):
            server.start()
            if kill % 2:
                server.ready()
            load = Clients(server.port, RATE, clients=4, per_second=200, prefix=f"k{kill}").start()
            time.sleep(chance.uniform(0.1, 2))
            server.kill()
            load.finish()
            acknowledged += load.acknowledged
        server.start().ready()
        self.addCleanup(server.kill)
        stored = self.expect_once(postgres, acknowledged)
        print(f"\n{KILLS} kills: {len(acknowledged)} ratings acknowledged, {stored} in PostgreSQL, none twice")


if __name__ == "__main__":
    unittest.main()
