"""Cameras that hosts share over a real Kafka: three servers, one killed, one cut off (frozen); all cameras run again within the
session's time and some seconds, each on one host."""

import json
import os
import pathlib
import signal
import subprocess
import sys
import time
import unittest

from app import MIEN, AppTest, footage, have, mien
from server import ADMIN, MODELS, READ, Server, config_text

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests/servers"))
from brokers import Kafka, until  # noqa: E402

CAMERAS = int(os.environ.get("MIEN_FLEET_CAMERAS", 6))
SESSION = 6
SECRETS = {**os.environ, "MIEN_READ": READ, "MIEN_RATE": "rate-token-9b3e61d4c8", "MIEN_ADMIN": ADMIN}


class Host(Server):
    """A server of a folder of its own that names no camera itself."""

    def __init__(self, folder, name, kafka, reached=False):
        folder = folder / name
        folder.mkdir()
        listen = "0.0.0.0:" if reached else "127.0.0.1:"
        super().__init__(folder, lambda port: config_text(port, cameras={}).replace("127.0.0.1:", listen))
        self.name, self.fleet = name, folder / "fleet.yaml"
        self.fleet.write_text(f'kafka: {{ brokers: ["127.0.0.1:{kafka.port}"] }}\nhost: {name}\nsession_seconds: {SESSION}\n')

    def start(self, timeout=120):
        environment = SECRETS
        with open(self.folder / "log.txt", "ab") as log:
            self.process = subprocess.Popen([MIEN, "serve", "-c", str(self.file), "--fleet", str(self.fleet)], cwd=self.folder,
                                            stdout=log, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, env=environment)
        self.until(lambda: self.answers("/healthz"), timeout, "the server does not answer")
        return self

    def held(self):
        """Why each of its cameras does not run; None: it runs."""
        try:
            return {one["name"]: one["held"] and (one["held"]["why"], one["held"]["words"])
                    for one in self.get("/api/v1/cameras", READ, timeout=10).json()["cameras"]}
        except OSError:
            return {}

    def cameras(self):
        """Those that it has, and how many of them are live."""
        try:
            return {one["name"]: one["state"] for one in self.get("/api/v1/cameras", READ, timeout=10).json()["cameras"]}
        except OSError:
            return {}


@unittest.skipUnless(have(*MODELS), "needs MIEN_MODELS_DIR with models and sample footage")
class Fleet(AppTest):
    def test_cameras_move_when_a_host_dies_or_is_cut_off(self):
        kafka = Kafka(self.scratch, lines=("group.min.session.timeout.ms=1000",))
        kafka.start()
        self.addCleanup(kafka.kill)
        fleet = self.scratch / "fleet.yaml"
        fleet.write_text(f'kafka: {{ brokers: ["127.0.0.1:{kafka.port}"] }}\n')
        cameras = self.scratch / "cameras.yaml"
        names = {f"camera-{i}" for i in range(CAMERAS)}
        cameras.write_text("cameras:\n" + "".join(
            f'  {name}: {{ input: "loop:{footage("no_face.mp4")}", content: cereal, detect: {{ fps: 1 }} }}\n' for name in sorted(names)))
        done = mien("fleet", "cameras", "put", "-f", fleet, cameras)
        self.assertEqual(done.returncode, 0, done.stderr)
        listed = json.loads(mien("fleet", "cameras", "list", "-f", fleet, "--json").stdout)
        self.assertEqual({one["camera"] for one in listed["cameras"]}, names)
        hosts = [Host(self.scratch, f"host-{i}", kafka) for i in range(3)]
        for host in hosts:
            self.addCleanup(lambda host=host: host.process and host.process.poll() is None and host.kill())
            host.start()

        def settled(those):
            held = [host.cameras() for host in those]
            every = [name for one in held for name in one]
            return sorted(every) == sorted(names) and all(state == "live" for one in held for state in one.values())

        until(lambda: settled(hosts), 180, lambda: "\n".join(host.log() for host in hosts))
        # Cameras are live before the group's last round is over; what is said then is that of a group at rest.
        status = lambda: json.loads(mien("fleet", "status", "-f", fleet, "--json").stdout or "{}")  # noqa: E731
        until(lambda: (status().get("cameras"), status().get("without_host")) == (CAMERAS, 0), 60, lambda: f"{status()}")
        before = [set(host.cameras()) for host in hosts]
        hosts[0].kill()
        began = time.monotonic()
        until(lambda: settled(hosts[1:]), 60, lambda: "\n".join(host.log() for host in hosts))
        print(f"\na host killed: {CAMERAS} cameras live on two others after {time.monotonic() - began:.1f} s (session {SESSION} s)")
        for host, had in zip(hosts[1:], before[1:]):
            self.assertLessEqual(had, set(host.cameras()), "what a host had it keeps")
        hosts[1].signal(signal.SIGSTOP)
        began = time.monotonic()
        until(lambda: settled(hosts[2:]), 60, lambda: "\n".join(host.log() for host in hosts))
        print(f"a host frozen: {CAMERAS} cameras live on the last after {time.monotonic() - began:.1f} s")
        hosts[1].signal(signal.SIGCONT)
        until(lambda: settled(hosts[1:]), 90, lambda: "\n".join(host.log() for host in hosts))
        done = mien("fleet", "cameras", "remove", "-f", fleet, "camera-0")
        self.assertEqual(done.returncode, 0, done.stderr)
        names.discard("camera-0")
        until(lambda: settled(hosts[1:]), 60, lambda: "\n".join(host.log() for host in hosts))
        self.assertEqual(mien("fleet", "cameras", "remove", "-f", fleet, "camera-0").returncode, 2)

    def test_what_people_decided_goes_along_with_the_camera(self):
        kafka = Kafka(self.scratch, lines=("group.min.session.timeout.ms=1000",))
        kafka.start()
        self.addCleanup(kafka.kill)
        fleet, cameras = self.scratch / "fleet.yaml", self.scratch / "cameras.yaml"
        fleet.write_text(f'kafka: {{ brokers: ["127.0.0.1:{kafka.port}"] }}\n')

        def put(zone=""):
            cameras.write_text("cameras:\n" + "".join(f'  {name}: {{ input: "loop:{footage("no_face.mp4")}", content: cereal, detect: {{ fps: 1 }}'
                                                       f'{zone} }}\n' for name in ("door", "till")))
            self.ok("fleet", "cameras", "put", "-f", fleet, cameras)

        put()
        hosts = [Host(self.scratch, f"host-{i}", kafka, reached=True) for i in range(2)]
        for host in hosts:
            self.addCleanup(lambda host=host: host.process and host.process.poll() is None and host.kill())
            host.start()

        def until_held(those, expected):
            def seen():
                held = {}
                for host in those:
                    held.update(host.held())
                return {name: why and why[0] for name, why in held.items()} == expected and held
            until(seen, 90, lambda: f"{expected} {[host.held() for host in those]}\n" + "\n".join(host.log() for host in those))
            return seen()

        # Others reach these hosts: no camera runs before its notice hangs, wherever it is.
        until_held(hosts, {"door": "notice", "till": "notice"})
        self.assertTrue(any("--fleet" in host.log() and "--confirm" in host.log() for host in hosts), "the log says what to do")
        self.ok("notice", "-c", hosts[0].file, "--fleet", fleet, "--confirm", "all")
        until_held(hosts, {"door": None, "till": None})
        self.ok("fleet", "cameras", "pause", "-f", fleet, "door", "--name", "Ana Ruiz", "--reason", "school visit")
        words = until_held(hosts, {"door": "paused", "till": None})["door"][1]
        self.assertIn("Ana Ruiz", words)
        self.assertIn("school visit", words)
        listed = {one["camera"]: one for one in json.loads(self.ok("fleet", "cameras", "list", "-f", fleet, "--json"))["cameras"]}
        self.assertEqual((listed["door"]["paused"], listed["till"]["paused"], listed["door"]["notice_confirmed"]), ("school visit", None, True))
        owner = next(host for host in hosts if "door" in host.held())
        other = next(host for host in hosts if host is not owner)
        owner.kill()
        until_held([other], {"door": "paused", "till": None})
        # A section that is set anew keeps both; a changed zone asks again.
        put(", zones: { shelf: [[0, 0], [1, 0], [1, 1]] }")
        until_held([other], {"door": "paused", "till": "notice"})
        self.ok("notice", "-c", other.file, "--fleet", fleet, "--confirm", "till", "door")
        self.ok("fleet", "cameras", "resume", "-f", fleet, "door")
        until_held([other], {"door": None, "till": None})
        # A host's file names no camera: read again (a renewed certificate, a token), it takes none of the group's away.
        said = len(other.log())
        other.signal(signal.SIGHUP)
        other.until(lambda: "configuration read" in other.log()[said:], 15, "the file was not read")
        until_held([other], {"door": None, "till": None})
        for wrong in (("fleet", "cameras", "pause", "-f", fleet, "dor", "--reason", "x"), ("fleet", "cameras", "pause", "-f", fleet, "door"),
                      ("notice", "-c", other.file, "--fleet", fleet, "--confirm", "dor")):
            self.assertEqual(mien(*wrong, env=SECRETS).returncode, 2, wrong)

    def ok(self, *arguments):
        done = mien(*arguments, env=SECRETS)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout


if __name__ == "__main__":
    unittest.main()
