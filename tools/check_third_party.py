#!/usr/bin/env python3
"""tools/check_third_party.py [BUILD_FOLDER]: THIRD_PARTY.md against what is taken from others. Without a build: models and packages
that the manifest and the lock files name. With one: also each library that the program, libmien and their modules are linked
with, and each that is installed beside them; and no row of a library that nothing has any more."""
import json
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
ROW = re.compile(r"^\| (?P<library>[^|]+) \| [^|]+ \| [^|]+ \| (?P<linked>[^|]+) \| [^|]+ \|$", re.M)
# Not in every build: Debian 12 alone, or one of two.
OPTIONAL = {"libgcc_s", "ld-linux-x86-64", "libc", "libm", "libmpi", "libomp", "libblas", "liblapack", "libdlib"}


def stem(soname):
    """libavformat.so.59 → libavformat; libyaml-cpp.so.0.7 → libyaml-cpp"""
    return soname.split(".so")[0]


def needed(file):
    said = subprocess.run(["readelf", "--dynamic", file], capture_output=True, text=True, check=True).stdout
    return {stem(name) for name in re.findall(r"\(NEEDED\).*\[(.+?)\]", said)}


def linked(build):
    """stem → who has it"""
    found = {}
    for file in (build / "libmien.so", build / "libmien_mpi.so", build / "apps/mien/mien", *sorted((build / "mien").glob("*.so"))):
        if file.exists():
            for name in needed(file) - {"libmien"}:
                found.setdefault(name, f"{file.name} is linked with it")
    listed = (ROOT / "cmake/OpenVINO.cmake").read_text(encoding="utf-8")
    for name in re.search(r"set\(MIEN_OPENVINO_RUNTIME ([^)]*)\)", listed)[1].split():
        found.setdefault("lib" + stem(name), "installed beside libmien")
    return found


def about_libraries(text, build):
    told = {name for row in ROW.finditer(text) for name in re.findall(r"`([\w+.-]+)`", row["linked"])}
    there = linked(build)
    for name in sorted(there.keys() - told):
        yield f"{name}: no row ({there[name]})"
    for name in sorted(told - there.keys() - OPTIONAL):
        yield f"{name}: there is a row, and nothing is linked with it any more"


def about_packages(text):
    web = json.loads((ROOT / "web/live/package.json").read_text(encoding="utf-8"))
    for name in (*web["dependencies"], *web["devDependencies"]):
        if f"`{name}`" not in text:
            yield f"npm package {name}: no row"
    for file in sorted(p.relative_to(ROOT).as_posix() for folder in ("tests", "tools") for p in (ROOT / folder).rglob("requirements*.txt")):
        if f"`{file}`" not in text:
            yield f"{file}: no row"


def about_models(text):
    entries = re.split(r"^  - name: ", (ROOT / "models/manifest.yaml").read_text(encoding="utf-8"), flags=re.M)[1:]
    for entry in entries:
        name, kind = entry.split()[0], re.search(r"kind: (\w+)", entry)[1]
        package = re.search(r"package: (\S+)", entry)
        if f"`{name}`" not in text and not (kind != "detector" and package and f"`{package[1]}`" in text):
            yield f"models/manifest.yaml: {name}: no row"


def main():
    text = (ROOT / "THIRD_PARTY.md").read_text(encoding="utf-8")
    found = [*about_packages(text), *about_models(text)]
    if len(sys.argv) > 1:
        found += about_libraries(text, pathlib.Path(sys.argv[1]))
    print("\n".join(f"THIRD_PARTY.md: {one}" for one in found) if found else "third parties: each has its row")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
