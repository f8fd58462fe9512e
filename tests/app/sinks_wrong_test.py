"""Receivers that refuse, and settings that are wrong: said in words, nothing is lost, no camera is harmed."""

import socket
import subprocess
import unittest

from receivers import ROOT, SECRET, Hook, SinkTest
from server import RATE

from brokers import Kafka, Mosquitto, Postgres, until  # receivers says where it is


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
        # What the database never takes (a rule of its owner's) holds up nothing else, and is said.
        postgres.ask("ALTER TABLE mien.rating ADD CHECK (value <> 2)")
        self.assertEqual(server.post("/api/v1/ratings", {"content": "cereal", "rating": 2}, RATE).status, 201)
        self.said(server, "does not accept were left out", "violates check constraint")
        until(lambda: postgres.ask("SELECT value, count(*) FROM mien.rating GROUP BY 1") == [["4", "4"]], 60, server.log)

    def test_postgres_with_a_lock_that_stays(self):
        """As one of a program that stands still. It is said, nothing is left out, and the url's own options hold."""
        postgres = self.service(Postgres)
        server = self.start({"postgres": f'{{ url: "{postgres.url}?options=-c%20lock_timeout%3D300ms" }}'}, ready=False)
        until(lambda: postgres.ask("SELECT to_regclass('mien.rating')") != [], 60, server.log)
        postgres.ask("ALTER TABLE mien.rating ADD said text DEFAULT current_setting('lock_timeout') || ' ' || "
                     "current_setting('idle_in_transaction_session_timeout')")
        holder = subprocess.Popen(["psql", "-X", "-c", "BEGIN; LOCK TABLE mien.rating; SELECT pg_sleep(600)", postgres.url],
                                  stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.addCleanup(holder.wait)
        self.addCleanup(holder.kill)
        until(lambda: postgres.ask("SELECT count(*) FROM pg_locks WHERE relation = 'mien.rating'::regclass AND granted AND mode = "
                                   "'AccessExclusiveLock'") == [["1"]], 30, server.log)
        self.assertEqual(server.post("/api/v1/ratings", {"content": "cereal", "rating": 4}, RATE).status, 201)
        self.said(server, "sink postgres", "lock timeout", "another session holds what it needs")
        postgres.ask("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE '%pg_sleep%' AND pid <> pg_backend_pid()")
        until(lambda: postgres.ask("SELECT said, count(*) FROM mien.rating GROUP BY 1") == [["300ms 30s", "2"]], 60, server.log)

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

    def test_a_webhook_that_never_answers_is_not_waited_for_at_the_end(self):
        with socket.create_server(("127.0.0.1", 0)) as silent:
            silent.settimeout(60)
            url = f"http://127.0.0.1:{silent.getsockname()[1]}/"
            server = self.start({"webhook": f'{{ url: "{url}", secret: {SECRET}, rules: [{{ when: rating }}] }}'})
            server.post("/api/v1/ratings", {"content": "cereal", "rating": 4}, RATE)
            connection, _ = silent.accept()
            self.addCleanup(connection.close)
            server.stop()
            self.assertIn("did not answer before mien ended", server.log())


if __name__ == "__main__":
    unittest.main()
