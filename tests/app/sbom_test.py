"""tools/sbom.py held against what it did not read: the libraries that the loader finds for the program, dpkg's own files, the manifest as the
program reads it, what npm installed, what pip was asked for; and the shape that CycloneDX 1.5 asks for."""

import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

from app import MIEN, AppTest, mien

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD = pathlib.Path(MIEN).parents[2]
DPKG = pathlib.Path("/var/lib/dpkg")
TYPES = {"library", "application", "file", "machine-learning-model", "data"}
KEYS = {"type", "bom-ref", "name", "version", "purl", "scope", "hashes", "licenses", "description"}
DIGITS = {"SHA-256": 64, "SHA-512": 128}
LICENCES = {"Apache-2.0", "BSD-3-Clause", "BSL-1.0", "CC0-1.0", "MIT"}


def bill(folder=None, **environment):
    done = subprocess.run([sys.executable, ROOT / "tools/sbom.py", *([folder] if folder else [])], capture_output=True, text=True, timeout=120,
                          env={**os.environ, **environment}, check=True)
    return done.stdout


def parts_of(text):
    return {part["name"]: part for part in json.loads(text)["components"]}


def sha256(part):
    return {one["alg"]: one["content"] for one in part.get("hashes", [])}.get("SHA-256")


def owners():
    """file → Debian package, by dpkg's lists."""
    return {line: file.name.removesuffix(".list").split(":")[0] for file in (DPKG / "info").glob("*.list") for line in file.read_text().splitlines()}


def installed():
    """package → its fields, by dpkg's status file."""
    blocks = (dict(re.findall(r"(?m)^(Package|Version|Status|Provides): (.*)$", block)) for block in (DPKG / "status").read_text().split("\n\n"))
    return {one["Package"]: one for one in blocks if one.get("Status", "").endswith(" installed")}


def stands_for(package, fields):
    """Its own name, and those that it provides: OpenBLAS is there for BLAS."""
    return {package, *(part.split()[0] for part in fields.get("Provides", "").split(",") if part.strip())}


class Shape(AppTest):
    def test_is_cyclonedx(self):
        (self.scratch / "x.whl").write_text("x")
        text = json.loads(bill(self.scratch, SOURCE_DATE_EPOCH="1700000000"))
        self.assertEqual(set(text), {"bomFormat", "specVersion", "serialNumber", "version", "metadata", "components", "dependencies"})
        self.assertEqual((text["bomFormat"], text["specVersion"], text["version"]), ("CycloneDX", "1.5", 1))
        self.assertRegex(text["serialNumber"], r"^urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")
        self.assertEqual(text["metadata"]["timestamp"], "2023-11-14T22:13:20Z")
        for part in text["components"]:
            self.assertLessEqual({"type", "bom-ref", "name", "purl", "scope"}, set(part))
            self.assertLessEqual(set(part), KEYS, part)
            self.assertIn(part["type"], TYPES)
            self.assertIn(part["scope"], {"required", "optional", "excluded"})
            self.assertRegex(part["purl"], r"^pkg:(deb/debian|pypi|npm|generic)/[\w.%~-]+(@[\w.%~-]+)?(\?arch=\w+)?$")
            self.assertTrue(all(isinstance(part[key], str) and part[key] for key in KEYS & set(part) - {"hashes", "licenses"}), part)
            for one in part.get("hashes", []):
                self.assertRegex(one["content"], rf"^[0-9a-f]{{{DIGITS[one['alg']]}}}$")
            for one in part.get("licenses", []):
                self.assertTrue(set(one["license"]) == {"name"} or one["license"].get("id") in LICENCES, part)
        references = [part["bom-ref"] for part in text["components"]]
        self.assertEqual(len(references), len(set(references)))
        (dependency,) = text["dependencies"]
        self.assertEqual(dependency["ref"], text["metadata"]["component"]["bom-ref"])
        self.assertEqual(set(dependency["dependsOn"]), {p["bom-ref"] for p in text["components"] if p["scope"] == "required"})

    def test_the_same_sources_give_the_same_bytes(self):
        once, again = (bill(SOURCE_DATE_EPOCH="1700000000") for _ in range(2))
        self.assertEqual(once, again)


class Contents(AppTest):
    def test_the_models_are_those_that_the_program_knows_with_their_hashes(self):
        listed = {one["name"]: one["sha256"] for one in json.loads(mien("models", "list", "--json").stdout)["models"] if not one["own"]}
        named = {part["name"]: sha256(part) for part in json.loads(bill())["components"]
                 if re.match(r"pkg:generic/mien-(detector|emotion|footage|library)-", part["purl"])}
        self.assertEqual(named, listed)

    def test_the_engine_is_the_wheel_that_pip_fetched(self):
        parts = parts_of(bill())
        asked = sorted((ROOT / ".deps").glob("openvino-*/requirements.txt"))
        if not asked:
            self.skipTest("the engine was not fetched here")
        wheel = f"openvino=={parts['openvino']['version']} --hash=sha256:{sha256(parts['openvino'])}"
        self.assertIn(wheel, [file.read_text().strip() for file in asked])
        tbb = ROOT / f".deps/openvino-{parts['openvino']['version']}/openvino/libs/libtbb.so.12"
        self.assertEqual(re.search(rb"oneTBB: VERSION\s+([\d.]+)", tbb.read_bytes()).group(1).decode(), parts["onetbb"]["version"])

    def test_dlib_is_the_one_that_is_compiled(self):
        headers = sorted((ROOT / ".deps").glob("dlib-*/dlib/CMakeLists.txt"))
        if not headers:
            self.skipTest("dlib was not fetched here")
        numbers = [re.findall(r"set\(CPACK_PACKAGE_VERSION_(?:MAJOR|MINOR|PATCH) \"?(\d+)", file.read_text()) for file in headers]
        self.assertIn(parts_of(bill())["dlib"]["version"], [".".join(found) for found in numbers])

    def test_npm_packages_are_those_that_npm_installed(self):
        installed = BUILD / "web/node_modules"
        if not installed.is_dir():
            self.skipTest("the live pages were not built here")
        named = {part["name"]: part["version"] for part in json.loads(bill())["components"] if part["purl"].startswith("pkg:npm/")}
        there = {one["name"]: one["version"] for one in (json.loads(file.read_text()) for file in installed.glob("*/package.json"))}
        self.assertEqual(named, {name: version for name, version in there.items() if name in named})
        self.assertEqual(set(there) - set(named), {name for name in there if name.startswith("@")})

    def test_the_files_of_a_release_have_their_hashes(self):
        (self.scratch / "mien-9.tar.xz").write_bytes(b"x")
        part = parts_of(bill(self.scratch))["mien-9.tar.xz"]
        self.assertEqual(sha256(part), "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881")


@unittest.skipUnless(shutil.which("dpkg-shlibdeps") and shutil.which("ldd") and (DPKG / "status").is_file(), "needs Debian's dpkg-dev")
class Linked(unittest.TestCase):
    """What the program is linked with, by the loader, and what the bill says that a package of it depends on, by dpkg-shlibdeps."""

    @classmethod
    def setUpClass(cls):
        scratch = tempfile.TemporaryDirectory(prefix="mien-test-")
        cls.addClassCleanup(scratch.cleanup)
        root, out = (pathlib.Path(scratch.name) / name for name in ("root", "out"))
        (root / "debian").mkdir(parents=True)
        (root / "debian/control").write_text("Source: mien\n\nPackage: mien\nArchitecture: any\nDescription: x\n")
        cls.objects = [p for p in (pathlib.Path(MIEN), BUILD / "libmien.so", *sorted((BUILD / "mien").glob("*.so"))) if p.exists()]
        said = subprocess.run(["dpkg-shlibdeps", "-O", "--ignore-missing-info", *cls.objects], cwd=root, capture_output=True, text=True)
        if said.returncode:
            raise unittest.SkipTest("dpkg-shlibdeps: " + said.stderr[-300:])
        shutil.rmtree(root / "debian")
        depends = re.search(r"shlibs:Depends=(.*)", said.stdout).group(1)
        (root / "DEBIAN").mkdir()
        (root / "DEBIAN/control").write_text("Package: mien\nVersion: 1\nArchitecture: amd64\nMaintainer: x <x@example.org>\n"
                                             f"Depends: {depends}, mien-data, python3\nDescription: x\n")
        out.mkdir()
        subprocess.run(["dpkg-deb", "-b", root, out / "mien_1_amd64.deb"], check=True, capture_output=True)
        cls.owned = owners()
        cls.named = {part["name"]: part for part in json.loads(bill(out))["components"] if part["purl"].startswith("pkg:deb/")}

    def loaded(self):
        """soname → file, of all that the loader takes; and the sonames that ours ask for themselves."""
        found, asked = {}, set()
        for file in self.objects:
            said = subprocess.run(["ldd", file], capture_output=True, text=True).stdout
            found.update(re.findall(r"(\S+) => (/\S+) ", said))
            dynamic = subprocess.run(["readelf", "--dynamic", file], capture_output=True, text=True, check=True).stdout
            asked |= set(re.findall(r"\(NEEDED\).*\[(.+?)\]", dynamic))
        return found, {name for name in asked if not name.startswith(("libmien.", "ld-linux"))}

    def package_of(self, file):
        """None of a file that no package has; Debian's lists say /lib or /usr/lib."""
        real = os.path.realpath(file)
        return self.owned.get(real) or self.owned.get(real.removeprefix("/usr"))

    def test_each_library_is_named_with_its_package(self):
        there = installed()
        named = set().union(*(stands_for(name, there.get(name, {})) for name in self.named))
        found, asked = self.loaded()
        bundled = {soname for soname in asked if self.package_of(found[soname]) is None}
        self.assertLessEqual({soname.split(".so")[0] for soname in bundled}, {"libopenvino", "libtbb", "libtbbmalloc"})
        self.assertGreater(len(asked - bundled), 15)
        for soname in sorted(asked - bundled):
            package = self.package_of(found[soname])
            self.assertTrue(stands_for(package, there[package]) & named, f"{soname} is of {package}, which the bill does not name")

    def test_the_versions_are_those_that_are_installed(self):
        there = installed()
        for name, part in self.named.items():
            self.assertEqual(part.get("version"), there[name]["Version"] if name in there else None, name)
        self.assertNotIn("mien-data", self.named)  # our own
        self.assertIn("python3", self.named)

    def test_nothing_is_named_that_the_program_does_not_have(self):
        there = installed()
        packages = {self.package_of(file) for file in self.loaded()[0].values()} - {None}
        has = set().union(*(stands_for(package, there[package]) for package in packages))
        compiled_in = {"libjs-chart.js", "libboost-dev", "nlohmann-json3-dev", "libcli11-dev"}
        self.assertEqual({name for name in self.named if not stands_for(name, there.get(name, {})) & (has | compiled_in | {"python3"})}, set())


if __name__ == "__main__":
    unittest.main()
