"""The environments of the peers: .deps/peers/NAME, from requirements-NAME.txt, each package pinned by version and hash."""

import hashlib
import os
import pathlib
import shutil
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
FOLDER = pathlib.Path(os.environ.get("MIEN_PEERS_DIR", HERE.parent.parent / ".deps" / "peers"))


def python(name):
    """The interpreter of an environment, which is made where it is not there; ends the program where it cannot be had."""
    requirements = HERE / f"requirements-{name}.txt"
    wanted = hashlib.sha256(requirements.read_bytes()).hexdigest()
    folder = FOLDER / name
    mark = folder / "requirements.sha256"
    if not mark.is_file() or mark.read_text() != wanted:
        print(f"{name}: installing {requirements.name} into {folder}", file=sys.stderr)
        shutil.rmtree(folder, ignore_errors=True)
        steps = ([sys.executable, "-m", "venv", folder],
                 [folder / "bin" / "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps", "--require-hashes",
                  "--only-binary=:all:", "-r", requirements])
        for step in steps:
            done = subprocess.run(step, capture_output=True, text=True)
            if done.returncode:
                shutil.rmtree(folder, ignore_errors=True)
                last = (done.stderr.strip() or "no reason given").splitlines()[-1]
                raise SystemExit(f"{requirements}: cannot be installed: {last} (it holds wheels for CPython 3.11 on x86-64; this is "
                                 f"Python {sys.version.split()[0]}; the registry is pip's own, see PIP_INDEX_URL)")
        mark.write_text(wanted)
    return folder / "bin" / "python"


def use(name):
    """Goes on in that environment: starts the running script again with its interpreter, once."""
    interpreter = python(name)
    if pathlib.Path(sys.prefix).resolve() != interpreter.parent.parent.resolve():
        os.execv(interpreter, [str(interpreter), *sys.argv])
