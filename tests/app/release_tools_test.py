"""What a release is compared with: tools/compare-builds; and what its packages bring besides the program."""

import os
import pathlib
import re
import shutil
import subprocess
import sys
import unittest

from app import AppTest

ROOT = pathlib.Path(__file__).resolve().parents[2]


def compare(a, b):
    return subprocess.run([sys.executable, ROOT / "tools/compare-builds", a, b], capture_output=True, text=True, timeout=120)


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
        done = compare(self.scratch / "a", self.scratch / "b")
        self.assertEqual(done.returncode, 1)
        self.assertIn("x.deb: differs\n  file: differs", done.stdout)

    def test_equal_builds_are_bit_equal(self):
        self.package("a", "one", 1)
        shutil.copytree(self.scratch / "a", self.scratch / "b")
        done = compare(self.scratch / "a", self.scratch / "b")
        self.assertEqual((done.returncode, done.stdout), (0, "1 files, bit-equal\n"))
        (self.scratch / "b" / "more").write_text("x")
        self.assertIn("more: only in", compare(self.scratch / "a", self.scratch / "b").stdout)

    @unittest.skipUnless(shutil.which("objcopy"), "needs binutils")
    def test_names_the_sections_of_a_program_that_differ(self):
        for folder, words in (("a", "one"), ("b", "two")):
            (self.scratch / folder).mkdir()
            (self.scratch / "words").write_text(words)
            subprocess.run(["objcopy", f"--add-section=.words={self.scratch / 'words'}", "/bin/true", self.scratch / folder / "program"], check=True)
        self.assertIn("program: differs in .words\n", compare(self.scratch / "a", self.scratch / "b").stdout)


class Service(unittest.TestCase):
    def test_the_conffile_names_the_services_places(self):
        text = (ROOT / "packaging/debian/mien.yaml").read_text()
        self.assertIn("/var/lib/mien/mien.db", text)
        self.assertIn("StateDirectory=mien", (ROOT / "packaging/systemd/mien.service").read_text())

    def test_packages_have_nothing_in_an_alias_of_usr(self):
        # Debian 13: /lib is a link, through which dpkg would lose files.
        places = re.findall(r"DESTINATION (/\S+)", (ROOT / "cmake/MienPackages.cmake").read_text())
        self.assertEqual(set(places), {"/etc/mien"})

    def test_the_copyright_names_what_is_compiled_in(self):
        text = (ROOT / "packaging/debian/copyright").read_text()
        for name in ("OpenVINO", "oneTBB", "dlib", "Chart.js", "uPlot", "nlohmann-json", "CLI11", "Boost", "nanobind"):
            self.assertIn(name, text)
            self.assertIn(name.lower(), (ROOT / "THIRD_PARTY.md").read_text().lower())
        used = {one for line in re.findall(r"(?m)^License: (.+)$", text) for one in line.split(" and ")}
        self.assertEqual(used, set(re.findall(r"(?m)^License: (\S+)\n ", text)), "a licence without its text, or a text of none")

    def test_scripts_are_sound(self):
        for script in ("mien.postinst", "mien.prerm", "mien.postrm", "python3-mien.postinst", "python3-mien.prerm"):
            subprocess.run(["sh", "-n", ROOT / "packaging/debian" / script], check=True)
        for script in ("tools/package", "tools/package-test", "tools/package-test-inside", "tools/image-test", "tools/release", "tools/fresh-machine",
                       "tests/python/fresh", ".ci/full"):
            subprocess.run(["bash", "-n", ROOT / script], check=True)

    def test_a_fresh_machine_says_what_it_knows(self):
        for arguments, words in ((("jessie",), "'jessie' is none of these"), (("python", "--out"), "'--out' is followed by nothing"),
                                 (("packages", "--commit", "HEAD", "--archive", "x"), "either a commit or an archive")):
            done = subprocess.run([ROOT / "tools/fresh-machine", *arguments], capture_output=True, text=True, timeout=60)
            self.assertEqual(done.returncode, 2)
            self.assertIn(words, done.stderr)


if __name__ == "__main__":
    unittest.main()
