"""tools/scaling-run: the same work on 1, 2, … cores, and the page that shows it; a pack that runs from its own folder."""

import json
import os
import pathlib
import subprocess
import unittest

from app import MIEN, AppTest, footage, have, mien, program

TOOL = pathlib.Path(__file__).resolve().parents[2] / "tools/scaling-run"


@unittest.skipUnless(have("retinaface-mnet025.onnx", "single_face.mp4"), "needs MIEN_MODELS_DIR with models and footage")
class ScalingRun(AppTest):
    def run_tool(self, *arguments, tool=TOOL, **more):
        environment = {**os.environ, "MIEN_PROGRAM": MIEN, **more}
        return subprocess.run([tool, *map(str, arguments)], capture_output=True, text=True, timeout=540, env=environment, cwd=self.scratch)

    def test_a_quick_run_leaves_a_file_that_the_report_shows(self):
        program("taskset"), program("lscpu")
        out = self.scratch / "out"
        done = self.run_tool("--run", footage("single_face.mp4"), "-o", out, "--quick")
        self.assertEqual(done.returncode, 0, done.stderr)
        result = json.loads((out / "scaling.json").read_text())
        self.assertEqual([path.name for path in out.iterdir()], ["scaling.json"])
        self.assertEqual(result["runs"][0]["cpus"], 1)
        self.assertEqual(result["runs"][-1]["cpus"], result["cpus"])
        for run in result["runs"]:
            self.assertLessEqual({"cnn-per-core", "processes-cnn-per-core"}, {r["approach"] for r in run["bench"]["results"]})
            self.assertEqual(run["density"]["way"], "live")
            self.assertEqual(run["density"]["cores"], run["cpus"])
        report = self.scratch / "report.html"
        self.assertEqual(mien("report", out, "-o", report).returncode, 0)
        self.assertIn('"efficiency"', report.read_text())

    def test_wrong_usage_is_said(self):
        for arguments, words in (((), "--pack FILE"), (("--run", "nowhere.mp4"), "nowhere.mp4: no such file"), (("--fly",), "no such option"),
                                 (("--pack", "x.tar.xz", "--build", "nowhere"), "no build is there")):
            done = self.run_tool(*arguments)
            self.assertEqual(done.returncode, 2, (arguments, done.stderr))
            self.assertIn(words, done.stderr)


if __name__ == "__main__":
    unittest.main()
