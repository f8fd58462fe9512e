"""Live cameras of the installed package mien."""
import os
import signal
import threading
import time
import unittest

import mien
from drawn import Folder, happy, spot


class LiveCameras(Folder):
    def test_sights_come_until_it_is_stopped(self):
        seen = 0
        with mien.live(f"loop:{self.clip}", detector=spot, classifier=happy, detect_fps=20) as cameras:
            for sight in cameras:
                self.assertEqual(sight.faces[0].emotion, "happiness")
                seen += 1
                if seen == 3:
                    self.assertEqual(cameras.status()[0]["state"], "live")
                    cameras.stop()
        self.assertGreaterEqual(seen, 3)

    def test_one_that_is_dropped_ends(self):
        for sight in mien.live(f"loop:{self.clip}", detector=spot, emotion="none", detect_fps=20):
            self.assertEqual(sight.camera, f"loop:{self.clip}")
            break
        deadline = time.monotonic() + 10
        while len(os.listdir("/proc/self/task")) > 4 and time.monotonic() < deadline:
            time.sleep(0.05)
        self.assertLessEqual(len(os.listdir("/proc/self/task")), 4)

    def test_what_is_wrong_with_one_is_logged(self):
        with self.assertLogs("mien", "WARNING") as logged, mien.live("/nonexistent.mp4", detector=spot, emotion="none"):
            time.sleep(1)
        self.assertIn("is not a camera", logged.output[0])

    def test_a_password_is_in_no_name(self):
        with mien.live("rtsp://user:secret@127.0.0.1:1/main", detector=spot, emotion="none") as cameras:
            self.assertNotIn("secret", cameras.status()[0]["name"])

    def test_ctrl_c_ends_them(self):
        cameras = mien.live(f"loop:{self.clip}", detector=spot, emotion="none", detect_fps=20)
        threading.Timer(1, lambda: os.kill(os.getpid(), signal.SIGINT)).start()
        with self.assertRaises(KeyboardInterrupt):
            for _ in cameras:
                pass
        self.assertEqual(list(cameras), [])  # over, not stuck


if __name__ == "__main__":
    unittest.main()
