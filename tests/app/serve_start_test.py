"""mien serve as it starts: without tokens on loopback, with TLS and hashed tokens, while signals come; what must not start."""

import pathlib
import shutil
import signal
import socket
import ssl
import subprocess
import tempfile
import time
import unittest

from app import MIEN, have, of_this_machine
from serve_security_test import RATING, ROUTES
from server import ADMIN, MODELS, READ, SECRETS, Server, ServeTest, config_text


class Loopback(ServeTest):
    """No token at all: this machine may read and rate, nobody may administer, no other name is answered."""

    how = {"tokens": False}

    def test_read_and_rate_are_open_and_administration_is_not(self):
        self.assertEqual(self.server.get("/api/v1/status").json()["scope"], "read")
        self.assertEqual(self.server.post("/api/v1/ratings", RATING).status, 201)
        for method, path, scope, body in ROUTES:
            if scope == "admin":
                answer = self.server.request(method, path, body, headers={"Content-Type": "text/csv"} if isinstance(body, bytes) else {})
                self.assertRefused(answer, 403)

    def test_a_foreign_page_gets_nothing(self):
        for host in ("evil.example", f"evil.example:{self.server.port}", "127.0.0.1.evil.example", "localhost.evil.example", "0x7f.1"):
            answer = self.server.get("/api/v1/status", headers={"Host": host})
            self.assertIn(answer.status, (400, 403, 421), host)
        for host in ("localhost", f"localhost:{self.server.port}", "127.0.0.1", "[::1]"):
            self.assertEqual(self.server.get("/api/v1/status", headers={"Host": host}).status, 200, host)
        answer = self.server.post("/api/v1/ratings", RATING, headers={"Origin": "https://evil.example"})
        self.assertRefused(answer, 403)


def encrypted(port):
    """TLS, and tokens that stand hashed in the file."""
    hashes = {scope: subprocess.run([MIEN, "serve", "--hash-token"], input=token + "\n", capture_output=True, text=True,
                                    check=True).stdout.strip() for scope, token in (("read", READ), ("admin", ADMIN))}
    return config_text(port, tokens=False, extra=(
        f'  tokens: {{ read: "{hashes["read"]}", admin: "{hashes["admin"]}" }}\n'
        "  tls: { certificate: server.pem, key: server.key }\n"))


@unittest.skipUnless(shutil.which("openssl"), "openssl is not installed")
class Encrypted(ServeTest):
    how = {"text": encrypted}

    @classmethod
    def prepare(cls, folder):
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
                        "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1", "-keyout", "server.key",
                        "-out", "server.pem"], cwd=folder, check=True, capture_output=True)
        cls.server.trust = f"{folder}/server.pem"

    def test_it_speaks_tls_and_nothing_else(self):
        self.assertEqual(self.server.get("/healthz").status, 200)
        self.assertNotIn(b" 200 ", self.server.raw(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n", timeout=5)[:20])
        old = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        old.check_hostname, old.verify_mode = False, ssl.CERT_NONE
        old.set_ciphers("DEFAULT:@SECLEVEL=0")
        old.minimum_version = old.maximum_version = ssl.TLSVersion.TLSv1_1
        with socket.create_connection(("127.0.0.1", self.server.port), timeout=10) as plain, self.assertRaises((ssl.SSLError, OSError)):
            old.wrap_socket(plain)

    def test_hashed_tokens_hold(self):
        self.assertEqual(self.server.get("/api/v1/status", READ).status, 200)
        self.assertEqual(self.server.get("/api/v1/audit", ADMIN).status, 200)
        self.assertRefused(self.server.get("/api/v1/audit", READ), 403)
        hashed = next(word for word in self.server.file.read_text().split('"') if word.startswith("sha256:"))
        self.assertRefused(self.server.get("/api/v1/status", hashed), 401)  # the hash is no token

    def test_the_cookie_is_for_tls_alone(self):
        answer = self.server.post("/login", {"token": READ}, headers={"Origin": f"https://127.0.0.1:{self.server.port}"})
        self.assertIn("Secure", answer.header("Set-Cookie"))

    def test_half_handshakes_hold_nobody_up(self):
        half = [socket.create_connection(("127.0.0.1", self.server.port)) for _ in range(60)]
        try:
            for connection in half:
                connection.sendall(b"\x16\x03\x01\x02\x00\x01")
            self.assertEqual(self.server.get("/healthz", timeout=5).status, 200)
        finally:
            for connection in half:
                connection.close()


class Start(unittest.TestCase):
    """What must not start, and why."""

    @unittest.skipUnless(have(*MODELS), "needs MIEN_MODELS_DIR with models and sample footage")
    def test_signals_while_it_starts(self):
        with tempfile.TemporaryDirectory() as folder:
            server = Server(folder).start()
            for _ in range(20):
                server.signal(signal.SIGHUP)
                time.sleep(0.02)
            server.ready()
            server.signal(signal.SIGTERM)
            self.assertEqual(server.process.wait(30), 0, server.log())
            server.start()
            self.assertEqual(server.stop(), 130)  # Ctrl-C, in the middle of the start

    @unittest.skipUnless(have(*MODELS), "needs MIEN_MODELS_DIR with models and sample footage")
    def test_a_profile_is_taken_and_what_is_nothing_to_cameras_is_named(self):
        with tempfile.TemporaryDirectory() as folder:
            best = pathlib.Path(folder) / "best.yaml"
            best.write_text(of_this_machine() +
                            "run: { approach: processes-cnn-per-core, detector: retinaface, precision: f32, width: 352, workers: 2, detect_fps: 0 }\n"
                            "tuning: { pin: cores, batch: 8 }\nenvironment: { OMP_NUM_THREADS: \"1\" }\n")
            server = Server(folder).start(options=("--profile", str(best))).ready()
            try:
                status = server.get("/api/v1/status", READ).json()
                self.assertEqual((status["workers"], status["detector"]), (2, {"name": "retinaface", "precision": "f32", "width": 352}))
                for words in (f"{best}: approach, tuning.batch: ignored by 'mien serve' (applies to recordings only: mien run)",
                              f"{best}: detect_fps: ignored by 'mien serve'"):
                    server.until(lambda words=words: words in server.log(), 30, f"it does not say: {words}")
                self.assertEqual(server.post("/api/v1/reload", token=ADMIN).json()["restart_needed"], [], "the file's keys are not missed")
            finally:
                server.stop()
            best.write_text(best.read_text().replace("model: ", 'model: "another" #'))
            with self.assertRaisesRegex(AssertionError, "ended with 2"):
                server.start(options=("--profile", str(best)))
            self.assertIn("another machine", server.log())

    @unittest.skipUnless(have(*MODELS), "needs MIEN_MODELS_DIR with models and sample footage")
    def test_a_port_that_is_taken(self):
        with tempfile.TemporaryDirectory() as folder, socket.socket() as other:
            server = Server(folder)
            other.bind(("127.0.0.1", server.port))
            other.listen()
            with self.assertRaisesRegex(AssertionError, "ended with"):
                server.start()
            self.assertIn(str(server.port), server.log())

    def refused(self, text, *words):
        with tempfile.TemporaryDirectory() as folder:
            file = f"{folder}/mien.yaml"
            with open(file, "w", encoding="utf-8") as out:
                out.write(text)
            done = subprocess.run([MIEN, "serve", "-c", file], capture_output=True, text=True, timeout=60, cwd=folder)
        self.assertEqual(done.returncode, 2, done.stderr)
        for word in words:
            self.assertIn(word, done.stderr)
        for secret in SECRETS:
            self.assertNotIn(secret, done.stdout + done.stderr)

    def test_listening_beyond_this_machine_needs_a_token(self):
        self.refused("server: { listen: 0.0.0.0:18642 }\n", "token")
        self.refused("server: { listen: '[::]:18642' }\n", "token")

    def test_weak_and_broken_settings(self):
        self.refused("server: { token: short }\n", "token")
        self.refused("server: { token: 'sha256:abc' }\n", "hex")
        self.refused(f"server: {{ tokens: {{ read: {READ}, admin: {READ} }} }}\n", "same token")
        self.refused(f"server: {{ token: {ADMIN}, tls: {{ certificate: none.pem }} }}\n", "key")
        self.refused("server: { listen: 127.0.0.1 }\n", "ADDRESS:PORT")
        self.refused("servr: { listen: 127.0.0.1:1 }\n", "server")

    def test_a_certificate_that_is_not_there(self):
        self.refused(f"server: {{ listen: 127.0.0.1:18643, token: {ADMIN}, tls: {{ certificate: none.pem, key: none.key }} }}\n", "none.pem")


if __name__ == "__main__":
    unittest.main()
