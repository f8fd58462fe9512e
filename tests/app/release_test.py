"""tools/release on a small repository of the same shape: what it refuses, the archive, the tag, the checksums."""

import hashlib
import os
import pathlib
import shutil
import subprocess
import tarfile
import unittest

from app import AppTest

ROOT = pathlib.Path(__file__).resolve().parents[2]
TIME = 1700000000
IDENTITY = {"GIT_AUTHOR_NAME": "x", "GIT_AUTHOR_EMAIL": "x@example.org", "GIT_COMMITTER_NAME": "x", "GIT_COMMITTER_EMAIL": "x@example.org",
            "GIT_AUTHOR_DATE": f"{TIME} +0000", "GIT_COMMITTER_DATE": f"{TIME} +0000", "GIT_CONFIG_GLOBAL": "/dev/null"}
FILES = {"CMakeLists.txt": "project(mien VERSION 9.8.7 LANGUAGES CXX)\n",
         "CHANGELOG.md": "# Changelog\n\n## [Unreleased]\n\n## [9.8.7] - 2026-11-28\n\n### Added\n- This.\n\n## [9.8.6] - 2026-01-01\n- That.\n",
         "python/pyproject.toml": 'dynamic = ["version"]\ninput = "../CMakeLists.txt"\n',
         "web/live/package.json": '{\n  "version": "9.8.7",\n  "private": true\n}\n',
         ".gitignore": "/build/\n"}


@unittest.skipUnless(shutil.which("git") and shutil.which("xz"), "needs git and xz")
class Release(AppTest):
    def setUp(self):
        super().setUp()
        self.site = self.scratch / "site"
        (self.site / "assets").mkdir(parents=True)
        (self.site / "index.html").write_text("<p>")
        (self.site / "assets/app.js").write_text("1")
        self.tree = self.scratch / "tree"
        for name, text in FILES.items():
            (self.tree / name).parent.mkdir(parents=True, exist_ok=True)
            (self.tree / name).write_text(text)
        shutil.copytree(ROOT / "tools", self.tree / "tools", ignore=lambda folder, names: [n for n in names if n != "release"])
        self.git("init", "-q")
        self.commit()

    def git(self, *arguments):
        return subprocess.run(["git", *arguments], cwd=self.tree, env={**os.environ, **IDENTITY}, check=True, capture_output=True, text=True).stdout

    def commit(self):
        self.git("add", "-A")
        self.git("commit", "-q", "-m", "x")

    def release(self, *arguments, tree=None, **environment):
        return subprocess.run([(tree or self.tree) / "tools/release", *map(str, arguments)], capture_output=True, text=True, timeout=120,
                              env={**os.environ, **IDENTITY, "MIEN_SITE": str(self.site), **environment})

    def archive(self, out, **keywords):
        done = self.release("archive", out, **keywords)
        self.assertEqual(done.returncode, 0, done.stderr)
        return out / "mien-9.8.7.tar.xz"

    def assertRefused(self, words, *arguments):
        done = self.release(*arguments)
        self.assertEqual(done.returncode, 2, done.stdout)
        self.assertIn(words, done.stderr)

    def test_the_same_commit_gives_the_same_archive(self):
        first = self.archive(self.scratch / "a")
        other = self.scratch / "elsewhere"
        subprocess.run(["git", "clone", "-q", self.tree, other], check=True, env={**os.environ, **IDENTITY, "GIT_CONFIG_GLOBAL": "/dev/null"})
        (other / "CMakeLists.txt").chmod(0o600)
        (self.site / "index.html").touch()
        again = self.archive(self.scratch / "b", tree=other, TZ="Asia/Tokyo", LC_ALL="C")
        self.assertEqual(first.read_bytes(), again.read_bytes())

    def test_the_archive_holds_the_commits_files_and_the_built_pages(self):
        (self.tree / "build").mkdir()
        (self.tree / "build/left-over").write_text("x")
        with tarfile.open(self.archive(self.scratch / "out")) as tar:
            members = tar.getmembers()
            self.assertEqual(tar.extractfile("mien-9.8.7/.source-date").read(), b"%d\n" % TIME)
        self.assertEqual({m.name.removeprefix("mien-9.8.7/") for m in members if m.isfile()},
                         {*FILES, "tools/release", "web/site/index.html", "web/site/assets/app.js", ".source-date"})
        self.assertEqual({(m.mtime, m.uid, m.gid, m.uname, m.gname) for m in members}, {(TIME, 0, 0, "", "")})
        self.assertEqual({m.name: oct(m.mode) for m in members if m.isfile() and m.mode != 0o644}, {"mien-9.8.7/tools/release": "0o755"})

    @unittest.skipUnless(shutil.which("cmake"), "needs cmake")
    def test_packages_are_made_in_a_tree_of_its_own(self):
        (self.tree / "tools/package").write_text(
            '#!/bin/sh\ncd "$(dirname "$0")/.."\nfor p in mien libmien0 libmien-dev python3-mien mien-mpi mien-doc; do touch "$1/${p}_9.8.7-1_all.deb"; done\n'
            'ls -a . >"$1/tree"\nreadlink -f .deps/*/header .source-date >"$1/places"\n')
        (self.tree / "tools/package").chmod(0o755)
        (self.tree / "cmake").mkdir()
        (self.tree / "cmake/Nanobind.cmake").write_text('file(WRITE "${CMAKE_SOURCE_DIR}/.deps/nanobind-1/header" "x")\n')
        (self.tree / ".gitignore").write_text("/build/\n/.deps/\n")
        self.commit()
        for name in ("openvino-1", "dlib-1", "models"):
            (self.tree / ".deps" / name).mkdir(parents=True)
            (self.tree / ".deps" / name / "header").write_text("x")
        out, tree = self.scratch / "out", self.scratch / "built/debs"
        self.archive(out)
        done = self.release("debs", out, MIEN_SCRATCH=str(self.scratch / "built"))
        self.assertEqual(done.returncode, 0, done.stderr)
        # No link leads out of it: its place is taken out of what the compiler writes, that of the checkout would stay.
        self.assertEqual((out / "places").read_text().split(),
                         [str(tree.resolve() / name) for name in (".deps/dlib-1/header", ".deps/nanobind-1/header", ".deps/openvino-1/header", ".source-date")])
        self.assertNotIn(".git", (out / "tree").read_text().split())

    def test_what_is_not_committed_is_refused(self):
        (self.tree / "new").write_text("x")
        for arguments in (("archive", self.scratch / "out"), ("all", self.scratch / "out"), ("check",)):
            self.assertRefused("it takes the last commit", *arguments)
        self.assertFalse((self.scratch / "out").exists())

    def test_versions_that_differ_are_refused(self):
        for name, text, words in (("python/pyproject.toml", 'version = "1"\n', "python/pyproject.toml takes its version from elsewhere"),
                                  ("web/live/package.json", '{\n  "version": "9.8.6"\n}\n', "web/live/package.json has another version")):
            (self.tree / name).write_text(text)
            self.commit()
            self.assertRefused(words, "archive", self.scratch / "out")
            (self.tree / name).write_text(FILES[name])
            self.commit()

    def test_a_release_needs_its_section_in_the_changelog(self):
        self.assertEqual(self.release("check").returncode, 0)
        (self.tree / "CHANGELOG.md").write_text(FILES["CHANGELOG.md"].replace("## [9.8.7] - 2026-11-28\n", ""))
        self.commit()
        self.assertRefused("CHANGELOG.md's newest section is '## [9.8.6] - 2026-01-01'", "check")
        self.assertRefused("CHANGELOG.md's newest section", "all", self.scratch / "out")
        self.archive(self.scratch / "out")  # a step alone is a rehearsal

    def test_the_tag_says_the_section_and_stays_where_it_is(self):
        done = self.release("tag")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(self.git("tag", "-l", "--format=%(objecttype) %(contents)", "v9.8.7").strip(), "tag mien 9.8.7\n\n\n### Added\n- This.")
        self.assertEqual(self.release("check").returncode, 0)
        self.assertRefused("is there already", "tag")
        (self.tree / "new").write_text("x")
        self.commit()
        self.assertRefused("the tag v9.8.7 is on another commit", "check")

    def test_checksums_are_of_all_files_and_come_out_alike_again(self):
        out = self.scratch / "out"
        (out / "below").mkdir(parents=True)
        (out / "b.deb").write_text("b")
        (out / "below/a b.whl").write_text("a")
        for _ in range(2):
            self.assertEqual(self.release("checksums", out).returncode, 0)
            self.assertEqual((out / "SHA256SUMS").read_text(), "".join(
                f"{hashlib.sha256((out / name).read_bytes()).hexdigest()}  {name}\n" for name in ("b.deb", "below/a b.whl")))
        subprocess.run(["sha256sum", "--check", "--strict", "--quiet", "SHA256SUMS"], cwd=out, check=True)

    def test_a_release_is_not_put_upon_another(self):
        (self.scratch / "out").mkdir()
        (self.scratch / "out/mien-9.8.6.tar.xz").write_text("x")
        self.assertRefused("is not empty", "all", self.scratch / "out")
        self.assertRefused("has no mien-9.8.7.tar.xz", "debs", self.scratch / "out")
        self.assertRefused("tools/release check|tag", "publish", self.scratch / "out")


if __name__ == "__main__":
    unittest.main()
