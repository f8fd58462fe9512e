"""A store that reports to a hub: mien serve --hub, and mien hub beside it. And what answers it as a hub in wrong hands would."""

import http.server
import json
import os
import subprocess
import threading

from app import MIEN, footage, mien
from server import ADMIN, READ, Server, config_text


class WrongHub:
    """Says what a test wants. `away`: it hears of no decision; `gone`: of nothing; `silent`: it says nothing for a minute."""

    def __init__(self):
        self.proposals, self.decisions, self.cameras, self.reports = [], [], {}, 0
        self.away = self.gone = self.silent = False
        self.asked, self.closed = 0, threading.Event()

        class Handler(http.server.BaseHTTPRequestHandler):
            hub = self

            def do_POST(self):
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                self.hub.asked += 1
                if self.hub.silent:
                    self.hub.closed.wait(60)
                    return
                status, answer = self.hub.answer(self.path, body)
                text = json.dumps(answer).encode()
                self.send_response(status)
                self.send_header("Content-Length", str(len(text)))
                self.end_headers()
                self.wfile.write(text)

            def log_message(self, *words):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def answer(self, path, body):
        if self.gone:
            return 503, {}
        if path == "/api/v1/site":
            self.cameras, self.reports = body["cameras"], self.reports + 1
            return 200, {"site": "store-17", "proposals": self.proposals}
        if self.away:
            return 503, {}
        self.decisions.append((body["id"], body["state"], body["who"]))
        self.proposals = [one for one in self.proposals if one["id"] != body["id"]]
        return 200, {"state": body["state"]}

    def propose(self, number, section, camera="aisle", **more):
        self.proposals.append({"id": number, "site": "store-17", "camera": camera, "section": section, "base": self.cameras.get(camera, {}),
                               "words": "new shelf", "who": "Ana Ruiz", "made": "2026-11-03T09:00:00Z", "state": "open", **more})

    def close(self):
        self.closed.set()
        self.server.shutdown()
        self.server.server_close()


class Store(Server):
    def __init__(self, folder, link, token):
        super().__init__(folder, lambda port: config_text(port, cameras={
            "aisle": f'{{ input: "loop:{footage("no_face.mp4")}", content: cereal, detect: {{ fps: 2 }} }}'}))
        self.link, self.environment = link, {**os.environ, "MIEN_READ": READ, "MIEN_RATE": "rate-token-9b3e61d4c8", "MIEN_ADMIN": ADMIN,
                                             "MIEN_HUB": token, "http_proxy": "http://127.0.0.1:9", "no_proxy": ""}  # a token in clear is no proxy's

    def start(self, timeout=60):
        with open(self.folder / "log.txt", "ab") as log:
            self.process = subprocess.Popen([MIEN, "serve", "-c", self.file, "--hub", self.link], cwd=self.folder, stdout=log,
                                            stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, env=self.environment)
        self.until(lambda: self.answers("/healthz"), timeout, "the server does not answer")
        return self

    def mien(self, *words):
        """`mien hub` at the store."""
        return mien("hub", words[0], *words[1:], "-f", self.link, "-c", self.file, env=self.environment, cwd=self.folder)

    def content(self):
        return self.get("/api/v1/cameras/aisle", ADMIN).json()["section"]["content"]
