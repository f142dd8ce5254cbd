#!/usr/bin/env python3
"""Several processes load documents of one title at once, round after round; each round must end in the graph of a calm one.

  tests/program/race.py                                 300 rounds on title 1 of the corpus
  tests/program/race.py --rounds 50 --seed 7 FILE...    other documents, one process each

Each round begins with an empty graph, and each process at a moment of its own, which the seed chooses; how the processes then meet is
left to the machine. Exit code 1 if a graph differs from that of the documents loaded one after the other, or if a run fails.
"""

import argparse
import collections
import pathlib
import random
import signal
import sys
import tempfile
import time

import support
from support import graph, program
from support.server import Server

HANGS_AFTER = 300


def documents():
    if not support.CORPUS:
        return []
    return [support.xml(1, "2022-12-29"), support.xml(1, "2025-01-29"),
            support.CORPUS / "ecfr" / "full" / "full-title-01-part-51-2024-05-17.xml"]


class Race:
    def __init__(self, arguments, folder):
        self.arguments, self.folder = arguments, folder
        self.chance = random.Random(arguments.seed)
        self.server = Server(lives_long=True)
        self.codes = collections.Counter()
        self.wrong = 0

    def start(self, path):
        return program.start(["ingest", path, "--log", "text"], self.folder, self.server.environment)

    def finish(self, process):
        out, err = process.communicate(timeout=HANGS_AFTER)
        self.codes[process.returncode] += 1
        if process.returncode != 0:
            print(f"exit code {process.returncode}: {process.args}\n{err[-2000:]}{out[-1000:]}", flush=True)

    def calm(self):
        self.server.wipe()
        for path in self.arguments.documents:
            self.finish(self.start(path))
        return self.server.graph()

    def round(self):
        """The moments at which the processes began, and the graph that they made."""
        self.server.wipe()
        moments = sorted((self.chance.uniform(0, self.arguments.spread), path) for path in self.arguments.documents)
        begin, processes = time.monotonic(), []
        for moment, path in moments:
            time.sleep(max(0.0, begin + moment - time.monotonic()))
            processes.append(self.start(path))
        for process in processes:
            self.finish(process)
        return moments, self.server.graph()

    def run(self):
        begin = time.monotonic()
        try:
            self.server.start()
            expected = self.calm()
            print(f"{len(expected.nodes)} nodes, {expected.relationships.total()} relationships", flush=True)
            for number in range(1, self.arguments.rounds + 1):
                moments, found = self.round()
                lines = graph.differences(found, expected)
                if lines:
                    self.wrong += 1
                    print(f"round {number}, {[(f'{at:.3f} s', path.name) for at, path in moments]}: {graph.report(lines)}", flush=True)
                if number % 50 == 0:
                    print(f"{time.monotonic() - begin:7.1f} s  {number} rounds, {self.wrong} wrong", flush=True)
        finally:
            self.server.remove()
        codes = ", ".join(f"{code}: {times}" for code, times in sorted(self.codes.items()))
        print(f"seed {self.arguments.seed}: {self.arguments.rounds} rounds in {time.monotonic() - begin:.0f} s, {self.wrong} wrong graphs; "
              f"exit codes {codes}")
        return 1 if self.wrong or set(self.codes) != {0} else 0


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("documents", nargs="*", type=lambda name: pathlib.Path(name).resolve(), default=documents())
    parser.add_argument("--rounds", type=int, default=300)
    parser.add_argument("--seed", type=int, default=20250802)
    parser.add_argument("--spread", type=float, default=0.4, help="seconds within which the processes begin")
    arguments = parser.parse_args()
    if not arguments.documents:
        parser.error("no documents are named, and there are no real ones here (REG2GRAPH_CORPUS)")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    with tempfile.TemporaryDirectory(prefix="reg2graph-race-") as folder:
        return Race(arguments, folder).run()


if __name__ == "__main__":
    sys.exit(main())
