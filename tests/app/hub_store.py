"""A store that reports to a hub: mien serve --hub, and mien hub beside it."""

import os
import subprocess

from app import MIEN, footage, mien
from server import ADMIN, READ, Server, config_text


class Store(Server):
    def __init__(self, folder, link, token):
        super().__init__(folder, lambda port: config_text(port, cameras={
            "aisle": f'{{ input: "loop:{footage("no_face.mp4")}", content: cereal, detect: {{ fps: 2 }} }}'}))
        self.link, self.environment = link, {**os.environ, "MIEN_READ": READ, "MIEN_RATE": "rate-token-9b3e61d4c8", "MIEN_ADMIN": ADMIN,
                                             "MIEN_HUB": token}

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
