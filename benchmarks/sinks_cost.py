#!/usr/bin/env python3
"""MIEN=build/dev/mien MIEN_MODELS_DIR=… benchmarks/sinks_cost.py [--pairs 5] [--seconds 60] [--away 300] [--cameras 8]

What sinks cost a server beside eight cameras: the same cameras without sinks and with MQTT, Kafka and PostgreSQL, in turns, each turn a
server of its own; somebody is in view of each camera and one customer rates a second. Prints the CPU time of each turn (mien alone, from
/proc, after the models are loaded), and the ratio with its 95 % interval over the pairs. Then all receivers are stopped for --away
seconds: memory must not grow. Needs Mosquitto, Kafka and PostgreSQL as the tests do.
"""
import argparse
import math
import os
import pathlib
import statistics
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[1]
os.environ.setdefault("MIEN_PROGRAM", os.environ["MIEN"])
sys.path[:0] = [str(ROOT / "tests/servers"), str(ROOT / "tests/app")]
from app import footage  # noqa: E402
from brokers import Kafka, Mosquitto, Postgres  # noqa: E402
from server import RATE, Server, config_text  # noqa: E402

WARM = 10  # s: the first frames, caches, connections
T95 = {2: 12.706, 3: 4.303, 4: 3.182, 5: 2.776, 6: 2.571, 8: 2.365, 10: 2.262, 12: 2.201, 16: 2.131, 20: 2.093}  # by pairs
TICK = os.sysconf("SC_CLK_TCK")


def cpu_of(pid):
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICK


def rss_mb(pid):
    return int(pathlib.Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6


def serve(folder, number, cameras, sinks):
    folder = folder / str(number)
    folder.mkdir()
    sections = {f"camera-{i}": f'{{ input: "loop:{footage("single_face.mp4")}", content: cereal, detect: {{ fps: 5 }} }}'
                for i in range(cameras)}
    extra = "site: { name: store-17 }\nsinks:\n" + "".join(f"  {name}: {value}\n" for name, value in sinks.items()) if sinks else ""
    return Server(folder, lambda port: config_text(port, cameras=sections, extra=extra)).start().ready(300)


def rate_for(server, seconds):
    end, number = time.monotonic() + seconds, 0
    while time.monotonic() < end:
        number += 1
        server.request("POST", "/api/v1/ratings", {"ratings": [{"content": "cereal", "rating": 1 + number % 5}]}, RATE, keep=False)
        time.sleep(1)


def turn(folder, number, arguments, sinks):
    """CPU seconds a second."""
    server = serve(folder, number, arguments.cameras, sinks)
    try:
        rate_for(server, WARM)
        before, began = cpu_of(server.process.pid), time.monotonic()
        rate_for(server, arguments.seconds)
        return (cpu_of(server.process.pid) - before) / (time.monotonic() - began)
    finally:
        server.kill()


def away(folder, arguments, sinks, services):
    server = serve(folder, "away", arguments.cameras, sinks)
    try:
        rate_for(server, WARM)
        for service in services:
            service.kill()
        rate_for(server, WARM)
        print(f"\nreceivers away: {rss_mb(server.process.pid):.0f} MB at first", end="", flush=True)
        for part in range(4):
            rate_for(server, arguments.away / 4)
            print(f", {rss_mb(server.process.pid):.0f} after {arguments.away * (part + 1) / 4:.0f} s", end="", flush=True)
        print()
    finally:
        server.kill()


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pairs", type=int, default=5, choices=sorted(T95))
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--away", type=float, default=300)
    parser.add_argument("--cameras", type=int, default=8)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        folder.chmod(0o755)
        services = [kind(folder) for kind in (Mosquitto, Kafka, Postgres)]
        try:
            for service in services:
                service.start()
            mosquitto, kafka, postgres = services
            sinks = {"mqtt": f"{{ host: 127.0.0.1, port: {mosquitto.port}, home_assistant: true }}",
                     "kafka": f'{{ brokers: ["127.0.0.1:{kafka.port}"] }}', "postgres": f'{{ url: "{postgres.url}" }}'}
            measure(folder, arguments, sinks)
            away(folder, arguments, sinks, services)
        finally:
            for service in services:
                service.kill()


def measure(folder, arguments, sinks):
    ratios = []
    print(f"{arguments.cameras} cameras, {arguments.seconds:.0f} s each; CPU seconds a second of mien; load {os.getloadavg()[0]:.1f}")
    for pair in range(arguments.pairs):
        order = (False, True) if pair % 2 == 0 else (True, False)
        used = {with_sinks: turn(folder, f"{pair}{with_sinks}", arguments, sinks if with_sinks else None) for with_sinks in order}
        ratios.append(used[True] / used[False])
        print(f"without {used[False]:.3f}, with {used[True]:.3f}, ratio {ratios[-1]:.3f}", flush=True)
    mean = statistics.fmean(ratios)
    half = T95[arguments.pairs] * statistics.stdev(ratios) / math.sqrt(arguments.pairs)
    print(f"with sinks ÷ without: {mean:.3f} ({mean - half:.3f} to {mean + half:.3f}, 95 %)")


if __name__ == "__main__":
    main()
