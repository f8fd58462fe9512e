"""The sbatch scripts of docs/mpi.md, submitted to a real Slurm of two nodes: one run over tasks, a job for each day. Whatever is
killed on the way, the results are those of one process, and nothing is there twice."""

import datetime
import json
import os
import pathlib
import re
import shutil
import signal
import sqlite3
import struct
import subprocess
import sys
import unittest

from app import MIEN, AppTest, footage, have
from mpi_test import MODULE, without_time

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests/servers"))

from brokers import until  # noqa: E402
from slurm import Slurm  # noqa: E402

SCRIPTS = ROOT / "packaging/slurm"
CLIP, LONG = "single_face.mp4", "WolfgangLanger_Pexels.mp4"
DAYS = ("2026-11-02", "2026-11-03", "2026-11-04")
CONFIG = """cameras:
  aisle: { input: "{MIEN_DAY}/aisle*.mp4", content: cereal }
contents: { cereal: { title: Cereal } }
audience: { min_audience: 1 }
"""


def processes_of(job):
    """Process number → rank of the mien processes of this job."""
    found = {}
    for folder in pathlib.Path("/proc").glob("[0-9]*"):
        try:
            variables = dict(v.split(b"=", 1) for v in (folder / "environ").read_bytes().split(b"\0") if b"=" in v)
            if variables.get(b"SLURM_JOB_ID") == job.encode() and (folder / "comm").read_text().strip() == "mien":
                found[int(folder.name)] = int(variables.get(b"SLURM_PROCID", 0))
        except OSError:
            continue
    return found


@unittest.skipUnless(have("retinaface-mnet025.onnx", "fer-mini-xception.tflite", CLIP, LONG),
                     "needs MIEN_MODELS_DIR with models and sample footage")
class SlurmTest(AppTest):
    def setUp(self):
        super().setUp()
        tools = self.scratch / "bin"
        tools.mkdir()
        (tools / "mien").symlink_to(MIEN)
        self.slurm = Slurm(self.scratch)
        self.slurm.environment["PATH"] = f"{tools}:{self.slurm.environment['PATH']}"
        # Both nodes are this host. Open MPI 5 asks the kernel for a way from the one to the other, and there is none to oneself.
        self.slurm.environment["OMPI_MCA_reachable"] = "weighted"
        if os.geteuid() == 0:
            self.slurm.environment.update(OMPI_ALLOW_RUN_AS_ROOT="1", OMPI_ALLOW_RUN_AS_ROOT_CONFIRM="1")
        self.addCleanup(self.slurm.stop)
        self.slurm.start()

    def submit(self, *words):
        return self.slurm.submit(*words, cwd=self.scratch)

    def mien(self, *words, **environment):
        done = subprocess.run([MIEN, *map(str, words)], cwd=self.scratch, capture_output=True, text=True, timeout=120,
                              env={**os.environ, **environment})
        self.assertEqual(done.returncode, 0, done.stderr)

    def completed(self, job):
        states = self.slurm.ended(job)
        self.assertEqual(set(states), {"COMPLETED"}, "".join(file.read_text() for file in self.scratch.glob("slurm-*.out")))

    def lines(self, *folders):
        """All of events.jsonl, tracks.csv without its heads, in order."""
        events = [line for folder in folders for line in without_time(folder / "events.jsonl").splitlines()]
        tracks = [line for folder in folders for line in (folder / "tracks.csv").read_text().splitlines()[1:]]
        self.assertTrue(events and tracks)
        return sorted(events), sorted(tracks)

    def stays(self, *folders):
        rows = []
        for folder in folders:
            with sqlite3.connect(folder / "mien.db") as file:
                rows += file.execute("SELECT camera, content, start_ms, end_ms, visit, attention_ms, valence, recording FROM exposures")
        return sorted(rows)

    def told(self, *folders):
        """What the page says: of the audience, and how much was analysed."""
        self.mien("report", *folders, "-o", "page.html")
        page = (self.scratch / "page.html").read_text()
        data = json.loads(re.search(r'<script id="data" type="application/json">(.*?)</script>', page, re.S)[1])
        sections = data["folders"][0]["sections"]
        return sections.get("audience"), {key: sections["run"]["total"][key] for key in ("frames_decoded", "faces", "tracks")}


@unittest.skipUnless(shutil.which("mpirun") and MODULE.is_file(), "needs Open MPI (openmpi-bin, libopenmpi-dev)")
class Tasks(SlurmTest):
    """packaging/slurm/mien.sbatch"""

    def setUp(self):
        super().setUp()
        self.inputs = [footage(LONG), footage(CLIP), "--detect-fps", "0", "--width", "320"]
        self.mien("run", *self.inputs, "-o", "one")

    def same(self, out):
        # One input's lines are in order; which of two inputs comes first is not said.
        self.assertEqual(self.lines(self.scratch / out), self.lines(self.scratch / "one"))
        self.assertEqual(self.told(self.scratch / out), self.told(self.scratch / "one"))
        summary = json.loads((self.scratch / out / "summary.json").read_text())
        self.assertEqual((summary["approach"], summary["workers"]), ("mpi-cnn-per-core", 2))

    def test_two_tasks_write_what_one_process_writes(self):
        self.completed(self.submit(SCRIPTS / "mien.sbatch", "host", *self.inputs))
        self.same("host")
        self.completed(self.submit("--nodes=2", "--ntasks-per-node=1", SCRIPTS / "mien.sbatch", "hosts", *self.inputs))
        self.same("hosts")
        mpirun = (SCRIPTS / "mien.sbatch").read_text().replace("srun --mpi=pmix --kill-on-bad-exit=1", "mpirun")
        (self.scratch / "mpirun.sbatch").write_text(mpirun)
        self.completed(self.submit("--nodes=2", "--ntasks-per-node=1", "mpirun.sbatch", "mpirun", *self.inputs))
        self.same("mpirun")

    def test_a_killed_task_begins_the_job_anew(self):
        job = self.submit("--nodes=2", "--ntasks-per-node=1", SCRIPTS / "mien.sbatch", "killed", *self.inputs)
        events = self.scratch / "killed/events.jsonl"
        until(lambda: events.is_file() and events.stat().st_size > 0, 60, self.slurm.log)
        os.kill(next(number for number, rank in processes_of(job).items() if rank == 1), signal.SIGKILL)
        self.completed(job)
        self.assertEqual(self.slurm.job(job)["Restarts"], "1")
        self.same("killed")


class Days(SlurmTest):
    """packaging/slurm/mien-days.sbatch"""

    def record(self):
        """A recording a day, which says in its head when it was made."""
        for number, day in enumerate(DAYS):
            clip = bytearray(footage(CLIP if number == 1 else LONG).read_bytes())
            made = datetime.datetime.fromisoformat(f"{day}T09:00:00+00:00") - datetime.datetime(1904, 1, 1, tzinfo=datetime.timezone.utc)
            at = clip.rindex(b"mvhd")
            self.assertEqual(clip[at + 4], 0)  # its version: times of 32 bits
            struct.pack_into(">I", clip, at + 8, int(made.total_seconds()))
            folder = self.scratch / "store" / day
            folder.mkdir(parents=True)
            (folder / f"aisle-{day}.mp4").write_bytes(clip)
        (self.scratch / "mien.yaml").write_text(CONFIG)

    def running(self, task, day):
        """The number of an array's task that has begun to write."""
        events = self.scratch / "out" / day / "events.jsonl"
        until(lambda: events.is_file() and events.stat().st_size > 0, 60, self.slurm.log)
        return self.slurm.ask("squeue", "-h", "-j", task, "-o", "%A").strip()

    def test_days_together_are_one_run_over_all(self):
        self.record()
        options = ["--detect-fps", "0", "--width", "320"]
        self.mien("run", "-c", "mien.yaml", "-o", "one", *options, MIEN_DAY="store/*")
        job = self.submit(f"--array=1-{len(DAYS)}", SCRIPTS / "mien-days.sbatch", "mien.yaml", "store", "out", *options)
        self.running(f"{job}_1", DAYS[0])
        self.slurm.ask("scancel", f"{job}_1")
        # The last task has the number of the whole array.
        os.kill(next(iter(processes_of(self.running(f"{job}_3", DAYS[2])))), signal.SIGKILL)
        self.assertEqual(sorted(self.slurm.ended(job)), ["CANCELLED", "COMPLETED", "COMPLETED"])
        self.assertEqual([self.slurm.job(f"{job}_{task}")["Restarts"] for task in (1, 2, 3)], ["0", "0", "1"])
        self.assertTrue(json.loads((self.scratch / f"out/{DAYS[0]}/summary.json").read_text())["interrupted"])
        self.completed(self.submit("--array=1", SCRIPTS / "mien-days.sbatch", "mien.yaml", "store", "out", *options))
        one, days = self.scratch / "one", [self.scratch / "out" / day for day in DAYS]
        self.assertEqual(self.lines(*days), self.lines(one))
        self.assertEqual(self.stays(*days), self.stays(one))
        told = self.told(*days)
        self.assertEqual(told, self.told(one))
        self.assertEqual(told[0]["period"]["days"], len(DAYS))


if __name__ == "__main__":
    unittest.main()
