#!/usr/bin/env python3
"""verify finds what is wrong with a graph, health whether there is one, --dry-run what a run would write."""

import re
import unittest

import support
from support.documents import SAMPLE_CHANGED, SAMPLE_JSON, SAMPLE_PART, SAMPLE_XML

SAMPLES = (SAMPLE_JSON, SAMPLE_XML)


def setUpModule():
    support.start_server()


class VerifyTest(support.ProgramTest):
    def verify(self, *sources, code=0):
        return self.run_program("verify", *sources, "--log", "text", code=code)

    def assert_found(self, corruption, *words, sources=SAMPLES, **parameters):
        """This statement makes the graph wrong; verify says where, changes nothing; only a new load puts it right."""
        self.loaded(*sources)
        self.server.rows(corruption, **parameters)
        broken = self.server.graph()
        done = self.verify(*sources, code=1)
        for word in words:
            self.assertIn(word, done.out + done.err)
        self.assertIn("differs", done.out)
        self.assert_same(self.server.graph(), broken, "verify wrote")

    def test_equal_after_a_load(self):
        self.loaded(*SAMPLES)
        self.assertIn("The graph matches these documents.", self.verify(*SAMPLES).out)
        for path in SAMPLES:
            self.verify(path)

    def test_equal_after_a_change(self):
        self.loaded(*SAMPLES)
        self.ingest(SAMPLE_CHANGED)
        self.verify(SAMPLE_JSON, SAMPLE_CHANGED)

    @support.needs_corpus
    def test_real_titles(self):
        sources = [p for t in (1, 3) for p in (support.structure(t), support.xml(t))]
        self.loaded(*sources)
        self.verify(*sources)

    def test_empty_graph(self):
        self.verify(*SAMPLES, code=1)
        self.assertEqual(self.server.value("MATCH (n) RETURN count(n)"), 0)

    def test_another_version(self):
        self.loaded(SAMPLE_XML)
        done = self.verify(SAMPLE_CHANGED, code=1)
        self.assertIn("12.22", done.out + done.err)

    def test_deleted_section(self):
        self.assert_found("MATCH (n {id: '/us/cfr/t99/s12.21'}) DETACH DELETE n", "/us/cfr/t99/s12.21")

    def test_deleted_text(self):
        self.assert_found("MATCH (n {id: '/us/cfr/t99/s12.21#xml'}) DETACH DELETE n", "/us/cfr/t99/s12.21#xml")

    def test_deleted_note(self):
        self.assert_found("MATCH (n:Note {id: '/us/cfr/t99/p12#auth'}) DETACH DELETE n", "/us/cfr/t99/p12#auth")

    def test_changed_text(self):
        self.assert_found("MATCH (n:Note {id: '/us/cfr/t99/p12#auth'}) SET n.text = n.text + ' else'", "/us/cfr/t99/p12#auth")

    def test_changed_heading(self):
        self.assert_found("MATCH (n {id: '/us/cfr/t99/s12.21'}) SET n.heading = 'else'", "/us/cfr/t99/s12.21")

    def test_changed_label_of_the_structure(self):
        self.assert_found("MATCH (n {id: '/us/cfr/t99/p12'}) SET n.label = 'else'", "/us/cfr/t99/p12")

    def test_changed_heading_of_the_title(self):
        self.assert_found("MATCH (n {id: '/us/cfr/t99'}) SET n.heading = 'else'", "/us/cfr/t99")

    def test_lost_relationships(self):
        for kind in ("HAS_CHILD", "NEXT", "HAS_NOTE", "HAS_XML"):
            with self.subTest(kind=kind):
                self.assert_found(f"MATCH (:Division)-[r:{kind}]->(b) WITH r ORDER BY b.id DESC LIMIT 1 DELETE r", kind)

    def test_wrong_parent(self):
        self.assert_found(
            "MATCH (:Division)-[r:HAS_CHILD]->(s {id: '/us/cfr/t99/s12.21'}) DELETE r "
            "WITH s MATCH (p {id: '/us/cfr/t99/p1'}) CREATE (p)-[:HAS_CHILD {order: 0}]->(s)", "/us/cfr/t99/s12.21")

    def test_relationship_that_exists_twice(self):
        self.assert_found("MATCH (a)-[r:HAS_CHILD]->(b {id: '/us/cfr/t99/s12.21'}) CREATE (a)-[e:HAS_CHILD]->(b) SET e = r",
                          "/us/cfr/t99/s12.21")

    def test_surplus_section(self):
        self.assert_found(
            "MATCH (p {id: '/us/cfr/t99/p12'}) CREATE (p)-[:HAS_CHILD {order: 99}]->"
            "(:Resource:Division:Section {id: '/us/cfr/t99/s12.9999', identifier: '12.9999', title: 99, text_order: 99, "
            "text_parent: '/us/cfr/t99/p12'})", "/us/cfr/t99/s12.9999")

    def test_surplus_part(self):
        self.assert_found(
            "MATCH (p {id: '/us/cfr/t99'}) CREATE (p)-[:HAS_CHILD {order: 99}]->"
            "(:Resource:Division:Part {id: '/us/cfr/t99/p777', identifier: '777', title: 99, text_order: 99, "
            "text_parent: '/us/cfr/t99', text_as_of: '2025-01-15', text_hash: 'x'})", "/us/cfr/t99/p777")

    def outcomes(self, *sources, code):
        done = self.run_program("verify", *sources, "--log", "json", code=code)
        return done, {name: (d["outcome"], d["differences"] > 0, d["rejected"]) for name, d in done.outcomes.items()}

    def test_outcomes(self):
        """A difference is no reject, and what cannot be read is no difference."""
        self.loaded(*SAMPLES)
        bad = self.write("title-98-2025-01-15.xml", "<ECFR><DIV1")
        done, outcomes = self.outcomes(*SAMPLES, code=0)
        self.assertEqual(set(outcomes.values()), {("equal", False, 0)})
        self.assertEqual((done.summary["documents_equal"], done.summary["differences"], done.summary["rejected"]), (2, 0, 0))
        self.server.rows("MATCH (n {id: '/us/cfr/t99/s12.21'}) SET n.heading = 'else'")
        done, outcomes = self.outcomes(*SAMPLES, code=1)
        self.assertEqual(outcomes, {SAMPLE_XML.name: ("differs", True, 0), SAMPLE_JSON.name: ("equal", False, 0)})
        self.assertEqual((done.summary["documents_different"], done.summary["differences"], done.summary["rejected"]), (1, 1, 0))
        done, outcomes = self.outcomes(SAMPLE_JSON, bad, code=1)
        self.assertEqual((outcomes[bad.name][0], outcomes[SAMPLE_JSON.name][0]), ("could not be compared", "equal"))
        self.assertEqual((done.summary["documents_not_compared"], done.summary["differences"]), (1, 0))
        self.assertEqual(self.dead_letters(), [])

    def test_what_a_newer_document_replaced_is_a_note(self):
        self.loaded(*SAMPLES, SAMPLE_CHANGED)
        done = self.run_program("verify", *SAMPLES, "--log", "json", code=0)
        notes = [r for r in done.records if r["event"] == "note"]
        self.assertTrue(any("/us/cfr/t99/p12" in r["message"] for r in notes), done)
        self.assertEqual({r["severity"] for r in notes}, {"info"})
        self.assertEqual((done.summary["notes"], done.summary["differences"]), (len(notes), 0))
        self.assertIn("except for what newer ones replaced", self.verify(*SAMPLES).out)

    def test_part_download(self):
        self.loaded(SAMPLE_PART)
        self.verify(SAMPLE_PART)
        self.server.rows("MATCH (n {id: '/us/cfr/t99/s12.21'}) SET n.heading = 'else'")
        self.verify(SAMPLE_PART, code=1)

    def test_needs_a_graph(self):
        done = self.run_program("verify", SAMPLE_XML, "--to", "jsonl:x", code=2)
        self.assertIn("Neo4j", done.err)


class HealthTest(support.ProgramTest):
    def test_answers(self):
        self.assertIn("ok", self.run_program("health", code=0).out)

    def test_nobody_there(self):
        done = self.run_program("health", code=3, env={"NEO4J_URI": "http://127.0.0.1:9"}, timeout=60)
        self.assertIn("127.0.0.1:9", done.err)

    def test_a_bounded_time(self):
        """A server that sends a byte now and then, and one that says nothing, keep nobody waiting."""
        for fault, attributes in (("slicer", {"average_size": 1, "size_variation": 0, "delay": 1_000_000}), ("silence", {})):
            with self.subTest(fault=fault):
                way = self.way_to_server()
                way.spoil(fault, **attributes)
                done = self.run_program("health", "--timeout", "1s", code=3, env={"NEO4J_URI": way.uri}, timeout=60)
                self.assertIn(f"{way.uri} did not answer within 1 s", done.err)

    def test_no_database_of_this_name(self):
        done = self.run_program("health", "--to", f"{self.server.uri}/nosuchthing", code=3)
        self.assertIn("nosuchthing", done.err)

    def test_not_neo4j(self):
        port = self.server.uri.rpartition(":")[2]
        done = self.run_program("health", code=2, env={"NEO4J_URI": f"ftp://127.0.0.1:{port}"})
        self.assertIn("ftp://", done.err)

    def test_no_target(self):
        self.assertIn("NEO4J_URI", self.run_program("health", code=2, env={"NEO4J_URI": None}).err)


class DryRunTest(support.ProgramTest):
    """What --dry-run announces is counted against the graph, by label and by type."""

    def announced(self, *sources):
        text = self.run_program("ingest", *sources, "--dry-run", "--log", "text", code=0, env={"NEO4J_URI": None}).out
        block = text.partition("A run into an empty graph writes:\n")[2]
        nodes = {name: int(count) for count, name in re.findall(r"^ *(\d+)  ([A-Za-z0-9]+)$", block, re.M)}
        relationships = {name: int(count) for count, name in re.findall(r"^ *(\d+)  -\[([A-Z_]+)\]->$", block, re.M)}
        self.assertTrue(nodes and relationships, text)
        return nodes, relationships

    def assert_true(self, *sources):
        nodes, relationships = self.announced(*sources)
        self.assertEqual(self.server.value("MATCH (n) RETURN count(n)"), 0)
        self.ingest(*sources)
        found = {label: self.server.value(f"MATCH (n:`{label}`) RETURN count(n)") for label in nodes}
        self.assertEqual(nodes, found)
        # No label is left out, and the counts add up to all nodes.
        rows = self.server.rows("MATCH (n) RETURN labels(n), count(*)")
        for labels, count in rows:
            self.assertTrue(set(labels) & nodes.keys(), f"{count} nodes with {labels} were not announced")
        self.assertEqual(relationships, dict(self.server.rows("MATCH ()-[r]->() RETURN type(r), count(*)")))

    def test_structure(self):
        self.assert_true(SAMPLE_JSON)

    def test_text(self):
        self.assert_true(SAMPLE_XML)

    def test_both(self):
        self.assert_true(*SAMPLES)

    def test_part(self):
        self.assert_true(SAMPLE_PART)

    @support.needs_corpus
    def test_real_titles(self):
        self.assert_true(*[p for t in (1, 3, 4) for p in (support.structure(t), support.xml(t))])

    def test_writes_no_file(self):
        self.announced(*SAMPLES)
        bad = self.write("bad.xml", "nothing")
        self.run_program("ingest", bad, "--dry-run", code=1)
        self.assertEqual([p.name for p in self.folder.iterdir()], ["bad.xml"])


if __name__ == "__main__":
    unittest.main(verbosity=2)
