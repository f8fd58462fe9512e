"""The source archive of this checkout's last commit: what is in it, and that its pages go into the program without Node.js and network."""

import os
import pathlib
import re
import shutil
import subprocess
import tarfile
import tempfile
import unittest

from app import MIEN, AppTest

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD = pathlib.Path(MIEN).parents[2]
SITE = BUILD / "web/site"
# What has no business in a source archive: build outputs, what is fetched, other people's models and footage.
FORBIDDEN = re.compile(r"(^|/)(build|\.deps|\.git|node_modules|__pycache__|dist|out)/|\.(pyc|o|so|a|deb|whl|mp4|mov|mkv|npz|tflite|dat|pem|key)$"
                       r"|(?<!^models)/[^/]+\.onnx$")


def runs(*command):
    return subprocess.run(command, capture_output=True).returncode == 0


@unittest.skipUnless((ROOT / ".git").exists() and shutil.which("git"), "no checkout: there is no commit to take")
@unittest.skipUnless(SITE.is_dir(), "the live pages are not built")
class SourceArchive(AppTest):
    @classmethod
    def setUpClass(cls):
        scratch = tempfile.TemporaryDirectory(prefix="mien-test-")
        cls.addClassCleanup(scratch.cleanup)
        cls.folder = pathlib.Path(scratch.name)
        # A clone: the checkout itself may have changes, which tools/release refuses.
        git = ["git", "-c", "safe.directory=*"]
        if not runs(*git, "clone", "-q", "--shared", ROOT, cls.folder / "clone"):
            raise unittest.SkipTest("the checkout cannot be cloned")
        done = subprocess.run([cls.folder / "clone/tools/release", "archive", cls.folder / "out"], capture_output=True, text=True, timeout=300,
                              env={**os.environ, "MIEN_SITE": str(SITE)})
        assert done.returncode == 0, done.stderr
        cls.file = next((cls.folder / "out").glob("mien-*.tar.xz"))
        with tarfile.open(cls.file) as tar:
            tar.extractall(cls.folder / "tree")
            cls.names = {m.name.split("/", 1)[1] for m in tar.getmembers() if not m.isdir()}
        cls.tree = next((cls.folder / "tree").iterdir())

    def test_it_holds_what_is_committed_and_the_built_pages_alone(self):
        committed = set(subprocess.run(["git", "ls-tree", "-rz", "--name-only", "HEAD"], cwd=self.folder / "clone", check=True, capture_output=True,
                                       text=True).stdout.split("\0")) - {""}
        pages = {"web/site/" + str(p.relative_to(SITE)) for p in SITE.rglob("*") if p.is_file()}
        self.assertEqual(self.names, committed | pages | {".source-date"})
        listed = re.search(r"set\(MIEN_SITE_FILES ([^)]*)\)", (self.tree / "cmake/Web.cmake").read_text()).group(1).split()
        self.assertLessEqual({"web/site/" + name for name in listed}, self.names)

    def test_nothing_forbidden_is_in_it(self):
        self.assertEqual([name for name in sorted(self.names) if FORBIDDEN.search(name)], [])
        self.assertTrue(FORBIDDEN.search("tests/x.onnx") and FORBIDDEN.search("a/build/b") and not FORBIDDEN.search("models/mien-emotion.onnx"))
        self.assertLess(self.file.stat().st_size, 20_000_000)

    def test_its_pages_are_embedded_without_node_and_network(self):
        cache = (BUILD / "CMakeCache.txt").read_text()
        engine = re.search(r"^OpenVINO_DIR:\w+=(.+)$", cache, re.M).group(1)
        alone = ["unshare", "--map-root-user", "--net"] if runs("unshare", "--map-root-user", "--net", "true") else []
        build = self.folder / "build"
        done = subprocess.run([*alone, "cmake", "--preset", "release", "-B", build, f"-DMIEN_OPENVINO_DIR={engine}", "-DMIEN_DLIB_SOURCE=OFF"],
                              cwd=self.tree, capture_output=True, text=True, timeout=300)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertNotRegex((build / "build.ninja").read_text(), r"bin/node\b|npm")
        source = "embed/mien_serve/live_pages.cpp"
        done = subprocess.run([*alone, "cmake", "--build", build, "--target", source], capture_output=True, text=True, timeout=300)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertEqual((build / source).read_bytes(), (BUILD / source).read_bytes())


if __name__ == "__main__":
    unittest.main()
