"""mien serve under a service manager (sd_notify), and with a certificate that is renewed while it runs."""

import http.client
import os
import pathlib
import shutil
import signal
import socket
import ssl
import subprocess
import tempfile
import time
import unittest

from app import have
from hub_store import Store
from server import MODELS, READ, Server, ServeTest, free_port

ROOT = pathlib.Path(__file__).resolve().parents[2]


@unittest.skipUnless(have(*MODELS), "needs MIEN_MODELS_DIR with models and sample footage")
class Manager(unittest.TestCase):
    """What a service manager hears (sd_notify)."""

    def test_ready_watchdog_and_stopping(self):
        with tempfile.TemporaryDirectory() as folder, socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
            manager.bind(f"{folder}/notify")
            manager.settimeout(60)
            server = Server(folder)
            os.environ.update(NOTIFY_SOCKET=f"{folder}/notify", WATCHDOG_USEC="4000000")
            try:
                server.start()
            finally:
                del os.environ["NOTIFY_SOCKET"], os.environ["WATCHDOG_USEC"]
            heard = []
            while heard.count("WATCHDOG=1") < 3 or "READY=1" not in " ".join(heard):
                heard.append(manager.recv(4096).decode())
            self.assertEqual(server.get("/readyz").status, 200, "READY is said before it is")
            server.signal(signal.SIGTERM)
            while heard[-1] != "STOPPING=1":
                heard.append(manager.recv(4096).decode())
            self.assertEqual(server.process.wait(30), 0)


    def test_a_hub_that_does_not_answer_holds_no_end_up(self):
        with tempfile.TemporaryDirectory() as folder, socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager, \
                socket.create_server(("127.0.0.1", 0)) as hub:
            manager.bind(f"{folder}/notify")
            manager.settimeout(60)
            hub.settimeout(60)
            link = pathlib.Path(folder) / "hub-link.yaml"
            link.write_text(f'hub: {{ url: "http://127.0.0.1:{hub.getsockname()[1]}", token: "{{MIEN_HUB}}" }}\n')
            store = Store(folder, link, "a-token-of-sixteen-characters")
            store.environment["NOTIFY_SOCKET"] = f"{folder}/notify"
            store.start()
            asked, _ = hub.accept()
            began = time.monotonic()
            with asked:
                store.signal(signal.SIGTERM)
                while manager.recv(4096) != b"STOPPING=1":
                    pass
                asked.setblocking(False)
                if time.monotonic() - began < 8:  # later the question ends by itself
                    with self.assertRaises(BlockingIOError, msg="it waited for the hub before it said that it stops"):
                        while asked.recv(65536):
                            pass
                self.assertEqual(store.process.wait(30), 0)


def certificate(folder, days):
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", str(days),
                    "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1", "-keyout", "server.key",
                    "-out", "server.pem"], cwd=folder, check=True, capture_output=True)


@unittest.skipUnless(shutil.which("openssl"), "openssl is not installed")
class Certificate(ServeTest):
    how = {"extra": "  tls: { certificate: server.pem, key: server.key }\n"}

    @classmethod
    def prepare(cls, folder):
        certificate(folder, 2)
        cls.server.trust = f"{folder}/server.pem"

    def shown(self):
        return ssl.get_server_certificate(("127.0.0.1", self.server.port))

    def ends(self):
        for line in self.server.get("/metrics", READ).body.decode().splitlines():
            if line.startswith("mien_certificate_expiry_timestamp_seconds "):
                return float(line.split()[1])
        return None

    def test_the_images_health_check_asks_over_https(self):
        check = ROOT / "packaging" / "image" / "healthy"
        environment = dict(os.environ, http_proxy="http://127.0.0.1:9", https_proxy="http://127.0.0.1:9")
        self.assertEqual(subprocess.run([check, str(self.server.port)], env=environment, timeout=30).returncode, 0)
        self.assertEqual(subprocess.run([check, str(free_port())], env=environment, timeout=30).returncode, 1)

    def test_a_renewed_one_is_taken_at_hup_and_a_broken_one_is_not(self):
        self.assertAlmostEqual(self.ends(), time.time() + 2 * 86400, delta=600)
        kept = http.client.HTTPSConnection("127.0.0.1", self.server.port, timeout=30,
                                           context=ssl.create_default_context(cafile=self.server.trust))
        kept.request("GET", "/healthz")
        kept.getresponse().read()
        certificate(self.server.folder, 30)
        new = (self.server.folder / "server.pem").read_text().split()
        self.server.signal(signal.SIGHUP)
        self.server.until(lambda: self.shown().split() == new, 20, "the renewed certificate is not shown")
        self.server.until(lambda: (self.ends() or 0) > time.time() + 20 * 86400, 20, "the metric shows the old end")
        kept.request("GET", "/healthz")
        self.assertEqual(kept.getresponse().status, 200, "a connection that was open is cut off")
        (self.server.folder / "server.key").write_text("nothing")
        self.server.signal(signal.SIGHUP)
        self.server.until(lambda: "configuration not changed" in self.server.log(), 20, "a broken key is not named")
        self.assertEqual(self.shown().split(), new)


if __name__ == "__main__":
    unittest.main()
