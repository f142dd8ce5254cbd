#!/usr/bin/env python3
"""Loads one title into a real Neo4j in every way there is, in turn, and prints one table for a server that has been at
work and one for servers that have just started. The JVM is as Neo4j's own scripts start it.

  bench/neo4j_bench.py [--rounds 3] [--restarts 3] [--title 17] [--program build/release/reg2graph]
                       [--earlier PROGRAM] [--large] [--write bench/results]

Each way first loads once, and its graph must be the one that reg2graph makes: the same nodes, labels, properties and
relationships (all are compared; empty lists, which import files cannot say, are set afterwards). Then the rounds are timed, with
counts checked. The peers: the official Python driver (a venv of its own), LOAD CSV, neo4j-admin's offline import, a
client that only posts request bodies which it has in memory, and with --earlier an earlier reg2graph. CPU of the server is that
of its process. Cold: from the server's first answer to the end of the load, schema included, on a server of its own for each
load. --large: some 300 MB of titles into an empty warm server, beside csv: files and neo4j-admin.
"""

import argparse
import os
import pathlib
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[1]
sys.path += [str(ROOT / "tests" / "program"), str(ROOT / "bench")]

from peers import load_csv, replay  # noqa: E402
from peers.recorder import Recorder  # noqa: E402
from support import documents, graph  # noqa: E402
from support.server import SCRIPT, Server  # noqa: E402

TICKS = os.sysconf("SC_CLK_TCK")
LARGE_BYTES = 300_000_000
EARLIER_LOADER_SECONDS = 145  # the structure of title 12, measured for the Python project that this one replaces


def cache():
    base = os.environ.get("REG2GRAPH_CACHE") or pathlib.Path.home() / ".cache" / "reg2graph"
    return pathlib.Path(base)


def driver_python():
    """A venv with the official driver, made once."""
    place = cache() / "bench-venv"
    python = place / "bin" / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", place], check=True)
        subprocess.run([python, "-m", "pip", "-q", "install", "neo4j==5.28.2", "matplotlib==3.10.7"], check=True)
    return python


class Used:
    """Seconds on the clock, of the client's CPU, of the server's; the client's peak memory in bytes."""

    def __init__(self, wall, client=0.0, server=0.0, memory=0):
        self.wall, self.client, self.server, self.memory = wall, client, server, memory


class Bench:
    def __init__(self, options, scratch):
        self.options = options
        self.scratch = pathlib.Path(scratch)
        self.program = pathlib.Path(options.program).resolve()
        self.sources = [documents.structure(options.title), *options.xml]
        # Every way writes the same: a plan made for one graph may serve the next.
        self.server = self.new_server()
        self.results = {}
        self.cold_results = {}

    def new_server(self):
        return Server(conf=["server.memory.heap.max_size=2g", "db.import.csv.legacy_quote_escaping=false"], lives_long=True)

    def server_cpu(self):
        pid = (pathlib.Path(self.server.home) / "pid").read_text().strip()
        cells = pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        return (int(cells[11]) + int(cells[12])) / TICKS

    def run(self, *arguments, to=None, program=None):
        """reg2graph, with what it used."""
        command = [str(program or self.program), *map(str, arguments), "--log", "json"]
        before, begin = self.server_cpu(), time.monotonic()
        with open(self.scratch / "log", "wb") as log:
            process = subprocess.Popen(command, env={**os.environ, "NEO4J_URI": to or self.server.uri}, cwd=self.scratch,
                                       stdin=subprocess.DEVNULL, stdout=log, stderr=log)
            _, status, used = os.wait4(process.pid, 0)
        wall = time.monotonic() - begin
        log = (self.scratch / "log").read_text()
        if status != 0:
            sys.exit(f"{' '.join(command)} ended with {status}: {log[-2000:]}")
        # What wait4 says of memory includes this process, which is larger.
        memory = int(re.search(r'"peak_memory_bytes":(\d+)', log)[1])
        return Used(wall, used.ru_utime + used.ru_stime, self.server_cpu() - before, memory)

    def load(self):
        return self.run("ingest", *self.sources)

    def load_earlier(self):
        return self.run("ingest", *self.sources, program=pathlib.Path(self.options.earlier).resolve())

    def drive(self):
        bolt = (pathlib.Path(self.server.home) / "ports").read_text().split()[1]
        return self.script("python_driver.py", f"bolt://127.0.0.1:{bolt}", self.scratch / "csv")

    def post(self, connections):
        return self.script("replay.py", self.server.uri, self.scratch / "bodies", connections)

    def script(self, name, *arguments):
        before = self.server_cpu()
        done = subprocess.run([driver_python(), ROOT / "bench" / "peers" / name, *map(str, arguments)],
                              stdin=subprocess.DEVNULL, capture_output=True, text=True)
        if done.returncode != 0:
            sys.exit(f"{name}: {done.stdout}{done.stderr}")
        wall, client = map(float, done.stdout.split())
        return Used(wall, client, self.server_cpu() - before)

    def load_csv(self):
        before, begin = self.server_cpu(), time.monotonic()
        load_csv.load(self.server, self.scratch / "csv")
        return Used(time.monotonic() - begin, 0.0, self.server_cpu() - before)

    def offline_import(self):
        """Into an empty home: the whole command, the start of its JVM included."""
        home = self.scratch / "imported"
        shutil.rmtree(home, ignore_errors=True)
        begin = time.monotonic()
        process = subprocess.Popen([SCRIPT, "admin", "--home", home, "--", "database", "import", "full", "neo4j",
                                    "@import.args"], cwd=self.scratch / "csv", stdin=subprocess.DEVNULL,
                                   stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        out = process.stdout.read()
        _, status, used = os.wait4(process.pid, 0)
        wall = time.monotonic() - begin
        if status != 0:
            sys.exit(f"neo4j-admin: {out[-2000:]}")
        counts = [int(re.search(rf"(\d+) {what}", out)[1]) for what in ("nodes", "relationships")]
        if counts != self.counts:
            sys.exit(f"neo4j-admin imported {counts}, expected {self.counts}")
        return Used(wall, 0.0, used.ru_utime + used.ru_stime)

    def wipe(self):
        self.server.wipe()

    def count(self):
        return [self.server.value("MATCH (n) RETURN count(n)"), self.server.value("MATCH ()-[r]->() RETURN count(r)")]

    def graph_of(self, server):
        """With the empty lists, which import files cannot say."""
        for statement in (self.scratch / "csv" / "empty-lists.cypher").read_text().splitlines():
            server.rows(statement.rstrip(";") + " RETURN n.id")
        return server.graph()

    def prepare(self):
        self.run("ingest", *self.sources, "--to", f"csv:{self.scratch / 'csv'}")
        # Makes the constraint and the indexes, and the server plan its statements.
        self.load()
        self.run("ingest", self.changed)
        self.wipe()
        recorder = Recorder(self.server.uri)
        self.run("ingest", *self.sources, to=recorder.uri)
        replay.write(self.scratch / "bodies", recorder.close())
        self.counts = self.count()
        self.expected = self.graph_of(self.server)

    def check(self, name, server=None):
        found = graph.differences(self.graph_of(server or self.server), self.expected)
        if found:
            sys.exit(f"{name} makes another graph than reg2graph: {graph.report(found)}")
        print(f"  {name}: the same graph", file=sys.stderr)

    def check_import(self):
        self.offline_import()
        server = Server()
        shutil.rmtree(server.home)
        server.home = str(self.scratch / "imported")
        server.start()
        try:
            self.check("neo4j-admin import", server)
        finally:
            server.stop()

    def changed_document(self):
        """One word of one section in the middle, a day later."""
        source = self.options.xml[0]
        text = source.read_text(encoding="utf-8")
        at = text.index("<P>", len(text) // 2)
        path = self.scratch / re.sub(r"\d{4}-\d\d-\d\d", "2026-01-01", source.name)
        path.write_text(text[:at + 3] + "Changed: " + text[at + 3:], encoding="utf-8")
        return path

    def measure(self):
        ways = {"reg2graph": self.load, **({"earlier reg2graph": self.load_earlier} if self.options.earlier else {}),
                "Python driver": self.drive, "LOAD CSV": self.load_csv,
                "bare client, 2 connections": lambda: self.post(2), "bare client, 3 connections": lambda: self.post(3),
                "bare client, 4 connections": lambda: self.post(4)}
        for name, way in ways.items():
            self.wipe()
            way()
            if name != "earlier reg2graph":  # of another mapping
                self.check(name)
        self.check_import()
        for number in range(self.options.rounds):
            print(f"round {number + 1} of {self.options.rounds}", file=sys.stderr)
            for name, way in ways.items():
                self.wipe()
                self.keep(name, way())
                if name != "earlier reg2graph" and self.count() != self.counts:
                    sys.exit(f"{name}: {self.count()}, expected {self.counts}")
                if name == "reg2graph":
                    self.keep("the same again", self.run("ingest", *self.sources))
                    self.keep("one section changed", self.run("ingest", self.changed))
                if name == "earlier reg2graph":
                    earlier = pathlib.Path(self.options.earlier).resolve()
                    self.keep("earlier: the same again", self.load_earlier())
                    self.keep("earlier: one section changed", self.run("ingest", self.changed, program=earlier))
            self.keep("neo4j-admin import", self.offline_import())
            self.wipe()
            self.keep("structure of title 12", self.run("ingest", documents.structure(12)))

    def measure_cold(self):
        """Each load has a server of its own, which has answered one query when the clock starts."""
        ways = {"reg2graph": self.load, **({"earlier reg2graph": self.load_earlier} if self.options.earlier else {}),
                "Python driver": self.drive, "LOAD CSV": self.load_csv}
        warm = self.server
        for number in range(self.options.restarts):
            print(f"restart {number + 1} of {self.options.restarts}", file=sys.stderr)
            for name, way in ways.items():
                self.server = self.new_server()
                try:
                    self.server.start()
                    self.cold_results.setdefault(name, []).append(way())
                    if number == 0 and name != "earlier reg2graph":
                        self.check(f"{name}, cold")
                finally:
                    self.server.remove()
        self.server = warm

    def cold_table(self):
        lines = ["", f"On servers that have just started, schema included; {self.options.restarts} of them for each way.", "",
                 "| way | least s | median s | server CPU s |", "|---|---|---|---|"]
        for name, runs in self.cold_results.items():
            lines.append(f"| {name} | {min(u.wall for u in runs):.1f} | {statistics.median(u.wall for u in runs):.1f} | "
                         f"{statistics.median(u.server for u in runs):.1f} |")
        median = {name: statistics.median(u.wall for u in runs) for name, runs in self.cold_results.items()}
        other = min(median["Python driver"], median["LOAD CSV"])
        goals = [("x the better of driver and LOAD CSV", other / median["reg2graph"], ">= 1.2")]
        if self.options.earlier:
            cpu = {name: statistics.median(u.server for u in runs) for name, runs in self.cold_results.items()}
            goals.append(("server CPU: of the earlier reg2graph's", cpu["reg2graph"] / cpu["earlier reg2graph"], "<= 0.45"))
        return "\n".join([*lines, "", "| goal, cold | measured | wanted |", "|---|---|---|",
                          *(f"| {name} | {value:.3g} | {wanted} |" for name, value, wanted in goals)])

    def large_documents(self):
        """The newest whole document of each title of the corpus, filled up by made ones."""
        newest = {path.name.split("-")[2]: path for path in
                  sorted((documents.CORPUS / "ecfr" / "full").glob("full-title-??-20??-??-??.xml"))}
        found = list(newest.values())
        missing = LARGE_BYTES - sum(path.stat().st_size for path in found)
        made = self.scratch / "made-title-12-2025-01-01.xml"
        if missing > 0:
            subprocess.run([sys.executable, ROOT / "bench" / "make_title.py", documents.structure(12), made, "--megabytes", str(missing / 1e6)],
                           check=True, stdin=subprocess.DEVNULL)
            found.append(made)
        return found

    def measure_large(self):
        """The whole of it, and the throughput of the tenths."""
        sources = self.large_documents()
        size = sum(path.stat().st_size for path in sources) / 1e6
        self.wipe()
        own = self.run("ingest", *sources)
        begin = time.monotonic()
        files = self.run("ingest", *sources, "--to", f"csv:{self.scratch / 'large'}")
        self.counts = self.count()
        csv = self.scratch / "csv"
        csv.rename(self.scratch / "csv-of-title")
        (self.scratch / "large").rename(csv)
        self.offline_import()
        both = time.monotonic() - begin
        return "\n".join(["", f"{size:.0f} MB of {len(sources)} titles, {sum(self.counts):,} nodes and relationships, into an empty warm server.", "",
                          "| way | s | server CPU s |", "|---|---|---|", f"| reg2graph | {own.wall:.1f} | {own.server:.1f} |",
                          f"| reg2graph to csv: | {files.wall:.1f} | |", f"| csv: and neo4j-admin import | {both:.1f} | |"])

    def keep(self, name, used):
        self.results.setdefault(name, []).append(used)

    def least(self, name, what="wall"):
        return min(getattr(used, what) for used in self.results[name])

    def table(self):
        entities = sum(self.counts)
        lines = [f"Title {self.options.title}, structure and text, all layers: {self.counts[0]:,} nodes and "
                 f"{self.counts[1]:,} relationships, into an empty Neo4j. {self.options.rounds} rounds in turn.", "",
                 "| way | least s | median s | nodes + relationships/s | client CPU s | server CPU s | of reg2graph's time |",
                 "|---|---|---|---|---|---|---|"]
        own = self.least("reg2graph")
        for name, runs in self.results.items():
            wall = self.least(name)
            rate = "" if name.endswith(("again", "section changed", "title 12")) else f"{entities / wall:,.0f}"
            median = statistics.median(used.wall for used in runs)
            lines.append(f"| {name} | {wall:.2f} | {median:.2f} | {rate} | {self.least(name, 'client'):.2f} | "
                         f"{self.least(name, 'server'):.2f} | {wall / own:.3f} |")
        bare = min(self.least(name) for name in self.results if name.startswith("bare"))
        goals = [("x the Python driver", self.least("Python driver") / own, ">= 4.5"),
                 ("x LOAD CSV", self.least("LOAD CSV") / own, ">= 2.5"),
                 ("server CPU: of LOAD CSV's", self.least("reg2graph", "server") / self.least("LOAD CSV", "server"), "<= 0.6"),
                 ("x neo4j-admin import", self.least("neo4j-admin import") / own, ">= 1"),
                 ("of the bare client's best", bare / own, ">= 0.9"),
                 ("engine's CPU : server's CPU", self.least("reg2graph", "client") / self.least("reg2graph", "server"), "<= 0.10"),
                 ("unchanged: times as fast", own / self.least("the same again"), ">= 20"),
                 ("one section changed: of the first load", self.least("one section changed") / own, "< 0.05"),
                 ("structure of title 12: x the earlier loader", EARLIER_LOADER_SECONDS / self.least("structure of title 12"), ">= 150")]
        if self.options.earlier:
            goals += [(f"{what}: of the earlier reg2graph's time", self.least(what) / self.least(f"earlier: {what}"), wanted)
                      for what, wanted in (("one section changed", "<= 0.5"), ("the same again", "<= 1"))]
        lines += ["", "| goal | measured | wanted |", "|---|---|---|"]
        lines += [f"| {name} | {value:.3g} | {wanted} |" for name, value, wanted in goals]
        lines += ["", f"Peak memory of reg2graph: {max(u.memory for u in self.results['reg2graph']) / 1e6:.0f} MB."]
        return "\n".join(lines)

    def main(self):
        self.server.start()
        try:
            self.changed = self.changed_document()
            self.prepare()
            self.measure()
            tables = self.table()
            if self.options.restarts:
                self.measure_cold()
                tables += "\n" + self.cold_table()
            if self.options.large:
                tables += "\n" + self.measure_large()
            return tables
        finally:
            self.server.remove()


def machine():
    model = re.search(r"model name\s*: (.*)", pathlib.Path("/proc/cpuinfo").read_text())
    load = ", ".join(f"{value:.1f}" for value in os.getloadavg())
    return f"{os.cpu_count()} cores, {model[1] if model else 'unknown CPU'}; load average at the end {load}"


def options_of(description, kept, more=lambda parser: None):
    """The arguments common to all benchmarks on Neo4j, and the documents of the title."""
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--title", type=int, default=17)
    parser.add_argument("--program", default=str(ROOT / "build" / "release" / "reg2graph"))
    parser.add_argument("--write", type=pathlib.Path, metavar="FOLDER", help=f"keep {kept} there")
    more(parser)
    options = parser.parse_args()
    if not documents.CORPUS:
        sys.exit("no real documents here (REG2GRAPH_CORPUS)")
    options.xml = sorted((documents.CORPUS / "ecfr" / "full").glob(f"full-title-{options.title:02}-*.xml"))[-1:]
    return options


def main():
    def more(parser):
        parser.add_argument("--restarts", type=int, default=3, help="servers for each way of the cold table; 0: none")
        parser.add_argument("--earlier", metavar="PROGRAM", help="an earlier reg2graph, measured beside this one")
        parser.add_argument("--large", action="store_true", help="also some 300 MB of titles")

    options = options_of(__doc__, "the tables as neo4j.md", more)
    with tempfile.TemporaryDirectory(prefix="reg2graph-bench-") as scratch:
        table = Bench(options, scratch).main()
    text = f"{table}\n\nMachine: {machine()}; the server, the client and the engine share it.\n"
    print(text)
    if options.write:
        options.write.mkdir(parents=True, exist_ok=True)
        (options.write / "neo4j.md").write_text(f"# Beside other ways into Neo4j\n\n`bench/neo4j_bench.py --rounds {options.rounds} --restarts {options.restarts}`\n\n{text}")


if __name__ == "__main__":
    main()
