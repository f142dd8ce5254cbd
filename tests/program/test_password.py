#!/usr/bin/env python3
"""A Neo4j that asks for a password."""

import unittest
import urllib.request

import support
from support.documents import SAMPLE_JSON, SAMPLE_XML

LOAD = [SAMPLE_JSON, SAMPLE_XML]
FIRST, SECOND = "the-first-secret", "the-second-secret"


def setUpModule():
    support.start_server(password=FIRST, browser=True)


class PasswordTest(support.ProgramTest):
    def test_right_password(self):
        self.ingest(SAMPLE_JSON)
        self.assertEqual(self.server.value("MATCH (t:Title) RETURN t.title"), 99)

    def test_browser_is_served(self):
        # To everyone: the page asks for the password itself.
        with urllib.request.urlopen(f"{self.server.uri}/browser/", timeout=60) as answer:
            self.assertEqual(answer.status, 200)
            self.assertIn(b"<title>Neo4j Browser</title>", answer.read())

    def test_wrong_password(self):
        done = self.ingest(SAMPLE_JSON, code=3, env={"NEO4J_PASSWORD": "another-wrong-word"})
        self.assertRegex(done.err, "(?i)unauthori[sz]ed|password|credentials")
        self.assertNotIn("another-wrong-word", done.err + done.out)

    def test_no_password(self):
        done = self.ingest(SAMPLE_JSON, code=3, env={"NEO4J_PASSWORD": None, "NEO4J_USERNAME": None})
        self.assertRegex(done.err, "(?i)unauthori[sz]ed|password|credentials")

    def test_password_changed_in_the_middle(self):
        expected = self.loaded(*LOAD)
        self.server.wipe()
        process = self.under_way(*LOAD)
        self.server.change_password(SECOND)
        said = self.end_of(process, 3).err
        self.assertIn("Unauthorized", said)
        self.assertNotIn(FIRST, said)
        # A server that was shown a wrong password too often asks for some seconds' patience.
        self.ingest(*LOAD, "--wait", "60s")
        self.assert_same(self.server.graph(), expected)


if __name__ == "__main__":
    unittest.main(verbosity=2)
