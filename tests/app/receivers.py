"""Receivers of results, real ones and our own, for the tests of sinks."""

import collections
import glob
import http.server
import json
import pathlib
import ssl
import subprocess
import sys
import threading
import unittest

from app import AppTest, have
from server import MODELS, Server, config_text

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests/servers"))
from brokers import program, until  # noqa: E402

SECRET = "planted-Hook-5521"


def schemas():
    """Validators by schema name; of the tool's own environment (tools/api-venv)."""
    for place in glob.glob(str(ROOT / ".deps/api-venv/lib/python3*/site-packages")):
        sys.path.append(place)
    try:
        import jsonschema_rs
    except ImportError:
        raise unittest.SkipTest("needs jsonschema-rs: tools/api-venv") from None
    files = [json.loads(file.read_text()) for file in (ROOT / "docs/schema").glob("*.json")]
    return {one["$id"]: jsonschema_rs.validator_for(one, validate_formats=True) for one in files}


class Listener:
    """mosquitto_sub: (topic, retained, payload) as they come."""

    def __init__(self, port, *more):
        self.got = []
        self.process = subprocess.Popen([program("mosquitto_sub"), "-p", str(port), "-t", "#", "-q", "1", "-F", "%t %r %p", *more],
                                        stdout=subprocess.PIPE, text=True)
        self.thread = threading.Thread(target=self.read, daemon=True)
        self.thread.start()

    def read(self):
        for line in self.process.stdout:
            self.got.append(tuple(line.rstrip("\n").split(" ", 2)))

    def last(self):
        return {topic: payload for topic, _, payload in list(self.got)}

    def close(self):
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()


class Hook:
    """An HTTPS server that keeps what it is told; refuses with `status`."""

    def __init__(self, folder):
        self.calls, self.status = [], 200
        self.certificate, key = folder / "hook.pem", folder / "hook.key"
        subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out", self.certificate, "-days",
                        "2", "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"], check=True, capture_output=True)
        hook = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                if hook.status == 200:
                    hook.calls.append((self.headers["X-Mien-Signature"], body))
                self.send_response(hook.status)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.certificate, key)
        self.server.socket = context.wrap_socket(self.server.socket, server_side=True)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def url(self):
        return f"https://localhost:{self.server.server_address[1]}/mien"

    def close(self):
        self.server.shutdown()
        self.server.server_close()


def of_kafka(port, topic):
    """All messages of a topic: (key, text)."""
    done = subprocess.run([program("kcat"), "-C", "-b", f"127.0.0.1:{port}", "-t", topic, "-o", "beginning", "-e", "-q", "-f",
                           "%k\t%s\n"], capture_output=True, text=True, timeout=60)
    return [tuple(line.split("\t", 1)) for line in done.stdout.splitlines()]


def with_sinks(sinks, **how):
    extra = "site: { name: store-17, region: north }\nsinks:\n" + "".join(f"  {name}: {value}\n" for name, value in sinks.items())
    return lambda port: config_text(port, extra=extra, **how)


@unittest.skipUnless(have(*MODELS), "needs MIEN_MODELS_DIR with models and sample footage")
class SinkTest(AppTest):
    def start(self, sinks, ready=True, **how):
        server = Server(self.scratch, with_sinks(sinks, **how))
        self.addCleanup(lambda: server.process.poll() is None and server.kill())
        server.start()
        return server.ready() if ready else server

    def expect_once(self, postgres, acknowledged, timeout=90):
        """Each acknowledged rating is one row; no row is there twice."""
        def stored():
            return [row[0] for row in postgres.ask("SELECT ref FROM mien.rating")]
        until(lambda: set(acknowledged) <= set(stored()), timeout,
              lambda: f"{len(set(acknowledged) - set(stored()))} of {len(acknowledged)} acknowledged ratings are missing")
        rows = stored()
        twice = [ref for ref, count in collections.Counter(rows).items() if count > 1]
        self.assertEqual(twice, [], "stored twice")
        return len(rows)
