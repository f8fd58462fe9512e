"""What people decided of a camera that hosts share over a real Kafka, a pause, suspended figures, a notice that hangs, goes along with it."""

import json
import signal
import subprocess
import unittest

from app import MIEN, footage, have, mien, program
from fleet_hosts import SECRETS, FleetTest, Host
from server import ADMIN, MODELS
from brokers import AUTHORIZER, Kafka, until


@unittest.skipUnless(have(*MODELS), "needs MIEN_MODELS_DIR with models and sample footage")
class FleetHolds(FleetTest):
    def test_what_people_decided_goes_along_with_the_camera(self):
        kafka = self.service(Kafka, lines=("group.min.session.timeout.ms=1000", *AUTHORIZER))
        fleet, cameras = self.scratch / "fleet.yaml", self.scratch / "cameras.yaml"
        fleet.write_text(f'kafka: {{ brokers: ["127.0.0.1:{kafka.port}"] }}\n')

        def put(zone=""):
            cameras.write_text("cameras:\n" + "".join(f'  {name}: {{ input: "loop:{footage("no_face.mp4")}", content: cereal, detect: {{ fps: 1 }}'
                                                       f'{zone} }}\n' for name in ("door", "till")))
            self.assertEqual(json.loads(self.ok("fleet", "cameras", "put", "-f", fleet, cameras, "--json")), {"set": ["door", "till"]})

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
        self.ok("fleet", "cameras", "pause", "-f", fleet, "door", "--figures-only", "--name", "Ben", "--reason", "it was moved")
        suspended = lambda those: {name: so for host in those for name, so in host.suspended().items()}  # noqa: E731
        until(lambda: suspended(hosts) == {"door": True, "till": False}, 90, lambda: f"{[host.suspended() for host in hosts]}")
        listed = {one["camera"]: one for one in json.loads(self.ok("fleet", "cameras", "list", "-f", fleet, "--json"))["cameras"]}
        self.assertEqual((listed["door"]["figures_suspended"], listed["till"]["figures_suspended"]), ("it was moved", None))
        owner = next(host for host in hosts if "door" in host.held())
        other = next(host for host in hosts if host is not owner)
        owner.kill()
        until_held([other], {"door": "paused", "till": None})
        self.assertEqual(suspended([other]), {"door": True, "till": False})
        # A section that is set anew keeps both; a changed zone asks again.
        zone = ", zones: { shelf: [[0, 0], [1, 0], [1, 1]] }"
        put(zone)
        until_held([other], {"door": "paused", "till": "notice"})
        self.ok("notice", "-c", other.file, "--fleet", fleet, "--confirm", "till", "door")
        self.ok("fleet", "cameras", "resume", "-f", fleet, "all")
        until_held([other], {"door": None, "till": None})
        self.assertEqual(suspended([other]), {"door": True, "till": False}, "the end of all pauses is not that of figures")
        self.ok("fleet", "cameras", "resume", "-f", fleet, "door")
        until(lambda: suspended([other]) == {"door": False, "till": False}, 60, other.log)
        self.paused_at_a_hosts_page(kafka, fleet, owner, other, until_held)
        self.none_undoes_another(kafka, fleet, lambda: put(zone), lambda expected: until_held([other], expected))
        # A host's file names no camera: read again (a renewed certificate, a token), it takes none of the group's away.
        said = len(other.log())
        other.signal(signal.SIGHUP)
        other.until(lambda: "configuration read" in other.log()[said:], 15, "the file was not read")
        until_held([other], {"door": None, "till": None})
        for wrong in (("fleet", "cameras", "pause", "-f", fleet, "dor", "--reason", "x"), ("fleet", "cameras", "pause", "-f", fleet, "door"),
                      ("fleet", "cameras", "pause", "-f", fleet, "all", "--figures-only", "--reason", "x"),
                      ("notice", "-c", other.file, "--fleet", fleet, "--confirm", "dor")):
            self.assertEqual(mien(*wrong, env=SECRETS).returncode, 2, wrong)
        # A host may make no topics: those that it needs are there.
        kafka.allow_no_new_topics()
        self.refused_a_topic(kafka)
        other.kill()
        owner.start()
        until_held([owner], {"door": None, "till": None})
        # One that ends waits for no broker.
        kafka.freeze()
        owner.signal(signal.SIGTERM)
        self.assertEqual(owner.process.wait(30), 0)

    def paused_at_a_hosts_page(self, kafka, fleet, gone, here, until_held):
        """It goes along as one of the command line does, also where the brokers were away when somebody pressed the button."""
        def in_fleet(expected):
            def seen():
                listed = json.loads(self.ok("fleet", "cameras", "list", "-f", fleet, "--json"))["cameras"]
                return {one["camera"]: one["paused"] for one in listed} == expected
            until(seen, 60, lambda: f"{expected}\n{here.log()}")

        def audited(host, camera):
            return [(entry["who"], entry["detail"]) for entry in host.get("/api/v1/audit", ADMIN).json()["entries"]
                    if entry["action"] == "paused" and entry["detail"].startswith(camera)][0]

        kafka.freeze()
        answer = here.post("/api/v1/cameras/door/pause", {"name": "Ana Ruiz", "reason": "staff restock"}, ADMIN)
        self.assertEqual((answer.status, answer.json()["stored"]), (200, True))
        self.assertEqual(here.held()["door"][0], "paused", "at once")
        kafka.thaw()
        in_fleet({"door": "staff restock", "till": None})
        gone.start()
        here.kill()
        words = until_held([gone], {"door": "paused", "till": None})["door"][1]
        self.assertIn("Ana Ruiz (for the fleet)", words)
        self.assertIn("staff restock", words)
        self.assertEqual(audited(gone, "door"), ("the fleet", "door: Ana Ruiz (for the fleet): staff restock"))
        here.start()
        gone.kill()
        until_held([here], {"door": "paused", "till": None})
        self.assertEqual(here.post("/api/v1/pause", {"name": "Ben", "reason": "inventory"}, ADMIN).status, 200)
        in_fleet({"door": "staff restock", "till": "inventory"})
        self.assertEqual(here.request("DELETE", "/api/v1/cameras/till/pause", token=ADMIN).status, 409)
        self.assertEqual(here.request("DELETE", "/api/v1/pause", token=ADMIN).status, 200)
        in_fleet({"door": None, "till": None})
        until_held([here], {"door": None, "till": None})

    def none_undoes_another(self, kafka, fleet, put, until_held):
        """A pause that an earlier version wrote into the section holds until it ends; then a section and a pause of the same moment."""
        partition, confirmed = self.confirmed(kafka, "till")
        section = {"input": f"loop:{footage('no_face.mp4')}", "content": "cereal", "detect": {"fps": 1}, "zones": {"shelf": [[0, 0], [1, 0], [1, 1]]},
                   "fleet": {"confirmed": confirmed, "pause": {"who": "Ana Ruiz", "reason": "as before", "since": "2026-11-02T10:00:00Z"}}}
        for part in ("", "\x1fpause", "\x1fconfirmed"):  # it knew no others
            subprocess.run([program("kcat"), "-P", "-b", f"127.0.0.1:{kafka.port}", "-t", "mien.cameras", "-p", partition, "-K", "\t", "-Z"],
                           input=f"till{part}\t{'' if part else json.dumps(section)}\n", text=True, check=True)
        until_held({"door": None, "till": "paused"})
        put()
        until_held({"door": None, "till": "paused"})
        self.ok("fleet", "cameras", "resume", "-f", fleet, "till")
        until_held({"door": None, "till": None})
        put()
        until_held({"door": None, "till": None})
        for _ in range(3):
            pausing = subprocess.Popen([MIEN, "fleet", "cameras", "pause", "-f", fleet, "till", "--reason", "at once"], env=SECRETS, stdout=subprocess.DEVNULL)
            put()
            self.assertEqual(pausing.wait(60), 0)
            until_held({"door": None, "till": "paused"})
            self.ok("fleet", "cameras", "resume", "-f", fleet, "till")
            until_held({"door": None, "till": None})

    def confirmed(self, kafka, camera):
        """Where the camera's records are, and that of its confirmed notice."""
        records = subprocess.run([program("kcat"), "-C", "-b", f"127.0.0.1:{kafka.port}", "-t", "mien.cameras", "-o", "beginning", "-e", "-q", "-f", "%p\t%k\t%s\n"],
                                 capture_output=True, text=True, check=True).stdout
        partition, _, record = [line.split("\t") for line in records.split("\n") if f"\t{camera}\x1fconfirmed\t" in line][-1]
        return partition, json.loads(record)

    def refused_a_topic(self, kafka):
        """The rights are as the step before meant them: a group of another name would need topics of its own."""
        fleet = self.scratch / "other.yaml"
        fleet.write_text(f'kafka: {{ brokers: ["127.0.0.1:{kafka.port}"], topic_prefix: other }}\n')
        done = mien("fleet", "cameras", "put", "-f", fleet, self.scratch / "cameras.yaml")
        self.assertEqual(done.returncode, 1, done.stdout)
        self.assertIn("other.cameras", done.stderr)
        self.assertIn("uthorization failed", done.stderr)
        listed = subprocess.run([program("kcat"), "-L", "-b", f"127.0.0.1:{kafka.port}"], capture_output=True, text=True, timeout=60).stdout
        self.assertIn('"mien.cameras"', listed)
        self.assertNotIn('"other.', listed)


if __name__ == "__main__":
    unittest.main()
