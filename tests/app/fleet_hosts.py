"""Hosts of a fleet for its tests: servers that name no camera themselves, each in a folder of its own."""

import contextlib
import http.client
import os
import pathlib
import subprocess
import sys

from app import MIEN, AppTest, mien
from server import ADMIN, READ, Server, config_text

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests/servers"))

SECRETS = {**os.environ, "MIEN_READ": READ, "MIEN_RATE": "rate-token-9b3e61d4c8", "MIEN_ADMIN": ADMIN}


class Host(Server):
    """A server of a folder of its own that names no camera itself; `place`: in a network namespace."""

    def __init__(self, folder, name, kafka, reached=False, place=None, session=6):
        folder = folder / name
        folder.mkdir()
        listen = "0.0.0.0:" if reached else "127.0.0.1:"
        brokers = f"{kafka.address}:{kafka.port}"
        sinks = f'site: {{ name: dc }}\nsinks: {{ publish: stays, kafka: {{ brokers: ["{brokers}"] }} }}\n' if place else ""
        super().__init__(folder, lambda port: config_text(port, cameras={}, extra=sinks).replace("127.0.0.1:", listen, 1))
        self.name, self.place, self.fleet = name, place, folder / "fleet.yaml"
        self.fleet.write_text(f'kafka: {{ brokers: ["{brokers}"] }}\nhost: {name}\nsession_seconds: {session:g}\n')

    def start(self, timeout=120):
        environment = SECRETS
        command = [*(self.place.command if self.place else []), MIEN, "serve", "-c", str(self.file), "--fleet", str(self.fleet)]
        with open(self.folder / "log.txt", "ab") as log:
            self.process = subprocess.Popen(command, cwd=self.folder, stdout=log, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL,
                                            env=environment)
        self.until(lambda: self.answers("/healthz"), timeout, "the server does not answer")
        return self

    def connection(self, timeout):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        with self.place.inside() if self.place else contextlib.nullcontext():
            connection.connect()
        return connection

    def held(self):
        """Why each of its cameras does not run; None: it runs."""
        try:
            return {one["name"]: one["held"] and (one["held"]["why"], one["held"]["words"])
                    for one in self.get("/api/v1/cameras", READ, timeout=10).json()["cameras"]}
        except OSError:
            return {}

    def suspended(self):
        """Of each of its cameras, whether its figures are suspended."""
        try:
            return {one["name"]: one["suspended"] is not None for one in self.get("/api/v1/cameras", READ, timeout=10).json()["cameras"]}
        except OSError:
            return {}

    def cameras(self):
        """Those that it has, and how many of them are live."""
        try:
            return {one["name"]: one["state"] for one in self.get("/api/v1/cameras", READ, timeout=10).json()["cameras"]}
        except OSError:
            return {}


class FleetTest(AppTest):
    def ok(self, *arguments):
        done = mien(*arguments, env=SECRETS)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout
