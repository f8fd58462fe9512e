"""--annotate --blur: in no frame of the copy can a face be found, and what was not analysed is said."""

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

    def test_people_who_move(self):
        found, again = self.blurred(footage("WolfgangLanger_Pexels.mp4"))
        self.assertGreater(found["faces"], 0)
        self.assertEqual(found["frames_covered"], 0)
        self.assertEqual(again["frames_decoded"], found["frames_decoded"])
        self.assertEqual(again["faces"], 0, "a blurred face can still be found")

    @unittest.skipUnless(SHARED, "needs MIEN_SHARED with the development data")
    def test_odd_recordings(self):
        for name in ("restart.mp4", "cat.mkv", "two_same.mp4", "ts_fut3.ts", "h264b_drop.avi"):
            with self.subTest(name):
                found, again = self.blurred(pathlib.Path(SHARED) / "inputs" / name)
                self.assertEqual(again["frames_decoded"], found["frames_decoded"])
                self.assertEqual(again["faces"], 0, "a blurred face can still be found")


if __name__ == "__main__":
    unittest.main()
