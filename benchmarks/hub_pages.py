#!/usr/bin/env python3
"""MIEN=build/dev/mien benchmarks/hub_pages.py [--stores 1000] [--days 365] [--contents 4] [--times 20]

How long the hub takes to answer what its page asks, over a PostgreSQL of its own that holds the sums of many stores and days (the
rows behind the sums are read by no page and are not made). Needs PostgreSQL as the tests do (tools/unpack-packages). Milliseconds on
loopback, from request to last byte; the page asks for sites, ranking and contents at once.
"""
import argparse
import concurrent.futures
import json
import os
import pathlib
import statistics
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests/servers"))
from brokers import Postgres, free_port, until  # noqa: E402
from hub import HubProcess  # noqa: E402

YEAR = "from=2025-11-15&to=2026-11-15"
QUESTIONS = {
    "sites": "sites",
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
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        folder.chmod(0o755)
        database = Postgres(folder).start()
        # A broker that does not answer: the hub makes its tables, and collects nothing.
        hub = HubProcess(os.environ["MIEN"], folder, database.url, f"127.0.0.1:{free_port()}").start()
        try:
            until(lambda: database.ask("SELECT to_regclass('mien.cell_month') IS NOT NULL") == [["t"]], 30, hub.log)
            fill(database, arguments.stores, arguments.days, arguments.contents)
            measure(hub, arguments)
        finally:
            hub.kill()
            database.kill()


def measure(hub, arguments):
    print(f"{arguments.stores} stores, {arguments.days} days, {arguments.contents} contents; {arguments.times} times each; ms\n")
    print("| question | median | longest |\n|---|---|---|")
    for words, question in QUESTIONS.items():
        took = [ask(hub, question)[0] for _ in range(arguments.times)]
        print(f"| {words} | {statistics.median(took):.0f} | {max(took):.0f} |")
    with concurrent.futures.ThreadPoolExecutor(3) as pool:
        took = []
        for _ in range(arguments.times):
            begun = time.perf_counter()
            list(pool.map(lambda question: ask(hub, question), ("sites", "ranking?by=valence", "contents?by=valence")))
            took.append((time.perf_counter() - begun) * 1000)
    print(f"| the page: all three at once | {statistics.median(took):.0f} | {max(took):.0f} |")


if __name__ == "__main__":
    main()
