#!/usr/bin/env python3
"""Throughput by threads, document size, connections and batch size, as a table and a plot.

  bench/sweep.py [--rounds 3] [--large] [--program build/release/reg2graph] [--write bench/results]

Threads and sizes: documents that make_title.py makes for title 12 (10 and 150 MB; with --large 1,500 MB), to null:. Connections
and batch rows: a real title into an empty Neo4j. The rounds of all points are interleaved; a point is the median, and counts
are checked: they must be the same at every point of a series.
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile

from neo4j_bench import ROOT, Bench, driver_python, machine, options_of  # the path of the tests' support comes with it
from support import documents

SIZES = (10, 150)
LARGE = 1500
CONNECTIONS = (1, 2, 3, 4, 6, 8)
ROWS = (500, 1000, 2000, 5000, 10000, 20000)


class Sweep(Bench):
    def made(self, megabytes):
        path = self.scratch / f"full-title-12-2025-01-01-{megabytes}.xml"
        if not path.exists():
            subprocess.run([sys.executable, ROOT / "bench" / "make_title.py", documents.structure(12), path, "--megabytes",
                            str(megabytes)], check=True, stderr=subprocess.DEVNULL)
        return path

    def null(self, megabytes, threads):
        path = self.made(megabytes)
        used = self.run("ingest", path, "--to", "null:", "--threads", threads)
        return path.stat().st_size / 1e6, used

    def neo4j(self, *options):
        self.wipe()
        used = self.run("ingest", *self.sources, *options)
        return sum(self.count()), used

    def points(self):
        threads = sorted({1, 2, os.cpu_count()})
        sizes = SIZES + ((LARGE,) if self.options.large else ())
        for count in threads:
            yield "threads", count, "MB/s", lambda count=count: self.null(150, count)
        for size in sizes:
            yield "megabytes", size, "MB/s", lambda size=size: self.null(size, 2)
        for count in CONNECTIONS:
            yield "connections", count, "entities/s", lambda count=count: self.neo4j("--connections", count)
        for rows in ROWS:
            yield "batch rows", rows, "entities/s", lambda rows=rows: self.neo4j("--batch-rows", rows)
        yield "self-tuned", "-", "entities/s", self.neo4j

    def measure(self):
        series = {}
        for number in range(self.options.rounds + 1):
            print(f"round {number} of {self.options.rounds}", file=sys.stderr)
            for axis, value, unit, way in self.points():
                amount, used = way()
                if number == 0:
                    continue  # the server warms up
                point = series.setdefault((axis, value, unit), {"amounts": set(), "rates": [], "memory": 0})
                point["amounts"].add(amount)
                point["rates"].append(amount / used.wall)
                point["memory"] = max(point["memory"], used.memory)
        graphs = {amount for (_, _, unit), point in series.items() if unit == "entities/s" for amount in point["amounts"]}
        if len(graphs) != 1:
            sys.exit(f"not the same graph at every point: {graphs}")
        return [{"axis": axis, "value": value, "unit": unit, "median": statistics.median(p["rates"]),
                 "best": max(p["rates"]), "memory": p["memory"]} for (axis, value, unit), p in series.items()]

    def main(self):
        self.server.start()
        try:
            return self.measure()
        finally:
            self.server.remove()


def table(points):
    lines = ["| by | value | median | best | peak memory MB |", "|---|---|---|---|---|"]
    lines += [f"| {p['axis']} | {p['value']} | {p['median']:,.0f} {p['unit']} | {p['best']:,.0f} | {p['memory'] / 1e6:.0f} |"
              for p in points]
    return "\n".join(lines)


def main():
    options = options_of(__doc__, "sweep.md and sweep.svg", lambda parser: parser.add_argument("--large", action="store_true"))
    with tempfile.TemporaryDirectory(prefix="reg2graph-bench-") as scratch:
        points = Sweep(options, scratch).main()
    text = f"{table(points)}\n\nMachine: {machine()}; the server and the engine share it.\n"
    print(text)
    if options.write:
        options.write.mkdir(parents=True, exist_ok=True)
        large = " --large" if options.large else ""
        (options.write / "sweep.md").write_text(
            f"# Throughput by threads, size, connections and batch size\n\n`bench/sweep.py --rounds {options.rounds}{large}`\n\n"
            f"{text}\n![](sweep.svg)\n")
        subprocess.run([driver_python(), ROOT / "bench" / "plot.py", options.write / "sweep.svg"], check=True,
                       input=json.dumps(points), text=True)


if __name__ == "__main__":
    main()
