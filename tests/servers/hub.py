"""A `mien hub` of the tests' and benchmarks' own."""

import json
import pathlib
import subprocess
import urllib.request

from brokers import free_port


class HubProcess:
    """`program`: mien; `brokers`: host and port of Kafka's (none: it only shows); `token`: who may read (none: everybody on this machine)."""

    def __init__(self, program, folder, url, brokers=None, name="hub", token=None, more=""):
        self.program, self.folder, self.name, self.token, self.port = program, pathlib.Path(folder), name, token, free_port()
        self.file = self.folder / f"{name}.yaml"
        kafka = f'kafka: {{ brokers: ["{brokers}"] }}\n' if brokers else ""
        self.base = f'postgres: {{ url: "{url}" }}\n{kafka}{more}'
        self.process = None
        self.open_to(token)

    def open_to(self, token):
        """From the next start on."""
        self.token = token
        self.configure(f"tokens: {{ read: {token} }}" if token else "")

    def configure(self, server):
        """`server`: what its section has beside the address."""
        self.file.write_text(f"{self.base}server: {{ listen: 127.0.0.1:{self.port}{server and ', ' + server} }}\n")

    def __enter__(self):
        return self.start()

    def __exit__(self, *_):
        self.kill()

    def start(self):
        with open(self.folder / f"{self.name}.log", "ab") as log:
            self.process = subprocess.Popen([self.program, "hub", "-c", str(self.file)], stdout=log, stderr=subprocess.STDOUT,
                                            start_new_session=True)
        return self

    def log(self):
        return (self.folder / f"{self.name}.log").read_text(errors="replace")

    def ask(self, path, body=None, method=None, token=None):
        """The answer's bytes."""
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}/{path}", method=method)
        if token := token or self.token:
            request.add_header("Authorization", "Bearer " + token)
        if body is not None:
            request.data = json.dumps(body).encode()
            request.add_header("Content-Type", "application/json")
        with urllib.request.urlopen(request, timeout=60) as answer:
            return answer.read()

    def get(self, path):
        return json.loads(self.ask(path))

    def metric(self, name):
        for line in self.ask("metrics").decode().splitlines():
            if line.startswith(name + " "):
                return float(line.split()[1])
        raise AssertionError(f"no metric {name}")

    def answers(self):
        try:
            return self.get("healthz")["status"] == "ok"
        except OSError:
            return False

    def seen(self, browser, width, dark):
        """The page as a browser has it (its text and elements), and what the browser complained of."""
        done = subprocess.run([browser, "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={self.folder}/browser",
                               f"--window-size={width},900", f"--blink-settings=preferredColorScheme={0 if dark else 1}",
                               "--virtual-time-budget=8000", "--dump-dom", f"http://127.0.0.1:{self.port}/"],
                              capture_output=True, text=True, timeout=120)
        return done.stdout, done.stderr[-500:]

    def kill(self):
        if self.process and self.process.poll() is None:
            self.process.kill()
            self.process.wait()
