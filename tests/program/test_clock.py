#!/usr/bin/env python3
"""A calendar clock that jumps by years each time it is read: what waits, waits as long as it should, and the graph is the same."""

import os
import pathlib
import unittest

import support
from support.documents import SAMPLE_JSON, SAMPLE_XML
from support.graph import VARYING
from test_ecfr import Versioner

SHIM = os.environ.get("REG2GRAPH_JUMPING_CLOCK") or str(pathlib.Path(support.PROGRAM).parent / "tests" / "libjumping_clock.so")
# A sanitizer's library would have to come first.
JUMPS = {"LD_PRELOAD": SHIM, "ASAN_OPTIONS": "verify_asan_link_order=0"}
SECONDS = 120


def setUpModule():
    support.start_server()


class ClockTest(support.ProgramTest):
    def test_it_jumps(self):
        done = self.ingest(SAMPLE_JSON, SAMPLE_XML, "--to", "null:", env=JUMPS)
        years = {record["time"][:4] for record in done.records}
        self.assertGreater(len(years), 1, done)

    def test_the_same_graph_from_a_service_that_asks_to_wait(self):
        expected = self.loaded(SAMPLE_JSON, SAMPLE_XML)
        for retry_after in ("1", None):
            self.server.wipe()
            # Without Retry-After the program's own pauses, which double.
            service = Versioner(busy=(1, 2, 4), retry_after=retry_after or "0")
            done = self.ingest("ecfr:title-99", env={"ECFR_BASE_URL": service.url, **JUMPS}, timeout=SECONDS)
            self.assertEqual(done.summary["documents_loaded"], 2, done)
            # At most one request a second, whatever the calendar says.
            gaps = [after - before for before, after in zip(service.moments, service.moments[1:])]
            self.assertGreater(min(gaps), 0.9, gaps)
            self.assertEqual(support.differences(self.server.graph(), expected, VARYING), [])
            service.close()

    def test_a_target_that_is_not_there_is_waited_for_as_long_as_asked(self):
        done = self.ingest(SAMPLE_JSON, "--wait", "2s", code=3, env={"NEO4J_URI": "http://127.0.0.1:1", **JUMPS}, timeout=SECONDS)
        self.assertGreater(done.seconds, 1.9, done)


if __name__ == "__main__":
    unittest.main(verbosity=2)
