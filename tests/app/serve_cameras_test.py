"""Cameras while the server runs: added, changed, removed, reloaded; what is wrong changes nothing."""

import signal
import time
import unittest

from server import ADMIN, READ, ServeTest, config_text, footage

CLIP = "loop:{}"


class Cameras(ServeTest):
    how = {"extra": f'  camera_inputs: {{ folders: ["{footage(".").resolve()}"], networks: [127.0.0.0/8] }}\n'}

    def cameras(self):
        return {camera["name"]: camera for camera in self.server.get("/api/v1/cameras", READ).json()["cameras"]}

    def put(self, name, **section):
        return self.server.request("PUT", f"/api/v1/cameras/{name}", section, ADMIN)

    def wait_live(self, name):
        self.server.until(lambda: self.cameras().get(name, {}).get("state") == "live", 30, f"{name} does not come to life")

    def tearDown(self):
        for name in self.cameras():
            if name != "aisle":
                self.server.request("DELETE", f"/api/v1/cameras/{name}", token=ADMIN)
        super().tearDown()

    def test_add_change_remove(self):
        self.wait_live("aisle")
        clip = CLIP.format(footage("single_face.mp4"))
        answer = self.put("window", input=clip, content="bread")
        self.assertEqual(answer.status, 201, answer)
        self.assertEqual(answer.json()["name"], "window")
        self.wait_live("window")
        before = self.cameras()["aisle"]["frames_read"]
        answer = self.put("window", input=clip, content="cereal", zones={"left": [[0, 0], [0.5, 0], [0.5, 1]]})
        self.assertEqual(answer.status, 200, answer)
        self.wait_live("window")
        window = self.cameras()["window"]
        self.assertEqual(window["content"], "cereal")
        self.assertEqual(list(window["zones"]), ["left"])
        self.assertEqual(self.cameras()["aisle"]["reconnects"], 0, "another camera's change disturbs this one")
        self.assertGreaterEqual(self.cameras()["aisle"]["frames_read"], before)
        self.assertEqual(self.server.request("DELETE", "/api/v1/cameras/window", token=ADMIN).status, 200)
        self.assertEqual(list(self.cameras()), ["aisle"])
        self.assertRefused(self.server.request("DELETE", "/api/v1/cameras/window", token=ADMIN), 404)
        self.assertRefused(self.server.get("/api/v1/cameras/window", READ), 404)
        actions = [entry["action"] for entry in self.server.get("/api/v1/audit", ADMIN).json()["entries"]]
        self.assertGreaterEqual(sum("camera" in action for action in actions), 3, actions)

    def test_an_invalid_change_leaves_all_as_it_was(self):
        before = self.server.get("/api/v1/cameras/aisle", READ).json()
        clip = CLIP.format(footage("no_face.mp4"))
        self.assertRefused(self.put("fresh", content="bread"), 422)  # one that is there keeps its address
        for section, says in (({"input": ""}, "input"), ({"input": clip, "contnt": "x"}, "content"),
                              ({"input": clip, "content": "nothing"}, "content"), ({"input": clip, "detect": {"fps": -1}}, "fps"),
                              ({"input": clip, "detect": {"width": 33}}, "width"), ({"input": clip, "zones": {"a": [[0, 0], [1, 1]]}}, "point"),
                              ({"input": clip, "zones": {"a": [[0, 0], [2, 0], [1, 1]]}}, "range"),
                              ({"input": clip, "sleep": "well"}, "sleep"), ({"input": 7}, "input"),
                              ({"input": clip, "content": [{"content": "bread", "from": "25:00"}]}, "time")):
            with self.subTest(section=section):
                answer = self.put("aisle", **section)
                self.assertRefused(answer, 422)
                self.assertIn(says, str(answer.json()["error"]))
        for body in (b"[]", b"{", b"null"):
            self.assertRefused(self.server.request("PUT", "/api/v1/cameras/aisle", body, ADMIN, {"Content-Type": "application/json"}), 400, 422)
        after = self.server.get("/api/v1/cameras/aisle", READ).json()
        for key in ("content", "zones", "masks", "staff", "reconnects"):
            self.assertEqual(before[key], after[key], key)
        self.assertEqual(list(self.cameras()), ["aisle"])

    def test_a_camera_that_is_not_there_says_why_and_disturbs_nobody(self):
        self.assertEqual(self.put("gone", input="rtsp://127.0.0.1:1/none").status, 201)
        self.server.until(lambda: self.cameras()["gone"]["error"], 30, "no error is said")
        gone = self.cameras()["gone"]
        self.assertIn(gone["state"], ("connecting", "failed", "stalled"))
        self.wait_live("aisle")
        self.assertEqual(self.server.get("/api/v1/cameras/gone/picture", READ).status, 204)

    def test_a_picture_is_small_and_blurred(self):
        self.wait_live("aisle")
        answer = self.server.until(
            lambda: (got := self.server.get("/api/v1/cameras/aisle/picture", READ)).status != 204 and got, 10, "no picture")
        self.assertEqual((answer.status, answer.header("Content-Type")), (200, "image/jpeg"))
        self.assertEqual(answer.body[:2], b"\xff\xd8")
        self.assertLess(len(answer.body), 8000, "more than 96 pixels wide")

    def test_events_tell_what_goes_on(self):
        self.put("window", input=CLIP.format(footage("single_face.mp4")), content="bread", sleep="never")
        self.wait_live("window")
        events = self.server.events("faces,cameras,tally,system", READ, seconds=6)
        names = {name for name, _ in events}
        self.assertEqual(names, {"faces", "cameras", "tally", "system"})
        faces = next(data for name, data in events if name == "faces" and data["faces"])
        self.assertEqual(faces["camera"], "window")
        self.assertTrue(all(0 <= side <= 1 for side in faces["faces"][0]["box"]))

    def test_names_with_odd_signs(self):
        clip = CLIP.format(footage("no_face.mp4"))
        for name, path in (("caf\u00e9 1", "caf%C3%A9%201"), ("a/b", "a%2Fb"), ('"<b>', "%22%3Cb%3E")):
            self.assertEqual(self.server.request("PUT", f"/api/v1/cameras/{path}", {"input": clip}, ADMIN).status, 201, name)
            self.assertEqual(self.server.get(f"/api/v1/cameras/{path}", READ).json()["name"], name)
            self.assertEqual(self.server.request("DELETE", f"/api/v1/cameras/{path}", token=ADMIN).status, 200, name)
        self.assertRefused(self.server.request("PUT", "/api/v1/cameras/a%0Ab", {"input": clip}, ADMIN), 400, 422)

    def test_reload(self):
        text = self.server.file.read_text()
        try:
            self.server.file.write_text(text.replace("contents:", f'  second: {{ input: "loop:{footage("single_face.mp4")}" }}\ncontents:'))
            self.assertEqual(self.server.post("/api/v1/reload", token=ADMIN).json()["added"], ["second"])
            self.assertEqual(list(self.cameras()), ["aisle", "second"])

            self.server.file.write_text(text.replace("aisle", "aisel").replace("workers", "wrokers"))
            answer = self.server.post("/api/v1/reload", token=ADMIN)
            self.assertRefused(answer, 422)
            self.assertIn("mien.yaml", str(answer.json()))
            self.assertIn("workers", str(answer.json()))
            said = len(self.server.log())
            self.server.signal(signal.SIGHUP)
            self.server.until(lambda: "wrokers" in self.server.log()[said:], 15, "SIGHUP with an invalid file is not named in the log")
            self.assertEqual(list(self.cameras()), ["aisle", "second"], "an invalid file changed something")

            self.server.file.write_text(text + "reload: { allow_fewer: true }\n")
            self.server.signal(signal.SIGHUP)
            self.server.until(lambda: list(self.cameras()) == ["aisle"], 15, "SIGHUP does not read the file again")
        finally:
            self.server.file.write_text(text)
            self.server.post("/api/v1/reload", token=ADMIN)

    def test_metrics_are_well_formed_and_name_no_person(self):
        self.wait_live("aisle")
        text = self.server.get("/metrics", READ).body.decode()
        typed = set()
        for line in text.splitlines():
            if line.startswith("# TYPE "):
                typed.add(line.split()[2])
            elif line and not line.startswith("#"):
                name = line.partition("{")[0].partition(" ")[0]
                base = name
                for end in ("_bucket", "_sum", "_count"):
                    base = base.removesuffix(end) if base.removesuffix(end) in typed else base
                self.assertIn(base, typed, line)
                float(line.rpartition(" ")[2])
                self.assertNotRegex(line, r"track|person|client|ip=")
        for name in ("mien_camera_up", "mien_camera_frames_read_total", "mien_frame_to_event_seconds", "mien_ratings_total",
                     "mien_http_requests_total", "process_resident_memory_bytes", "process_open_fds", "mien_build_info"):
            self.assertIn(name, typed)

    def test_the_dashboard_asks_for_metrics_that_exist(self):
        import json
        import pathlib
        import re
        file = pathlib.Path(__file__).resolve().parents[2] / "docs" / "grafana" / "mien.json"
        dashboard = json.loads(file.read_text(encoding="utf-8"))
        self.wait_live("aisle")
        given = set(re.findall(r"^# TYPE (\S+)", self.server.get("/metrics", READ).body.decode(), re.M))
        for panel in dashboard["panels"]:
            for target in panel["targets"]:
                for name in re.findall(r"\b(?:mien|process)_\w+", target["expr"]):
                    self.assertIn(name.removesuffix("_bucket"), given, panel["title"])
        self.assertEqual(len({panel["id"] for panel in dashboard["panels"]}), len(dashboard["panels"]))


if __name__ == "__main__":
    unittest.main()
