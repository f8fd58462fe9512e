#!/usr/bin/env python3
"""Fails on an #include that points up: each room may use only the rooms below it, and each third-party
library only in the rooms that wrap it (ARCHITECTURE.md has the picture)."""

import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
STAGES = {"video", "face", "emotion", "track", "audience", "sink"}
BELOW = {
    "base": set(),
    "infer": {"base"},
    "video": {"base"},
    "face": {"base", "infer"},
    "emotion": {"base", "infer"},
    "track": {"base"},
    "audience": {"base"},
    "sink": {"base"},
    "runtime": {"base", "infer"} | STAGES,
    "serve": {"base", "infer", "runtime"} | STAGES,
    "mpi": {"runtime"},
    "report": {"base", "audience"},
    "lab": {"base", "infer", "runtime"} | STAGES,
}
# include prefix → files that may have it
WRAPPED = {
    "openvino/": ["src/infer/openvino.cpp"],
    "libav": ["src/video/"],
    "libswscale": ["src/video/"],
    "libyuv": ["src/video/"],
    "dlib/": ["src/face/", "src/runtime/software.cpp"],
    "hwloc": ["src/runtime/"],
    "sqlite3": ["src/base/"],
    "archive": ["src/infer/"],
    "yaml-cpp/": ["src/infer/", "src/runtime/"],
    "CLI/": ["apps/"],
    "mpi.h": ["src/mpi/"],
    "boost/": ["src/serve/"],
    "qrencode": ["src/serve/"],
}
LONGEST_FILE = 300
INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^">]+)[">]', re.M)


def complaints(path):
    name = path.relative_to(ROOT).as_posix()
    text = path.read_text(encoding="utf-8")
    room = name.split("/")[1] if name.startswith("src/") else None
    for quote, included in INCLUDE.findall(text):
        target = included.split("/")[0]
        if room and quote == '"' and target in BELOW and target != room and target not in BELOW[room]:
            yield f'{name}: "{included}": {room} may not know {target}'
        if name.startswith("include/") and quote == '"' and target in BELOW:
            yield f'{name}: "{included}": the public API may not show a room'
        if quote != "<" or name.startswith(("tests/", "benchmarks/")):
            continue
        for prefix, allowed in WRAPPED.items():
            if included.startswith(prefix) and not any(name.startswith(a) for a in allowed):
                yield f"{name}: <{included}>: only in {', '.join(allowed)}"
    lines = text.count("\n")
    if lines > LONGEST_FILE:
        yield f"{name}: {lines} lines (at most {LONGEST_FILE})"


def main():
    found = []
    for folder in ("include", "src", "apps"):
        for path in sorted((ROOT / folder).rglob("*")):
            if path.suffix in {".h", ".cpp"}:
                found += complaints(path)
    print("\n".join(found) if found else "layers: every arrow points down")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
