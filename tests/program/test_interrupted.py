#!/usr/bin/env python3
"""Killed, stopped, cut off, beside another: the run that ends in peace ends in the graph of an undisturbed one."""

import fcntl
import itertools
import os
import random
import re
import signal
import sys
import termios
import time
import unittest

import support
from support.documents import SAMPLE_CHANGED, SAMPLE_JSON, SAMPLE_XML
from support.proxy import FaultyProxy, HoldingProxy, carries_rows

SEED = 20250802
KILLS = 10


def is_schema(body):
    return any(word in body for word in (b"SHOW INDEXES", b"CREATE CONSTRAINT", b"CREATE INDEX", b"awaitIndex"))


def setUpModule():
    support.start_server()


class KillTest(support.ProgramTest):
    def undisturbed(self, sources):
        """The graph, and how long a run takes on a warm server."""
        self.loaded(*sources)
        self.server.wipe()
        begin = time.monotonic()
        self.ingest(*sources)
        return self.server.graph(), time.monotonic() - begin

    def assert_survives(self, first, then, kills, in_a_row):
        """Loads `then` over `first`; the run is killed again and again before one may end."""
        moments = random.Random(SEED)
        expected, seconds = self.undisturbed(then)
        landed = attempts = 0
        while landed < kills:
            self.server.wipe()
            if first:
                self.ingest(*first)
            for in_row in range(in_a_row):
                # Spread over the run: the next kill falls into the next stretch of it.
                attempts += 1
                killed, lasted = self.killed_after(seconds * (landed + moments.random()) / kills, *then)
                landed += killed
                if not killed:
                    # It was too late, if no run before had done some of the work.
                    seconds = min(seconds, lasted) if in_row == 0 else seconds
                    break
            self.assertLess(attempts, 6 * kills, "hardly a kill falls into a run")
            self.ingest(*then)
            self.assert_same(self.server.graph(), expected, f"after {landed} kills")

    def test_samples(self):
        self.assert_survives([], [SAMPLE_JSON, SAMPLE_XML], KILLS, in_a_row=2)

    def test_changed_samples(self):
        self.assert_survives([SAMPLE_JSON, SAMPLE_XML], [SAMPLE_JSON, SAMPLE_CHANGED, "--batch-rows", "20"], KILLS, in_a_row=2)

    @support.needs_corpus
    def test_first_load(self):
        self.assert_survives([], [support.structure(6), support.xml(6)], KILLS, in_a_row=5)

    @support.needs_corpus
    def test_change(self):
        self.assert_survives([support.structure(1), support.xml(1, "2015-12-18")], [support.structure(1), support.xml(1)],
                             KILLS, in_a_row=5)

    @support.needs_corpus
    def test_change_in_small_steps(self):
        self.assert_survives([support.xml(11, "2025-01-29")], [support.xml(11, "2025-08-02"), "--batch-rows", "200"],
                             KILLS, in_a_row=5)


class SignalTest(support.ProgramTest):
    """The server is slow here: a proxy holds its answers back until the signal has been sent."""

    def test_stop_and_go_on(self):
        sources = [SAMPLE_JSON, SAMPLE_XML, "--batch-rows", "50", "--connections", "1"]
        expected = self.loaded(*sources)
        for kind in (signal.SIGTERM, signal.SIGINT):
            self.server.wipe()
            writes = []

            def strike(_, path, body):
                # The third batch that writes rows.
                if carries_rows(body):
                    writes.append(path)
                    if len(writes) == 3:
                        process.send_signal(kind)

            proxy = FaultyProxy(self.server.uri, strike)
            self.addCleanup(proxy.close)
            process = self.start_program("ingest", *sources, env={"NEO4J_URI": proxy.uri})
            out, err = process.communicate(timeout=120)
            self.assertEqual(process.returncode, 4, out + err)
            self.assertIn("stopping", err)
            half = self.server.value("MATCH (n) RETURN count(n)")
            self.assertGreater(half, 0, "what was in flight is kept")
            self.assertLess(half, len(expected.nodes))
            self.ingest(*sources)
            self.assert_same(self.server.graph(), expected)

    def stuck(self, *arguments):
        """A run whose first rows never get an answer."""
        proxy = HoldingProxy(self.server.uri)
        self.addCleanup(proxy.close)
        process = self.start_program("ingest", SAMPLE_JSON, *arguments, env={"NEO4J_URI": proxy.uri})
        self.assertTrue(proxy.reached.wait(60))
        return process

    def test_stop_timeout(self):
        expected = self.loaded(SAMPLE_JSON)
        self.server.wipe()
        process = self.stuck("--stop-timeout", "1")
        process.send_signal(signal.SIGTERM)
        out, err = process.communicate(timeout=30)
        self.assertEqual(process.returncode, 4, out + err)
        self.assertIn("--stop-timeout", err)
        self.assertIn('"event":"summary"', out)
        self.ingest(SAMPLE_JSON)
        self.assert_same(self.server.graph(), expected)

    def test_a_source_that_never_comes_does_not_hold_a_stop(self):
        """Standard input that stays open and says nothing."""
        reading, writing = os.pipe()
        self.addCleanup(os.close, writing)
        process = self.start_program("ingest", "-", "--title", "99", "--stop-timeout", "10m", stdin=reading)
        os.close(reading)
        os.write(writing, SAMPLE_XML.read_bytes()[:1000])
        self.wait_for(writing, lambda held: held == 0)
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=30)
        self.assertEqual(process.returncode, 4)

    @staticmethod
    def wait_for(pipe, wanted):
        """Until it holds so many bytes."""
        end = time.monotonic() + 60
        while not wanted(int.from_bytes(fcntl.ioctl(pipe, termios.FIONREAD, b"    "), sys.byteorder)):
            if time.monotonic() > end:
                raise AssertionError("neither side moves")

    def test_a_pipe_that_nobody_reads_does_not_hold_a_stop(self):
        self.assertGreater(len(self.ingest(SAMPLE_XML, "--to", "jsonl:-").out), 4096)
        for signals, code in ((1, 4), (2, 130)):
            reading, writing = os.pipe()
            fcntl.fcntl(writing, fcntl.F_SETPIPE_SZ, 4096)
            process = self.start_program("ingest", SAMPLE_XML, "--to", "jsonl:-", "--stop-timeout", "1" if signals == 1 else "10m",
                                         stdout=writing)
            os.close(writing)
            self.addCleanup(os.close, reading)
            self.wait_for(reading, lambda held: held > 0)
            self.ask_to_stop(process)
            if signals == 2:
                process.send_signal(signal.SIGTERM)
            _, err = process.communicate(timeout=60)
            self.assertEqual(process.returncode, code, err)

    def test_second_signal(self):
        process = self.stuck()
        self.ask_to_stop(process)
        self.assertIsNone(process.poll(), "the request in flight was not waited for")
        process.send_signal(signal.SIGTERM)
        begin = time.monotonic()
        process.communicate(timeout=60)
        self.assertEqual(process.returncode, 130)
        self.assertLess(time.monotonic() - begin, 5)


class CutOffTest(support.ProgramTest):
    """Connections break before a request arrives or before its answer does: was it committed or not?"""

    @staticmethod
    def every(nth, what):
        """After the schema: a run does not begin with a target that is not there."""
        count = itertools.count(1)
        return lambda _, path, body: what if not is_schema(body) and next(count) % nth == 0 else None

    @staticmethod
    def at_random(seed, choices):
        chosen = random.Random(seed)
        return lambda _, path, body: None if is_schema(body) else chosen.choice(choices)

    def assert_survives(self, first, then, fault):
        expected = self.loaded(*first, *then)
        self.server.wipe()
        if first:
            self.ingest(*first)
        proxy = FaultyProxy(self.server.uri, fault)
        self.addCleanup(proxy.close)
        self.ingest(*then, env={"NEO4J_URI": proxy.uri}, timeout=300)
        self.assertGreater(proxy.faults, 0)
        self.assert_same(self.server.graph(), expected)

    def test_every_third_answer_is_lost(self):
        self.assert_survives([], [SAMPLE_JSON, SAMPLE_XML, "--batch-rows", "50"],
                             self.every(3, "after"))

    def test_every_fourth_request_is_lost(self):
        self.assert_survives([], [SAMPLE_JSON, SAMPLE_XML, "--batch-rows", "50"],
                             self.every(4, "before"))

    def test_changes(self):
        self.assert_survives([SAMPLE_JSON, SAMPLE_XML], [SAMPLE_CHANGED, "--batch-rows", "20"],
                             self.at_random(SEED, [None, None, "before", "after"]))

    @support.needs_corpus
    def test_real_title(self):
        self.assert_survives([support.xml(1, "2015-12-18")], [support.structure(1), support.xml(1), "--batch-rows", "300"],
                             self.at_random(SEED + 1, [None, None, None, "before", "after"]))


class TwoProcessesTest(support.ProgramTest):
    def assert_newest_prevails(self, before, old, new):
        expected = self.loaded(*before, *new)
        for order in ((old, new), (new, old)):
            self.server.wipe()
            if before:
                self.ingest(*before)
            processes = [self.start_program("ingest", *sources, "--log", "json") for sources in order]
            for process in processes:
                out, err = process.communicate(timeout=240)
                self.assertEqual(process.returncode, 0, out[-2000:] + err[-2000:])
            self.assert_same(self.server.graph(), expected)

    def test_samples(self):
        small = ["--batch-rows", "30"]
        self.assert_newest_prevails([], [SAMPLE_XML, *small], [SAMPLE_CHANGED, *small])
        self.assert_newest_prevails([SAMPLE_JSON], [SAMPLE_XML, *small], [SAMPLE_CHANGED, *small])

    def test_the_same_document_twice(self):
        self.assert_newest_prevails([], [SAMPLE_JSON, SAMPLE_XML], [SAMPLE_JSON, SAMPLE_XML])

    def test_structure_and_text(self):
        expected = self.loaded(SAMPLE_JSON, SAMPLE_XML)
        self.server.wipe()
        processes = [self.start_program("ingest", path, "--log", "json", "--batch-rows", "30")
                     for path in (SAMPLE_JSON, SAMPLE_XML)]
        for process in processes:
            out, err = process.communicate(timeout=240)
            self.assertEqual(process.returncode, 0, out + err)
        self.assert_same(self.server.graph(), expected)

    def test_the_older_one_comes_late(self):
        """It has read the stamps and planned; before its first row arrives, a whole run of the newer one passes."""
        text = SAMPLE_XML.read_text(encoding="utf-8")
        shorter = re.sub(r'<DIV5 N="14" .*?</DIV5>\n*', "", text, count=1, flags=re.S)
        self.assertNotEqual(shorter, text)
        newer = self.write("full-title-99-2025-02-01.xml", shorter)
        for before in ([], [SAMPLE_JSON]):
            expected = self.loaded(*before, newer)
            self.server.wipe()
            if before:
                self.ingest(*before)
            passed = []

            def overtake(_, path, body):
                if carries_rows(body) and not passed:
                    passed.append(path)
                    self.ingest(newer)

            proxy = FaultyProxy(self.server.uri, overtake)
            self.addCleanup(proxy.close)
            self.ingest(SAMPLE_XML, "--connections", "1", env={"NEO4J_URI": proxy.uri})
            self.assertTrue(passed)
            self.assert_same(self.server.graph(), expected)

    @support.needs_corpus
    def test_real_titles(self):
        self.assert_newest_prevails([], [support.xml(1, "2015-12-18")], [support.xml(1)])


if __name__ == "__main__":
    unittest.main(verbosity=2)
