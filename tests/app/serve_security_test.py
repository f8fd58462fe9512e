"""mien serve against those who may not: scopes, foreign pages, odd paths and bodies, slow and large requests, secrets."""

import hashlib
import json
import socket
import time
import unittest

from app import have
from server import ADMIN, CAMERA_PASSWORD, RATE, READ, SECRETS, ServeTest, config_text, footage

JSON = {"Content-Type": "application/json"}
RATING = {"content": "cereal", "rating": 4}
# method, path, least scope, body. What the documentation promises, written down once more on purpose.
ROUTES = [
    ("GET", "/metrics", "read", None),
    ("GET", "/api/v1/status", "read", None),
    ("GET", "/api/v1/cameras", "read", None),
    ("GET", "/api/v1/cameras/aisle", "read", None),
    ("GET", "/api/v1/cameras/aisle/picture", "read", None),
    ("GET", "/api/v1/contents", "any", None),
    ("GET", "/api/v1/contents/figures", "read", None),
    ("GET", "/api/v1/figures", "read", None),
    ("GET", "/api/v1/timeline?span=hour", "read", None),
    ("GET", "/api/v1/ranking?by=rating", "read", None),
    ("GET", "/api/v1/relation", "read", None),
    ("GET", "/api/v1/export.csv?span=hour", "read", None),
    ("GET", "/api/v1/tallies", "read", None),
    ("POST", "/api/v1/ratings", "rate", RATING),
    ("PUT", "/api/v1/cameras/nobody", "admin", {"input": ""}),
    ("DELETE", "/api/v1/cameras/nobody", "admin", None),
    ("GET", "/api/v1/cameras/aisle/picture?kind=raw", "admin", None),
    ("POST", "/api/v1/reload", "admin", None),
    ("POST", "/api/v1/ratings/import", "admin", b"content,time,rating\n"),
    ("GET", "/api/v1/audit", "admin", None),
]
OPEN = ["/healthz", "/readyz", "/api/v1/openapi.json", "/", "/rate/cereal", "/notice"]
ALLOWS = {"any": {READ, RATE, ADMIN}, "read": {READ, ADMIN}, "rate": {RATE, ADMIN}, "admin": {ADMIN}}
HEADERS = ("Content-Security-Policy", "X-Content-Type-Options", "X-Frame-Options", "Referrer-Policy",
           "Permissions-Policy")


def planted(port):
    """A camera that cannot be reached, with a password in its address."""
    return config_text(port, cameras={
        "aisle": f'{{ input: "loop:{footage("no_face.mp4")}", content: cereal, detect: {{ fps: 2 }} }}',
        "away": '{ input: "rtsp://planted:{MIEN_CAM}@127.0.0.1:1/main", content: bread }',
    })


class Security(ServeTest):
    how = {"text": planted}

    def send(self, method, path, body, token=None, headers=None):
        kind = {"Content-Type": "text/csv"} if isinstance(body, bytes) else {}
        return self.server.request(method, path, body, token, {**kind, **(headers or {})})

    def test_no_route_without_its_scope(self):
        for method, path, scope, body in ROUTES:
            with self.subTest(method=method, path=path):
                self.assertRefused(self.send(method, path, body), 401)
                self.assertRefused(self.send(method, path, body, "wrong-token-0123456789"), 401)
                time.sleep(0.55)  # wrong ones are limited: 2 a second
                for token in (READ, RATE, ADMIN):
                    answer = self.send(method, path, body, token)
                    if token in ALLOWS[scope]:
                        raw = "kind=raw" in path  # off in the configuration
                        self.assertEqual(answer.status in (401, 403), raw, answer)
                    else:
                        self.assertRefused(answer, 403)

    def test_the_events_need_a_scope(self):
        self.assertRefused(self.server.get("/api/v1/live"), 401)
        self.assertRefused(self.server.get("/api/v1/live", RATE), 403)
        self.assertTrue(self.server.events("system", READ))

    def test_open_routes_are_open(self):
        for path in OPEN:
            with self.subTest(path=path):
                self.assertEqual(self.server.get(path).status, 200)

    def test_the_document_names_the_same_scopes(self):
        document = self.server.get("/api/v1/openapi.json").json()
        for method, path, scope, _ in ROUTES:
            path = path.partition("?")[0].replace("/aisle", "/{name}").replace("/nobody", "/{name}")
            said = document["paths"][path][method.lower()]["x-scope"]
            if "picture" not in path:
                self.assertEqual(said, scope, path)

    def test_a_token_elsewhere_is_none(self):
        for path, headers in (
            ("/api/v1/status?token=" + READ, {}),
            ("/api/v1/status", {"Authorization": READ}),
            ("/api/v1/status", {"Authorization": "Basic " + READ}),
            ("/api/v1/status", {"Authorization": "Bearer"}),
            ("/api/v1/status", {"Authorization": f"Bearer {READ} {READ}"}),
            ("/api/v1/status", {"X-Token": READ}),
            ("/api/v1/status", {"Cookie": "mien_token=" + READ[:-1]}),
            ("/api/v1/status", {"Cookie": "other=" + READ}),
        ):
            with self.subTest(path=path, headers=headers):
                self.assertRefused(self.server.get(path, headers=headers), 401, 400, 422, 429)
                time.sleep(0.55)

    def test_other_methods_do_nothing(self):
        for method in ("PATCH", "OPTIONS", "TRACE", "CONNECT", "PROPFIND", "POST", "DELETE"):
            with self.subTest(method=method):
                answer = self.server.request(method, "/api/v1/figures", token=ADMIN)
                self.assertIn(answer.status, (400, 405, 501), answer)
                self.assertIsNone(answer.header("Access-Control-Allow-Origin"))

    def test_every_answer_tells_the_browser_to_be_careful(self):
        for answer in (self.server.get("/"), self.server.get("/nothing"), self.server.get("/api/v1/status"),
                       self.server.get("/api/v1/status", READ), self.server.get("/notice"),
                       self.server.post("/api/v1/ratings", b"x" * (2 << 20), RATE, headers=JSON)):
            for name in HEADERS:
                self.assertTrue(answer.header(name), (name, answer.headers))
            self.assertEqual(sum(key.lower() == "content-security-policy" for key, _ in answer.headers), 1)
            self.assertIsNone(answer.header("Access-Control-Allow-Origin"))
            self.assertNotIn("unsafe-eval", answer.header("Content-Security-Policy"))
        self.assertEqual(self.server.get("/api/v1/status", READ).header("Cache-Control"), "no-store")

    def test_the_cookie_of_the_page(self):
        answer = self.server.post("/login", {"token": ADMIN}, headers={"Origin": f"http://127.0.0.1:{self.server.port}"})
        self.assertEqual(answer.status, 200, answer)
        cookie = answer.header("Set-Cookie")
        for part in ("mien_token=", "HttpOnly", "SameSite=Strict", "Path=/"):
            self.assertIn(part, cookie)
        sent = {"Cookie": cookie.partition(";")[0]}
        self.assertEqual(self.server.get("/api/v1/audit", headers=sent).status, 200)
        own = {"Origin": f"http://127.0.0.1:{self.server.port}"}
        for origin, statuses in ((None, (403,)), ("https://evil.example", (403,)), ("null", (403,)),
                                 (f"http://127.0.0.1.evil.example:{self.server.port}", (403,)), (own["Origin"], (201,))):
            headers = {**sent, **({"Origin": origin} if origin else {})}
            self.assertIn(self.send("POST", "/api/v1/ratings", RATING, headers=headers).status, statuses, origin)
        self.assertIn("Max-Age=0", self.server.post("/logout", headers={**sent, **own}).header("Set-Cookie"))
        self.server.heard = [said for said in self.server.heard if said[1] != "/login"]  # it is the browser's

    def test_paths_lead_nowhere_else(self):
        for path in ("/../../../../etc/passwd", "/assets/../../../../etc/passwd", "/assets/%2e%2e/%2e%2e/%2e%2e/etc/passwd",
                     "/assets/..%2f..%2f..%2fetc%2fpasswd", "/assets/%252e%252e%252fetc%252fpasswd", "/assets//etc/passwd",
                     "/assets/%2fetc%2fpasswd", "/assets/..%5c..%5cetc%5cpasswd", "/assets/%c0%ae%c0%ae/etc/passwd",
                     "/assets/%00", "/rate/../../etc/passwd", "/api/v1/cameras/..%2f..%2f..%2fetc%2fpasswd/picture",
                     "/api/v1/contents/..%2fmien.yaml", "/mien.yaml", "/mien.db", "//evil.example/%2e%2e", "/%", "/%zz", "/.git/config",
                     "http://evil.example/etc/passwd", "/assets/" + "a/" * 900):
            with self.subTest(path=path):
                got = self.server.raw(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {ADMIN}\r\n"
                                      "Connection: close\r\n\r\n".encode())
                status = int(got[9:12])
                self.assertTrue(400 <= status < 500, got[:200])
                self.assertNotIn(b"root:", got)
                self.assertNotIn(b"SQLite format", got)

    def test_headers_cannot_be_injected(self):
        for path in ("/api/v1/%0d%0aSet-Cookie:%20a=b", "/rate/x%0d%0aSet-Cookie:%20a=b", "/nothing?a=%0d%0aSet-Cookie:a",
                     "/api/v1/cameras/x%0aSet-Cookie:a"):
            answer = self.server.get(path, READ)
            self.assertIsNone(answer.header("Set-Cookie"), path)
        for head in (b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nA: b\nC: d\r\n\r\n",
                     b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nHost: evil\r\n\r\n",
                     b"GET /healthz HTTP/1.1\r\n\r\n",
                     b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nBad Header: x\r\n\r\n",
                     b"GET /healthz HTTP/9.9\r\nHost: 127.0.0.1\r\n\r\n",
                     b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\x00" * 64,
                     b"\x00" * 512):
            got = self.server.raw(head, timeout=3)
            self.assertNotRegex(got[:12], rb"^HTTP/1\.. 200", head)

    def test_requests_cannot_be_smuggled(self):
        hidden = b"GET /api/v1/openapi.json HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
        for lengths in (b"Content-Length: 2\r\nTransfer-Encoding: chunked\r\n", b"Content-Length: 2\r\nContent-Length: 90\r\n",
                        b"Content-Length: -1\r\n", b"Transfer-Encoding: chunked, identity\r\n",
                        b"Content-Length: 99999999999999999999999\r\n"):
            got = self.server.raw(b"POST /api/v1/ratings HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
                                  b"Authorization: Bearer " + RATE.encode() + b"\r\n" + lengths + b"\r\n{}" + hidden, timeout=3)
            self.assertNotIn(b'"openapi"', got, lengths)
            self.assertNotRegex(got[:12], rb"^HTTP/1\.. 2", lengths)

    def test_large_requests_are_refused(self):
        body = b'{"content": "' + b"x" * (2 << 20) + b'"}'
        self.assertRefused(self.server.post("/api/v1/ratings", body, RATE, headers=JSON), 413)
        got = self.server.raw(b"POST /api/v1/ratings HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
                              b"Authorization: Bearer " + RATE.encode() + b"\r\nTransfer-Encoding: chunked\r\n\r\n"
                              + b"100000\r\n" + b" " * 0x100000 + b"\r\n100000\r\n" + b" " * 0x100000 + b"\r\n0\r\n\r\n")
        self.assertIn(b" 413 ", got[:20])
        self.assertRefused(self.server.get("/healthz", headers={"X": "x" * 20_000}), 431)
        self.assertRefused(self.server.get("/api/v1/status?" + "x" * 5000, READ), 414)
        many = "".join(f"H{i}: x\r\n" for i in range(3000))
        self.assertNotIn(b" 200 ", self.server.raw(f"GET /healthz HTTP/1.1\r\nHost: a\r\n{many}\r\n".encode())[:20])

    def test_odd_bodies_are_refused_and_nothing_breaks(self):
        deep = b'{"content":' + b"[" * 200_000 + b"]" * 200_000 + b"}"
        for body in (b"", b"{", b"null", b"[]", b"4", b'"x"', b"{}", b'{"content": "cereal"}', deep, b"[" * 100_000,
                     b'{"content": "cereal", "rating": 1e999}', b'{"content": "cereal", "rating": ' + b"9" * 500 + b"}",
                     b'{"content": "cereal", "rating": -1e308}', b'{"content": "cereal", "rating": NaN}',
                     b'{"content": "cereal", "rating": "4"}', b'{"content": "cereal", "rating": true}',
                     b'{"content": "cereal", "rating": [4]}', b'{"content": "cereal", "rating": 0.999}',
                     b'{"content": "cereal", "rating": 6}', b'{"content": 7, "rating": 4}', b'{"content": null, "rating": 4}',
                     b'{"content": "nothing", "rating": 4}', b'{"content": "cereal\\u0000", "rating": 4}',
                     b'{"content": "\xff\xfe", "rating": 4}', b'{"content": "\\ud800", "rating": 4}',
                     b'{"content": "cereal", "rating": 4, "customer": "Ann"}', b'{"content": "cereal", "rating": 4, "scale": 1}',
                     b'{"content": "cereal", "rating": 4, "scale": 1e9}', b'{"content": "cereal", "rating": 4, "time": "yesterday"}',
                     b'{"content": "cereal", "rating": 4, "time": -1e300}', b'{"content": "cereal", "rating": 4, "time": "9999-12-31T23:59:59Z"}',
                     b'{"content": "cereal", "rating": 4, "id": "' + b"x" * 2000 + b'"}', b'{"content": "cereal", "rating": 4, "camera": "none"}',
                     b'{"ratings": []}', b'{"ratings": {}}', b'{"ratings": [1]}', b'{"ratings": [[]]}',
                     b'{"ratings": [' + b",".join([b'{"content":"cereal","rating":4}'] * 1001) + b"]}",
                     b"\x00" * 100, "{\"content\": \"cereal\", \"rating\": 4}".encode("utf-16")):
            with self.subTest(body=body[:80]):
                self.assertRefused(self.server.post("/api/v1/ratings", body, RATE, headers=JSON), 400, 422)
        for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "application/json-seq", ""):
            self.assertRefused(self.server.post("/api/v1/ratings", json.dumps(RATING).encode(), RATE,
                                                headers={"Content-Type": kind}), 415)
        self.assertEqual(self.server.post("/api/v1/ratings", RATING, RATE).status, 201)

    def test_a_camera_of_many_levels_is_refused(self):
        for deep in (b'{"input": "x", "zones": ' + b"[" * 250_000 + b"]" * 250_000 + b"}",
                     b'{"input": "x", "zones": ' + b'{"a":' * 90_000 + b"1" + b"}" * 90_000 + b"}"):
            self.assertRefused(self.server.request("PUT", "/api/v1/cameras/deep", deep, ADMIN, JSON), 400, 422)
        self.assertEqual(self.server.get("/healthz").status, 200)

    def test_odd_queries_are_refused(self):
        for query in ("from=yesterday", "from=1e400", "to=0000-00-00", "from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z", "what=1",
                      "from=%00", "from=" + "9" * 400, "camera=a&camera=b"):
            answer = self.server.get("/api/v1/figures?" + query, READ)
            self.assertIn(answer.status, (400, 422), (query, answer))
            self.assertLess(answer.status, 500)
        for query in ("span=second", "span=", "span=minute&from=1970-01-01T00:00:00Z&to=2026-01-01T00:00:00Z", "span=%ff"):
            self.assertIn(self.server.get("/api/v1/timeline?" + query, READ).status, (200, 400, 422), query)
        for query in ("limit=0", "limit=-1", "limit=1e9", "limit=99999999999999999999", "limit=x"):
            self.assertRefused(self.server.get("/api/v1/audit?" + query, ADMIN), 422)
        self.assertRefused(self.server.get("/api/v1/live?topics=everything", READ), 422)
        self.assertRefused(self.server.get("/api/v1/cameras/%FF", READ), 400, 404, 422)

    def test_slow_clients_do_not_hold_up_others(self):
        slow = []
        try:
            for i in range(200):
                connection = socket.create_connection(("127.0.0.1", self.server.port))
                connection.sendall(b"POST /api/v1/ratings HTTP/1.1\r\nHost: 127.0.0.1\r\n" if i % 2 else b"GET /hea")
                slow.append(connection)
            for _ in range(20):
                self.assertEqual(self.server.get("/healthz", timeout=5).status, 200)
                self.assertEqual(self.server.get("/api/v1/cameras", READ, timeout=5).status, 200)
            end = time.monotonic() + 25  # headers have ten seconds
            for connection in slow:
                connection.settimeout(max(0.1, end - time.monotonic()))
                while connection.recv(4096):
                    pass
        except ConnectionError:
            pass
        finally:
            for connection in slow:
                connection.close()
        self.assertLess(time.monotonic(), end, "half requests are kept for longer than 25 s")

    def test_more_connections_than_allowed_end_with_the_flood(self):
        flood = []
        for _ in range(400):
            try:
                flood.append(socket.create_connection(("127.0.0.1", self.server.port), timeout=2))
            except OSError:
                break
        for connection in flood:
            connection.close()
        self.server.until(lambda: self.server.answers("/healthz"), 10, "the server does not come back after a flood")

    def test_guessing_is_limited(self):
        statuses = [self.server.get("/api/v1/status", f"guess-{i:04}-0123456789").status for i in range(60)]
        self.assertEqual(set(statuses), {401, 429})
        last = self.server.get("/api/v1/status", "guess-again-0123456789")
        self.assertGreaterEqual(int(last.header("Retry-After") or 0), 1)
        self.assertEqual(self.server.get("/api/v1/status", READ).status, 200, "the right token is locked out by wrong ones")
        time.sleep(12)

    def test_a_camera_that_is_refused_says_no_password(self):
        for section in ({"input": f"rtsp://u:{CAMERA_PASSWORD}@10.0.0.1/x", "transport": "pigeon"},
                        {"input": f"rtsp://u:{CAMERA_PASSWORD}@10.0.0.1/x", "contnt": "cereal"},
                        {"input": f"rtsp://u:{CAMERA_PASSWORD}@10.0.0.1/x", "detect": {"input": f"ftp://u:{CAMERA_PASSWORD}@a/b", "fps": -1}},
                        {"input": ["rtsp://u:" + CAMERA_PASSWORD + "@10.0.0.1/x"]}):
            self.assertRefused(self.server.request("PUT", "/api/v1/cameras/new", section, ADMIN), 422)

    def test_zz_no_secret_was_ever_said(self):
        """Last by name: looks through all that the other tests heard, and the log."""
        self.server.until(lambda: any(c["name"] == "away" and c["error"] for c in self.server.get("/api/v1/cameras", READ).json()["cameras"]),
                          30, "the camera that is away has no error")
        for path in ("/api/v1/cameras", "/api/v1/cameras/away", "/api/v1/status", "/metrics"):
            self.server.get(path, READ)
        self.server.get("/api/v1/audit?limit=1000", ADMIN)
        for secret in SECRETS:
            for method, path, answer in self.server.heard:
                self.assertNotIn(secret.encode(), answer.body, (method, path))
                self.assertNotIn(secret, str(answer.headers), (method, path))
            self.assertNotIn(secret, self.server.log())
            self.assertNotIn(hashlib.sha256(secret.encode()).hexdigest(), self.server.log())


if __name__ == "__main__":
    unittest.main()
