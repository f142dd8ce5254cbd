#!/usr/bin/env python3
"""A bad network between the program and Neo4j: slow, cut off at any byte, or silent. The graph is that of an undisturbed run."""

import subprocess
import time
import unittest

import support
from support.documents import SAMPLE_CHANGED, SAMPLE_JSON, SAMPLE_XML

LOAD, CHANGE = [SAMPLE_JSON, SAMPLE_XML], [SAMPLE_CHANGED]
# Some forty steps each, one after the other.
STEPS = (["--batch-rows", "40", "--connections", "1"], ["--batch-rows", "1", "--connections", "1"])
UNDISTURBED = {}
# So that a run of the samples is long enough to have things happen to it.
ROUND_TRIP_MS = 20
PAUSE = 0.1


def setUpModule():
    support.start_server()


class NetworkTest(support.ProgramTest):
    def setUp(self):
        super().setUp()
        self.way = self.way_to_server()

    def start_load(self, sources, *more):
        return self.start_program("ingest", *sources, "--wait", "60s", *more, "--log", "json",
                                  env={"NEO4J_URI": self.way.uri})

    def peaceful_end_of(self, process):
        """A run that ended in peace."""
        run = self.end_of(process)
        self.assertFalse((self.folder / "dead-letter.jsonl").exists())
        return run

    def assert_slow(self, *faults):
        """Nothing breaks, so nothing is done twice."""
        for first, then in (([], LOAD), (LOAD, CHANGE)):
            expected = self.prepared(first, then)
            for kind, stream, attributes in faults:
                self.way.spoil(kind, stream, **attributes)
            # One connection: a deadlock or two is part of writing in parallel.
            run = self.peaceful_end_of(self.start_load(then, *STEPS[0]))
            self.way.heal()
            # One is let pass: a look-up locks its division beside a write.
            self.assertLessEqual(run.summary["retries"], 1, run)
            self.assertEqual(run.summary["replans"], 0, run)
            self.assert_same(self.server.graph(), expected)

    def assert_survives(self, strike, *more, load=LOAD, change=CHANGE, steps=STEPS, seconds=PAUSE, pause=PAUSE, seen=("retries", "replans")):
        """`strike` makes something go wrong for a moment, again and again, as long as the run lasts."""
        for first, then, rows in (([], load, steps[0]), (load, change, steps[1])):
            expected = self.prepared(first, then)
            self.way.spoil("latency", latency=ROUND_TRIP_MS)
            process = self.start_load(then, *rows, *more)
            summary = self.disturbed(process, strike, seconds, pause)
            self.assertGreater(sum(summary[name] for name in seen), 0, summary)
            self.assert_same(self.server.graph(), expected)

    def prepared(self, first, then):
        """The server holds what came first; what it holds in the end."""
        key = (*first, *then)
        if key not in UNDISTURBED:
            UNDISTURBED[key] = self.loaded(*key)
        self.server.wipe()
        if first:
            self.ingest(*first)
        return UNDISTURBED[key]

    def disturbed(self, process, strike, seconds, shortest):
        """The pauses grow, so that even on a slow machine something gets through at last: once until the first row is
        written, and once more from then on."""
        self.before, pause = self.size(), shortest
        while process.poll() is None:
            strike()
            if self.ended(process, seconds):
                break
            self.way.heal()
            self.way.spoil("latency", latency=ROUND_TRIP_MS)
            if self.first_row_comes(process, pause):
                pause = shortest
            pause *= 1.2
        self.way.heal()
        return self.peaceful_end_of(process).summary

    def first_row_comes(self, process, pause):
        """Waits for as long as the pause lasts, but not beyond the first row."""
        end = time.monotonic() + pause
        while time.monotonic() < end and not self.ended(process, PAUSE):
            if self.before is not None and self.size() != self.before:
                self.before = None
                return True
        return False

    @staticmethod
    def ended(process, seconds):
        try:
            process.wait(timeout=seconds)
            return True
        except subprocess.TimeoutExpired:
            return False


class SlowTest(NetworkTest):
    def test_latency(self):
        self.assert_slow(("latency", "upstream", {"latency": 40}), ("latency", "downstream", {"latency": 40}))

    def test_jitter(self):
        self.assert_slow(("latency", "upstream", {"latency": 20, "jitter": 20}),
                         ("latency", "downstream", {"latency": 20, "jitter": 20}))

    def test_bandwidth(self):
        self.assert_slow(("bandwidth", "upstream", {"rate": 100}), ("bandwidth", "downstream", {"rate": 100}))

    def test_slivers(self):
        """Requests and answers in pieces of some bytes: no border falls where it usually does."""
        self.assert_slow(("slicer", "upstream", {"average_size": 200, "size_variation": 150, "delay": 10}),
                         ("slicer", "downstream", {"average_size": 4, "size_variation": 3, "delay": 10}))


class CutTest(NetworkTest):
    def test_reset_before_the_request(self):
        self.assert_survives(lambda: self.way.spoil("reset", "upstream"))

    def test_cut_in_the_middle_of_the_request(self):
        self.assert_survives(lambda: self.way.spoil("limit", "upstream", size=3000))

    def test_reset_after_the_request(self):
        """The server has acted and the program cannot know."""
        self.assert_survives(lambda: self.way.spoil("reset", "downstream"), seen=["replans"])

    def test_cut_in_the_middle_of_the_answer(self):
        self.assert_survives(lambda: self.way.spoil("limit", "downstream", size=150))

    def test_refused(self):
        self.assert_survives(self.way.close)

    def test_cut_and_slow_to_close(self):
        def strike():
            self.way.spoil("limit", "downstream", size=150)
            self.way.spoil("slow_close", "downstream", delay=50)

        self.assert_survives(strike)

    @support.needs_corpus
    def test_real_title_reset_after_the_request(self):
        self.assert_survives(lambda: self.way.spoil("reset", "downstream"), seen=["replans"],
                             load=[support.xml(1, "2015-12-18")], change=[support.structure(1), support.xml(1)],
                             steps=[["--batch-rows", "100", "--connections", "1"]] * 2)


class SilentTest(NetworkTest):
    """Connections that stay open and carry nothing; only the program's own patience ends an exchange."""

    def test_no_request_arrives(self):
        self.assert_survives(lambda: self.way.spoil("silence", "upstream"), "--request-timeout", "1s", seconds=1.5, pause=3)

    def test_no_answer_arrives(self):
        self.assert_survives(lambda: self.way.spoil("silence", "downstream"), "--request-timeout", "1s", seconds=1.5, pause=3)


class LongAwayTest(NetworkTest):
    def test_a_way_that_stays_closed(self):
        """What was acknowledged is kept; the next run writes the rest."""
        expected = self.prepared([], LOAD)
        self.way.spoil("latency", latency=ROUND_TRIP_MS)
        process = self.start_load(LOAD, *STEPS[0], "--retry-for", "500ms")
        self.wait_until(lambda: self.server.value("MATCH (n) RETURN count(n)") > 0, process)
        self.way.close()
        out, err = process.communicate(timeout=120)
        self.assertEqual(process.returncode, 3, out + err)
        self.assertIn("the target did not recover", err)
        self.assertIn("onnect", err)
        self.assertGreater(self.server.value("MATCH (n) RETURN count(n)"), 0)
        self.way.heal()
        self.ingest(*LOAD, env={"NEO4J_URI": self.way.uri})
        self.assert_same(self.server.graph(), expected)


if __name__ == "__main__":
    unittest.main(verbosity=2)
