"""Source distributions out of an index that answers in JSON or HTML, open or with a user, as pip is configured."""

import base64
import http.server
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import threading
import unittest

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
SCRIPT = (ROOT / "src/infer/fetch_source.py").read_text(encoding="utf-8")
CONTENT = b"a source distribution\n" * 5000
FILES = ["Shop_Net-1.0-py3-none-any.whl", "Shop_Net-0.9.tar.gz", "shop_net-1.0.tar.gz"]


class Index(http.server.BaseHTTPRequestHandler):
    speaks_json, wanted = True, None

    def do_GET(self):
        if self.wanted and self.headers.get("Authorization") != "Basic " + base64.b64encode(self.wanted.encode()).decode():
            return self.answer(401, "text/plain", b"who are you?")
        if self.path == "/files/shop_net-1.0.tar.gz":
            return self.answer(200, "application/gzip", CONTENT)
        if self.path != "/simple/shop-net/":
            return self.answer(404, "text/plain", b"not here")
        if self.speaks_json and "application/vnd.pypi.simple.v1+json" in self.headers["Accept"]:
            files = [{"filename": name, "url": f"../../files/{name}", "hashes": {}} for name in FILES]
            return self.answer(200, "application/vnd.pypi.simple.v1+json", json.dumps({"files": files}).encode())
        links = "".join(f'<a href="../../files/{name}#sha256=00">{name}</a><br/>' for name in FILES)
        return self.answer(200, "text/html; charset=utf-8", f"<html><body>{links}</body></html>".encode())

    def answer(self, status, kind, body):
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


class SourceDistribution(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.file = pathlib.Path(self.folder.name) / "package"

    def fetch(self, name="Shop.Net", version="1.0", user="", path="/simple", **index):
        handler = type("Handler", (Index,), index)
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        at = f"http://{user}127.0.0.1:{server.server_port}{path}"
        kept = {name: value for name, value in os.environ.items() if not name.startswith("PIP_") and not name.lower().endswith("_proxy")}
        return subprocess.run([sys.executable, "-c", SCRIPT, name, version, str(self.file)], capture_output=True, text=True, timeout=60,
                              env={**kept, "HOME": self.folder.name, "PIP_CONFIG_FILE": os.devnull, "PIP_INDEX_URL": at}, check=False)

    def test_an_index_that_speaks_json(self):
        self.assertEqual(self.fetch().returncode, 0)
        self.assertEqual(self.file.read_bytes(), CONTENT)

    def test_an_index_of_html_pages(self):
        self.assertEqual(self.fetch(speaks_json=False).returncode, 0)
        self.assertEqual(self.file.read_bytes(), CONTENT)

    def test_the_user_in_the_indexs_address_is_told_for_the_file_too(self):
        done = self.fetch(user="clerk:p%40ss@", wanted="clerk:p@ss")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(self.file.read_bytes(), CONTENT)

    def test_a_wrong_user_is_refused_in_the_indexs_words(self):
        done = self.fetch(user="clerk:wrong@", wanted="clerk:p@ss")
        self.assertNotEqual(done.returncode, 0)
        self.assertIn("401", done.stderr)
        self.assertNotIn("wrong", done.stderr)

    def test_what_the_index_lacks_is_said(self):
        done = self.fetch(version="2.0")
        self.assertNotEqual(done.returncode, 0)
        self.assertIn("the index has no source distribution of Shop.Net 2.0", done.stderr)
        self.assertIn("404", self.fetch(name="other").stderr)
        self.assertFalse(self.file.exists())


if __name__ == "__main__":
    unittest.main()
