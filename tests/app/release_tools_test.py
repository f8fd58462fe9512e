"""What a release is checked by: the bill of materials, the comparison of two builds, the release's own conditions."""

import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import unittest

from app import AppTest

ROOT = pathlib.Path(__file__).resolve().parents[2]


def tool(name, *arguments, **environment):
    command = [sys.executable] if name.endswith(".py") else []
    return subprocess.run([*command, ROOT / "tools" / name, *map(str, arguments)], capture_output=True, text=True, timeout=120,
                          env={**os.environ, **environment})


class Bill(AppTest):
    def test_names_what_is_compiled_in_and_the_models_by_hash(self):
        bill = json.loads(tool("sbom.py").stdout)
        self.assertEqual((bill["bomFormat"], bill["specVersion"]), ("CycloneDX", "1.5"))
        parts = {part["name"]: part for part in bill["components"]}
        self.assertLessEqual({"openvino", "dlib", "uplot", "retinaface", "mien"}, set(parts))
        manifest = (ROOT / "models/manifest.yaml").read_text()
        digest = re.search(r"name: retinaface\n.*?sha256: (\w+)", manifest, re.S).group(1)
        self.assertEqual(parts["retinaface"]["hashes"], [{"alg": "SHA-256", "content": digest}])
        references = [part["bom-ref"] for part in bill["components"]]
        self.assertEqual(len(references), len(set(references)))
        self.assertLessEqual(set(bill["dependencies"][0]["dependsOn"]), set(references))

    def test_the_same_sources_give_the_same_bytes(self):
        once, again = (tool("sbom.py", SOURCE_DATE_EPOCH="1700000000").stdout for _ in range(2))
        self.assertEqual(once, again)
        self.assertEqual(json.loads(once)["metadata"]["timestamp"], "2023-11-14T22:13:20Z")


@unittest.skipUnless(shutil.which("dpkg-deb"), "needs dpkg-deb")
class Compared(AppTest):
    def package(self, folder, text, stamp):
        root = self.scratch / f"root-{stamp}"
        (root / "DEBIAN").mkdir(parents=True)
        (root / "DEBIAN/control").write_text("Package: x\nVersion: 1\nArchitecture: all\nMaintainer: x <x@example.org>\nDescription: x\n")
        (root / "file").write_text(text)
        (self.scratch / folder).mkdir()
        subprocess.run(["dpkg-deb", "-b", root, self.scratch / folder / "x.deb"], check=True, capture_output=True,
                       env={**os.environ, "SOURCE_DATE_EPOCH": "1"})

    def test_names_what_differs_inside_a_package(self):
        self.package("a", "one", 1)
        self.package("b", "two", 2)
        done = tool("compare-builds", self.scratch / "a", self.scratch / "b")
        self.assertEqual(done.returncode, 1)
        self.assertIn("x.deb: differs\n  file: differs", done.stdout)

    def test_equal_builds_are_bit_equal(self):
        self.package("a", "one", 1)
        shutil.copytree(self.scratch / "a", self.scratch / "b")
        done = tool("compare-builds", self.scratch / "a", self.scratch / "b")
        self.assertEqual((done.returncode, done.stdout), (0, "1 files, bit-equal\n"))
        (self.scratch / "b" / "more").write_text("x")
        self.assertIn("more: only in", tool("compare-builds", self.scratch / "a", self.scratch / "b").stdout)


class Service(unittest.TestCase):
    def test_the_conffile_names_the_services_places(self):
        text = (ROOT / "packaging/debian/mien.yaml").read_text()
        self.assertIn("/var/lib/mien/mien.db", text)
        self.assertIn("StateDirectory=mien", (ROOT / "packaging/systemd/mien.service").read_text())

    def test_scripts_are_sound(self):
        for script in ("mien.postinst", "mien.prerm", "mien.postrm"):
            subprocess.run(["sh", "-n", ROOT / "packaging/debian" / script], check=True)
        for script in ("package", "package-test", "package-test-inside", "image-test", "release"):
            subprocess.run(["bash", "-n", ROOT / "tools" / script], check=True)


if __name__ == "__main__":
    unittest.main()
