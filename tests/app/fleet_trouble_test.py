"""A host of a fleet whose own files are in trouble as its cameras come: they run as soon as it is over."""

import contextlib
import sqlite3
import unittest

from app import footage, have
from fleet_hosts import FleetTest, Host
from server import MODELS
from brokers import Kafka


@unittest.skipUnless(have(*MODELS), "needs MIEN_MODELS_DIR with models and sample footage")
class FleetTrouble(FleetTest):
    def test_a_camera_that_comes_while_the_database_is_locked_runs_afterwards(self):
        kafka = self.service(Kafka, lines=("group.min.session.timeout.ms=1000",))
        fleet, cameras = self.scratch / "fleet.yaml", self.scratch / "cameras.yaml"
        fleet.write_text(f'kafka: {{ brokers: ["127.0.0.1:{kafka.port}"] }}\n')
        cameras.write_text(f'cameras:\n  door: {{ input: "loop:{footage("no_face.mp4")}", content: cereal, detect: {{ fps: 1 }} }}\n')
        host = Host(self.scratch, "host-0", kafka, reached=True)
        self.addCleanup(lambda: host.process and host.process.poll() is None and host.kill())
        host.start()
        database = next(host.folder.glob("**/mien.db"))
        with contextlib.closing(sqlite3.connect(database, isolation_level=None)) as other:
            other.execute("BEGIN EXCLUSIVE")
            self.ok("fleet", "cameras", "put", "-f", fleet, cameras)
            self.ok("notice", "-c", host.file, "--fleet", fleet, "--confirm", "all")
            host.until(lambda: "claims of cameras cannot be stored yet" in host.log() and "camera door cannot be taken" in host.log(), 90,
                       "it is not said what is held up")
            other.execute("ROLLBACK")
        host.until(lambda: host.held() == {"door": None}, 60, "the camera does not run")
        host.until(lambda: self.own_claims(database) == 1, 30, "the claim is not stored")
        self.assertEqual(host.log().count("camera door cannot be taken"), 1, "said once")

    def own_claims(self, database):
        with contextlib.closing(sqlite3.connect(database)) as reader:
            return reader.execute("SELECT count(*) FROM camera_claims WHERE camera = 'door' AND own").fetchone()[0]


if __name__ == "__main__":
    unittest.main()
