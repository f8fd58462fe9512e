"""Ratings under load: many clients, each with a connection that it keeps; what was acknowledged is written down."""

import contextlib
import http.client
import json
import sqlite3
import threading
import time


class Clients:
    """`clients` threads that together send `per_second` ratings, until told to stop or for `seconds`."""

    def __init__(self, port, token, clients=50, per_second=1000, batch=1, content="cereal", prefix="r"):
        self.port, self.token, self.clients, self.batch, self.content = port, token, clients, batch, content
        self.pause = clients * batch / per_second if per_second else 0
        self.prefix = prefix
        self.stop = threading.Event()
        self.lock = threading.Lock()
        self.acknowledged, self.latencies, self.statuses, self.broken, self.sent = [], [], {}, 0, 0
        self.threads = [threading.Thread(target=self.run, args=(i,), daemon=True) for i in range(clients)]

    def start(self):
        self.started = time.monotonic()
        for thread in self.threads:
            thread.start()
        return self

    def finish(self):
        self.stop.set()
        for thread in self.threads:
            thread.join(40)
        self.seconds = time.monotonic() - self.started
        return self

    def run(self, number):
        connection, count, wait = None, 0, 0.0
        due = time.monotonic() + self.pause * number / self.clients
        while not self.stop.wait(max(0.0, due - time.monotonic(), wait)):
            due, wait = max(due + self.pause, time.monotonic() - 1), 0.0
            ids = [f"{self.prefix}-{number}-{count + i}" for i in range(self.batch)]
            count += self.batch
            body = [{"content": self.content, "rating": 1 + i % 5, "id": name} for i, name in enumerate(ids)]
            began = time.monotonic()
            try:
                connection = connection or http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
                connection.request("POST", "/api/v1/ratings", json.dumps(body[0] if self.batch == 1 else {"ratings": body}),
                                   {"Content-Type": "application/json", "Authorization": "Bearer " + self.token})
                answer = connection.getresponse()
                answer.read()
            except (OSError, http.client.HTTPException):
                with self.lock:
                    self.broken += 1
                    self.sent += self.batch
                connection.close()
                connection, wait = None, 0.05
                continue
            if answer.will_close:
                connection = None
            if answer.status in (429, 503):
                wait = float(answer.getheader("Retry-After") or 1)
            with self.lock:
                self.sent += self.batch
                self.statuses[answer.status] = self.statuses.get(answer.status, 0) + 1
                self.latencies.append(time.monotonic() - began)
                if answer.status == 201:
                    self.acknowledged += ids
        if connection:
            connection.close()

    def percentile(self, share):
        ordered = sorted(self.latencies)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else float("nan")

    def words(self):
        return (f"{len(self.acknowledged)} ratings acknowledged in {self.seconds:.1f} s by {self.clients} clients "
                f"({len(self.acknowledged) / self.seconds:.0f}/s), statuses {self.statuses}, {self.broken} broken, "
                f"answer p50 {self.percentile(.5) * 1e3:.1f} ms, p99 {self.percentile(.99) * 1e3:.1f} ms")


def rows(database, query, *values):
    with contextlib.closing(sqlite3.connect(database, timeout=30)) as connection:
        return connection.execute(query, values).fetchall()


def stored_ids(database):
    return [row[0] for row in rows(database, "SELECT source_row FROM ratings")]


def integrity(database):
    return [row[0] for row in rows(database, "PRAGMA integrity_check")]
