#!/usr/bin/env python3
"""The house's rules, held against the code: rooms use only those below them (the table in ARCHITECTURE.md is the rule, and
CMake's list of rooms the same), third-party libraries stay in the rooms that wrap them, no file and no room grows too
large, and no two classes that one file can see have one name."""

import collections
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
# include prefix → files that may have it
WRAPPED = {
    "openvino/": ["src/infer/openvino"],
    "libav": ["src/media/"],
    "libswscale": ["src/media/"],
    "libyuv": ["src/media/", "src/drawing/"],
    "dlib/": ["src/face/", "src/bench/software.cpp"],
    "hwloc": ["src/machine/", "src/bench/software.cpp"],
    "sqlite3": ["src/base/"],
    "archive": ["src/infer/"],
    "yaml-cpp/": ["src/yaml/"],
    "CLI/": ["apps/"],
    "mpi.h": ["src/mpi/"],
    "boost/": ["src/http/"],
    "qrencode": ["src/notice/"],
    "mosquitto": ["src/receivers/mqtt.cpp"],
    "librdkafka/": ["src/receivers/kafka_client.h"],
    "libpq-fe": ["src/receivers/postgres/connection.h"],
    "curl/": ["src/receivers/https_post.cpp"],
}
LONGEST_FILE, LARGEST_ROOM = 250, 4500
# The module that an MPI job loads: no room, for nothing links it.
NO_ROOM = {"mpi": {"cluster"}}
# (room, what it declares and no file of it includes) → why it needs it. Besides: every room has base's Error.
UNSEEN = {
    ("cells", "database"): "its statements are of the tables that database makes",
    ("api", "recordings"): "mien::run is there, declared in include/mien",
}
INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^">]+)[">]', re.M)
ROW = re.compile(r"^\| `(\w+)` \| .+ \| (.+) \|$", re.M)
CMAKE_ROOM = re.compile(r"^mien_room\((\w+)\s+(?:DEPS ([\w ]+?))?\s*(?:LIBS|\))", re.M)
# A definition at a namespace's level is unindented by clang-format, one within a class is not.
CLASS = re.compile(r"^( *)(?:class|struct|enum class) (?:MIEN_API )?(\w+)\b(?!::)[^;()]*?\{", re.M)
ANONYMOUS = re.compile(r"^namespace \{.*?^\}  // namespace$", re.M | re.S)


def rooms_drawn():
    text = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    section = text[text.index("| room | what it does | uses |"):].split("\n\n")[0]
    return {room: set(re.findall(r"`(\w+)`", uses)) for room, uses in ROW.findall(section)}


def rooms_pictured():
    """Every word of ARCHITECTURE.md's first drawing."""
    return set(re.findall(r"\w+", (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8").split("```")[1]))


def rooms_built():
    text = (ROOT / "CMakeLists.txt").read_text(encoding="utf-8")
    return {room: set(uses.split()) for room, uses in CMAKE_ROOM.findall(text)}


def below(room, uses):
    found, ahead = set(), list(uses[room])
    while ahead:
        one = ahead.pop()
        if one not in found:
            found.add(one)
            ahead += uses.get(one, ())
    return found


def about_rooms(drawn, built):
    if drawn != built:
        for room in sorted(drawn.keys() | built.keys()):
            if drawn.get(room) != built.get(room):
                yield f"{room}: ARCHITECTURE.md says it uses {drawn.get(room)}, CMakeLists.txt {built.get(room)}"
    for folder in sorted((ROOT / "src").iterdir()):
        if folder.name not in drawn and folder.name not in NO_ROOM:
            yield f"src/{folder.name}: no row in ARCHITECTURE.md's table of rooms"
    for room in sorted(drawn.keys() - rooms_pictured()):
        yield f"{room}: not in ARCHITECTURE.md's drawing"
    for room in drawn:
        if room in below(room, drawn):
            yield f"{room}: it uses itself, by way of another"
        texts = [path.read_text(encoding="utf-8") for path in (ROOT / "src" / room).rglob("*") if path.suffix in {".h", ".cpp"}]
        used = {included.split("/")[0] for text in texts for quote, included in INCLUDE.findall(text) if quote == '"'}
        for unused in sorted(drawn[room] - used - {"base"}):
            if (room, unused) in UNSEEN:
                continue
            yield f"{room}: no file of it includes {unused}: an arrow that nothing needs"
        lines = sum(text.count("\n") for text in texts)
        if lines > LARGEST_ROOM:
            yield f"src/{room}: {lines} lines (at most {LARGEST_ROOM}: it is two rooms)"


def room_of(file):
    return file.split("/")[1] if file.startswith("src/") else None


def about_file(path, allowed):
    name = path.relative_to(ROOT).as_posix()
    text = path.read_text(encoding="utf-8")
    room = room_of(name)
    for quote, included in INCLUDE.findall(text):
        target = included.split("/")[0]
        if room and quote == '"' and target in allowed and target != room and target not in allowed[room]:
            yield f'{name}: "{included}": {room} may not know {target}'
        if name.startswith("include/") and quote == '"' and target in allowed:
            yield f'{name}: "{included}": the public API may not show a room'
        if quote == "<":
            for prefix, homes in WRAPPED.items():
                if included.startswith(prefix) and not any(name.startswith(home) for home in homes):
                    yield f"{name}: <{included}>: only in {', '.join(homes)}"
    lines = text.count("\n")
    if lines > LONGEST_FILE:
        yield f"{name}: {lines} lines (at most {LONGEST_FILE})"


def classes(text):
    """(name, whether the whole namespace sees it) of each class that is defined."""
    hidden = [match.span() for match in ANONYMOUS.finditer(text)]
    for match in CLASS.finditer(text):
        own = match[1] or any(begin <= match.start() < end for begin, end in hidden)
        yield match[2], not own


def about_names(texts, allowed):
    """`texts`: by file. A class within another or in an anonymous namespace may be called like one of a room that its own
    does not know, and like none that its reader could take it for: of include/mien, or in a header of its room or below."""
    homes, own = collections.defaultdict(set), []
    for file, text in texts.items():
        for name, seen in classes(text):
            homes[name].add(file) if seen else own.append((name, file))
    for name, files in sorted(homes.items()):
        if len(files) > 1:
            yield f"two classes are called {name}: {', '.join(sorted(files))}"
    for name, file in sorted(set(own)):
        room = room_of(file)
        for other in sorted(homes[name]):
            near = room_of(other) in allowed.get(room, allowed.keys()) or room_of(other) == room
            if other != file and other.endswith(".h") and (near or other.startswith("include/")):
                yield f"{file}: its own {name} is called like the one of {other}"


def main():
    drawn = rooms_drawn()
    allowed = {room: below(room, drawn) for room in drawn} | NO_ROOM
    paths = [path for folder in ("include", "src", "apps") for path in sorted((ROOT / folder).rglob("*"))
             if path.suffix in {".h", ".cpp"}]
    found = list(about_rooms(drawn, rooms_built()))
    for path in paths:
        found += about_file(path, allowed)
    texts = {path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8") for path in paths}
    found += about_names(texts, allowed)
    print("\n".join(found) if found else f"the house: {len(drawn)} rooms, every arrow points down")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
