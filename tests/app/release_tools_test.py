"""What a release is compared with: tools/compare-builds; what its packages bring besides the program; what .ci/full writes down."""

import io
import json
import os
import pathlib
import re
import runpy
import shutil
import subprocess
import sys
import tarfile
import unittest

from app import MIEN, AppTest

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
        self.assertEqual((done.returncode, done.stdout), (0, "1 file, bit-equal\n"))
        (self.scratch / "b" / "more").write_text("x")
        self.assertIn("more: only in", compare(self.scratch / "a", self.scratch / "b").stdout)

    @unittest.skipUnless(shutil.which("objcopy"), "needs binutils")
    def test_names_the_sections_of_a_program_that_differ(self):
        for folder, words in (("a", "one"), ("b", "two")):
            (self.scratch / folder).mkdir()
            (self.scratch / "words").write_text(words)
            subprocess.run(["objcopy", f"--add-section=.words={self.scratch / 'words'}", "/bin/true", self.scratch / folder / "program"], check=True)
        self.assertIn("program: differs in .words\n", compare(self.scratch / "a", self.scratch / "b").stdout)

    def image(self, folder, container, shadow, stamp):
        """As buildah pushes one to docker-archive: what it holds is called by hashes."""
        def tar(file, files, stamp=0):
            with tarfile.open(file, "w:gz" if file.suffix == ".gz" else "w") as out:
                for name, data in files.items():
                    info = tarfile.TarInfo(name)
                    info.size, info.mtime = len(data), stamp
                    out.addfile(info, io.BytesIO(data))
        (self.scratch / folder).mkdir()
        layer = self.scratch / "layer.tar"
        tar(layer, {"etc/shadow": shadow, "usr/bin/mien": b"x"}, stamp)
        config = {"container": container, "config": {"Hostname": container[:2], "User": "mien"}, "created": "2026-11-30"}
        manifest = [{"Config": f"{container}.json", "Layers": [f"{stamp}{container}.tar"]}]
        tar(self.scratch / folder / "mien-1-image.tar.gz", {manifest[0]["Layers"][0]: layer.read_bytes(),
            manifest[0]["Config"]: json.dumps(config).encode(), "manifest.json": json.dumps(manifest).encode()})

    def test_names_what_differs_in_an_image(self):
        self.image("a", "1111", b"mien:!:20421", 1)
        self.image("b", "2222", b"mien:!:20422", 1)
        self.image("c", "3333", b"mien:!:20421", 2)
        done = compare(self.scratch / "a", self.scratch / "b")
        self.assertEqual(done.stdout, "mien-1-image.tar.gz: differs\n  config.json: differs\n    config.Hostname: never alike\n    container: never alike\n"
                         "  layer-1.tar: differs\n    etc/shadow: content\n1 file, 1 of them differs\n", done.stderr)
        self.assertIn("    etc/shadow: time\n    usr/bin/mien: time\n", compare(self.scratch / "a", self.scratch / "c").stdout)

    @unittest.skipUnless(shutil.which("readelf"), "needs binutils")
    def test_the_program_does_not_say_where_it_was_built(self):
        cache = pathlib.Path(MIEN).parents[2] / "CMakeCache.txt"
        if cache.is_file() and "CMAKE_BUILD_TYPE:STRING=Release\n" not in cache.read_text():
            self.skipTest("debuggers find the sources of other builds by it")
        sections = runpy.run_path(str(ROOT / "tools/compare-builds"))["sections"](pathlib.Path(MIEN))
        self.assertIn(".debug_line", set(sections), "no symbols: nothing was asked")
        place = re.compile(rb"(?<![\w.])" + re.escape(os.fsencode(ROOT)) + rb"[/\0]")
        # Where it is not installed, it has to know where its libraries are: .dynstr.
        self.assertEqual([name for name, data in sections.items() if name != ".dynstr" and place.search(data)], [])


    @unittest.skipUnless(shutil.which("cmake"), "needs CMake")
    def test_other_builds_do_that_debuggers_find_their_sources(self):
        (self.scratch / "x.cpp").write_text("")
        (self.scratch / "CMakeLists.txt").write_text("cmake_minimum_required(VERSION 3.25)\nproject(x CXX)\n"
                                                     f"include({ROOT}/cmake/MienFlags.cmake)\nadd_library(x x.cpp)\n")
        for kind, mapped in (("Release", True), ("Debug", False), ("RelWithDebInfo", False)):
            subprocess.run(["cmake", "-G", "Ninja", "-S", self.scratch, "-B", self.scratch / kind, f"-DCMAKE_BUILD_TYPE={kind}", "-DCMAKE_EXPORT_COMPILE_COMMANDS=ON"],
                           check=True, capture_output=True, timeout=120)
            commands = (self.scratch / kind / "compile_commands.json").read_text()
            self.assertEqual("-ffile-prefix-map" in commands, mapped, kind)


@unittest.skipUnless(shutil.which("git"), "needs git")
class Full(AppTest):
    """.ci/full in a small repository, whose one step is told what to do."""

    def git(self, *arguments):
        done = subprocess.run(["git", "-c", "user.name=x", "-c", "user.email=x@example.org", *arguments], cwd=self.scratch, check=True,
                              capture_output=True, text=True, env={**os.environ, "GIT_CONFIG_GLOBAL": "/dev/null"})
        return done.stdout.strip()

    def setUp(self):
        super().setUp()
        for folder in (".ci", "tools", "docs/checks"):
            (self.scratch / folder).mkdir(parents=True)
        for name in ("full", "environment"):
            shutil.copy(ROOT / ".ci" / name, self.scratch / ".ci")
        (self.scratch / "docs/checks/full.md").write_text("| step |\n")
        (self.scratch / ".gitignore").write_text("/build/\n")
        self.git("init", "-q")

    def row(self, step, commit=True):
        """What is written after a step that does that; without `commit` it begins with changes that are not committed."""
        for name, text in (("check-tidy", step), ("install-packages", "")):
            (self.scratch / "tools" / name).write_text("#!/bin/sh\n" + text)
            (self.scratch / "tools" / name).chmod(0o755)
        if commit:
            self.git("add", "-A")
            self.git("commit", "-q", "--allow-empty", "-m", "x")
        begun = self.git("rev-parse", "--short", "HEAD")
        subprocess.run([self.scratch / ".ci/full", "tidy"], check=True, capture_output=True, timeout=60)
        (row,) = [line for line in (self.scratch / "docs/checks/full.md").read_text().splitlines() if line.startswith("| tidy |")]
        return begun, [cell.strip() for cell in row.split("|")[3:5]]

    def test_a_result_is_of_the_commit_that_it_began_with(self):
        begun, row = self.row("")
        self.assertEqual(row, [begun, "passed"])
        commit = "git -c user.name=x -c user.email=x@example.org commit -q -m y"
        begun, row = self.row(f"echo >new; git add new; {commit} new")
        self.assertEqual(row, [begun, "passed, changed"])
        begun, row = self.row(f"echo >>docs/checks/full.md; {commit} docs/checks/full.md")  # another's result is no change
        self.assertEqual(row, [begun, "passed"])
        begun, row = self.row("echo >another")
        self.assertEqual(row, [begun, "passed, changed"])
        begun, row = self.row("true", commit=False)
        self.assertEqual(row, [begun + "+", "passed"])
        begun, row = self.row("echo x >another", commit=False)
        self.assertEqual(row, [begun + "+", "passed, changed"])
        begun, row = self.row(f"git add -A; {commit}", commit=False)  # what was there already
        self.assertEqual(row, [begun + "+", "passed"])

    def test_packages_that_upgrade_nothing_are_not_passed_unasked(self):
        for name in ("install-packages", "fresh-machine", "package-test"):
            (self.scratch / "tools" / name).write_text("#!/bin/sh\n")
            (self.scratch / "tools" / name).chmod(0o755)
        self.git("add", "-A")
        self.git("commit", "-q", "-m", "x")
        for before, code, words in (("", 1, "no earlier commit is known here"), ("none", 0, "")):
            done = subprocess.run([self.scratch / ".ci/full", "packages"], capture_output=True, timeout=60, env={**os.environ, "MIEN_BEFORE": before})
            log = (self.scratch / "build/full/packages.log").read_text()
            self.assertEqual(done.returncode, code, log)
            self.assertIn(words, log)


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
