"""Hosts on one machine: network namespaces on a bridge, whose cables can be pulled. Needs root; says so by unittest.SkipTest."""

import contextlib
import ctypes
import os
import re
import shutil
import subprocess
import unittest


def ip(*words, check=True):
    return subprocess.run(["ip", *map(str, words)], check=check, capture_output=True, text=True)


def remove_orphans():
    """What tests that were killed left: their names have their process's number."""
    left = [(("netns", "del"), line.split()[0]) for line in ip("netns", "list", check=False).stdout.splitlines() if line]
    left += [(("link", "del"), line.split(":")[1].strip()) for line in ip("-o", "link", "show", "type", "bridge", check=False).stdout.splitlines()]
    for words, name in left:
        owner = re.fullmatch(r"mien(\d+)(-\d+|-may)?", name)
        if owner and not os.path.exists(f"/proc/{owner[1]}"):
            ip(*words, name, check=False)


class Network:
    """`address`: this machine's on the bridge; servers that hosts are to reach listen there."""

    def __init__(self):
        if os.geteuid() != 0 or not shutil.which("ip"):
            raise unittest.SkipTest("needs root and iproute2: network namespaces")
        number = os.getpid()
        self.name, self.subnet, self.hosts = f"mien{number}", f"10.77.{number % 250}", []
        self.address = f"{self.subnet}.1"
        remove_orphans()
        self.make("link", "add", self.name, "type", "bridge")
        try:
            self.make("netns", "add", f"{self.name}-may")
            ip("netns", "del", f"{self.name}-may")
            self.make("addr", "add", f"{self.address}/24", "dev", self.name)
            self.make("link", "set", self.name, "up")
        except unittest.SkipTest:
            self.close()
            raise

    def make(self, *words):
        made = ip(*words, check=False)
        if made.returncode:
            raise unittest.SkipTest("no network namespaces here: " + made.stderr.strip())

    def host(self):
        one = NetworkHost(self, len(self.hosts))
        self.hosts.append(one)
        return one

    def close(self):
        for host in self.hosts:
            ip("netns", "del", host.name, check=False)  # takes its end of the cable along, and so the other
        ip("link", "del", self.name, check=False)


class NetworkHost:
    def __init__(self, network, number):
        self.name, self.cable = f"{network.name}-{number}", f"{network.name}v{number}"
        ip("netns", "add", self.name)
        ip("link", "add", self.cable, "type", "veth", "peer", "name", "up0", "netns", self.name)
        ip("link", "set", self.cable, "master", network.name)
        ip("link", "set", self.cable, "up")
        for words in (("link", "set", "lo", "up"), ("addr", "add", f"{network.subnet}.{10 + number}/24", "dev", "up0"), ("link", "set", "up0", "up")):
            ip("-n", self.name, *words)
        self.command = ["ip", "netns", "exec", self.name]  # becomes the program

    def pull_cable(self):
        ip("link", "set", self.cable, "down")

    def put_cable(self):
        ip("link", "set", self.cable, "up")

    @contextlib.contextmanager
    def inside(self):
        """Sockets that this thread makes meanwhile are the host's, and stay so."""
        libc = ctypes.CDLL(None, use_errno=True)
        with open("/proc/thread-self/ns/net") as own, open(f"/run/netns/{self.name}") as its:
            if libc.setns(its.fileno(), 0):
                raise OSError(ctypes.get_errno(), "setns")
            try:
                yield
            finally:
                libc.setns(own.fileno(), 0)
