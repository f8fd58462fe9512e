"""What the program's tests share: running mien, and the folder of sample footage."""

import json
import os
import pathlib
import shutil
import subprocess
import tempfile
import unittest

MIEN = os.environ["MIEN_PROGRAM"]
MODELS = os.environ.get("MIEN_MODELS_DIR", "")
# Of a build without dlib there is no baseline.
FIRST_APPROACH = "baseline" if os.environ.get("MIEN_WITH_DLIB", "1") == "1" else "cnn-sync"


def mien(*arguments, timeout=300, **keywords):
    """Runs mien; returns the finished process with its output as text."""
    return subprocess.run([MIEN, *map(str, arguments)], capture_output=True, text=True, timeout=timeout, **keywords)


def have(*files):
    """Are these files in the model cache?"""
    return bool(MODELS) and all((pathlib.Path(MODELS) / f).is_file() for f in files)


def of_this_machine():
    """How a profile of `mien tune` begins here."""
    table = json.loads(mien("doctor", "--json").stdout)["hardware"]
    labels = {"model": "Model name", "cores": "Usable cores", "instruction_sets": "Instruction sets"}
    return "machine:\n" + "".join(f"  {key}: {json.dumps(table[label])}\n" for key, label in labels.items())


def program(name):
    """Where a program of the system, or one of tools/unpack-packages, is; a test without it is skipped."""
    servers = pathlib.Path(__file__).resolve().parents[2] / ".deps/servers/usr"
    found = shutil.which(name, path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin:{servers}/bin:{servers}/sbin")
    if not found:
        raise unittest.SkipTest(f"needs {name}")
    return found


def footage(name):
    return pathlib.Path(MODELS) / name


class AppTest(unittest.TestCase):
    """A test with a scratch folder of its own."""

    def setUp(self):
        scratch = tempfile.TemporaryDirectory(prefix="mien-test-")
        self.addCleanup(scratch.cleanup)
        self.scratch = pathlib.Path(scratch.name)

    def service(self, kind, *arguments, **keywords):
        """A server of tests/servers in the scratch folder, started."""
        one = kind(self.scratch, *arguments, **keywords)
        self.addCleanup(one.kill)
        return one.start()

    def run_json(self, *inputs, code=0, options=()):
        done = mien("run", *inputs, "--json", *options)
        self.assertEqual(done.returncode, code, done.stderr)
        return json.loads(done.stdout)

    def events(self, folder):
        return [json.loads(line) for line in (folder / "events.jsonl").read_text().splitlines()]
