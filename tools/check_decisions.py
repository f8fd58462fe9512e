#!/usr/bin/env python3
"""The decisions in docs/adr are numbered from 1 without gaps, by name and title alike, and each one that a file names is there."""
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent


def texts():
    places = ("apps", "benchmarks", "cmake", "docs", "examples", "include", "packaging", "python", "src", "tests", "tools", "training")
    for place in ("*.md", *(f"{folder}/**/*" for folder in places)):
        for path in ROOT.glob(place):
            if path.suffix in (".md", ".h", ".cpp", ".cmake", ".py", ".txt") and path.is_file():
                yield path


def faults():
    files = sorted((ROOT / "docs/adr").glob("*.md"))
    for number, file in enumerate(files, 1):
        if not file.name.startswith(f"{number:04}-"):
            yield f"docs/adr/{file.name}: {number:04} is missing"
            return
        if not file.read_text(encoding="utf-8").startswith(f"# {number}. "):
            yield f"docs/adr/{file.name}: its title does not begin with '# {number}. '"
    for path in texts():
        name = path.relative_to(ROOT)
        for named in re.findall(r"\badr/(\d{4}(?:-[\w-]+\.md)?)|\bADR[ -](\d+)\b", path.read_text(encoding="utf-8")):
            wanted = named[0] or f"{int(named[1]):04}"
            if not any(file.name == wanted or file.name.startswith(wanted + "-") for file in files):
                yield f"{name}: there is no decision {wanted}"


def main():
    found = list(faults())
    if not found:
        print("decisions: numbered without gaps, each that is named is there")
    print("\n".join(found), file=sys.stderr, end="\n" if found else "")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
