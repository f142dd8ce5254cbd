#!/usr/bin/env python3
"""A Neo4j that goes away, has too little memory or disk, or takes no writes. A run ends in the graph of an undisturbed one, or stops
with a clear word and the next one completes it."""

import shutil
import signal
import tempfile
import unittest

import support
from support.documents import SAMPLE_CHANGED, SAMPLE_JSON, SAMPLE_XML, long_title
from support.small_disk import SmallDisk

LOAD = [SAMPLE_JSON, SAMPLE_XML]


class FaultTest(support.ProgramTest):
    """Each class has a server of its own."""

    OPTIONS = {}

    @classmethod
    def setUpClass(cls):
        cls.addClassCleanup(support.start_server(heap="512m", **cls.OPTIONS).stop, kill=True)


class AwayTest(FaultTest):
    OPTIONS = {"password": "one-that-must-be-asked-for-anew"}

    def restarted(self, first, then, kill):
        expected = self.loaded(*first, *then)
        self.server.wipe()
        if first:
            self.ingest(*first)
        process = self.under_way(*then)
        # Held meanwhile, so that it is not through before the server is gone.
        process.send_signal(signal.SIGSTOP)
        self.server.stop(kill=kill)
        process.send_signal(signal.SIGCONT)
        self.server.start()
        self.end_of(process)
        self.assert_same(self.server.graph(), expected)

    def test_killed_and_started_again(self):
        self.restarted([], LOAD, kill=True)

    def test_stopped_and_started_again(self):
        self.restarted(LOAD, [SAMPLE_CHANGED], kill=False)

    def test_read_only_from_the_middle_on(self):
        expected = self.loaded(*LOAD)
        self.server.wipe()
        process = self.under_way(*LOAD, "--retry-for", "3s")
        # The server stays away for longer than this run would wait: it is held meanwhile.
        process.send_signal(signal.SIGSTOP)
        self.server.stop()
        self.server.start("server.databases.default_to_read_only=true")
        process.send_signal(signal.SIGCONT)
        self.assertIn("read-only", self.end_of(process, 3).err)
        said = self.ingest(*LOAD, code=3).err
        self.assertIn("read-only", said)
        self.assertIn("database 'neo4j'", said)
        self.server.stop()
        self.server.start()
        self.ingest(*LOAD)
        self.assert_same(self.server.graph(), expected)


    def test_read_only(self):
        self.ingest(*LOAD)
        before = self.server.graph()
        self.server.stop()
        self.server.start("server.databases.read_only=neo4j")
        # Nothing is to be written.
        self.assertEqual(self.ingest(*LOAD).summary["documents_unchanged"], 2)
        # Changes are looked up first; what is new is not.
        for path in (SAMPLE_CHANGED, self.write("full-title-98-2025-01-15.xml", long_title(parts=1, sections=2))):
            done = self.ingest(path, code=3)
            self.assertIn("read-only", done.err)
            self.assertEqual(self.dead_letters(), [])
        self.assert_same(self.server.graph(), before)
        self.server.stop()
        self.server.start()

    def test_no_such_database(self):
        said = self.ingest(*LOAD, code=3, env={"NEO4J_DATABASE": "ledger"}).err
        self.assertIn("there is no such database", said)
        self.assertIn("'ledger'", said)


class MemoryTest(FaultTest):
    def test_a_batch_that_does_not_fit_is_split(self):
        path = self.write("full-title-98-2025-01-15.xml", long_title(parts=2, sections=60))
        options = [path, "--batch-rows", "100000", "--batch-bytes", "64MB"]
        whole = self.ingest(*options).summary
        expected = self.server.graph()
        self.server.wipe()
        self.server.stop()
        self.server.start("db.memory.transaction.max=4m")
        split = self.ingest(*options, timeout=400).summary
        self.assertGreater(split["requests"], whole["requests"])
        self.assertEqual(split["rejected"], 0)
        self.assert_same(self.server.graph(), expected)


class DiskTest(FaultTest):
    @classmethod
    def setUpClass(cls):
        home = tempfile.mkdtemp(prefix="reg2graph-small-disk-")
        unittest.addModuleCleanup(shutil.rmtree, home, ignore_errors=True)
        cls.disk = SmallDisk(home, 300)
        # After the server, which is the module's.
        unittest.addModuleCleanup(cls.disk.remove)
        cls.OPTIONS = {"home": home, "inside": cls.disk.inside, "conf": ["db.tx_log.preallocate=false"]}
        super().setUpClass()

    def test_disk_full(self):
        expected = self.loaded(*LOAD)
        self.server.wipe()
        process = self.under_way(*LOAD, "--retry-for", "5s")
        self.disk.fill()
        said = self.end_of(process, 3).err
        self.assertRegex(said, "needs to be restarted|No space|is unavailable")
        self.disk.empty()
        self.server.stop(kill=True)
        self.server.start()
        self.ingest(*LOAD)
        self.assert_same(self.server.graph(), expected)


if __name__ == "__main__":
    unittest.main(verbosity=2)
