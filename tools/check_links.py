#!/usr/bin/env python3
"""Links and snippets of the documents: each link to a file or a heading of this tree leads somewhere, each block of C++ names
only what include/mien declares, each block of JSON can be read. That shell lines run is tested by app/guides, that
YAML configurations are valid by config/ConfigDocs."""
import json
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
LINK = re.compile(r"!?\[(?:[^\]\[]|\[[^\]]*\])*\]\(([^()\s]+(?:\([^()\s]*\))?)\)")
BLOCK = re.compile(r"^```(\w*)[^\n]*\n(.*?)^```", re.M | re.S)


def documents():
    """Also where there is no git: a copy of the tree is checked like a clone."""
    passed = {"build", ".deps", "out", "node_modules", ".git"}
    return [path for path in sorted(ROOT.rglob("*.md")) if not passed & set(path.relative_to(ROOT).parts)]


def prose(text):
    """Without blocks of code, and without code inside a line: what looks like a link there is none."""
    return re.sub(r"`[^`\n]*`", "`…`", BLOCK.sub("", text))


def anchors(text):
    """The headings' anchors, as GitHub and GitLab make them."""
    found = set()
    for heading in re.findall(r"^#{1,6} (.+?)\s*#*$", BLOCK.sub("", text), re.M):
        plain = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading).lower()
        found.add(re.sub(r"[^\w\- ]", "", plain).replace(" ", "-"))
    return found


def broken_links(path, text):
    for target in LINK.findall(prose(text)):
        if re.match(r"[a-z]+:", target):
            continue  # another site's: nothing of this tree can break it
        file, _, anchor = target.partition("#")
        there = (path.parent / file).resolve() if file else path
        if not there.exists():
            yield f"{target}: there is no such file"
        elif anchor and there.suffix == ".md" and anchor not in anchors(there.read_text(encoding="utf-8")):
            yield f"{target}: {there.name} has no such heading"


def public_words():
    return set(re.findall(r"\w+", " ".join(p.read_text(encoding="utf-8") for p in (ROOT / "include/mien").glob("*.h*"))))


def broken_snippets(text, words):
    for language, code in BLOCK.findall(text):
        if language == "json":
            try:
                json.loads(code)
            except ValueError as error:
                yield f"a block of JSON cannot be read: {error}"
        if language in ("cpp", "c++"):
            for name in re.findall(r"\bmien::(\w+)", code):
                if name not in words:
                    yield f"mien::{name} in a block of C++: include/mien has no such name"
            for header in re.findall(r'#include [<"]mien/([\w.]+)', code):
                if not (ROOT / "include/mien" / header).exists() and not (ROOT / "include/mien" / (header + ".in")).exists():
                    yield f"mien/{header} in a block of C++: there is no such header"


def main():
    words, found, count = public_words(), [], 0
    for path in documents():
        text = path.read_text(encoding="utf-8")
        count += 1
        for fault in (*broken_links(path, text), *broken_snippets(text, words)):
            found.append(f"{path.relative_to(ROOT)}: {fault}")
    print("\n".join(found) if found else f"documents: {count}, links and snippets are sound")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
