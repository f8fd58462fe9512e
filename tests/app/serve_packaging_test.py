"""What operators install beside mien, tried with the real programs: systemd, nginx, Prometheus."""

import base64
import http.client
import json
import os
import pathlib
import re
import shutil
import ssl
import subprocess
import time
import unittest
import urllib.error
import urllib.parse
import urllib.request

from app import MIEN, AppTest, have, program
from server import ADMIN, MODELS, RATE, READ, Server, config_text, free_port

ROOT = pathlib.Path(__file__).resolve().parents[2]
ALERTS = ROOT / "docs" / "prometheus" / "alerts.yml"
UNIT = ROOT / "packaging" / "systemd" / "mien.service"
NGINX = ROOT / "packaging" / "nginx" / "mien.conf"


def wait_for(true, seconds, otherwise):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if found := true():
            return found
        time.sleep(0.1)
    raise AssertionError(otherwise() if callable(otherwise) else otherwise)


class Image(unittest.TestCase):
    def test_docker_leaves_out_what_podman_does(self):
        podman, docker = ([line for line in file.read_text().splitlines() if not line.startswith("#")]
                          for file in (ROOT / ".containerignore", ROOT / "packaging" / "Containerfile.dockerignore"))
        self.assertEqual(docker, podman)


class Unit(AppTest):
    def setUp(self):
        super().setUp()
        self.analyze = program("systemd-analyze")
        self.unit = self.scratch / "mien.service"
        self.unit.write_text(UNIT.read_text().replace("/usr/bin/mien ", f"{MIEN} "))

    def test_systemd_reads_it_without_a_word(self):
        done = subprocess.run([self.analyze, "verify", "--recursive-errors=no", self.unit], capture_output=True, text=True, timeout=60)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertNotIn("mien.service", done.stderr, "systemd does not know a key or a value")

    def test_what_it_exposes(self):
        done = subprocess.run([self.analyze, "security", "--offline=true", "--threshold=20", self.unit],
                              capture_output=True, text=True, timeout=60)
        self.assertEqual(done.returncode, 0, done.stdout[-2000:] + done.stderr)
        level = float(re.search(r"exposure level for mien.service: ([\d.]+)", done.stdout).group(1))
        self.assertLessEqual(level, 2.0)

    def test_it_watches_and_bounds_the_server(self):
        text = UNIT.read_text()
        for line in ("Type=notify", "WatchdogSec=", "UMask=0077", "MemoryMax=", "ProtectSystem=strict", "SystemCallFilter=",
                     "LimitCORE=0", "ExecReload="):
            self.assertRegex(text, rf"(?m)^{line}")
        self.assertRegex(text, r"(?m)^After=.*time-sync\.target")

    @unittest.skipUnless(have(*MODELS), "needs MIEN_MODELS_DIR with models and sample footage")
    def test_the_filter_lets_the_server_do_its_work(self):
        strace = program("strace")
        if subprocess.run([strace, "-o", "/dev/null", "true"], capture_output=True, timeout=60).returncode != 0:
            self.skipTest("strace may not trace here")
        server = Server(self.scratch)
        traced = subprocess.Popen([strace, "-f", "-c", "-S", "name", "-o", "calls.txt", MIEN, "serve", "-c", server.file],
                                  cwd=self.scratch, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                                  env={**os.environ, "MIEN_READ": READ, "MIEN_RATE": RATE, "MIEN_ADMIN": ADMIN})
        server.process = traced
        (self.scratch / "log.txt").touch()
        try:
            server.until(lambda: server.answers("/readyz"), 200, "not ready under strace")
            server.until(lambda: server.get("/api/v1/cameras", READ).json()["cameras"][0]["state"] == "live", 60, "no camera")
            self.assertEqual(server.post("/api/v1/ratings", {"content": "cereal", "rating": 4}, RATE).status, 201)
            self.assertEqual(server.get("/api/v1/cameras/aisle/picture", READ).status // 100, 2)
            self.assertEqual(server.post("/api/v1/reload", token=ADMIN).status, 200)
        finally:
            child = int(pathlib.Path(f"/proc/{traced.pid}/task/{traced.pid}/children").read_text().split()[0])
            os.kill(child, 2)
            traced.wait(60)
        table = (self.scratch / "calls.txt").read_text().split("------\n", 1)[1]
        called = {line.split()[-1] for line in table.splitlines() if re.match(r"^ *\d", line) and not line.endswith("total")}
        self.assertGreater(len(called), 20, table)
        # What is refused answers EPERM. These are tried and done without.
        optional = {"mbind", "set_mempolicy", "get_mempolicy", "move_pages"}
        if os.geteuid() == 0:
            optional.add("fchown")  # SQLite, for root alone: its log belongs to whom the database does
        self.assertEqual(called - self.allowed() - optional, set())

    def allowed(self):
        """The calls that the unit's SystemCallFilter lets through."""
        names = set()
        for line in re.findall(r"(?m)^SystemCallFilter=(.*)$", UNIT.read_text()):
            named = set().union(*(self.calls_of(word) for word in line.lstrip("~").split()))
            names = names - named if line.startswith("~") else names | named
        return names

    def calls_of(self, word):
        if not word.startswith("@"):
            return {word}
        shown = subprocess.run([self.analyze, "syscall-filter", "--no-pager", word], capture_output=True, text=True, check=True).stdout
        words = [line.strip() for line in shown.splitlines() if line.startswith("    ") and not line.strip().startswith("#")]
        return set().union(*(self.calls_of(one) for one in words))

    def test_systemd_makes_the_user(self):
        sysusers = program("systemd-sysusers")
        done = subprocess.run([sysusers, "--dry-run", UNIT.with_name("mien.sysusers")], capture_output=True, text=True, timeout=60)
        self.assertEqual(done.returncode, 0, done.stderr)
        user = re.search(r"(?m)^User=(.*)$", UNIT.read_text()).group(1)
        self.assertIn(f"u {user} ", UNIT.with_name("mien.sysusers").read_text())


@unittest.skipUnless(have(*MODELS), "needs MIEN_MODELS_DIR with models and sample footage")
class Prometheus(AppTest):
    def test_a_real_one_scrapes_it_and_every_rule_has_its_metrics(self):
        prometheus, promtool = program("prometheus"), program("promtool")
        # A receiver that is away, so that its metrics are there too.
        server = Server(self.scratch, extra="site: { name: store-1 }\nsinks: { mqtt: { host: 127.0.0.1, port: 9 } }\n")
        port = free_port()
        (self.scratch / "token").write_text(READ)
        shutil.copy(ALERTS, self.scratch / "alerts.yml")
        config = self.scratch / "prometheus.yml"
        config.write_text(
            "global: { scrape_interval: 1s, evaluation_interval: 1s }\n"
            "rule_files: [alerts.yml]\n"
            "scrape_configs:\n"
            "  - job_name: mien\n"
            "    authorization: { credentials_file: token }\n"
            f'    static_configs: [{{ targets: ["127.0.0.1:{server.port}"] }}]\n')
        checked = subprocess.run([promtool, "check", "config", config], capture_output=True, text=True, timeout=60)
        self.assertEqual(checked.returncode, 0, checked.stdout + checked.stderr)
        started = None
        try:
            server.start().ready()
            linted = subprocess.run([promtool, "check", "metrics"], input=server.get("/metrics", READ).body.decode(),
                                    capture_output=True, text=True, timeout=60)
            self.assertEqual(linted.returncode, 0, linted.stderr)
            with open(self.scratch / "prometheus.log", "wb") as log:
                started = subprocess.Popen([prometheus, f"--config.file={config}", f"--web.listen-address=127.0.0.1:{port}",
                                            f"--storage.tsdb.path={self.scratch}/tsdb"], stdout=log, stderr=log)
            api = f"http://127.0.0.1:{port}/api/v1/"
            wait_for(lambda: self.value(api, 'up{job="mien"}') == 1, 60,
                     lambda: (self.scratch / "prometheus.log").read_text())
            self.assertEqual(self.value(api, "mien_store_failing"), 0)
            rules = wait_for(lambda: self.evaluated(api), 30, "the rules are not evaluated")
            self.assertGreater(len(rules), 10)
            for rule in rules:
                self.assertEqual(rule["health"], "ok", rule)
                for name in re.findall(r"\b(?:mien|process)_\w+", rule["query"]):
                    if name != "mien_certificate_expiry_timestamp_seconds":  # only with TLS
                        # A loaded machine's camera has its first picture late.
                        wait_for(lambda: self.series(api, name), 60, f"{rule['name']} asks for {name}, which nobody gives")
            server.kill()
            wait_for(lambda: any(r["name"] == "MienGone" and r["state"] != "inactive" for r in self.evaluated(api) or []), 30,
                     "nobody notices that the server is gone")
        finally:
            if started:
                started.terminate()
                started.wait(30)
            if server.process and server.process.poll() is None:
                server.kill()

    def ask(self, address):
        try:
            with urllib.request.urlopen(address, timeout=10) as answer:
                return json.load(answer)["data"]
        except (OSError, urllib.error.URLError):
            return None

    def value(self, api, query):
        got = self.ask(api + "query?query=" + urllib.parse.quote(query))
        return float(got["result"][0]["value"][1]) if got and got["result"] else None

    def series(self, api, name):
        return self.ask(api + "series?match[]=" + urllib.parse.quote(name))

    def evaluated(self, api):
        got = self.ask(api + "rules")
        rules = [rule for group in got["groups"] for rule in group["rules"]] if got else []
        return rules if rules and all(rule["health"] != "unknown" for rule in rules) else None


@unittest.skipUnless(have(*MODELS), "needs MIEN_MODELS_DIR with models and sample footage")
class Nginx(AppTest):
    """The shipped configuration, with ports and files of the test's own."""

    def setUp(self):
        super().setUp()
        nginx, openssl = program("nginx"), program("openssl")
        self.server = Server(self.scratch, lambda port: config_text(port, tokens=False, extra=(
            "  trusted_proxies: [127.0.0.1]\n  tokens:\n"
            f"    - {{ name: alice, scope: admin, token: {ADMIN} }}\n"
            f"    - {{ name: bob, scope: read, token: {READ} }}\n"
            f"    - {{ name: kiosk, scope: rate, token: {RATE} }}\n")))
        self.port = free_port()
        subprocess.run([openssl, "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
                        "-keyout", "mien.key", "-out", "mien.pem", "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"],
                       cwd=self.scratch, check=True, capture_output=True)
        crypt = subprocess.run([openssl, "passwd", "-apr1", "pass-word-1"], check=True, capture_output=True, text=True).stdout.strip()
        (self.scratch / "mien.htpasswd").write_text(f"alice:{crypt}\nbob:{crypt}\neve:{crypt}\n")
        (self.scratch / "mien-users.map").write_text(f'"mien alice" "Bearer {ADMIN}";\n"mien bob" "Bearer {READ}";\n')
        text = NGINX.read_text().replace("/etc/nginx/", f"{self.scratch}/")
        text = text.replace("listen 443 ssl", f"listen 127.0.0.1:{self.port} ssl").replace("127.0.0.1:8642;", f"127.0.0.1:{self.server.port};")
        (self.scratch / "site.conf").write_text(text)
        temporary = "".join(f"  {kind}_temp_path {self.scratch}/{kind};\n" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
        (self.scratch / "nginx.conf").write_text(
            f"daemon off;\nmaster_process off;\npid {self.scratch}/nginx.pid;\nerror_log {self.scratch}/error.log;\n"
            f"events {{}}\nhttp {{\n  access_log off;\n{temporary}  include {self.scratch}/site.conf;\n}}\n")
        checked = subprocess.run([nginx, "-t", "-c", self.scratch / "nginx.conf"], capture_output=True, text=True, timeout=60)
        self.assertEqual(checked.returncode, 0, checked.stderr)
        self.server.start().ready()
        self.addCleanup(self.server.stop)
        started = subprocess.Popen([nginx, "-c", self.scratch / "nginx.conf"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.addCleanup(lambda: (started.terminate(), started.wait(30)))
        wait_for(lambda: self.up(), 30, lambda: (self.scratch / "error.log").read_text())

    def up(self):
        try:
            return self.ask("GET", "/healthz")[0] == 200
        except OSError:
            return False

    def connection(self):
        trust = ssl.create_default_context(cafile=self.scratch / "mien.pem")
        # An address that is none of the proxy's own.
        return http.client.HTTPSConnection("127.0.0.1", self.port, timeout=30, context=trust, source_address=("127.0.0.2", 0))

    def ask(self, method, path, user=None, password="pass-word-1", token=None, body=None, **headers):
        if user:
            headers["Authorization"] = "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()
        if token:
            headers["Authorization"] = "Bearer " + token
        if body is not None:
            headers["Content-Type"] = "application/json"
            body = json.dumps(body).encode()
        connection = self.connection()
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            return answer.status, dict(answer.getheaders()), answer.read()
        finally:
            connection.close()

    def test_users_clients_events_and_kiosks(self):
        # Users sign in at nginx; what they may do is their token's scope.
        self.assertEqual(self.ask("GET", "/api/v1/status")[0], 401)
        self.assertEqual(self.ask("GET", "/api/v1/status", "alice", "wrong")[0], 401)
        self.assertEqual(self.ask("GET", "/api/v1/status", "bob")[0], 200)
        self.assertEqual(self.ask("GET", "/api/v1/audit", "bob")[0], 403)
        self.assertEqual(self.ask("GET", "/api/v1/audit", "alice")[0], 200)
        self.assertEqual(self.ask("GET", "/api/v1/status", "eve")[0], 401, "a user without a token of mien's")
        # Programs and kiosks bring their own token.
        self.assertEqual(self.ask("GET", "/api/v1/status", token=READ)[0], 200)
        rating = {"content": "cereal", "rating": 4}
        self.assertEqual(self.ask("POST", "/api/v1/ratings", token=RATE, body=rating)[0], 201)
        self.assertEqual(self.ask("GET", "/rate/cereal")[0], 200)
        status, headers, _ = self.ask("POST", "/login", body={"token": RATE}, Origin=f"https://127.0.0.1:{self.port}")
        self.assertEqual(status, 200)
        self.assertIn("; Secure", headers["Set-Cookie"], "TLS ends at the proxy: the cookie must not cross without")
        # Where nginx asks no password, a user's name alone is worth nothing.
        for path in ("/api/v1/ratings", "/api/v1/contents/cereal", "/rate/../api/v1/status"):
            method = "POST" if path.endswith("ratings") else "GET"
            status = self.ask(method, path, "alice", "wrong", body=rating if method == "POST" else None)[0]
            self.assertEqual(status, 401, f"{path}: alice's token is given to anybody who says alice")
        # The audit log names user and client; what a client forges is not believed.
        self.assertEqual(self.ask("PUT", "/api/v1/cameras/window", "alice", body={"input": "rtsp://10.255.255.1/x"},
                                  **{"X-Forwarded-For": "203.0.113.9", "Forwarded": "for=203.0.113.8"})[0], 201)
        entry = self.server.get("/api/v1/audit", ADMIN).json()["entries"][0]
        self.assertEqual(entry["who"], "admin 'alice' from 127.0.0.2")
        # Events come at once, not when a buffer is full.
        connection = self.connection()
        connection.request("GET", "/api/v1/live?topics=system", headers={"Authorization": "Bearer " + READ})
        response = connection.getresponse()
        self.assertEqual(response.status, 200)
        lines = [response.readline() for _ in range(8)]
        self.assertTrue(any(line.startswith(b"event: system") for line in lines), lines)
        connection.close()


if __name__ == "__main__":
    unittest.main()
