"""Slurm as the tests' own: a controller and two nodes on this machine, on free ports in a scratch folder, with munge. Nothing of the
system is used or touched: neither its users nor its configuration nor control groups."""

import os
import pathlib
import pwd
import re
import secrets
import socket
import subprocess
import unittest

from brokers import DEPS, free_port, program, until

NODES = ("node01", "node02")
# TmpFS: PMIx keeps a folder there for each job, and on one machine the nodes would share it. cred_expire: a job that is requeued
# waits for so many seconds (120 by default).
CONF = """ClusterName=mien
SlurmctldHost={host}(127.0.0.1)
SlurmctldPort={port}
SlurmUser={user}
SlurmdUser={user}
AuthType=auth/munge
AuthInfo=socket={folder}/munge.socket,cred_expire=5
PluginDir={plugins}
PlugStackConfig={folder}/plugstack.conf
StateSaveLocation={folder}/state
SlurmdSpoolDir={folder}/spool.%n
TmpFS={folder}/tmp.%n
SlurmctldPidFile={folder}/slurmctld.pid
SlurmdPidFile={folder}/slurmd.%n.pid
SlurmctldLogFile={folder}/slurmctld.log
SlurmdLogFile={folder}/slurmd.%n.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
SlurmdParameters=config_overrides
SchedulerParameters=batch_sched_delay=0,sched_interval=1
MpiDefault=none
ReturnToService=2
{nodes}
PartitionName=main Nodes=ALL Default=YES MaxTime=60 State=UP
"""


def server(name, folder):
    """Where no alternative is set, Debian's are called NAME-wlm; Slurm goes by the name it was started with."""
    try:
        there = program(f"{name}-wlm")
    except unittest.SkipTest:
        return program(name)
    link = folder / name
    link.symlink_to(there)
    return str(link)


class Slurm:
    def __init__(self, folder):
        self.folder = pathlib.Path(folder) / "slurm"
        self.user = pwd.getpwuid(os.getuid()).pw_name
        for name in ("sbatch", "srun", "scancel", "scontrol", "squeue", "sinfo"):
            program(name)
        plugins = [found for root in (DEPS / "servers/usr/lib", pathlib.Path("/usr/lib"))
                   for found in root.glob("*-linux-gnu/slurm-wlm")]
        if not plugins or not (plugins[0] / "mpi_pmix.so").exists():
            raise unittest.SkipTest("needs slurm-wlm-basic-plugins: tools/unpack-packages servers .deps/servers")
        libraries = [plugins[0], *(DEPS / "servers").glob("**/*-linux-gnu")]
        unpacked = DEPS / "servers/usr"
        self.environment = {**os.environ, "LD_LIBRARY_PATH": ":".join(map(str, libraries)), "SLURM_CONF": f"{self.folder}/slurm.conf",
                            "PATH": f"{unpacked}/bin:{unpacked}/sbin:{os.environ['PATH']}"}
        self.processes = []
        for name in ("", "sbin", "state", *(f"tmp.{node}" for node in NODES)):
            (self.folder / name).mkdir()
        self.daemons = {name: server(name, self.folder / "sbin") for name in ("munged", "slurmctld", "slurmd", "slurmstepd")}
        self.write(plugins[0])

    def write(self, plugins):
        host = socket.gethostname().split(".")[0]
        nodes = "\n".join(f"NodeName={node} NodeHostname={host} NodeAddr=127.0.0.1 Port={free_port()} CPUs=2 RealMemory=500"
                          for node in NODES)
        (self.folder / "slurm.conf").write_text(CONF.format(
            host=host, port=free_port(), user=self.user, folder=self.folder, plugins=plugins, nodes=nodes))
        (self.folder / "plugstack.conf").touch()
        key = self.folder / "munge.key"
        key.write_bytes(secrets.token_bytes(128))
        key.chmod(0o400)

    def launch(self, name, *arguments):
        with open(self.folder / "daemons.txt", "ab") as log:
            self.processes.append(subprocess.Popen(
                [self.daemons[name], *map(str, arguments)], cwd=self.folder, env=self.environment, stdin=subprocess.DEVNULL,
                stdout=log, stderr=log, start_new_session=True))

    def start(self):
        conf, own = self.folder / "slurm.conf", self.folder
        # force: it would not like a key in a folder below /tmp.
        self.launch("munged", "--foreground", "--force", f"--socket={own}/munge.socket", f"--key-file={own}/munge.key",
                    f"--pid-file={own}/munged.pid", f"--log-file={own}/munged.log", f"--seed-file={own}/munged.seed")
        until((own / "munge.socket").exists, 20, self.log)
        self.launch("slurmctld", "-D", "-f", conf)
        for node in NODES:
            self.launch("slurmd", "-D", "-f", conf, "-N", node, "-d", self.daemons["slurmstepd"])
        until(lambda: self.ask("sinfo", "-h", "-N", "-o", "%T").split() == ["idle"] * len(NODES), 30, self.log)
        return self

    def log(self):
        return "\n".join(f"{file.name}: {file.read_text(errors='replace')[-1500:]}"
                         for file in (*self.folder.glob("*.log"), *self.folder.glob("daemons.txt")))

    def ask(self, *command, **how):
        """What it says; as on a cluster's login node."""
        done = subprocess.run([*map(str, command)], env=self.environment, capture_output=True, text=True, timeout=60, **how)
        return done.stdout if done.returncode == 0 else done.stdout + done.stderr

    def submit(self, *words, **how):
        """The job's number."""
        said = self.ask("sbatch", *words, **how)
        if not (found := re.search(r"Submitted batch job (\d+)", said)):
            raise AssertionError(said)
        return found[1]

    def job(self, number):
        """State and how often it was started anew, of a job or of a task NUMBER_TASK."""
        said = self.ask("scontrol", "show", "job", number, "-o")
        return {key: value for key, value in re.findall(r"(JobState|Restarts|ExitCode|Reason)=(\S+)", said)}

    def ended(self, number, timeout=60):
        """The states of a job's tasks, as soon as none waits or runs."""
        until(lambda: not self.ask("squeue", "-h", "-j", number).strip(), timeout, self.log)
        return re.findall(r"JobState=(\S+)", self.ask("scontrol", "show", "job", number, "-o"))

    def stop(self):
        self.ask("scancel", "--signal=KILL", "--full", "-u", self.user)
        self.ask("scancel", "-u", self.user)
        until(lambda: not self.ask("squeue", "-h").strip(), 30, self.log)
        for process in self.processes:
            process.kill()
            process.wait()
