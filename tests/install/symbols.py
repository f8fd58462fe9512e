#!/usr/bin/env python3
"""symbols.py LIBRARY HEADERS: what libmien.so offers is what include/mien declares, and nothing else. Every symbol that it
defines must be a name of mien that a header shows; every function that a header marks with MIEN_API must be there."""
import pathlib
import re
import subprocess
import sys

# What comes with a class: its table of virtual functions and its type.
ABOUT = re.compile(r"^(?:vtable for|typeinfo for|typeinfo name for|VTT for|non-virtual thunk to|construction vtable for) ")


def exported(library):
    lines = subprocess.run(["nm", "-DC", "--defined-only", library], check=True, capture_output=True, text=True).stdout
    for line in lines.splitlines():
        yield line.split(" ", 2)[-1]


def declared(headers):
    text = "\n".join(path.read_text(encoding="utf-8") for path in sorted(pathlib.Path(headers).glob("*.h")))
    code = re.sub(r"//[^\n]*|^#[^\n]*", "", text, flags=re.M)
    return set(re.findall(r"\b[A-Za-z_]\w*\b", code)), set(re.findall(r"MIEN_API[^;{(]*?\b(\w+)\(", code)) - {"operator"}


def path_of(symbol):
    """mien::audience::Guarded<…>::f(args) → [mien, audience, Guarded, f]"""
    symbol = ABOUT.sub("", symbol).split("[abi", 1)[0]
    depth, plain = 0, ""
    for sign in symbol.replace("operator<<", "operator").replace("operator()", "operator"):
        if sign in "(" and depth == 0:
            break
        depth += {"<": 1, ">": -1}.get(sign, 0)
        if depth == 0 and sign != ">":
            plain += sign
    return plain.split(" ")[-1].split("::") if "operator" not in plain else plain.split("::")


def faults(library, headers):
    words, functions = declared(headers)
    symbols = list(exported(library))
    if not symbols:
        yield "there are no symbols at all"
    for symbol in symbols:
        path = path_of(symbol)
        if path[0] != "mien":
            yield f"not mien's: {symbol}"
            continue
        for part in path[1:]:
            name = part.lstrip("~")
            if not name.startswith("operator") and name not in words:
                yield f"in no header of include/mien ({name}): {symbol}"
                break
    there = {path_of(symbol)[-1] for symbol in symbols}
    for function in sorted(functions - there):
        yield f"declared, but not offered: {function}"


if __name__ == "__main__":
    found = list(faults(*sys.argv[1:3]))
    print("\n".join(found) if found else f"{len(list(exported(sys.argv[1])))} symbols, all of include/mien")
    sys.exit(1 if found else 0)
