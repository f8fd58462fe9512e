"""A mien serve of the tests' own: started, spoken to, killed. All that it says is kept, to be searched for secrets."""

import http.client
import json
import os
import pathlib
import signal
import socket
import ssl
import subprocess
import tempfile
import time
import unittest

from app import MIEN, AppTest, footage, have

MODELS = ("retinaface-mnet025.onnx", "no_face.mp4", "single_face.mp4")
READ, RATE, ADMIN = "read-token-5f1d0c77a2", "rate-token-9b3e61d4c8", "admin-token-c2a94f7be0"
CAMERA_PASSWORD = "planted-Passw0rd-81c6"
SECRETS = (READ, RATE, ADMIN, CAMERA_PASSWORD)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def config_text(port, cameras=None, tokens=True, contents=("cereal", "bread"), extra=""):
    """A configuration; `cameras`: name → section in YAML's flow style."""
    cameras = {"aisle": f'{{ input: "loop:{footage("no_face.mp4")}", content: cereal, detect: {{ fps: 2 }} }}'} \
        if cameras is None else cameras
    lines = ["cameras:"] + [f"  {name}: {section}" for name, section in cameras.items()] if cameras else ["cameras: {}"]
    lines += ["contents:"] + [f'  {name}: {{ title: "{name.title()}" }}' for name in contents]
    lines += ["storage: { sqlite: mien.db, retention_days: 30 }", "workers: 1", "detect: { fps: 2, width: 320 }",
              "server:", f"  listen: 127.0.0.1:{port}"]
    if tokens:
        lines.append('  tokens: { read: "{MIEN_READ}", rate: "{MIEN_RATE}", admin: "{MIEN_ADMIN}" }')
    return "\n".join(lines) + "\n" + extra


class Answer:
    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, headers, body

    def json(self):
        return json.loads(self.body)

    def header(self, name):
        return next((value for key, value in self.headers if key.lower() == name.lower()), None)

    def __repr__(self):
        return f"{self.status} {self.body[:300]!r}"


class Server:
    def __init__(self, folder, text=None, **how):
        self.folder = pathlib.Path(folder)
        self.port = free_port()
        self.file = self.folder / "mien.yaml"
        self.file.write_text(text(self.port) if callable(text) else text or config_text(self.port, **how))
        self.heard = []  # every answer
        self.process = None
        self.trust = None  # TLS: the certificate

    def start(self, timeout=60, options=()):
        environment = {**os.environ, "MIEN_READ": READ, "MIEN_RATE": RATE, "MIEN_ADMIN": ADMIN,
                       "MIEN_CAM": CAMERA_PASSWORD}
        with open(self.folder / "log.txt", "ab") as log:
            self.process = subprocess.Popen([MIEN, "serve", "-c", str(self.file), *options], cwd=self.folder, stdout=log,
                                            stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, env=environment)
        self.until(lambda: self.answers("/healthz"), timeout, "the server does not answer")
        return self

    def ready(self, timeout=90):
        self.until(lambda: self.answers("/readyz"), timeout, "the server does not get ready")
        return self

    def answers(self, path):
        try:
            return self.get(path, timeout=5).status == 200
        except OSError:
            return False
        except http.client.HTTPException:
            return False

    def until(self, true, timeout, otherwise):
        end = time.monotonic() + timeout
        while time.monotonic() < end:
            if self.process.poll() is not None:
                raise AssertionError(f"mien serve ended with {self.process.returncode}:\n{self.log()}")
            if found := true():
                return found
            time.sleep(0.05)
        raise AssertionError(f"{otherwise}:\n{self.log()}")

    def log(self):
        return (self.folder / "log.txt").read_text(errors="replace")

    def connection(self, timeout):
        if not self.trust:
            return http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        return http.client.HTTPSConnection("127.0.0.1", self.port, timeout=timeout,
                                           context=ssl.create_default_context(cafile=self.trust))

    def request(self, method, path, body=None, token=None, headers=None, timeout=30, keep=True):
        connection = self.connection(timeout)
        try:
            headers = dict(headers or {})
            if token:
                headers["Authorization"] = "Bearer " + token
            if isinstance(body, (dict, list)):
                body = json.dumps(body).encode()
                headers.setdefault("Content-Type", "application/json")
            connection.request(method, path, body, headers)
            response = connection.getresponse()
            answer = Answer(response.status, response.getheaders(), response.read())
        finally:
            connection.close()
        if keep:
            self.heard.append((method, path, answer))
        return answer

    def get(self, path, token=None, **keywords):
        return self.request("GET", path, token=token, **keywords)

    def post(self, path, body=None, token=None, **keywords):
        return self.request("POST", path, body, token, **keywords)

    def raw(self, data, timeout=15):
        """Bytes as they are; all that comes back until the server closes or is silent."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=timeout) as connection:
            got = b""
            try:
                connection.sendall(data)
                while chunk := connection.recv(65536):
                    got += chunk
            except OSError:
                pass
        self.heard.append(("raw", data[:80], Answer(0, [], got)))
        return got

    def events(self, topics, token=None, seconds=3):
        """Server-sent events of that time: (name, data)."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=seconds + 5)
        connection.request("GET", "/api/v1/live?topics=" + topics, headers={"Authorization": "Bearer " + token} if token else {})
        response, got, name = connection.getresponse(), [], None
        end = time.monotonic() + seconds
        while time.monotonic() < end and (line := response.readline()):
            if line.startswith(b"event:"):
                name = line[6:].strip().decode()
            elif line.startswith(b"data:"):
                got.append((name, json.loads(line[5:])))
        connection.close()
        return got

    def signal(self, number):
        self.process.send_signal(number)

    def stop(self, timeout=30):
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            try:
                self.process.wait(timeout)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
                raise AssertionError(f"mien serve did not end on Ctrl-C:\n{self.log()}") from None
        return self.process.returncode if self.process else None

    def kill(self):
        if self.process:
            self.process.kill()
            self.process.wait()


@unittest.skipUnless(have(*MODELS), "needs MIEN_MODELS_DIR with models and sample footage")
class ServeTest(AppTest):
    """A test with a server of its class's own: started once, stopped at the end, which must be clean."""

    how = {}

    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory(prefix="mien-serve-")
        cls.addClassCleanup(cls.folder.cleanup)
        cls.server = Server(cls.folder.name, **cls.how)
        cls.addClassCleanup(cls.stop_server)
        cls.prepare(cls.folder.name)
        cls.server.start().ready()

    @classmethod
    def prepare(cls, folder):
        """What must be there before the start."""

    @classmethod
    def stop_server(cls):
        if cls.server.process and cls.server.process.poll() is None:
            cls.server.stop()

    def assertRefused(self, answer, *statuses):
        """One of these statuses, and an error in the API's form that says what to do."""
        self.assertIn(answer.status, statuses, answer)
        error = answer.json()["error"]
        for part in ("where", "what", "remedy"):
            self.assertTrue(error[part], answer)
