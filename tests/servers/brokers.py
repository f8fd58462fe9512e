"""Mosquitto, PostgreSQL and Kafka as the tests' own: started on free ports in a scratch folder, frozen, killed, started again.
Each says by unittest.SkipTest what is missing."""

import contextlib
import os
import pathlib
import pwd
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import unittest

DEPS = pathlib.Path(__file__).resolve().parents[2] / ".deps"


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def program(name, *folders):
    unpacked = DEPS / "servers/usr"
    places = [os.environ.get("PATH", ""), "/usr/sbin", f"{unpacked}/bin", f"{unpacked}/sbin", *map(str, folders)]
    found = shutil.which(name, path=":".join(places))
    if not found:
        raise unittest.SkipTest(f"needs {name}: tools/unpack-packages servers .deps/servers")
    return found


class NotYet(AssertionError):
    """What is asked of is not there (yet): who waits goes on waiting."""


def until(true, timeout, otherwise):
    end, missing = time.monotonic() + timeout, ""
    while time.monotonic() < end:
        try:
            if found := true():
                return found
        except NotYet as words:
            missing = f"{words}\n"
        time.sleep(0.05)
    raise AssertionError(missing + (otherwise() if callable(otherwise) else otherwise))


def listens(port, address="127.0.0.1"):
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex((address, port)) == 0


@contextlib.contextmanager
def running(*kinds):
    """A folder that servers of other users may enter, and one of each kind in it, started: FOLDER, ONE, …; with the block all of it ends."""
    with tempfile.TemporaryDirectory() as name, contextlib.ExitStack() as ends:
        folder = pathlib.Path(name)
        folder.chmod(0o755)
        services = [kind(folder) for kind in kinds]
        for service in services:
            ends.callback(service.kill)
            service.start()
        yield (folder, *services)


class Service:
    """A program that listens; `start` waits for that."""

    address = "127.0.0.1"

    def __init__(self, folder, name):
        self.folder = pathlib.Path(folder) / name
        self.folder.mkdir(parents=True, exist_ok=True)
        self.port, self.process = free_port(), None

    def launch(self, command, timeout=30, **how):
        with open(self.folder / "log.txt", "ab") as log:
            self.process = subprocess.Popen([str(word) for word in command], cwd=self.folder, stdout=log, stderr=subprocess.STDOUT,
                                            stdin=subprocess.DEVNULL, start_new_session=True, **how)
        until(lambda: self.process.poll() is not None or listens(self.port, self.address), timeout, self.log)
        if self.process.poll() is not None:
            raise AssertionError(self.log())
        return self

    def log(self):
        return (self.folder / "log.txt").read_text(errors="replace")[-4000:]

    def signal(self, number):
        os.killpg(self.process.pid, number)

    def freeze(self):
        """Away as behind a cut cable: nothing is refused, nothing is answered."""
        self.signal(signal.SIGSTOP)

    def thaw(self):
        self.signal(signal.SIGCONT)

    def kill(self):
        if self.process and self.process.poll() is None:
            self.signal(signal.SIGKILL)
            self.process.wait()

    stop = kill


class Mosquitto(Service):
    def __init__(self, folder, lines=("allow_anonymous true",)):
        super().__init__(folder, "mosquitto")
        self.program = program("mosquitto")
        self.file = self.folder / "mosquitto.conf"
        self.file.write_text("\n".join([f"listener {self.port} 127.0.0.1", "persistence true",
                                        f"persistence_location {self.folder}/", "user root", *lines]) + "\n")

    def start(self):
        libraries = ":".join(map(str, (DEPS / "servers").glob("**/x86_64-linux-gnu")))
        return self.launch([self.program, "-c", self.file], env={**os.environ, "LD_LIBRARY_PATH": libraries})


class Postgres(Service):
    """A cluster of its own, as another user where the tests run as root (PostgreSQL refuses root)."""

    def __init__(self, folder):
        super().__init__(folder, "postgres")
        folders = pathlib.Path("/usr/lib/postgresql"), DEPS / "servers/usr/lib/postgresql"
        servers = [found for folder in folders for found in sorted(folder.glob("*/bin/initdb"))]  # the client has such a folder too
        if not servers:
            raise unittest.SkipTest("needs postgresql: tools/unpack-packages servers .deps/servers")
        self.bin = servers[0].parent
        self.data = self.folder / "data"
        self.user = {}
        if os.getuid() == 0:
            nobody = pwd.getpwnam("nobody")
            self.user = {"user": nobody.pw_uid, "group": nobody.pw_gid}
            for path in [self.folder, *self.folder.parents]:
                if path == pathlib.Path("/tmp"):
                    break
                path.chmod(0o755)
            os.chown(self.folder, nobody.pw_uid, nobody.pw_gid)
        subprocess.run([self.bin / "initdb", "-D", self.data, "-U", "mien", "--auth=trust", "-E", "UTF8", "--locale=C", "-N"],
                       check=True, capture_output=True, cwd=self.folder, **self.user)
        self.url = f"postgresql://mien@127.0.0.1:{self.port}/postgres"

    def start(self, *options):
        pid = self.data / "postmaster.pid"
        pid.unlink(missing_ok=True)
        self.launch([self.bin / "postgres", "-D", self.data, "-p", self.port, "-c", "listen_addresses=127.0.0.1", "-c",
                     f"unix_socket_directories={self.folder}", "-c", "max_connections=50", *options], **self.user)
        until(lambda: subprocess.run(["pg_isready", "-h", "127.0.0.1", "-p", str(self.port)],
                                     capture_output=True).returncode == 0, 30, self.log)
        return self

    def kill(self):
        if self.process and self.process.poll() is None:
            self.signal(signal.SIGCONT)
            self.process.send_signal(signal.SIGQUIT)  # without a shutdown's checkpoint
            self.process.wait()

    stop = kill

    def ask(self, sql, user="mien"):
        """Rows as lists of texts."""
        done = subprocess.run(["psql", "-X", "-A", "-t", "-F", "\t", "-v", "ON_ERROR_STOP=1", "-c", sql,
                               f"postgresql://{user}@127.0.0.1:{self.port}/postgres"], capture_output=True, text=True, timeout=60)
        if done.returncode:
            not_made = re.search('(relation|schema) "[^"]*" does not exist', done.stderr)
            raise (NotYet if not_made else AssertionError)(done.stderr)
        return [line.split("\t") for line in done.stdout.splitlines() if line]


AUTHORIZER = ("authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer", "allow.everyone.if.no.acl.found=true")


class Kafka(Service):
    """One node of KRaft."""

    def __init__(self, folder, partitions=4, lines=(), address="127.0.0.1"):
        super().__init__(folder, "kafka")
        self.address = address
        self.java = program("java")
        self.jars = DEPS / "kafka/lib"
        if not self.jars.is_dir():
            raise unittest.SkipTest("needs Kafka: tools/get-kafka .deps/kafka")
        controller = free_port()
        self.file = self.folder / "server.properties"
        self.file.write_text("\n".join([
            "process.roles=broker,controller", "node.id=1", f"controller.quorum.voters=1@127.0.0.1:{controller}",
            f"listeners=PLAINTEXT://{address}:{self.port},CONTROLLER://127.0.0.1:{controller}",
            f"advertised.listeners=PLAINTEXT://{address}:{self.port}", "controller.listener.names=CONTROLLER",
            f"log.dirs={self.folder}/data", "offsets.topic.replication.factor=1", "transaction.state.log.replication.factor=1",
            "transaction.state.log.min.isr=1", "offsets.topic.num.partitions=4", "transaction.state.log.num.partitions=4",
            "group.initial.rebalance.delay.ms=0", f"num.partitions={partitions}", *lines]) + "\n")
        uuid = self.tool("tools.StorageTool", "random-uuid").split()[-1]
        self.tool("tools.StorageTool", "format", "-t", uuid, "-c", self.file)

    def tool(self, name, *words):
        """What one of Kafka's own programs prints."""
        return subprocess.run([self.java, "-cp", f"{self.jars}/*", f"kafka.{name}", *map(str, words)], check=True, capture_output=True,
                              text=True).stdout

    def start(self):
        return self.launch([self.java, "-Xmx512m", "-Xms256m", "-cp", f"{self.jars}/*", "kafka.Kafka", self.file], timeout=90)

    def allow_no_new_topics(self):
        """Everybody may do all but make some; needs AUTHORIZER among the lines."""
        to = ("--bootstrap-server", f"{self.address}:{self.port}", "--add")
        self.tool("admin.AclCommand", *to, "--allow-principal", "User:ANONYMOUS", "--operation", "All", "--cluster", "--topic", "*", "--group", "*")
        self.tool("admin.AclCommand", *to, "--deny-principal", "User:ANONYMOUS", "--operation", "Create", "--cluster", "--topic", "*")
