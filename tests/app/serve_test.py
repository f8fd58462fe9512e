"""mien serve: the live server as a user starts, asks, reloads and ends it."""

import http.client
import json
import os
import re
import shutil
import signal
import ssl
import subprocess
import time
import unittest

from app import MIEN, MODELS, AppTest, have, mien, program

MODEL = "retinaface-mnet025.onnx"
CLIPS = ("WolfgangLanger_Pexels.mp4", "single_face.mp4", "face_noface.mov", "noface_face.mov")
ADMIN, READ, RATE = (f"{scope}-token-0123456789abcdef" for scope in ("admin", "read", "rate"))


class Server:
    """A running mien serve; what it says is kept."""

    def __init__(self, test, *arguments, environment=None):
        self.log = open(test.scratch / "serve.log", "w+", encoding="utf-8")
        test.addCleanup(self.end)
        self.process = subprocess.Popen(
            [MIEN, "serve", *map(str, arguments), "--json"],
            stdout=subprocess.PIPE, stderr=self.log, text=True, cwd=test.scratch,
            env={**os.environ, **(environment or {})})
        line = self.process.stdout.readline()
        test.assertTrue(line, self.said())
        self.address = json.loads(line)
        self.port = self.address["port"]

    def said(self):
        self.log.flush()
        with open(self.log.name, encoding="utf-8") as log:
            return log.read()

    def ask(self, method, path, body=None, token=None, headers=None, tls=None):
        kind = http.client.HTTPSConnection if tls else http.client.HTTPConnection
        connection = kind("127.0.0.1", self.port, timeout=30, **({"context": tls} if tls else {}))
        headers = dict(headers or {})
        if isinstance(body, (dict, list)):
            body = json.dumps(body)
            headers.setdefault("Content-Type", "application/json")
        if token:
            headers["Authorization"] = f"Bearer {token}"
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        text = answer.read()
        connection.close()
        return answer, text

    def json(self, path, token=None):
        answer, text = self.ask("GET", path, token=token)
        assert answer.status == 200, (path, answer.status, text)
        return json.loads(text)

    def until(self, test, holds, what, seconds=60):
        """Waits until `holds` returns something true; returns it."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            test.assertIsNone(self.process.poll(), self.said())
            if found := holds():
                return found
            time.sleep(0.1)
        return test.fail(f"{what} did not come\n{self.said()}")

    def ready(self, test):
        self.until(test, lambda: self.ask("GET", "/readyz")[0].status == 200, "ready")

    def finish(self, number=signal.SIGTERM):
        """The exit code after a signal."""
        self.process.send_signal(number)
        return self.process.wait(30)

    def end(self):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        self.process.stdout.close()
        self.log.close()


class Usage(AppTest):
    def test_tokens_are_made_and_hashed(self):
        token = mien("serve", "--new-token").stdout.strip()
        self.assertRegex(token, r"^[A-Za-z0-9_-]{43}$")
        self.assertNotEqual(token, mien("serve", "--new-token").stdout.strip())
        self.assertGreaterEqual(len(json.loads(mien("serve", "--new-token", "--json").stdout)["token"]), 16)
        told = mien("serve", "--hash-token", "--json", input="abc\n").stdout
        done = mien("serve", "--hash-token", input="abc\n")
        self.assertEqual(json.loads(told), {"hash": done.stdout.strip()})
        self.assertEqual(done.stdout.strip(),
                         "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
        self.assertEqual(mien("serve", "--hash-token", input="").returncode, 2)

    def refused(self, text, says, code=2):
        config = self.scratch / "mien.yaml"
        config.write_text(text)
        done = mien("serve", "-c", config, cwd=self.scratch)
        self.assertEqual(done.returncode, code, done.stderr)
        self.assertIn(says, done.stderr)

    def test_what_cannot_be_served_is_named(self):
        self.refused("server: {listen: '0.0.0.0:8842'}", "token")
        self.refused("server: {lisen: '127.0.0.1:8842'}", "listen")
        self.refused("server: {listen: '127.0.0.1:8842', tls: {certificate: no.pem, key: no.key}}", "no.pem")
        self.refused("audience: {time_zone: Mars/Olympus}", "time zone")

    def test_missing_clips_name_their_command(self):
        done = mien("--models", self.scratch, "serve", "--demo", "--offline")
        self.assertEqual(done.returncode, 4, done.stderr)
        self.assertRegex(done.stderr, r"mien models pull .*clip-wolfgang-langer")


@unittest.skipUnless(have(MODEL), "needs the models: mien models pull")
class Serve(AppTest):
    def start(self, cameras="", more="", tokens=True, environment=None):
        self.config = self.scratch / "mien.yaml"
        self.tokens = "token: '{MIEN_TOKEN}', tokens: {read: '%s', rate: '%s'}," % (READ, RATE) if tokens else ""
        self.write(cameras, more)
        server = Server(self, "-c", self.config, "--port", "0",
                        environment={"MIEN_TOKEN": ADMIN, **(environment or {})})
        server.ready(self)
        return server

    def write(self, cameras, more=""):
        self.config.write_text(
            "storage: {sqlite: mien.db}\ncontents: {shelf: {title: Shelf}}\n"
            f"server: {{{self.tokens} listen: '127.0.0.1:8841'}}\n{more}\ncameras:\n{cameras or '  {}'}\n")

    def camera(self, name, clip="single_face.mp4"):
        return f"  {name}: {{input: 'loop:{MODELS}/{clip}', content: shelf}}\n"

    def test_a_signal_ends_it_in_order(self):
        self.assertEqual(self.start().finish(signal.SIGTERM), 0)
        self.assertEqual(self.start().finish(signal.SIGINT), 130)

    def test_each_scope_reaches_its_routes_only(self):
        server = self.start()
        rating = {"content": "shelf", "rating": 5}
        for token, read, rate, admin in ((None, 401, 401, 401), (READ, 200, 403, 403),
                                         (RATE, 403, 201, 403), (ADMIN, 200, 201, 200), ("wrong-one", 401, 401, 401)):
            self.assertEqual(server.ask("GET", "/api/v1/figures", token=token)[0].status, read)
            self.assertEqual(server.ask("POST", "/api/v1/ratings", rating, token=token)[0].status, rate)
            self.assertEqual(server.ask("POST", "/api/v1/reload", {}, token=token)[0].status, admin)
        self.assertNotIn("0123456789abcdef", server.said())

    def test_the_port_in_use_is_named(self):
        server = self.start()
        other = self.scratch / "other"  # a database of its own: one server writes one
        other.mkdir()
        done = mien("serve", "-c", self.config, "--port", server.port, cwd=other,
                    env={**os.environ, "MIEN_TOKEN": ADMIN})
        self.assertEqual(done.returncode, 2, done.stderr)
        self.assertIn("another program", done.stderr)

    @unittest.skipUnless(have("single_face.mp4"), "needs the clip: mien models pull clip-single-face")
    def test_a_hang_up_reads_the_file_again(self):
        server = self.start(self.camera("aisle"))
        names = lambda: [camera["name"] for camera in server.json("/api/v1/cameras", READ)["cameras"]]
        self.assertEqual(names(), ["aisle"])
        self.write(self.camera("aisle") + self.camera("door"))
        server.process.send_signal(signal.SIGHUP)
        server.until(self, lambda: names() == ["aisle", "door"], "the second camera")
        self.write("  aisle: {inptu: x}\n")
        server.process.send_signal(signal.SIGHUP)
        server.until(self, lambda: "not changed" in server.said(), "the reason")
        self.assertIn("input", server.said())
        self.assertEqual(names(), ["aisle", "door"])

    @unittest.skipUnless(shutil.which("openssl"), "needs openssl")
    def test_tls(self):
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
                        "-keyout", "key.pem", "-out", "cert.pem", "-days", "2", "-subj", "/CN=localhost",
                        "-addext", "subjectAltName=IP:127.0.0.1"], cwd=self.scratch, check=True, capture_output=True)
        self.config = self.scratch / "mien.yaml"
        self.config.write_text("server: {listen: '127.0.0.1:8841', token: '%s', "
                               "tls: {certificate: cert.pem, key: key.pem}}" % ADMIN)
        server = Server(self, "-c", self.config, "--port", "0")
        self.assertTrue(server.address["url"].startswith("https://"))
        tls = ssl.create_default_context(cafile=self.scratch / "cert.pem")
        answer, text = server.ask("GET", "/healthz", tls=tls)
        self.assertEqual((answer.status, text), (200, b'{"status":"ok"}'))
        answer, _ = server.ask("POST", "/login", {"token": ADMIN}, tls=tls)
        self.assertIn("; Secure", answer.headers["Set-Cookie"])
        old = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        old.load_verify_locations(self.scratch / "cert.pem")
        old.maximum_version = ssl.TLSVersion.TLSv1_1
        with self.assertRaises((ssl.SSLError, ConnectionError)):
            server.ask("GET", "/healthz", tls=old)
        with self.assertRaises((http.client.HTTPException, ConnectionError)):
            server.ask("GET", "/healthz")
        self.assertEqual(server.finish(), 0)

    def test_prometheus_finds_nothing_wrong_with_the_metrics(self):
        server = self.start(self.camera("aisle"))
        text = server.ask("GET", "/metrics", token=READ)[1]
        done = subprocess.run([program("promtool"), "check", "metrics"], input=text, capture_output=True)
        self.assertEqual((done.returncode, done.stdout + done.stderr), (0, b""))


@unittest.skipUnless(have(MODEL, *CLIPS), "needs the sample clips: mien models pull")
class Demo(AppTest):
    def test_the_first_look(self):
        server = Server(self, "--demo", "--port", "0", "-o", self.scratch / "demo")
        status = server.json("/api/v1/status")
        self.assertEqual((status["demo"], status["sample_data"]), (True, True))
        self.assertEqual(server.ask("GET", "/")[0].status, 200)
        cameras = lambda: server.json("/api/v1/cameras")["cameras"]
        server.until(self, lambda: len(cameras()) == 4 and all(c["state"] == "live" and c["faces"] > 0 for c in cameras()),
                     "four live cameras")
        server.until(self, lambda: any("valence" in c["figures"] for c in server.json("/api/v1/contents/figures")["contents"]),
                     "figures")
        server.until(self, lambda: any("mean" in c["ratings"] for c in server.json("/api/v1/contents/figures")["contents"]),
                     "sample ratings")
        self.assertEqual(server.ask("POST", "/api/v1/reload", {})[0].status, 403)
        self.assertIn("sample data", server.said())
        self.assertTrue((self.scratch / "demo/mien.db").exists())
        self.assertEqual(server.finish(), 0)

    def test_events_arrive_as_they_happen(self):
        server = Server(self, "--demo", "--port", "0")
        server.ready(self)
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
        self.addCleanup(connection.close)
        connection.request("GET", "/api/v1/live")
        answer = connection.getresponse()
        self.assertEqual(answer.headers["Content-Type"], "text/event-stream")
        seen, end = {}, time.monotonic() + 60
        while {"faces", "cameras", "tally", "system"} - seen.keys() and time.monotonic() < end:
            line = answer.readline().decode()
            if match := re.match(r"event: (\w+)\n", line):
                seen[match[1]] = json.loads(answer.readline().decode().removeprefix("data: "))
        self.assertLessEqual({"faces", "cameras", "tally", "system"}, seen.keys())
        face = seen["faces"]["faces"]
        for box in (f["box"] for f in face):
            self.assertTrue(all(0 <= value <= 1 for value in box), box)

    def test_a_picture_shows_no_face(self):
        server = Server(self, "--demo", "--port", "0")
        server.ready(self)
        picture = lambda: server.ask("GET", "/api/v1/cameras/shelf/picture")
        server.until(self, lambda: picture()[0].status == 200, "a picture")
        answer, bytes_ = picture()
        self.assertEqual(answer.headers["Content-Type"], "image/jpeg")
        self.assertEqual(bytes_[:2], b"\xff\xd8")
        self.assertEqual(server.ask("GET", "/api/v1/cameras/shelf/picture?kind=raw")[0].status, 403)


if __name__ == "__main__":
    unittest.main()
