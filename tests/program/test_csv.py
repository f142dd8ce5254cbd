#!/usr/bin/env python3
"""What neo4j-admin imports from csv: is the graph that is written over HTTP, and later runs go on from it."""

import subprocess
import unittest

import support
from support.documents import SAMPLE_CHANGED, SAMPLE_JSON, SAMPLE_PART, SAMPLE_XML
from support.server import SCRIPT, Server


def setUpModule():
    support.start_server()


class CsvTest(support.ProgramTest):
    def imported(self, *sources):
        """A server of its own on what the import tool made of the files."""
        self.ingest(*sources, "--to", "csv:graph")
        server = Server()
        self.addCleanup(server.remove)
        done = subprocess.run([SCRIPT, "admin", "--home", server.home, "--", "database", "import", "full", "neo4j",
                               "@import.args"], cwd=self.folder / "graph", stdin=subprocess.DEVNULL,
                              capture_output=True, text=True, timeout=300)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        server.start()
        for statement in (self.folder / "graph" / "empty-lists.cypher").read_text().splitlines():
            server.rows(statement.rstrip(";") + " RETURN n.id")
        return server

    def test_what_is_imported_is_what_is_loaded(self):
        sources, newer = [SAMPLE_JSON, SAMPLE_XML, SAMPLE_PART], [SAMPLE_CHANGED]
        if support.CORPUS:
            sources += [support.structure(11), support.xml(11, "2025-01-29")]
            newer.append(support.xml(11, "2025-08-02"))
        expected = self.loaded(*sources)
        server = self.imported(*sources)
        self.assert_same(server.graph(), expected)
        # Nothing is left to do, but for the constraint and the indexes.
        summary = self.ingest(*sources, env={"NEO4J_URI": server.uri}).summary
        self.assertEqual((summary["nodes_created"], summary["relationships_created"], summary["units_new"]), (0, 0, 0))
        self.assertEqual(server.value("SHOW CONSTRAINTS YIELD name RETURN count(*)"), 1)
        self.ingest(*newer)
        self.ingest(*newer, env={"NEO4J_URI": server.uri})
        self.assert_same(server.graph(), self.server.graph())

    def test_a_folder_that_holds_an_import(self):
        self.ingest(SAMPLE_JSON, "--to", "csv:graph")
        before = sorted((p.name, p.read_bytes()) for p in (self.folder / "graph").iterdir())
        done = self.ingest(SAMPLE_XML, "--to", "csv:graph", code=3)
        self.assertIn("holds an import already", done.err)
        self.assertEqual(before, sorted((p.name, p.read_bytes()) for p in (self.folder / "graph").iterdir()))

    def test_the_same_files_for_the_same_documents(self):
        for folder, threads in (("a", 1), ("b", 4)):
            self.ingest(SAMPLE_JSON, SAMPLE_XML, "--threads", threads, "--to", f"csv:{folder}")
        one, other = ({p.name: sorted(p.read_text().splitlines()) for p in (self.folder / f).iterdir()} for f in "ab")
        # It contains `loaded_at`.
        self.assertEqual(len(one.pop("nodes-Artifact.csv")), len(other.pop("nodes-Artifact.csv")))
        self.assertEqual(one, other)


if __name__ == "__main__":
    unittest.main(verbosity=2)
