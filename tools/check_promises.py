#!/usr/bin/env python3
"""tools/check_promises.py [JUNIT.xml]: docs/promises.md says which test fails when a promise is broken. Fails where a
promise's words are not in the file that makes it, where its test does not exist, or (with the results of a run, as
`ctest --output-junit` writes them) where it did not run. A test that was skipped for a named want is told, and passes."""

import pathlib
import re
import sys
import xml.etree.ElementTree as xml

ROOT = pathlib.Path(__file__).resolve().parent.parent
ROW = re.compile(r"^\| `([^`]+)` \| (.+?) \| `([^` ]+)(?: ([^`]+))?` \|$")


def rows():
    """(file, sentence, ctest's name, test inside it or None)"""
    for line in (ROOT / "docs/promises.md").read_text(encoding="utf-8").splitlines():
        if line.startswith("| `"):
            found = ROW.match(line)
            if not found:
                sys.exit(f"docs/promises.md: this row is not `file` | words | `test`: {line}")
            yield found.groups()


def plain(text):
    return re.sub(r"\s+", " ", text)


def exists(test, inside):
    """Is there a test of this name in the tree?"""
    room, _, name = test.partition("/")
    if inside:  # a Python test: "app/guides Guides.test_x"
        kind, _, method = inside.partition(".")
        file = ROOT / "tests" / room / f"{name}_test.py"
        text = file.read_text(encoding="utf-8") if file.is_file() else ""
        return f"class {kind}(" in text and f"def {method}(" in text
    suite, _, case = name.partition(".")
    if not case:  # a whole ctest entry: "install/consumer", "web/live_units"
        return any(name in file.read_text(encoding="utf-8") for file in (ROOT / "tests").rglob("CMakeLists.txt")) or \
            any((ROOT / "tests" / room).rglob(f"{name.removeprefix('live_')}.test.ts"))
    case = case.split("/")[0]
    return any(re.search(rf"TEST(_F|_P)?\({suite.split('/')[-1]}, {case}\)", file.read_text(encoding="utf-8"))
               for file in (ROOT / "tests" / room).rglob("*_test.cpp"))


def outcome(results, test, inside):
    case = results.get(test)
    if case is None:
        return "did not run"
    said = "".join(case.itertext())
    if case.get("status") not in ("run", None) or case.find("failure") is not None:
        return "skipped" if case.find("skipped") is not None or case.get("status") == "notrun" else "failed"
    if not inside:
        return "ran"
    kind, _, method = inside.partition(".")
    line = re.search(rf"^\s*{method} \([^)]*{kind}[^)]*\).*?\.\.\.(?: |.*?^)(ok|skipped|FAIL|ERROR)", said, re.M | re.S)
    return {"ok": "ran", "skipped": "skipped"}.get(line.group(1), "failed") if line else "did not run"


def results_of(file):
    """{ctest's name: its entry}; older CMakes write a parameter behind the name: `room/All/Suite.case/x  # GetParam() = "x"`."""
    return {case.get("name").split("  # ")[0]: case for case in xml.parse(file).iter("testcase")}


def main():
    results = results_of(sys.argv[1]) if len(sys.argv) > 1 else None
    wrong, skipped, count = [], 0, 0
    for file, words, test, inside in rows():
        count += 1
        if plain(words) not in plain((ROOT / file).read_text(encoding="utf-8")):
            wrong.append(f"{file} does not say: {words}")
        if not exists(test, inside):
            wrong.append(f"there is no test {test} {inside or ''} (for: {words})")
        elif results is not None:
            found = outcome(results, test, inside)
            skipped += found == "skipped"
            if found in ("did not run", "failed"):
                wrong.append(f"{test} {inside or ''} {found} (for: {words})")
    print("\n".join(wrong) if wrong else f"promises: {count}, each with its test" + (f"; {skipped} skipped" if skipped else ""))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
