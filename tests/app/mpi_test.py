"""mpirun -n N mien run: one result whatever N is, on one host and on several."""

import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import time
import unittest

from app import MIEN, MODELS, AppTest, footage, have

CLIP, LONG = "single_face.mp4", "WolfgangLanger_Pexels.mp4"
FAST = ("--width", "320", "--detect-fps", "0")
MPIRUN = ["mpirun", "--oversubscribe"] + (["--allow-run-as-root"] if os.geteuid() == 0 else [])
AGENT = pathlib.Path(__file__).resolve().parents[2] / "packaging/mpi/enter"
MODULE = pathlib.Path(os.environ.get("MIEN_MPI_MODULE", ""))


def without_time(file):
    return re.sub(rb'"system_timestamp":"[^"]*"', b"", file.read_bytes())


def ranks_of(job):
    """Process number → rank of the mien processes below this mpirun."""
    ranks = {}
    for folder in pathlib.Path("/proc").glob("[0-9]*"):
        try:
            variables = (folder / "environ").read_bytes().split(b"\0")
            if f"MIEN_TEST_JOB={job}".encode() not in variables or (folder / "comm").read_text().strip() != "mien":
                continue
            rank = [v for v in variables if v.startswith(b"OMPI_COMM_WORLD_RANK=")]
        except OSError:
            continue
        if rank:
            ranks[int(folder.name)] = int(rank[0].split(b"=")[1])
    return ranks


class RankTest(AppTest):
    start = MPIRUN

    def run_ranks(self, ranks, *inputs, options=FAST, code=0):
        out = self.scratch / f"ranks{ranks}"
        start = [*self.start, "-n", str(ranks)] if ranks else []
        done = subprocess.run([*start, MIEN, "run", *map(str, inputs), *options, "-o", str(out), "--json"],
                              capture_output=True, text=True, timeout=120)
        self.assertEqual(done.returncode, code, done.stderr)
        return out, done

    def same(self, one, other):
        for name in ("events.jsonl", "tracks.csv"):
            self.assertEqual(without_time(one / name), without_time(other / name), name)


@unittest.skipUnless(shutil.which("mpirun") and MODULE.is_file(), "needs Open MPI (openmpi-bin, libopenmpi-dev)")
@unittest.skipUnless(have("retinaface-mnet025.onnx", "fer-mini-xception.tflite", CLIP, LONG),
                     "needs MIEN_MODELS_DIR with models and sample footage")
class OneHost(RankTest):
    # Without TCP: other programs' interfaces come and go while the ranks tell each other theirs.
    start = [*MPIRUN, "--mca", "btl", "^tcp"]

    def test_any_number_of_ranks_writes_the_same_files(self):
        expected, _ = self.run_ranks(0, footage(CLIP))
        for ranks in (1, 2, 4):
            out, done = self.run_ranks(ranks, footage(CLIP))
            self.same(out, expected)
            summary = json.loads(done.stdout)  # one rank alone prints
            self.assertEqual((summary["approach"], summary["workers"]), ("mpi-cnn-per-core", ranks))

    def test_files_are_spread_over_ranks(self):
        inputs = [footage(name) for name in (CLIP, "no_face.mp4", "face_noface.mov", "multi_face.jpg")]
        lines = []
        for ranks in (0, 3):
            out, _ = self.run_ranks(ranks, *inputs)
            lines.append((sorted(without_time(out / "events.jsonl").splitlines()),
                          sorted((out / "tracks.csv").read_text().splitlines())))
        self.assertEqual(lines[0], lines[1])

    def test_a_broken_input_is_named_once(self):
        missing = self.scratch / "nowhere.mp4"
        _, done = self.run_ranks(2, missing, footage(CLIP), code=3)
        self.assertEqual(done.stderr.count(f"mien: {missing}"), 1, done.stderr)

    def test_a_wrong_command_is_told_once(self):
        _, done = self.run_ranks(2, footage(CLIP), options=("--approach", "cnn-per-core"), code=2)
        self.assertEqual(done.stderr.count("mien:"), 1, done.stderr)
        self.assertIn("mpi-cnn-per-core", done.stderr)

    def test_without_mpirun_it_says_how_to_start(self):
        _, done = self.run_ranks(0, footage(CLIP), options=("--approach", "mpi-cnn-per-core"), code=2)
        self.assertIn("mpirun -n", done.stderr)
        self.assertIn("apt-get install", done.stderr)

    @unittest.skipUnless(have("yunet_n_dynamic.onnx"), "needs yunet-n in the model cache")
    def test_ranks_with_other_detectors_do_not_run_together(self):
        poorer = self.scratch / "models"
        poorer.mkdir()
        for file in pathlib.Path(MODELS).glob("*.*"):
            if not file.name.startswith("yunet"):
                (poorer / file.name).symlink_to(file)
        command = ("--offline", "run", str(footage(CLIP)), *FAST, "-o", str(self.scratch / "out"), "--quiet")
        done = subprocess.run([*self.start, "-n", "1", MIEN, "--models", MODELS, *command, ":",
                               "-n", "1", MIEN, "--models", str(poorer), *command],
                              capture_output=True, text=True, timeout=120)
        self.assertEqual(done.returncode, 4, done.stderr)
        self.assertRegex(done.stderr, r"mien: rank 1 \(.*retinaface.*yunet-n")

    def test_a_killed_rank_ends_the_job_and_what_was_finished_is_kept(self):
        out, job = self.scratch / "killed", str(self.scratch)
        process = subprocess.Popen(
            [*self.start, "-n", "3", MIEN, "run", *(str(footage(LONG)),) * 3, "--detect-fps", "0", "-o", str(out),
             "--quiet"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
            env={**os.environ, "MIEN_TEST_JOB": job})
        events = out / "events.jsonl"
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline and not (events.is_file() and events.stat().st_size > 0):
            time.sleep(0.01)
        victim = next(n for n, rank in ranks_of(job).items() if rank == 2)
        os.kill(victim, signal.SIGKILL)
        _, says = process.communicate(timeout=60)
        self.assertNotEqual(process.returncode, 0)
        self.assertRegex(says, rf"mien: .*rank 2 \(.*process {victim}\)")
        self.assertTrue(self.events(out))
        self.assertTrue(json.loads((out / "summary.json").read_text())["interrupted"])
        self.assertEqual(ranks_of(job), {})


class Hosts:
    """Two network namespaces with names of their own, as two hosts on one wire."""

    ADDRESSES = ("10.77.3.1", "10.77.3.2")

    def __init__(self, scratch):
        self.names = [f"mien{os.getpid()}{side}" for side in "ab"]
        self.enter = scratch / "enter"  # as podman exec is: NAME COMMAND…
        self.enter.write_text(f'#!/bin/sh\n[ "$1" = {self.ADDRESSES[1]} ] || exit 1\nshift\n'
                              f'exec ip netns exec {self.names[1]} unshare --uts sh -c \'hostname host-b; exec "$@"\' sh "$@"\n')
        self.enter.chmod(0o755)

    def ip(self, *words):
        return subprocess.run(["ip", *words], capture_output=True, text=True)

    def up(self):
        """None, or why there are no namespaces here."""
        wires = [f"mv{os.getpid()}{side}" for side in "ab"]
        steps = [("netns", "add", name) for name in self.names]
        steps.append(("link", "add", wires[0], "type", "veth", "peer", "name", wires[1]))
        for name, wire, address in zip(self.names, wires, self.ADDRESSES):
            steps += [("link", "set", wire, "netns", name), ("-n", name, "addr", "add", f"{address}/24", "dev", wire),
                      ("-n", name, "link", "set", "lo", "up"), ("-n", name, "link", "set", wire, "up")]
        for step in steps:
            if (done := self.ip(*step)).returncode != 0:
                return f"ip {' '.join(step)}: {done.stderr.strip()}"
        return None

    def down(self):
        for name in self.names:
            self.ip("netns", "del", name)

    def mpirun(self, *command):
        network = self.ADDRESSES[0].rsplit(".", 1)[0] + ".0/24"
        words = [*MPIRUN, "-n", "2", "--host", f"host-a:1,{self.ADDRESSES[1]}:1", "--mca", "plm_rsh_agent",
                 str(AGENT), "--mca", "btl", "tcp,self", "--mca", "btl_tcp_if_include", network, "--mca",
                 "oob_tcp_if_include", network, "-x", "MIEN_MODELS_DIR", *map(str, command)]
        return subprocess.run(["ip", "netns", "exec", self.names[0], "unshare", "--uts", "sh", "-c",
                               'hostname host-a; exec "$@"', "sh", *words], capture_output=True, text=True,
                              timeout=120, env={**os.environ, "MIEN_ENTER": f"{self.enter} HOST"})


@unittest.skipUnless(shutil.which("ip"), "needs iproute2")
@unittest.skipUnless(shutil.which("mpirun") and MODULE.is_file(), "needs Open MPI (openmpi-bin, libopenmpi-dev)")
@unittest.skipUnless(have("retinaface-mnet025.onnx", "fer-mini-xception.tflite", CLIP, LONG),
                     "needs MIEN_MODELS_DIR with models and sample footage")
class TwoHosts(RankTest):
    def setUp(self):
        super().setUp()
        self.hosts = Hosts(self.scratch)
        self.addCleanup(self.hosts.down)
        if why := self.hosts.up():
            self.skipTest(f"network namespaces are not permitted here: {why}")

    def test_two_hosts_write_the_same_files(self):
        expected, _ = self.run_ranks(0, footage(CLIP))
        names = self.hosts.mpirun("hostname").stdout.split()
        self.assertEqual(sorted(names), ["host-a", "host-b"])
        out = self.scratch / "hosts"
        done = self.hosts.mpirun(MIEN, "run", footage(CLIP), *FAST, "-o", out, "--quiet")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.same(out, expected)


if __name__ == "__main__":
    unittest.main()
