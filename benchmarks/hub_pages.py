#!/usr/bin/env python3
"""MIEN=build/dev/mien benchmarks/hub_pages.py [--stores 1000] [--days 365] [--contents 4] [--times 20]

How long the hub takes to answer what its page asks, over a PostgreSQL of its own that holds the sums of many stores and days (the
rows behind the sums are read by no page and are not made); every store is enrolled, has told its configuration and has two proposals.
Needs PostgreSQL as the tests do (tools/unpack-packages). Milliseconds on loopback, from request to last byte; the page asks its five
questions at once. Exit code 1 where one took longer than is wanted.
"""
import argparse
import concurrent.futures
import json
import os
import pathlib
import re
import statistics
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests/servers"))
from brokers import Postgres, free_port, running, until  # noqa: E402
from hub import HubProcess  # noqa: E402

WANTED = 300  # ms, each
TOKEN = "office-token-of-a-benchmark"
PAGE = ("sites", "ranking?", "contents?", "enrolled", "proposals")  # as web/hub/hub.js asks
YEAR = "from=2025-11-15&to=2026-11-15"
QUESTIONS = {
    "sites": "sites",
    "stores enrolled": "enrolled",
    "proposals": "proposals",
    "one store's configuration": "configuration?site=store-7",
    "ranking, ratings": "ranking?by=rating",
    "ranking, valence": "ranking?by=valence",
    "contents, ratings": "contents?by=rating",
    "contents, valence": "contents?by=valence",
    "ranking, a year from the middle of a month": f"ranking?by=valence&{YEAR}",
    "contents, a year from the middle of a month": f"contents?by=valence&{YEAR}",
    "ranking, one region": "ranking?by=valence&region=region-3",
    "ranking, one content": "ranking?by=valence&content=content-1",
}


def fill(database, stores, days, contents):
    """Sums of each store, content and day, as the collector keeps them, and those of their months."""
    database.ask(f"INSERT INTO mien.site SELECT 'store-' || s, 'region-' || s % 8, s, now(), now(), '0.2.0', 4, 4, 0, 0, 1, 90, false "
                 f"FROM generate_series(1, {stores}) s")
    for table, mean, deviation, values in (("rating", 3.6, 1, 60), ("cell", 0.1, 0.3, 200)):
        database.ask(
            f"INSERT INTO mien.{table}_day SELECT 'store-' || s, 'content-' || c, date '2025-11-28' + d, n, n * m, n * (m * m + {deviation ** 2}) FROM "
            f"generate_series(1, {stores}) s, generate_series(1, {contents}) c, generate_series(0, {days - 1}) d, LATERAL (SELECT {mean} + "
            f"0.1 * sin(s) + 0.05 * c AS m, {values} + (s * 7 + c * 3 + d) % 30 AS n) v")
        database.ask(f"INSERT INTO mien.{table}_month SELECT site, content, date_trunc('month', day)::date, sum(n), sum(sum), sum(squares) FROM "
                     f"mien.{table}_day GROUP BY 1, 2, 3")
    cameras = {f"camera-{i}": {"content": f"content-{i + 1}", "detect": {"fps": 5}, "sleep": "after: 20",
                              "zones": {"shelf": [[0.1, 0.1], [0.9, 0.1], [0.9, 0.9], [0.1, 0.9]]}} for i in range(4)}
    section = json.dumps(cameras["camera-0"])
    for rows in (f"enrolment SELECT 'store-' || s, 'sha256:' || encode(sha256(s::text::bytea), 'hex'), now(), to_hex(s) FROM generate_series(2, {stores}) s",
                 f"configuration SELECT 'store-' || s, now(), '{json.dumps({'version': '0.2.0', 'cameras': cameras})}' FROM generate_series(1, {stores}) s",
                 f"proposal (site, camera, section, base, words, who, state) SELECT 'store-' || s, 'camera-0', '{section}', '{section}', "
                 f"'new shelf', 'office', state FROM generate_series(1, {stores}) s, (VALUES ('open'), ('accepted')) v (state)"):
        database.ask("INSERT INTO mien." + rows)
    database.ask("ANALYZE")


def ask(hub, question):
    begun = time.perf_counter()
    body = hub.ask(f"api/v1/{question}")
    return (time.perf_counter() - begun) * 1000, json.loads(body)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--stores", type=int, default=1000)
    parser.add_argument("--days", type=int, default=365)
    parser.add_argument("--contents", type=int, default=4)
    parser.add_argument("--times", type=int, default=20)
    arguments = parser.parse_args()
    asked = re.findall(r'ask\([`"]api/v1/(\w+\??)', (ROOT / "web/hub/hub.js").read_text())
    if sorted(asked) != sorted(PAGE):
        raise SystemExit(f"the page asks {asked}: PAGE is to be changed")
    with running(Postgres) as (folder, database):
        # A broker that does not answer: the hub makes its tables, and collects nothing.
        with HubProcess(os.path.abspath(os.environ["MIEN"]), folder, database.url, f"127.0.0.1:{free_port()}", token=TOKEN) as hub:
            until(lambda: database.ask("SELECT to_regclass('mien.cell_month') IS NOT NULL") == [["t"]], 30, hub.log)
            subprocess.run([os.environ["MIEN"], "hub", "enroll", "store-1", "-c", hub.file], check=True, stdout=subprocess.DEVNULL)
            fill(database, arguments.stores, arguments.days, arguments.contents)
            time.sleep(6)  # by then it knows the stores' tokens
            longest = measure(hub, arguments)
    print(f"\nwanted: at most {WANTED} ms each | seen: at most {longest:.0f} ms; load {os.getloadavg()[0]:.1f}")
    sys.exit(0 if longest <= WANTED else 1)


def measure(hub, arguments):
    """The longest."""
    print(f"{arguments.stores} stores, {arguments.days} days, {arguments.contents} contents; {arguments.times} times each; ms; load {os.getloadavg()[0]:.1f}\n")
    print("| question | median | longest |\n|---|---|---|")
    all_took = []

    def tell(words, took):
        all_took.extend(took)
        print(f"| {words} | {statistics.median(took):.0f} | {max(took):.0f} |", flush=True)

    for words, question in QUESTIONS.items():
        tell(words, [ask(hub, question)[0] for _ in range(arguments.times)])
    with concurrent.futures.ThreadPoolExecutor(len(PAGE)) as pool:
        whole, each = [], {question: [] for question in PAGE}
        for _ in range(arguments.times):
            begun = time.perf_counter()
            for question, (took, _) in zip(PAGE, pool.map(lambda question: ask(hub, question), PAGE)):
                each[question].append(took)
            whole.append((time.perf_counter() - begun) * 1000)
    for question, took in each.items():
        tell(f"{question.rstrip('?')}, beside the page's others", took)
    tell("the page: all five at once", whole)
    return max(all_took)


if __name__ == "__main__":
    main()
