#!/usr/bin/env python3
"""However slow Neo4j is, memory stays within what --memory says; however long a worker works, it holds no more than before.

REG2GRAPH_SLOW_MINUTES=10 tests/program/test_bounded.py SlowTest    ten minutes at 100 kB/s, with a line of figures now and then
"""

import os
import pathlib
import time
import unittest

import support
from support.documents import SAMPLE_CHANGED, SAMPLE_JSON, SAMPLE_XML, long_title
from support.queue import QueueTest, start_cloud

MINUTES = float(os.environ.get("REG2GRAPH_SLOW_MINUTES") or 0)
RATE_KB = 100 if MINUTES else 1000
NODES = 3000  # by then all would have been read, if nothing held the reader
BUDGET_MB = 4
# What is not part of the budget: requests in flight, what Neo4j answers, the allocator.
BESIDE_MB = 20
# A leak of one a document would be more than the pools of connections may differ by.
ROUNDS, SPARE = 5, 6


def setUpModule():
    support.start_server(heap="768m")
    start_cloud()


class SlowTest(support.ProgramTest):
    @staticmethod
    def memory_mb(process, field):
        for line in pathlib.Path(f"/proc/{process.pid}/status").read_text().splitlines():
            if line.startswith(f"{field}:"):
                return int(line.split()[1]) * 1024 / 1e6
        raise AssertionError("it ended too soon")

    def peak_mb(self, path, budget, uri, minutes=0.0):
        """Of a run that is stopped once enough was written, or when its time is up."""
        self.server.wipe()
        process = self.start_program("ingest", path, "--memory", budget, "--log", "json", env={"NEO4J_URI": uri})
        begin = said = time.monotonic()

        def is_enough():
            nonlocal said
            if minutes and time.monotonic() - said > 30:
                said = time.monotonic()
                print(f"{said - begin:4.0f} s: {self.memory_mb(process, 'VmRSS'):.1f} MB now, "
                      f"{self.memory_mb(process, 'VmHWM'):.1f} MB at most", flush=True)
            return time.monotonic() - begin >= minutes * 60 and self.server.value("MATCH (n) RETURN count(n)") >= NODES

        self.wait_until(is_enough, process, 300 + minutes * 60)
        peak = self.memory_mb(process, "VmHWM")
        process.kill()
        process.communicate(timeout=60)
        return peak

    def test_a_slow_network(self):
        path = self.write("full-title-98-2025-01-15.xml", long_title(parts=int(60 + 30 * MINUTES), sections=40))
        way = self.way_to_server()
        small = self.ingest(SAMPLE_XML).summary["peak_memory_bytes"] / 1e6
        way.spoil("bandwidth", "upstream", rate=RATE_KB)
        bounded = self.peak_mb(path, f"{BUDGET_MB}MB", way.uri, MINUTES)
        # The same with room for all of it: what the budget kept away.
        unbounded = self.peak_mb(path, "4GB", way.uri)
        figures = (f"{path.stat().st_size / 1e6:.1f} MB of text: {small:.1f} MB for a small document, {bounded:.1f} MB with a "
                   f"budget of {BUDGET_MB} MB, {unbounded:.1f} MB without one")
        print(figures, flush=True)
        self.assertLess(bounded - small, BUDGET_MB + BESIDE_MB, figures)
        self.assertGreater(unbounded - small, BUDGET_MB + BESIDE_MB, figures)


class WorkerTest(QueueTest):
    def test_a_worker_that_works_on_and_on(self):
        """Documents that load, that change and that fail: descriptors, threads and files are what they were."""
        expected = self.loaded(SAMPLE_JSON, SAMPLE_XML, SAMPLE_CHANGED)
        self.server.wipe()
        process = self.start_work()
        self.one_round(process, 0)
        before = self.held_by(process)
        for number in range(1, ROUNDS):
            self.one_round(process, number)
        after = self.held_by(process)
        for what, count in after.items():
            self.assertLessEqual(count, before[what] + SPARE, f"{what}: {before} after one round, {after} after {ROUNDS}")
        # It sweeps when it has nothing else to do.
        unused = "MATCH (s:Stub) WHERE NOT EXISTS { ()-->(s) } RETURN count(s)"
        self.wait_until(lambda: self.server.value(unused) == 0, process)
        self.ask_to_stop(process)
        out, err = process.communicate(timeout=120)
        self.assertEqual(process.returncode, 1, out + err)
        self.assertEqual([path.name for path in self.folder.iterdir()], ["dead-letter.jsonl"])
        self.assertEqual(len({letter["source"] for letter in self.dead_letters()}), ROUNDS)
        self.assert_same(self.server.graph(), expected)

    def one_round(self, process, number):
        self.server.wipe()
        for path in (SAMPLE_JSON, SAMPLE_XML, SAMPLE_CHANGED):
            self.put(f"{number}/{path.name}", path)
        self.put(f"{number}/full-title-97-2025-01-15.xml", b"<ECFR>this breaks off")
        self.put(f"{number}/readme.txt", b"no document")
        self.wait_until(lambda: self.waiting(self.queue) == (0, 0) and self.waiting(self.dead)[0] > number, process)

    @staticmethod
    def held_by(process):
        own = pathlib.Path(f"/proc/{process.pid}")
        return {what: len(list((own / what).iterdir())) for what in ("fd", "task")}


if __name__ == "__main__":
    unittest.main(verbosity=2)
