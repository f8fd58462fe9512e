#!/usr/bin/env python3
"""MIEN=build/dev/mien benchmarks/collect_bench.py [--stores 200] [--minutes 120]

How fast a hub collects: facts of many stores lie in a Kafka of its own (tools/simulate-fleet), then one hub is started and brings them
into an empty PostgreSQL, all on this machine. Prints facts a second, and the CPU time of each of the three a fact: what is left over of
other work on the machine does not change that much, and it says what limits. While it is measured nobody asks the database: the hub
counts what it brought there, and the database's own count is compared with that at the end. Needs Kafka and PostgreSQL as the tests do.
"""
import argparse
import json
import os
import pathlib
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests/servers"))
from brokers import Kafka, Postgres, running, until  # noqa: E402
from hub import HubProcess  # noqa: E402

KINDS = ("rating", "tally", "cell", "health")
TICK = os.sysconf("SC_CLK_TCK")


def cpu_of(process):
    """Seconds of a process and its children (PostgreSQL's are sessions of their own), those that have ended too."""
    total = 0
    for stat in pathlib.Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if process.pid in (int(stat.parent.name), int(fields[1])):
            total += sum(int(one) for one in fields[11:15])
    return total / TICK


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--stores", type=int, default=200)
    parser.add_argument("--minutes", type=int, default=120)
    arguments = parser.parse_args()
    with running(Postgres, Kafka) as (folder, database, broker):
        made = json.loads(subprocess.run(
            [ROOT / "tools/simulate-fleet", "--brokers", f"127.0.0.1:{broker.port}", "--stores", str(arguments.stores), "--minutes",
             str(arguments.minutes), "--away", "0", "--twice", "0"], check=True, capture_output=True, text=True).stdout)
        facts = sum(made[kind] for kind in KINDS)
        before = cpu_of(database.process), cpu_of(broker.process)
        with HubProcess(os.path.abspath(os.environ["MIEN"]), folder, database.url, f"127.0.0.1:{broker.port}") as hub:
            until(hub.answers, 60, hub.log)
            until(lambda: hub.metric("mien_hub_facts_total") > 0, 120, hub.log)
            first, begun = hub.metric("mien_hub_facts_total"), time.monotonic()
            until(lambda: hub.metric("mien_hub_facts_total") >= facts, 1200, hub.log)
            took = time.monotonic() - begun
            cpu = {"hub": cpu_of(hub.process), "PostgreSQL": cpu_of(database.process) - before[0], "Kafka": cpu_of(broker.process) - before[1]}
        if (there := rows(database)) != facts:
            raise SystemExit(f"{facts} facts were sent, {there} are there")
    print(f"{facts} facts, {(facts - first) / took:.0f} a second")
    for who, seconds in cpu.items():
        print(f"{who}: {seconds / facts * 1e6:.1f} µs of CPU a fact")
    print(f"together {sum(cpu.values()) / facts * 1e6:.1f} µs")


def rows(database):
    """Facts that the database has."""
    if database.ask("SELECT to_regclass('mien.health') IS NOT NULL") != [["t"]]:
        return 0
    return sum(int(database.ask(f"SELECT count(*) FROM mien.{kind}")[0][0]) for kind in KINDS)


if __name__ == "__main__":
    main()
