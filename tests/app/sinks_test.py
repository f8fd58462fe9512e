"""Results to receivers: a real Mosquitto, PostgreSQL, Kafka and HTTPS server get each acknowledged fact once, whatever was away
or killed meanwhile; wrong settings are said in words and harm no camera. MIEN_KILLS, MIEN_AWAY_SECONDS: the long form."""

import collections
import glob
import hashlib
import hmac
import http.server
import json
import os
import pathlib
import random
import ssl
import subprocess
import sys
import tempfile
import threading
import time
import unittest

from app import AppTest, have
from load import Clients
from server import ADMIN, MODELS, RATE, Server, config_text

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests/servers"))
from brokers import Kafka, Mosquitto, Postgres, program, until  # noqa: E402

AWAY = float(os.environ.get("MIEN_AWAY_SECONDS", 6))
KILLS = int(os.environ.get("MIEN_KILLS", 8))
SECRET = "planted-Hook-5521"


def schemas():
    """Validators by schema name; of the tool's own environment (tools/api-venv)."""
    for place in glob.glob(str(ROOT / ".deps/api-venv/lib/python3*/site-packages")):
        sys.path.append(place)
    try:
        import jsonschema_rs
    except ImportError:
        raise unittest.SkipTest("needs jsonschema-rs: tools/api-venv") from None
    files = [json.loads(file.read_text()) for file in (ROOT / "docs/schema").glob("*.json")]
    return {one["$id"]: jsonschema_rs.validator_for(one, validate_formats=True) for one in files}


class Listener:
    """mosquitto_sub: (topic, retained, payload) as they come."""

    def __init__(self, port, *more):
        self.got = []
        self.process = subprocess.Popen([program("mosquitto_sub"), "-p", str(port), "-t", "#", "-q", "1", "-F", "%t %r %p", *more],
                                        stdout=subprocess.PIPE, text=True)
        self.thread = threading.Thread(target=self.read, daemon=True)
        self.thread.start()

    def read(self):
        for line in self.process.stdout:
            self.got.append(tuple(line.rstrip("\n").split(" ", 2)))

    def last(self):
        return {topic: payload for topic, _, payload in list(self.got)}

    def close(self):
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()


class Hook:
    """An HTTPS server that keeps what it is told; refuses with `status`."""

    def __init__(self, folder):
        self.calls, self.status = [], 200
        self.certificate, key = folder / "hook.pem", folder / "hook.key"
        subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out", self.certificate, "-days",
                        "2", "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"], check=True, capture_output=True)
        hook = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                if hook.status == 200:
                    hook.calls.append((self.headers["X-Mien-Signature"], body))
                self.send_response(hook.status)
                self.end_headers()

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.certificate, key)
        self.server.socket = context.wrap_socket(self.server.socket, server_side=True)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def url(self):
        return f"https://localhost:{self.server.server_address[1]}/mien"

    def close(self):
        self.server.shutdown()
        self.server.server_close()


def of_kafka(port, topic):
    """All messages of a topic: (key, text)."""
    done = subprocess.run([program("kcat"), "-C", "-b", f"127.0.0.1:{port}", "-t", topic, "-o", "beginning", "-e", "-q", "-f",
                           "%k\t%s\n"], capture_output=True, text=True, timeout=60)
    return [tuple(line.split("\t", 1)) for line in done.stdout.splitlines()]


def with_sinks(sinks, **how):
    extra = "site: { name: store-17, region: north }\nsinks:\n" + "".join(f"  {name}: {value}\n" for name, value in sinks.items())
    return lambda port: config_text(port, extra=extra, **how)


@unittest.skipUnless(have(*MODELS), "needs MIEN_MODELS_DIR with models and sample footage")
class SinkTest(AppTest):
    def start(self, sinks, ready=True, **how):
        server = Server(self.scratch, with_sinks(sinks, **how))
        self.addCleanup(lambda: server.process.poll() is None and server.kill())
        server.start()
        return server.ready() if ready else server

    def service(self, kind, *arguments, **keywords):
        one = kind(self.scratch, *arguments, **keywords)
        self.addCleanup(one.kill)
        return one.start()

    def expect_once(self, postgres, acknowledged, timeout=90):
        """Each acknowledged rating is one row; no row is there twice."""
        def stored():
            return [row[0] for row in postgres.ask("SELECT ref FROM mien.rating")]
        until(lambda: set(acknowledged) <= set(stored()), timeout,
              lambda: f"{len(set(acknowledged) - set(stored()))} of {len(acknowledged)} acknowledged ratings are missing")
        rows = stored()
        twice = [ref for ref, count in collections.Counter(rows).items() if count > 1]
        self.assertEqual(twice, [], "stored twice")
        return len(rows)


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
        self.assertIn("sink postgres: reached again", server.log())
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


class Wrong(SinkTest):
    def said(self, server, *words, timeout=90):
        until(lambda: all(word in server.log() for word in words), timeout, lambda: f"{words} not in\n{server.log()}")
        self.assertEqual(server.post("/api/v1/ratings", {"content": "cereal", "rating": 4}, RATE).status, 201)

    def test_postgres(self):
        postgres = self.service(Postgres)
        missing = postgres.url.replace("/postgres", "/nobody")
        server = self.start({"postgres": f'{{ url: "{missing}" }}'}, ready=False)
        self.said(server, "sink postgres", 'database "nobody" does not exist', "create the database")
        server.kill()
        (postgres.data / "pg_hba.conf").write_text("host all mien 127.0.0.1/32 scram-sha-256\nlocal all mien trust\n")
        postgres.kill()
        postgres.start()
        server = self.start({"postgres": f'{{ url: "{postgres.url.replace("mien@", "mien:wr0ng-planted@")}" }}'}, ready=False)
        self.said(server, "password authentication failed", "check the user and the password")
        self.assertNotIn("wr0ng-planted", server.log())
        server.kill()
        (postgres.data / "pg_hba.conf").write_text("host all all 127.0.0.1/32 trust\n")
        postgres.kill()
        postgres.start("-c", "default_transaction_read_only=on")
        server = self.start({"postgres": f'{{ url: "{postgres.url}" }}'}, ready=False)
        self.said(server, "read-only transaction", "is it a standby?")
        postgres.kill()
        postgres.start()
        until(lambda: postgres.ask("SELECT to_regclass('mien.rating') IS NOT NULL") == [["t"]] and
              postgres.ask("SELECT count(*) FROM mien.rating") == [["3"]], 60, server.log)

    def test_mqtt(self):
        passwords = self.scratch / "passwords"
        passwords.write_text("")
        mosquitto = self.service(Mosquitto, ("allow_anonymous false", f"password_file {passwords}"))
        server = self.start({"mqtt": f"{{ host: 127.0.0.1, port: {mosquitto.port}, username: u, password: wr0ng-planted }}"}, ready=False)
        self.said(server, "sink mqtt", "not authorised", "check sinks.mqtt")
        self.assertNotIn("wr0ng-planted", server.log())
        server.kill()
        server = self.start({"mqtt": f"{{ host: 127.0.0.1, port: {mosquitto.port}, tls: {{ ca: {ROOT}/README.md }} }}"}, ready=False)
        self.said(server, "sink mqtt", "no certificate or crl found", "check sinks.mqtt")

    def test_kafka(self):
        kafka = self.service(Kafka, lines=("auto.create.topics.enable=false",))
        server = self.start({"kafka": f'{{ brokers: ["127.0.0.1:{kafka.port}"] }}'}, ready=False)
        server.post("/api/v1/ratings", {"content": "cereal", "rating": 4}, RATE)
        self.said(server, "sink kafka", "Unknown topic or partition", "check sinks.kafka")
        server.kill()
        server = self.start({"kafka": '{ brokers: ["127.0.0.1:9"] }'}, ready=False)
        self.said(server, "sink kafka", "onnection refused")

    def test_webhook(self):
        hook = Hook(self.scratch)
        self.addCleanup(hook.close)
        server = self.start({"webhook": f'{{ url: "{hook.url}", secret: {SECRET}, rules: [{{ when: rating }}] }}'}, ready=False)
        server.post("/api/v1/ratings", {"content": "cereal", "rating": 4}, RATE)
        self.said(server, "sink webhook", "certificate", "check sinks.webhook")
        server.kill()
        hook.status = 503
        server = self.start({"webhook": f'{{ url: "{hook.url}", secret: {SECRET}, ca: "{hook.certificate}", rules: [{{ when: rating }}] }}'},
                            ready=False)
        server.ready()
        self.said(server, "answered 503")
        hook.status = 200
        until(lambda: len(hook.calls) >= 3, 60, server.log)
        self.assertNotIn(SECRET, server.log())


if __name__ == "__main__":
    unittest.main()
