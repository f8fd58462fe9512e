"""Hosts on one machine: network namespaces on a bridge, whose cables can be pulled. Needs root; says so by unittest.SkipTest."""

import contextlib
import ctypes
import os
import shutil
import subprocess
import unittest


def ip(*words, check=True):
    return subprocess.run(["ip", *map(str, words)], check=check, capture_output=True, text=True)


class Network:
    """`address`: this machine's on the bridge; servers that hosts are to reach listen there."""

    def __init__(self):
        if os.geteuid() != 0 or not shutil.which("ip"):
            raise unittest.SkipTest("needs root and iproute2: network namespaces")
        number = os.getpid()
        self.name, self.subnet, self.hosts = f"mien{number % 100000}", f"10.77.{number % 250}", []
        self.address = f"{self.subnet}.1"
        made = ip("link", "add", self.name, "type", "bridge", check=False)
        if made.returncode:
            raise unittest.SkipTest("no network namespaces here: " + made.stderr.strip())
        ip("addr", "add", f"{self.address}/24", "dev", self.name)
        ip("link", "set", self.name, "up")

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
