"""--annotate --blur: the copy has all frames and hardly a face that can be found, and what was not analysed is said.

A detector now and then takes a blurred face for one; the pixels themselves are looked at in
tests/recordings/blurred_copy_test.cpp.
"""

import os
import pathlib
import unittest

from app import AppTest, footage, have

# Each by itself: which one `auto` takes depends on what this machine has.
DETECTORS = [name for name, file in (("retinaface", "retinaface-mnet025.onnx"), ("yunet-n", "yunet_n_dynamic.onnx"),
                                     ("centerface", "centerface.onnx")) if have(file)]
SHARED = os.environ.get("MIEN_SHARED", "")


@unittest.skipUnless(have("retinaface-mnet025.onnx", "WolfgangLanger_Pexels.mp4"),
                     "needs MIEN_MODELS_DIR with models and sample footage")
class BlurredCopy(AppTest):
    def blurred(self, file, detector):
        out = self.scratch / detector
        options = ("--detector", detector, "--emotion", "none")
        found = self.run_json(file, options=("-o", out, "--annotate", "--blur", *options))["inputs"][0]
        self.assertIn("frames_covered", found)
        copy = out / "annotated" / (pathlib.Path(file).stem + ".mp4")
        again = self.run_json(copy, options=("--detect-fps", "0", *options))["inputs"][0]
        return found, again

    def check(self, found, again):
        self.assertEqual(again["frames_decoded"], found["frames_decoded"] + found["frames_skipped"])
        self.assertLessEqual(again["faces"], 0.02 * again["frames_decoded"], "blurred faces can still be found")

    def test_people_who_move(self):
        for detector in DETECTORS:
            with self.subTest(detector):
                found, again = self.blurred(footage("WolfgangLanger_Pexels.mp4"), detector)
                self.assertGreater(found["faces"], 0)
                self.assertEqual(found["frames_covered"], 0)
                self.check(found, again)

    @unittest.skipUnless(SHARED, "needs MIEN_SHARED with the development data")
    def test_odd_recordings(self):
        for name in ("restart.mp4", "cat.mkv", "two_same.mp4", "ts_fut3.ts", "h264b_drop.avi"):
            with self.subTest(name):
                found, again = self.blurred(pathlib.Path(SHARED) / "inputs" / name, "auto")
                self.check(found, again)


if __name__ == "__main__":
    unittest.main()
