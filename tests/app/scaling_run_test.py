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


SOURCES = {"deep": "int deep(void) { return 1; }",
           "useless": "int deep(void); int useless(void) { return 40 + deep(); } int number = 41;",
           "avcodec": "int useless(void); extern int number; int decode(void) { return 7 + useless() + number; }",
           "main": "int decode(void); int main(void) { return decode(); }"}


class HollowLibraries(AppTest):
    """What FFmpeg names and recordings do not need stays by name alone, and what only that named is gone."""

    def setUp(self):
        super().setUp()
        compiler, self.libs = program("cc"), self.scratch / "lib/beside"
        self.libs.mkdir(parents=True)

        def link(name, output, *needs, script=None):
            (self.scratch / f"{name}.c").write_text(SOURCES[name])
            shared = [] if name == "main" else ["-shared", "-fPIC", f"-Wl,-soname,lib{name}.so.1"]
            versions = [f"-Wl,--version-script={script}"] if script else []
            subprocess.run([compiler, *shared, *versions, self.scratch / f"{name}.c", "-Wl,--no-as-needed", *needs, f"-Wl,-rpath-link,{self.libs}",
                            "-o", output], check=True)
            return output

        script = self.scratch / "versions"
        script.write_text("USELESS_1 { useless; number; };")
        deep = link("deep", self.libs / "libdeep.so.1")
        useless = link("useless", self.libs / "libuseless.so.1", deep, script=script)
        link("main", self.scratch / "main", link("avcodec", self.libs / "libavcodec.so.1", useless))

    def run_main(self):
        return subprocess.run([self.scratch / "main"], capture_output=True, text=True, env={"LD_LIBRARY_PATH": str(self.libs)})

    def test_give_zero_under_the_same_names_and_versions(self):
        self.assertEqual(self.run_main().returncode, 7 + 41 + 41)
        subprocess.run([program("python3"), TOOL.parent / "hollow_libraries.py", self.scratch, "main"], check=True)
        self.assertEqual(sorted(path.name for path in self.libs.iterdir()), ["libavcodec.so.1", "libuseless.so.1"])
        done = self.run_main()
        self.assertEqual((done.returncode, done.stderr), (7, ""))  # no "no version information available" either

    def test_that_the_program_itself_names_stay(self):
        self.assertTrue((self.libs / "libavcodec.so.1").is_file())
        before = (self.libs / "libavcodec.so.1").read_bytes()
        subprocess.run([program("python3"), TOOL.parent / "hollow_libraries.py", self.scratch, "main"], check=True)
        self.assertEqual((self.libs / "libavcodec.so.1").read_bytes(), before)


if __name__ == "__main__":
    unittest.main()
