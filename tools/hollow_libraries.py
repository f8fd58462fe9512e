#!/usr/bin/env python3
"""tools/hollow_libraries.py TREE PROGRAM: makes a pack small that brings its own libraries (tools/scaling-run).

Debian's FFmpeg links some two hundred libraries: encoders, speech, text, screens. What decodes recordings calls none of them, but the loader
wants each. In TREE/lib/beside, those that FFmpeg's libraries name and `KEPT` does not match are replaced by hollow ones: the same name,
the same symbols and versions as far as anybody else in TREE asks for them, functions that return 0 (FFmpeg asks some encoders at its start what they can do). What nothing
names any longer is removed. Where others share such a library (archives with XML, LDAP's TLS), they get 0 too: for `mien bench` and
`mien density` of files alone. TREE/PROGRAM and what lies in TREE/lib/mien stay as they are. Needs nm, objdump (binutils) and cc.
"""

import pathlib
import re
import subprocess
import sys
import tempfile

# Decoders of recordings that FFmpeg does not have itself, what they and files need, the C++ run-time; and gme, whose answer FFmpeg reads of each
# file.
KEPT = re.compile(r"lib(av(codec|device|format|util)|sw(scale|resample)|dav1d|vpx|gme|z|bz2|lzma|zstd|stdc\+\+|gcc_s)\.so")
FFMPEG = re.compile(r"lib(av(codec|device|filter|format|util)|sw(scale|resample))\.so")


def lines(*command):
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()


def named(file, kind):
    """What its dynamic section names as NEEDED, or as its SONAME."""
    return {line.split()[1] for line in lines("objdump", "-p", file) if line.split()[:1] == [kind]}


def symbols(file, which):
    """(kind, name, '@VERSION', of the one that is linked by default '@@VERSION', size) of what it defines or asks for."""
    for line in lines("nm", "-D", "-S", "--with-symbol-versions", which, file):
        *place, kind, name = line.split()
        name, at, version = name.partition("@")
        yield kind, name, at + version, int(place[1], 16) if len(place) > 1 else 0


def hollow(library, asked):
    """The same name and, of its symbols, those in `asked`."""
    code, versions = [], set()
    for number, (kind, name, version, size) in enumerate(symbols(library, "--defined-only")):
        if name not in asked or kind == "A":
            continue
        if kind.upper() not in "TIWBDRV":
            raise SystemExit(f"{library.name}: {name} is neither a function nor data (nm: {kind})")
        versions.add(version.strip("@"))
        data, label = kind.upper() in "BDRV", f"hollow_{number}" if version else name
        code += [".bss" if data else ".text", f".globl {label}", f".type {label}, @{'object' if data else 'function'}",
                 *([f".symver {label}, {name}{version}"] if version else []), f"{label}:",
                 *([f".skip {max(size, 8)}"] if data else ["xor %eax, %eax", "ret"])]
    soname = next(iter(named(library, "SONAME")), library.name)
    with tempfile.TemporaryDirectory() as scratch:
        source, script = pathlib.Path(scratch) / "hollow.s", pathlib.Path(scratch) / "versions"
        source.write_text("\n".join([*code, '.section .note.GNU-stack,"",@progbits', ""]))
        script.write_text("".join(f"{version} {{ }};\n" for version in sorted(versions - {""})))
        subprocess.run(["cc", "-shared", "-nostdlib", f"-Wl,-soname,{soname}", *([f"-Wl,--version-script={script}"] if versions - {""} else []),
                        source, "-o", library], check=True)


def main(tree, program):
    beside, own = tree / "lib/beside", sorted((tree / "lib/mien").glob("*.so*"))
    libraries = {file.name: file for file in beside.iterdir()}
    names_of = {name: named(file, "NEEDED") for name, file in libraries.items()}
    by_program = set().union(*(named(file, "NEEDED") for file in [tree / program, *own]))
    useless = set()
    for name in filter(FFMPEG.match, libraries):
        useless |= {other for other in names_of[name] & set(libraries) if not KEPT.match(other)}
    useless -= by_program
    reached, waits = set(), list(by_program)
    while waits:  # what is hollow names nobody
        name = waits.pop()
        if name in libraries and name not in reached:
            reached.add(name)
            waits += [] if name in useless else names_of[name]
    asked = {symbol for file in [tree / program, *own, *(libraries[name] for name in reached - useless)]
             for _, symbol, _, _ in symbols(file, "--undefined-only")}
    for name, file in libraries.items():
        if name not in reached:
            file.unlink()
        elif name in useless:
            hollow(file, asked)


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__.splitlines()[0])
    main(pathlib.Path(sys.argv[1]), sys.argv[2])
