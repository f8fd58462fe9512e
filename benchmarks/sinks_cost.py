#!/usr/bin/env python3
"""MIEN=build/dev/mien MIEN_MODELS_DIR=… benchmarks/sinks_cost.py [--pairs 5] [--seconds 60] [--away 300] [--cameras 8] [--fps 5]

What sinks cost a server beside eight cameras: the same cameras without sinks and with MQTT, Kafka and PostgreSQL, in turns, each turn a
server of its own; somebody is in view of each camera and one customer rates a second. The CPU time is mien's alone, from /proc, after the
models are loaded. Two measures of it: the share of the threads that are there for sinks only, which is what is wanted to be small (it does
not contain what triggers cost the threads of all), and the ratio over the pairs with its 95 % interval (it contains all, and the noise of
the machine). A pair whose turns did not search equally often compares different work: it is said, and the run fails. Then all receivers
are stopped for --away seconds while fifty customers rate a second: memory must not grow with what waits. Exit code 1 where something
wanted was not seen. Needs Mosquitto, Kafka and PostgreSQL as the tests do.
"""
import argparse
import collections
import math
import os
import pathlib
import re
import statistics
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parents[1]
os.environ.setdefault("MIEN_PROGRAM", os.path.abspath(os.environ["MIEN"]))
sys.path[:0] = [str(ROOT / "tests/servers"), str(ROOT / "tests/app")]
from app import footage  # noqa: E402
from brokers import Kafka, Mosquitto, Postgres, running  # noqa: E402
from server import ADMIN, RATE, Server, config_text  # noqa: E402

WARM = 8  # s: the first frames, caches, connections
SHARE, SAME_WORK, GROWTH = 0.03, 0.02, 32  # wanted: at most that share; searches that far apart; MB more while receivers are away
T95 = {2: 12.706, 3: 4.303, 4: 3.182, 5: 2.776, 6: 2.571, 8: 2.365, 10: 2.262, 12: 2.201, 16: 2.131, 20: 2.093}  # by pairs
TICK = os.sysconf("SC_CLK_TCK")


def cpu_in(stat):
    fields = stat.rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICK


def cpu_of(pid):
    """All of it, and by the threads' names: to the nanosecond, for a sink's thread takes less than a tick in a second."""
    names = collections.Counter()
    for thread in pathlib.Path(f"/proc/{pid}/task").iterdir():
        try:
            name, times = (thread / "comm").read_text().rstrip("\n"), (thread / "schedstat").read_text()
        except OSError:  # it ended
            continue
        names[name] += int(times.split()[0]) / 1e9
    return cpu_in(pathlib.Path(f"/proc/{pid}/stat").read_text()), names


def rss_mb(pid):
    return int(pathlib.Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6


def total(server, name):
    """Of a metric, over its labels."""
    text = server.get("/metrics", ADMIN, keep=False).body.decode()
    return sum(float(value) for value in re.findall(rf"^{name}(?:{{.*}})? (\S+)$", text, re.M))


def serve(folder, number, arguments, sinks):
    folder = folder / str(number)
    folder.mkdir()
    sections = {f"camera-{i}": f'{{ input: "loop:{footage("single_face.mp4")}", content: cereal, sleep: never, detect: {{ fps: {arguments.fps:g} }} }}'
                for i in range(arguments.cameras)}
    extra = "site: { name: store-17 }\nsinks:\n" + "".join(f"  {name}: {value}\n" for name, value in sinks.items()) if sinks else ""
    server = Server(folder, lambda port: config_text(port, cameras=sections, extra=extra))
    try:
        return server.start().ready(300)
    except BaseException:
        server.kill()
        raise


def rate_for(server, seconds, customers=1):
    end, number = time.monotonic() + seconds, 0
    while time.monotonic() < end:
        number += 1
        ratings = [{"content": "cereal", "rating": 1 + (number + i) % 5} for i in range(customers)]
        answer = server.request("POST", "/api/v1/ratings", {"ratings": ratings}, RATE, keep=False)
        if answer.status != 201:
            raise SystemExit(f"a rating was refused: {answer}")
        time.sleep(max(0, min(1, end - time.monotonic())))


def turn(folder, number, arguments, sinks):
    """CPU seconds a second, searches a second, CPU seconds a second by threads' names."""
    server = serve(folder, number, arguments, sinks)
    try:
        rate_for(server, WARM)
        searches, (before, names), began = total(server, "mien_camera_frames_inferred_total"), cpu_of(server.process.pid), time.monotonic()
        rate_for(server, arguments.seconds)
        (after, later), took = cpu_of(server.process.pid), time.monotonic() - began
        later.subtract(names)
        searches = total(server, "mien_camera_frames_inferred_total") - searches
        if sinks and total(server, "mien_sink_waiting") > 100 * len(sinks):
            raise SystemExit(f"facts were not sent:\n{server.log()}")
        return (after - before) / took, searches / took, {name: spent / took for name, spent in later.items()}
    finally:
        server.kill()


def away(folder, arguments, sinks, services):
    """Was memory bounded?"""
    server = serve(folder, "away", arguments, sinks)
    try:
        rate_for(server, WARM, 50)
        for service in services:
            service.kill()
        rate_for(server, WARM, 50)
        seen = [rss_mb(server.process.pid)]
        for _ in range(4):
            rate_for(server, arguments.away / 4, 50)
            seen.append(rss_mb(server.process.pid))
        waiting = total(server, "mien_sink_waiting")
    finally:
        server.kill()
    grown = max(seen) - seen[0]
    print(f"\nreceivers away for {arguments.away:.0f} s, {waiting / len(sinks):.0f} facts wait for each: {', '.join(f'{one:.0f}' for one in seen)} MB")
    print(f"wanted: at most {GROWTH} MB more | seen: {grown:.0f} MB more")
    return grown <= GROWTH


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pairs", type=int, default=5, choices=sorted(T95))
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--away", type=float, default=300)
    parser.add_argument("--cameras", type=int, default=8)
    parser.add_argument("--fps", type=float, default=5)
    arguments = parser.parse_args()
    with running(Mosquitto, Kafka, Postgres) as (folder, mosquitto, kafka, postgres):
        sinks = {"mqtt": f"{{ host: 127.0.0.1, port: {mosquitto.port}, home_assistant: true }}",
                 "kafka": f'{{ brokers: ["127.0.0.1:{kafka.port}"] }}', "postgres": f'{{ url: "{postgres.url}" }}'}
        as_wanted = measure(folder, arguments, sinks)
        as_wanted &= away(folder, arguments, sinks, (mosquitto, kafka, postgres))
    sys.exit(0 if as_wanted else 1)


def measure(folder, arguments, sinks):
    ratios, shares, same = [], [], True
    print(f"{arguments.cameras} cameras, {arguments.fps:g} searches a second each, {arguments.seconds:.0f} s a turn; CPU seconds a second of mien; "
          f"load {os.getloadavg()[0]:.1f}")
    for pair in range(arguments.pairs):
        order = (False, True) if pair % 2 == 0 else (True, False)
        used = {with_sinks: turn(folder, f"{pair}{with_sinks}", arguments, sinks if with_sinks else None) for with_sinks in order}
        (plain, searches, names), (more, as_often, its) = used[False], used[True]
        own = {name: spent for name, spent in its.items() if name not in names}
        ratios.append(more / plain)
        shares.append(sum(own.values()) / more)
        same &= abs(as_often / searches - 1) <= SAME_WORK
        print(f"without {plain:.3f} ({searches:.1f} searches a second), with {more:.3f} ({as_often:.1f}), ratio {ratios[-1]:.3f}; threads of sinks "
              f"{100 * shares[-1]:.2f} %: {', '.join(f'{name} {1000 * spent:.1f}' for name, spent in sorted(own.items()) if spent)} ms a second", flush=True)
    mean = statistics.fmean(ratios)
    half = T95[arguments.pairs] * statistics.stdev(ratios) / math.sqrt(arguments.pairs)
    share = statistics.fmean(shares)
    print(f"wanted: threads of sinks at most {100 * SHARE:g} % | seen: {100 * share:.2f} %; with sinks ÷ without {mean:.3f} ({mean - half:.3f} to "
          f"{mean + half:.3f}, 95 % of {arguments.pairs} pairs); load {os.getloadavg()[0]:.1f}")
    if not same:
        print("The turns of a pair did not search equally often: the machine was too busy for a comparison.")
    return same and share <= SHARE


if __name__ == "__main__":
    main()
