#!/usr/bin/env python3
"""Somebody else writes to the same nodes, or to the schema, while a run is under way: it ends in the graph of an undisturbed one."""

import unittest

import support
from support.documents import SAMPLE_CHANGED, SAMPLE_JSON, SAMPLE_XML

LOAD = [SAMPLE_JSON, SAMPLE_XML]


def setUpModule():
    support.start_server()


class Transaction:
    """One that stays open between its statements."""

    def __init__(self, server):
        self.server = server
        self.path = "/db/neo4j/tx"

    def run(self, statement):
        """The code of the error, or nothing."""
        location, answer = self.server.call("POST", self.path, {"statements": [{"statement": statement}]})
        if location:
            self.path = location
        return "".join(error["code"] for error in answer["errors"])

    def commit(self):
        self.server.call("POST", f"{self.path}/commit", {"statements": []})

    def roll_back(self):
        """Where it was not committed."""
        self.server.call("DELETE", self.path)


class RivalTest(support.ProgramTest):
    def test_deadlocks(self):
        """The rival holds the paragraphs and wants the divisions, the program the other way round."""
        expected = self.loaded(*LOAD, SAMPLE_CHANGED)
        self.server.wipe()
        self.ingest(*LOAD)
        rival = Transaction(self.server)
        self.addCleanup(rival.roll_back)
        rival.run("MATCH (p:Paragraph) SET p.rival = true REMOVE p.rival")
        process = self.start_program("ingest", SAMPLE_CHANGED, "--log", "json")
        blocked = "SHOW TRANSACTIONS YIELD status WHERE status STARTS WITH 'Blocked' RETURN count(*)"
        self.wait_until(lambda: self.server.value(blocked) > 0, process)
        code = rival.run("MATCH (d:Division) SET d.rival = true REMOVE d.rival")
        if not code:
            rival.commit()
        retries = self.end_of(process).summary["retries"]
        self.assertTrue("DeadlockDetected" in code or retries > 0, "nobody met a deadlock")
        self.assert_same(self.server.graph(), expected)

    def test_constraint_dropped_in_the_middle(self):
        expected = self.loaded(*LOAD)
        self.server.wipe()
        process = self.under_way(*LOAD)
        self.server.rows("DROP CONSTRAINT resource_id")
        self.end_of(process)
        self.assert_same(self.server.graph(), expected)
        self.ingest(*LOAD)
        self.assertEqual(self.server.value("SHOW CONSTRAINTS YIELD name WHERE name = 'resource_id' RETURN count(*)"), 1)
        self.assert_same(self.server.graph(), expected)


if __name__ == "__main__":
    unittest.main(verbosity=2)
