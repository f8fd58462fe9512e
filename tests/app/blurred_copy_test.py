"""--annotate --blur: the copy has all frames and hardly a face that can be found, and what was not analysed is said.

A detector now and then takes a blurred face for one; the pixels themselves are looked at in
tests/recordings/blurred_copy_test.cpp.
"""

import os
import pathlib
import unittest

from app import AppTest, footage, have

SHARED = os.environ.get("MIEN_SHARED", "")


@unittest.skipUnless(have("retinaface-mnet025.onnx", "WolfgangLanger_Pexels.mp4"),
                     "needs MIEN_MODELS_DIR with models and sample footage")
class BlurredCopy(AppTest):
    def blurred(self, file):
        out = self.scratch / "out"
        found = self.run_json(file, options=("-o", out, "--annotate", "--blur", "--emotion", "none"))["inputs"][0]
        self.assertIn("frames_covered", found)
        copy = out / "annotated" / (pathlib.Path(file).stem + ".mp4")
        again = self.run_json(copy, options=("--detect-fps", "0", "--emotion", "none"))["inputs"][0]
        return found, again

    def check(self, found, again):
        self.assertEqual(again["frames_decoded"], found["frames_decoded"])
        self.assertLessEqual(again["faces"], 0.02 * again["frames_decoded"], "blurred faces can still be found")

    def test_people_who_move(self):
        found, again = self.blurred(footage("WolfgangLanger_Pexels.mp4"))
        self.assertGreater(found["faces"], 0)
        self.assertEqual(found["frames_covered"], 0)
        self.check(found, again)

    @unittest.skipUnless(SHARED, "needs MIEN_SHARED with the development data")
    def test_odd_recordings(self):
        for name in ("restart.mp4", "cat.mkv", "two_same.mp4", "ts_fut3.ts", "h264b_drop.avi"):
            with self.subTest(name):
                found, again = self.blurred(pathlib.Path(SHARED) / "inputs" / name)
                self.check(found, again)


if __name__ == "__main__":
    unittest.main()
