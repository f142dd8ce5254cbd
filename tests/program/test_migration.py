#!/usr/bin/env python3
"""A graph that 0.1.0 wrote becomes what a fresh load gives, the next time the same documents are loaded."""

import random
import subprocess
import unittest

import support
from support import recorded
from support.recorded import JSON_35, PART_35, SECTION_35, TITLES, XML_35

SEED = 20250802
KILLS = 3


def setUpModule():
    support.start_server()


class MigrationTest(support.ProgramTest):
    @classmethod
    def setUpClass(cls):
        """Once: a change of the schema makes the server plan everything anew."""
        recorded.create_schema(support.case.SERVER)

    def setUp(self):
        super().setUp()
        self.random = random.Random(SEED)

    def assert_becomes(self, expected, history, *runs):
        recorded.restore(self.server, history)
        for paths in runs:
            self.ingest(*paths)
        self.assert_same(self.server.graph(), expected, f"{history}, then {[[path.name for path in paths] for paths in runs]}")

    def shuffled(self, paths):
        return self.random.sample(paths, len(paths))

    def test_titles_that_cite_each_other(self):
        expected = self.loaded(*TITLES)
        recorded.restore(self.server, "titles")
        old = self.server.graph()
        self.assertNotEqual(support.differences(old, expected), [], "it is no graph of another mapping")
        # Of sections that get another key, and of sections that were not to be found.
        cited = {target for _, target, _ in expected.typed("CITES")} & expected.labelled("Section").keys()
        self.assertTrue(cited - old.labelled("Section").keys(), "no citation moves")
        self.assert_becomes(expected, "titles", TITLES)
        self.assert_becomes(expected, "titles", *[[path] for path in reversed(TITLES)])
        self.assert_becomes(expected, "titles", *[[path] for path in self.shuffled(TITLES)])
        done = self.ingest(*TITLES)
        self.assertEqual(done.summary["documents_unchanged"], len(TITLES))
        self.run_program("verify", *TITLES, code=0)

    def test_a_new_title_before_an_old_one_in_one_run(self):
        """Both cite a law that the old one left as a stub without a name."""
        new = self.write("new.xml", """<DIV1 N="99" TYPE="TITLE"><HEAD>Title 99</HEAD>
            <DIV5 N="1" TYPE="PART"><HEAD>PART 1</HEAD><DIV8 N="1.1" TYPE="SECTION"><HEAD>§ 1.1 Law.</HEAD><P>See 5 U.S.C. 552.</P></DIV8></DIV5>
            </DIV1>""")
        expected = self.loaded(new, XML_35, "--as-of", "2025-01-15")
        recorded.restore(self.server, "damaged")
        self.assertIsNone(self.server.value('MATCH (law {id: "/us/usc/t5/s552"}) RETURN law.name'))
        process = self.start_program("ingest", new, "-", "--as-of", "2025-01-15", "--log", "json", stdin=subprocess.PIPE)
        loaded = "MATCH (t:Title {title: 99}) WHERE t.text_hash IS NOT NULL RETURN count(t)"
        self.wait_until(lambda: self.server.value(loaded), process)
        process.stdin.write(XML_35.read_text(encoding="utf-8"))
        process.stdin.close()
        process.stdin = None
        self.end_of(process)
        self.assert_same(self.server.graph(), expected)

    def test_killed_in_between(self):
        expected = self.loaded(*TITLES)
        recorded.restore(self.server, "titles")
        for _ in range(KILLS):
            process = self.under_way(*self.shuffled(TITLES))
            goal = self.remade() + self.random.randint(0, 3)
            self.wait_until(lambda: self.remade() >= goal, process)
            process.kill()
            process.communicate(timeout=60)
            self.server.settle()
        self.ingest(*self.shuffled(TITLES))
        self.assert_same(self.server.graph(), expected)

    def remade(self):
        return self.server.value("MATCH (n:Division) UNWIND [n.structure_mapping, n.text_mapping] AS m WITH m WHERE m = 3 RETURN count(m)")

    def test_what_a_killed_run_left(self):
        sources = [path for path in TITLES if "title-43" not in path.name]
        expected = self.loaded(*sources)
        self.assert_becomes(expected, "killed", sources)
        self.assert_becomes(expected, "killed", *[[path] for path in self.shuffled(sources)])

    def test_a_part_that_a_wrapped_section_damaged(self):
        self.assert_becomes(self.loaded(XML_35), "damaged", [XML_35])
        both = self.loaded(XML_35, SECTION_35)
        self.assert_becomes(both, "damaged", [XML_35], [SECTION_35])
        self.assert_becomes(both, "damaged", [SECTION_35], [XML_35])

    def test_a_part_alone(self):
        self.assert_becomes(self.loaded(PART_35), "part", [PART_35])
        self.assert_becomes(self.loaded(JSON_35, PART_35, XML_35), "part", [PART_35, JSON_35], [XML_35])


if __name__ == "__main__":
    unittest.main(verbosity=2)
