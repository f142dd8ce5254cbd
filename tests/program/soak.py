#!/usr/bin/env python3
"""Loads, changes and loads again under random faults, and compares the graph with that of undisturbed runs.

  tests/program/soak.py                                        half a minute
  tests/program/soak.py --minutes 60 --seed 7 --share 0.33     an hour, on a third of a core

Things go wrong on the way to Neo4j (support/network.py), in the program (killed, stopped) and in the server (killed, stopped,
started again). What, when and on which documents comes from the seed; how the clocks of three programs meet does not.
Each run must end in peace (0), or as it was made to end (killed, 4, 130); then it is started again until it does. One line a
cycle; exit code 1 if a graph differs or a run ends otherwise.
"""

import argparse
import collections
import os
import pathlib
import random
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time

import support
from support import graph, program
from support.documents import SAMPLE_CHANGED, SAMPLE_JSON, SAMPLE_XML
from support.network import Way
from support.server import Server

# A run is left in peace after so many faults, so that each cycle ends.
MOST_FAULTS = 30
HANGS_AFTER = 600
# Of the program with an exchange: some connections carry nothing.
PATIENCE = "5s"
NETWORK_FAULTS = {
    "latency": lambda chance: {"latency": chance.randint(20, 200), "jitter": chance.randint(0, 100)},
    "bandwidth": lambda chance: {"rate": chance.randint(50, 1000)},
    "reset": lambda chance: {},
    "limit": lambda chance: {"size": chance.randint(0, 20000)},
    "silence": lambda chance: {},
    "slow_close": lambda chance: {"delay": chance.randint(50, 500)},
    "slicer": lambda chance: {"average_size": chance.randint(10, 500), "size_variation": 5, "delay": 100},
}
SERVER_FAULTS = ("server killed", "server stopped")


def stories():
    """Each a list of loads, one after the other into one graph."""
    small = ["--batch-rows", "40"]
    runs = {"samples": [[SAMPLE_JSON, SAMPLE_XML, *small], [SAMPLE_CHANGED, *small], [SAMPLE_JSON, SAMPLE_CHANGED]]}
    if support.CORPUS:
        runs["title 1"] = [[support.structure(1), support.xml(1, "2015-12-18")],
                           [support.xml(1, "2017-10-20"), "--batch-rows", "300"], [support.xml(1)]]
        runs["title 3"] = [[support.structure(3)], [support.xml(3), *small]]
        runs["title 4"] = [[support.xml(4), "--batch-rows", "300"], [support.structure(4)]]
    return runs


class Cpu:
    """Seconds of CPU of everything that takes part."""

    def __init__(self, home):
        self.home = pathlib.Path(home)
        self.begin = time.monotonic()
        self.by_process = {}

    def spent(self):
        try:
            pid = int((self.home / "pid").read_text())
            cells = pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            self.by_process[pid] = (int(cells[11]) + int(cells[12])) / os.sysconf("SC_CLK_TCK")
        except (FileNotFoundError, ValueError, ProcessLookupError):
            """It is being started again."""
        own = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
        return sum(self.by_process.values()) + sum(u.ru_utime + u.ru_stime for u in own)

    def rest(self, share):
        """Until no more than this share of a core was used, from the beginning."""
        time.sleep(max(0.0, self.spent() / share - (time.monotonic() - self.begin)))


class Soak:
    def __init__(self, arguments):
        self.arguments = arguments
        self.chance = random.Random(arguments.seed)
        runs = stories()
        self.stories = {name: runs[name] for name in arguments.stories or runs}
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="reg2graph-soak-"))
        self.server, self.way = Server(heap="768m", lives_long=True), None
        self.faults, self.ends = collections.Counter(), collections.Counter()
        self.cycles = self.comparisons = self.differences = 0
        self.wrong_ends = 0
        self.begin = time.monotonic()

    def say(self, text):
        print(f"{time.monotonic() - self.begin:7.1f} s  {text}", flush=True)

    def left(self):
        return self.arguments.minutes * 60 - (time.monotonic() - self.begin)

    def run(self):
        try:
            self.start_server()
            self.way = Way(self.server.uri)
            self.cpu = Cpu(self.server.home)
            self.expected = {name: self.undisturbed(loads) for name, loads in self.stories.items()}
            self.say(f"seed {self.arguments.seed}, {len(self.expected)} stories: {', '.join(self.expected)}")
            self.begin = time.monotonic()
            while self.cycles == 0 or self.left() > 0:
                self.cycle()
                self.cpu.rest(self.arguments.share)
            return self.report()
        finally:
            if self.way:
                self.way.remove()
            self.server.remove()
            shutil.rmtree(self.folder, ignore_errors=True)

    def undisturbed(self, loads):
        self.server.wipe()
        graphs = []
        for sources in loads:
            done = program.run(["ingest", *sources], self.folder, self.server.environment, timeout=HANGS_AFTER)
            if done.code != 0:
                raise AssertionError(f"an undisturbed run fails: {done}")
            graphs.append(self.server.graph())
        return graphs

    def cycle(self):
        self.cycles += 1
        name = self.chance.choice(list(self.expected))
        before = self.faults.total(), self.ends.total(), self.differences
        self.server.wipe()
        loads = list(zip(self.stories[name], self.expected[name]))
        for sources, expected in [*loads, loads[-1]]:
            self.load(sources)
            self.compare(f"{name}, {sources[0].name}", expected)
        self.say(f"cycle {self.cycles}: {name}: {self.ends.total() - before[1]} runs, {self.faults.total() - before[0]} faults, "
                 f"{self.differences - before[2]} differences")

    def load(self, sources):
        faults = self.chance.randint(0, MOST_FAULTS)
        while True:
            with open(self.folder / "log", "wb") as log:
                process = subprocess.Popen(
                    [program.PROGRAM, "ingest", *map(str, sources), "--log", "json", "--wait", "2m", "--request-timeout", PATIENCE], cwd=self.folder,
                    env=program.environment({"NEO4J_URI": self.way.uri}), stdin=subprocess.DEVNULL, stdout=log, stderr=log)
            allowed = {0}
            try:
                faults = self.disturb(process, faults, allowed)
                code = process.wait(timeout=HANGS_AFTER)
            except subprocess.TimeoutExpired:
                code = "hangs"
            finally:
                process.kill()
                process.wait()
            self.ends[str(code)] += 1
            if code not in allowed:
                self.wrong_ends += 1
                self.say(f"WRONG END: {sources[0].name}: {code}\n{(self.folder / 'log').read_text(errors='replace')[-3000:]}")
                return
            if code == 0:
                return

    def disturb(self, process, faults, allowed):
        """Until the process ends or its faults are used up; those that are left."""
        while faults > 0:
            try:
                process.wait(timeout=self.chance.uniform(0.0, 0.4))
                break
            except subprocess.TimeoutExpired:
                faults -= 1
                self.one_fault(process, allowed)
        self.way.heal()
        return faults

    def one_fault(self, process, allowed):
        kind = self.chance.choices(["network", "refused", "killed", "terminated", "server"], [80, 10, 5, 4, 1])[0]
        if kind == "network":
            self.spoil()
        elif kind == "refused":
            self.faults[kind] += 1
            self.way.close()
            time.sleep(self.chance.uniform(0.05, 1.0))
            self.way.open()
        elif kind == "server":
            kind = self.chance.choice(SERVER_FAULTS)
            self.faults[kind] += 1
            self.server.stop(kill=kind == "server killed")
            self.start_server()
        else:
            self.faults[kind] += 1
            number = signal.SIGKILL if kind == "killed" else signal.SIGTERM
            # A stop in the first moment finds nobody who hears it; a second one ends the program at once.
            allowed.update({-number} if kind == "killed" else {-number, 4} if 4 not in allowed else {130})
            process.send_signal(number)

    def start_server(self):
        """On a busy machine it may take more than one time-out; the program waits."""
        for left in reversed(range(5)):
            try:
                return self.server.start()
            except (AssertionError, subprocess.TimeoutExpired):
                if left == 0:
                    raise

    def spoil(self):
        """One after the other, or some at once; they go when the next comes or the run ends."""
        if self.chance.random() < 0.7:
            self.way.heal()
        kind = self.chance.choice(list(NETWORK_FAULTS))
        self.faults[kind] += 1
        self.way.spoil(kind, self.chance.choice(["upstream", "downstream"]), self.chance.choice([0.3, 1.0]),
                       **NETWORK_FAULTS[kind](self.chance))

    def compare(self, what, expected):
        self.comparisons += 1
        lines = graph.differences(self.server.graph(), expected)
        self.differences += len(lines)
        if lines:
            self.say(f"DIFFERENT: {what}: {graph.report(lines)}")

    def report(self):
        def counts(counter):
            return ", ".join(f"{name} {count}" for name, count in sorted(counter.items()))

        minutes = (time.monotonic() - self.begin) / 60
        self.say(f"{minutes:.1f} minutes, seed {self.arguments.seed}: {self.cycles} cycles, {self.ends.total()} runs "
                 f"(exit codes: {counts(self.ends)}), {self.faults.total()} faults ({counts(self.faults)})")
        self.say(f"{self.comparisons} graphs compared: {self.differences} differences; {self.wrong_ends} runs ended wrongly")
        return 1 if self.differences or self.wrong_ends else 0


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=0.5)
    parser.add_argument("--seed", type=int, default=20250802)
    parser.add_argument("--share", type=float, default=2.0, help="of a core, at most, for program and servers together")
    parser.add_argument("--stories", nargs="*", choices=list(stories()), help="these only")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    return Soak(parser.parse_args()).run()


if __name__ == "__main__":
    sys.exit(main())
