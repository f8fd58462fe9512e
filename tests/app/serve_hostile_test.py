"""mien serve beside those who want its memory, its places or its files: bounded in count and time, on loopback."""

import os
import pathlib
import socket
import stat
import sys
import tempfile
import threading
import time
import unittest

from server import ADMIN, RATE, READ, ServeTest, config_text, footage

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "servers"))
from hostile_cameras import HostileCameras  # noqa: E402

RATING = {"content": "cereal", "rating": 4}
MEGABYTE = 1 << 20


def resident(process):
    """Bytes in memory."""
    return int(pathlib.Path(f"/proc/{process.pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


class Peak:
    """The most memory that a server holds while it is watched."""

    def __init__(self, server):
        self.server, self.begin, self.most, self.done = server, resident(server.process), 0, threading.Event()
        self.thread = threading.Thread(target=self.watch, daemon=True)

    def watch(self):
        while not self.done.wait(0.02):
            try:
                self.most = max(self.most, resident(self.server.process))
            except (OSError, IndexError):
                return

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.done.set()
        self.thread.join()

    def grown(self):
        return (self.most - self.begin) / MEGABYTE


class Peers(ServeTest):
    def flood(self, begin, block, megabytes=60):
        """Sends until the server has had enough; what it answered."""
        with socket.create_connection(("127.0.0.1", self.server.port), timeout=10) as connection:
            try:
                connection.sendall(begin)
                for _ in range(megabytes * MEGABYTE // len(block)):
                    connection.sendall(block)
            except OSError:
                pass
            try:
                return connection.recv(65536)
            except OSError:
                return b""

    def test_what_never_ends_is_not_kept(self):
        chunked = b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\n"
        login = b"POST /login HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
        block = b"x" * 65536
        attacks = [(chunked + b"1;", block), (chunked + b"0\r\nX: ", block), (chunked + b"0\r\n", b"X: some\r\n" * 7000),
                   (login + b"1;", block), (login + b"2;a=b\r\n{", block), (b"GET / HTTP/1.1\r\nX: ", block),
                   (b"GET /" + block, block), (b"GET / HTTP/1.1\r\n", b"X: some\r\n" * 7000)]
        with Peak(self.server) as peak:
            threads = [threading.Thread(target=self.flood, args=attack) for attack in attacks * 2]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join(60)
            self.assertEqual(self.server.get("/healthz", timeout=5).status, 200)
        self.assertLess(peak.grown(), 48, "MB held of what nobody will ever read")

    def test_half_bodies_of_many_are_bounded(self):
        head = (b"POST /api/v1/ratings HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nAuthorization: Bearer "
                + RATE.encode() + b"\r\nContent-Length: 1000000\r\n\r\n")
        crowd = []
        with Peak(self.server) as peak:
            try:
                for _ in range(120):
                    connection = socket.create_connection(("127.0.0.1", self.server.port), timeout=5)
                    crowd.append(connection)
                    try:
                        connection.sendall(head + b" " * 900_000)
                    except OSError:
                        pass
                self.assertEqual(self.server.get("/healthz", timeout=5).status, 200)
            finally:
                for connection in crowd:
                    connection.close()
        self.assertLess(peak.grown(), 64, "MB held for bodies that are not there yet")
        self.server.until(lambda: self.server.post("/api/v1/ratings", RATING, RATE).status == 201, 10, "ratings are not taken any more")

    def test_idle_connections_keep_nobody_out(self):
        idle = [socket.create_connection(("127.0.0.1", self.server.port), timeout=5) for _ in range(300)]
        try:
            for token, method, path, body, status in ((RATE, "POST", "/api/v1/ratings", RATING, 201),
                                                      (ADMIN, "GET", "/api/v1/audit", None, 200), (None, "GET", "/rate/cereal", None, 200)):
                self.assertEqual(self.server.request(method, path, body, token, timeout=5).status, status, path)
        finally:
            for connection in idle:
                connection.close()

    def test_readers_of_events_keep_nobody_out(self):
        readers = []
        try:
            for _ in range(300):
                connection = socket.create_connection(("127.0.0.1", self.server.port), timeout=5)
                connection.sendall(f"GET /api/v1/live HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {READ}\r\n\r\n".encode())
                readers.append(connection)
            self.assertEqual(self.server.post("/api/v1/ratings", RATING, RATE, timeout=5).status, 201)
            self.assertEqual(self.server.get("/api/v1/audit", ADMIN, timeout=5).status, 200)
        finally:
            for connection in readers:
                connection.close()

    def test_a_token_that_rates_cannot_fill_the_disk_in_a_moment(self):
        body = {"ratings": [RATING] * 1000}
        statuses = []
        threads = [threading.Thread(target=lambda: statuses.append(self.server.post("/api/v1/ratings", body, RATE, timeout=120).status))
                   for _ in range(60)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertIn(201, statuses)
        self.assertIn(429, statuses, "sixty thousand ratings were taken at once")
        time.sleep(11)  # for the tests that follow

    def test_guesses_by_cookie_are_counted(self):
        statuses = [self.server.get("/api/v1/status", headers={"Cookie": f"mien_token=guess-{i:04}-0123456789"}).status for i in range(60)]
        self.assertEqual(set(statuses), {401, 429})
        self.assertEqual(self.server.get("/api/v1/status", headers={"Cookie": "mien_token=" + READ}).status, 200)
        time.sleep(12)

    def put(self, section):
        return self.server.request("PUT", "/api/v1/cameras/new", section, ADMIN)

    def test_the_api_names_no_file_and_no_inner_address(self):
        clip = footage("no_face.mp4")
        for place in (f"loop:{clip}", "loop:/etc/passwd", "loop:mien.db", "/etc/passwd", str(clip), "v4l2:/dev/mem",
                      "http://127.0.0.1:1/x", f"http://127.0.0.1:{self.server.port}/x", "rtsp://[::1]/x", "http://169.254.169.254/latest",
                      "http://0.0.0.0/x", "rtsp://[::ffff:127.0.0.1]/x", "file:///etc/passwd", "ftp://10.0.0.1/x", "http:///x"):
            for section in ({"input": place}, {"input": "rtsp://192.0.2.7/x", "detect": {"input": place}}):
                with self.subTest(section=section):
                    self.assertRefused(self.put(section), 422)
        self.assertEqual(self.put({"input": "rtsp://192.0.2.7/x"}).status, 201)
        self.assertEqual(self.server.request("DELETE", "/api/v1/cameras/new", token=ADMIN).status, 200)

    def test_a_name_that_leads_here_is_seen_when_it_is_asked(self):
        self.assertEqual(self.put({"input": f"http://localhost:{self.server.port}/x"}).status, 201)
        self.server.until(lambda: "server.camera_inputs" in self.server.get("/api/v1/cameras/new", READ).json()["error"], 20,
                          "a name of this machine is not refused")
        self.server.request("DELETE", "/api/v1/cameras/new", token=ADMIN)

    def test_readers_see_no_address_and_no_path(self):
        self.server.request("PUT", "/api/v1/cameras/new", {"input": "rtsp://192.0.2.7:1/secret-place"}, ADMIN)
        def error():
            return self.server.get("/api/v1/cameras/new", READ).json()["error"]
        self.server.until(error, 30, "a camera that is away has no error")
        said = error() + self.server.get("/api/v1/cameras", READ).body.decode()
        self.server.request("DELETE", "/api/v1/cameras/new", token=ADMIN)
        for secret in ("192.0.2.7", "secret-place", str(footage("no_face.mp4"))):
            self.assertNotIn(secret, said)
        self.assertIn("192.0.2.7", self.server.log(), "the operator sees it in the log")

    def test_files_are_the_users_alone_and_memory_is_dumped_nowhere(self):
        for file in self.server.folder.glob("mien.db*"):
            self.assertEqual(stat.S_IMODE(file.stat().st_mode), 0o600, file)
        limits = pathlib.Path(f"/proc/{self.server.process.pid}/limits").read_text()
        core = next(line for line in limits.splitlines() if line.startswith("Max core file size"))
        self.assertEqual(core.split()[4:6], ["0", "0"], core)


def allowed(port):
    return config_text(port, extra=f'  camera_inputs: {{ folders: ["{footage("no_face.mp4").parent}"], networks: [127.0.0.0/8] }}\n')


class Allowed(ServeTest):
    how = {"text": allowed}

    def test_what_the_configuration_names_may_be_named(self):
        clip = footage("no_face.mp4")
        self.assertEqual(self.server.request("PUT", "/api/v1/cameras/new", {"input": f"loop:{clip}"}, ADMIN).status, 201)
        self.server.until(lambda: self.server.get("/api/v1/cameras/new", READ).json()["state"] == "live", 30, "an allowed clip does not run")
        self.assertEqual(self.server.request("PUT", "/api/v1/cameras/new", {"input": "http://127.0.0.1:1/x"}, ADMIN).status, 200)
        for place in (f"loop:{clip.parent}/../../etc/passwd", "loop:/etc/passwd", "http://10.0.0.7/x"):
            self.assertRefused(self.server.request("PUT", "/api/v1/cameras/new", {"input": place}, ADMIN), 422)
        with tempfile.TemporaryDirectory() as elsewhere:
            os.symlink(clip, f"{elsewhere}/link.mp4")
            answer = self.server.request("PUT", "/api/v1/cameras/new", {"input": f"loop:{elsewhere}/link.mp4"}, ADMIN)
            self.assertEqual(answer.status, 200, "a link is judged by where it leads")
        self.server.request("DELETE", "/api/v1/cameras/new", token=ADMIN)


LIES = ("rtsp/length", "rtsp/streams", "rtsp/fragment", "http/part", "http/boundary", "http/playlist", "http/zeros", "http/movie")


class Cameras(ServeTest):
    """Two cameras that lie beside two that do not."""

    @classmethod
    def setUpClass(cls):
        cls.hostile = HostileCameras(megabytes=600)
        cls.addClassCleanup(cls.hostile.close)
        good = f'{{ input: "loop:{footage("no_face.mp4")}", content: cereal, sleep: never }}'
        cls.how = {"cameras": {"a": good, "b": good}, "extra": "  camera_inputs: { networks: [127.0.0.0/8] }\n"}
        super().setUpClass()

    def read(self):
        cameras = self.server.get("/api/v1/cameras", READ).json()["cameras"]
        return {camera["name"]: camera for camera in cameras}

    def test_they_cost_little_and_the_others_go_on(self):
        self.server.until(lambda: all(c["state"] == "live" for c in self.read().values()), 60, "the good cameras do not run")
        time.sleep(3)
        before = self.read()
        with Peak(self.server) as peak:
            for i in range(0, len(LIES), 2):
                for name, lie in zip(("x", "y"), LIES[i:i + 2]):
                    scheme, _, what = lie.partition("/")
                    answer = self.server.request("PUT", f"/api/v1/cameras/{name}",
                                                 {"input": self.hostile.url(scheme, what), "transport": "tcp"}, ADMIN)
                    self.assertIn(answer.status, (200, 201))
                time.sleep(4)
            after = self.read()
        for name in ("x", "y"):
            self.server.request("DELETE", "/api/v1/cameras/" + name, token=ADMIN)
        self.assertGreater(self.hostile.sessions, len(LIES) / 2, "the hostile cameras were not asked")
        self.assertLess(peak.grown(), 128, "MB for two cameras that lie")
        for name in ("a", "b"):
            self.assertGreater(after[name]["frames_read"], before[name]["frames_read"] + 50)
            self.assertEqual(after[name]["reconnects"], before[name]["reconnects"])


if __name__ == "__main__":
    unittest.main()
