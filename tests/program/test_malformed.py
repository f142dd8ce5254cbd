#!/usr/bin/env python3
"""Each kind of defect in support/malformed.py: what can be loaded is, the rest is reported, and both layers agree.

With --table it prints the table of parsers/xml/README.md."""

import json
import re
import sys
import unittest

import support
from support import malformed
from support.documents import ROOT
from support.graph import OF_DISPUTES, VARYING, Graph, differences
from support.malformed import ROWS, SOUND, TITLE

NAME = "full-title-98-2025-01-15.xml"
LATER = "full-title-98-2025-02-15.xml"
STRUCTURE = "structure-title-98-2025-01-15.json"
# Of another text they are others, and everything else shows which differs from which.
IGNORED = VARYING | {"xml", "cuts", "cut_ids", "text_hash", "text_xml_hash", "text_artifact", "text_order",
                     "text_rejected", "text_partials"}
# Rows whose keys or units are not where they usually are.
ALSO_IN_NEO4J = {"section below a title", "section below a chapter", "part twice with another text", "section twice",
                 "N of a part missing", "section in a section", "subpart in a section", "chapter in a part", "part in a part",
                 "title that does not parse", "section that is not closed", "N that looks like a path"}


def setUpModule():
    support.start_server()


def untouched(graph, row):
    """Less the nodes that the defect may change, and the document's own."""
    gone = {key for key in graph.nodes if key.startswith(("artifact:", *row.touched))}
    rest = graph.without()
    rest.nodes = {key: node for key, node in rest.nodes.items() if key not in gone}
    for edge in list(rest.relationships):
        # What follows it in the same division has another place.
        if edge[0] in gone or edge[2] in gone or (row.touched and edge[1] in ("HAS_CHILD", "NEXT")):
            del rest.relationships[edge]
    return rest


class MalformedTest(support.ProgramTest):
    def load(self, row, *sources, **options):
        (self.folder / "dead-letter.jsonl").unlink(missing_ok=True)
        done = self.ingest(*sources, code=1 if row.rejected else 0, **options)
        letters = [f"{l['place']}: {l['reason']}" for l in self.dead_letters()]
        if row.rejected:
            self.assertEqual(len(letters), 2 if row.name == "part in a part" else 1, letters)
            self.assertRegex(letters[-1], row.says)
            self.assertRegex(letters[-1], r"byte \d+|inside")
            self.assertRegex(done.err, f"{NAME}")
        else:
            self.assertEqual(letters, [])
        remarks = [r["message"] for r in done.records if r["event"] == "remark"]
        if row.outcome == malformed.REMARKED:
            self.assertTrue(any(re.search(row.says, r) for r in remarks), remarks)
        else:
            self.assertEqual(remarks, [])
        return done

    def written(self, row, *sources):
        (self.folder / "graph.jsonl").unlink(missing_ok=True)
        self.load(row, *sources, "--to", "jsonl:graph.jsonl")
        return Graph.of_lines(self.folder / "graph.jsonl")

    def assert_row(self, row, sound, of_both, of_structure):
        bad = self.write(NAME, row.document)
        alone = self.written(row, bad)
        both = self.written(row, STRUCTURE, bad)
        for graph, expected in ((alone, sound), (both, of_both)):
            self.assertEqual(differences(untouched(graph, row), untouched(expected, row), IGNORED), [])
            for key, (name, value) in row.holds.items():
                self.assertEqual(graph.nodes.get(key, ((), {}))[1].get(name), value, f"{key} {sorted(graph.nodes)}")
            self.assertFalse(set(row.gone) & graph.nodes.keys())
            # The document's stamp counts what was rejected, where it has one.
            title = graph.nodes.get("/us/cfr/t98", ((), {}))[1]
            if row.rejected and "text_artifact" in title:
                self.assertGreaterEqual(title.get("text_rejected", 0), 1, title)
        # Whatever the text is like, the structure is loaded; the heading is the text's.
        for key, properties in of_structure.labelled("Division").items():
            found = both.nodes[key][1]
            self.assertEqual({n: found.get(n) for n in properties}, {**properties, "heading": found["heading"]})
            self.assertTrue(found["heading"])
        missing = [e for e in of_structure.relationships if e[1] == "HAS_CHILD" and (e[0], e[2]) not in {
            (a, b) for a, t, b, _ in both.relationships if t == "HAS_CHILD"}]
        self.assertEqual(missing, [])

    def test_each_kind(self):
        self.server, kept = None, self.server
        self.addCleanup(setattr, self, "server", kept)
        plain = malformed.Row("", malformed.AS_IF_CORRECT, SOUND)
        self.write(STRUCTURE, json.dumps(malformed.structure()))
        good = self.write(NAME, SOUND)
        sound, of_both = self.written(plain, good), self.written(plain, STRUCTURE, good)
        of_structure = self.written(plain, STRUCTURE)
        self.assertGreaterEqual(len(ROWS), 60)
        for row in ROWS:
            with self.subTest(row.name):
                self.assert_row(row, sound, of_both, of_structure)

    def test_in_neo4j(self):
        """The same graph as in a file; the same again changes nothing, and verify agrees."""
        self.write(STRUCTURE, json.dumps(malformed.structure()))
        rows = [row for row in ROWS if row.name in ALSO_IN_NEO4J]
        self.assertEqual(len(rows), len(ALSO_IN_NEO4J))
        for row in rows:
            with self.subTest(row.name):
                self.server.wipe()
                bad = self.write(NAME, row.document)
                expected = self.written(row, STRUCTURE, bad).with_one_parent()
                self.load(row, STRUCTURE, bad)
                graph = self.server.graph()
                self.assertEqual(differences(graph, expected, VARYING | OF_DISPUTES), [])
                self.ingest(STRUCTURE, bad, code=1 if row.rejected else 0)
                self.assert_same(self.server.graph(), graph)
                done = self.run_program("verify", STRUCTURE, bad, "--log", "json", code=1 if row.rejected else 0)
                self.assertEqual([r["message"] for r in done.records if r["event"] == "difference"], [])

    def test_nothing_that_stands_is_lost(self):
        """A later document that is broken takes nothing from the graph but what it replaces."""
        before = self.loaded(self.write(NAME, SOUND))
        for row in ROWS:
            if not row.rejected:
                continue
            with self.subTest(row.name):
                self.server.wipe()
                self.ingest(NAME)
                self.ingest(self.write(LATER, row.document), code=1)
                lost = before.nodes.keys() - self.server.graph().nodes.keys() - {k for k in before.nodes if "artifact" in k}
                self.assertEqual(lost, set())

    def test_the_table_of_the_readme(self):
        self.assertIn(malformed.table(), (ROOT / "parsers" / "xml" / "README.md").read_text(encoding="utf-8"))


class DatesTest(support.ProgramTest):
    """Which of two documents is newer, where neither says so or both say the same."""

    changed = SOUND.replace("Gamma", "Omega")

    def test_without_a_date(self):
        self.ingest(self.write("title-98.xml", SOUND))
        before = self.server.graph()
        done = self.ingest(self.write("again-title-98.xml", self.changed), code=1)
        self.assertIn("--as-of", done.err)
        self.assertIn("again-title-98.xml", self.dead_letters()[0]["source"])
        self.assert_same(self.server.graph(), before)
        self.ingest("again-title-98.xml", "--as-of", "2025-01-15")
        self.assertEqual(self.server.value("MATCH (n {id: $key}) RETURN n.text", key=f"{TITLE}/s1.2#p1"), "Omega.")

    def test_of_one_date(self):
        """Whichever comes first, the same one prevails, and the report names both."""
        self.write(f"a/{NAME}", SOUND)
        self.write(f"b/{NAME}", self.changed)
        graphs = []
        for first, second in (("a", "b"), ("b", "a")):
            self.server.wipe()
            self.ingest(f"{first}/{NAME}")
            done = self.ingest(f"{second}/{NAME}")
            self.assertRegex(done.err, "remark.*holds another document of 2025-01-15.*--as-of")
            graphs.append(self.server.graph())
        self.assert_same(*graphs)


if __name__ == "__main__":
    if "--table" in sys.argv:
        print(malformed.table())
    else:
        unittest.main(verbosity=2)
