#!/usr/bin/env python3
"""A database that others use too: whatever a run loads, changes, prunes or sweeps, and whenever it is killed, what is theirs stays as
it was, and the program's own graph becomes what it would be in a database of its own."""

import unittest

import support
from support import case
from support.documents import SAMPLE_CHANGED, SAMPLE_JSON, SAMPLE_XML
from support.graph import Graph, canonical

LOAD = [SAMPLE_JSON, SAMPLE_XML]
KILLS = 4
LABELS = 100

# Every foreign node and relationship has a number of its own in `foreign`. Some bear the labels and types of this program, without
# being part of its graph.
CREATE = [
    f"""UNWIND range(1, {LABELS}) AS i CREATE (n:$('L' + i) {{foreign: i, id: 'thing ' + i, at: date('2020-01-01') + duration({{days: i}}),
        list: [i, i + 1], place: point({{x: i, y: 2 * i}}), real: i / 7.0, flag: i % 2 = 0}})""",
    f"MATCH (a), (b) WHERE b.foreign = a.foreign % {LABELS} + 1 CREATE (a)-[:AFTER {{foreign: a.foreign, weight: 1.5}}]->(b)",
    "CREATE (:Stub {foreign: 1001, name: 'x'})-[:R {foreign: 1001}]->(:X {foreign: 1002})",
    "CREATE (:Artifact {foreign: 1003, name: 'a.jar'})-[:BUILT_BY {foreign: 1002}]->(:Build {foreign: 1004})",
    "CREATE (:Artifact {foreign: 1005, id: 'artifact:1', sha: 'f00'}), (:Stub:CFR {foreign: 1006, id: 'stub', citation: 'Smith 2020'})",
    "CREATE (:Division:Section {foreign: 1007, id: '12.1', code: 'S1'})-[:HAS_PARAGRAPH {foreign: 1003, order: 0}]->"
    "(:Paragraph {foreign: 1008, text: 'theirs'})-[:CITES {foreign: 1004}]->(:Stub {foreign: 1009})",
    "CREATE (:Part {foreign: 1010, id: 'p', number: 12})<-[:HAS_CHILD {foreign: 1005}]-(:Title {foreign: 1011, claim: 'c'})",
    "CREATE (:Resource {foreign: 1012, name: 'no id'}), (:Resource:Stub {foreign: 1013, name: 'no id'}), "
    "(:Resource:Artifact {foreign: 1014, id: 'artifact:latest'}), (:Resource {foreign: 1015, id: 'http://example.org/1'}), "
    "(:Resource:Section {foreign: 1016, id: 17})",
    "CREATE (:XMLData:Div8 {foreign: 1017, id: '/us/cfr/t99/s12.1#xml', xml: '<a/>'})-[:FROM_ARTIFACT {foreign: 1006}]->"
    "(:Artifact {foreign: 1018, id: 'artifact:" + "0" * 64 + "'})",
]
SCHEMA = [
    "CREATE CONSTRAINT resource_id FOR (n:L1) REQUIRE n.id IS UNIQUE",
    "CREATE CONSTRAINT stub_id FOR (n:Artifact) REQUIRE n.sha IS UNIQUE",
    "CREATE CONSTRAINT section_code FOR (n:Section) REQUIRE n.code IS UNIQUE",
    "CREATE CONSTRAINT part_number FOR (n:Part) REQUIRE (n.number, n.id) IS UNIQUE",
    "CREATE INDEX part_id FOR (n:L2) ON (n.id)",
    "CREATE INDEX division_claim FOR ()-[r:R]-() ON (r.foreign)",
    "CREATE TEXT INDEX section_text_parent FOR (n:Section) ON (n.text_parent)",
    "CREATE FULLTEXT INDEX words FOR (n:Paragraph|Note) ON EACH [n.text, n.heading]",
    "CREATE INDEX FOR (n:Stub) ON (n.citation)",
    # L1 and L2 have theirs above.
    *(f"CREATE CONSTRAINT FOR (n:L{i}) REQUIRE n.id IS UNIQUE" for i in range(3, LABELS // 2)),
    *(f"CREATE INDEX FOR (n:L{i}) ON (n.at, n.real)" for i in range(LABELS // 2, LABELS + 1)),
]
# To and from what a newer text or a shorter title lacks, and the document that it replaces.
DOOMED_TIES = [
    "MATCH (s:Section:Resource {id: '/us/cfr/t99/s14.2-2'}) CREATE (:Memo {foreign: 4001})-[:ABOUT {foreign: 4001}]->(s), "
    "(s)-[:CITES {foreign: 4002}]->(:Paper {foreign: 4002})",
    "MATCH (:Section:Resource {id: '/us/cfr/t99/s14.2-2'})-[:HAS_XML]->(x) CREATE (x)-[:CHECKED_BY {foreign: 4003}]->(:Job {foreign: 4003})",
    "MATCH (p:Part:Resource {id: '/us/cfr/t99/p14'}) CREATE (:Menu {foreign: 4004})-[:HAS_CHILD {foreign: 4004}]->(p)",
    "MATCH (:Title:Resource {id: '/us/cfr/t99'})-[:FROM_ARTIFACT {layer: 'text'}]->(a) "
    "CREATE (:Log {foreign: 4005})-[:SAW {foreign: 4005}]->(a)",
]
# To and from what the program has loaded and keeps: types of their own, and the program's types with an end that is theirs.
TIES = [
    "MATCH (p:Part:Resource {id: '/us/cfr/t99/p12'}) CREATE (:Memo {foreign: 2001})-[:ABOUT {foreign: 2001}]->(p), "
    "(p)-[:OWNED_BY {foreign: 2002}]->(:Team {foreign: 2002}), (:Menu {foreign: 2003})-[:HAS_CHILD {foreign: 2003, order: 7}]->(p)",
    "MATCH (s:Section:Resource {id: '/us/cfr/t99/s12.20'}) CREATE (s)-[:CITES {foreign: 2004, start: 0}]->(:Paper {foreign: 2004}), "
    "(s)-[:HAS_NOTE {foreign: 2005}]->(:Note {foreign: 2005, text: 'theirs'}), (s)-[:NEXT {foreign: 2006}]->(:Page {foreign: 2006})",
    "MATCH (p:Part:Resource {id: '/us/cfr/t99/p12'}), (s:Section:Resource {id: '/us/cfr/t99/s12.20'}) "
    "CREATE (s)-[:SEE_ALSO {foreign: 2007}]->(p)",
    "MATCH (s:Stub:Resource) WITH s ORDER BY s.id LIMIT 1 CREATE (s)-[:WITHIN {foreign: 2008}]->(:Region {foreign: 2008})",
]


def setUpModule():
    support.start_server()


class ForeignTest(support.ProgramTest):
    def settle_others(self):
        for statement in CREATE:
            self.server.rows(statement)
        self.theirs = self.foreign()
        self.their_schema = self.schema()

    def tie(self):
        for statement in TIES:
            self.server.rows(statement)
        self.theirs = self.foreign()
        kinds = self.server.rows("MATCH ()-[e]->() WHERE e.foreign > 2000 RETURN count(e)")
        self.assertEqual(kinds, [[8]], "what the ties refer to is not in the samples")

    def foreign(self):
        """All that is theirs, as text: which node it is, its labels and properties, and both ends of each relationship."""
        nodes = self.server.rows("MATCH (n) WHERE n.foreign IS NOT NULL RETURN elementId(n), labels(n), properties(n), "
                                 "COLLECT { UNWIND keys(n) AS k WITH k ORDER BY k RETURN valueType(n[k]) } ORDER BY n.foreign")
        edges = self.server.rows("MATCH (a)-[e]->(b) WHERE e.foreign IS NOT NULL RETURN elementId(e), type(e), elementId(a), "
                                 "elementId(b), properties(e) ORDER BY e.foreign")
        return "\n".join(map(canonical, nodes + edges))

    def schema(self):
        """What there is, by name."""
        rows = self.server.rows("SHOW INDEXES YIELD name, state, type, createStatement WHERE type <> 'LOOKUP' "
                                "RETURN name, state, createStatement")
        rows += self.server.rows("SHOW CONSTRAINTS YIELD name, createStatement RETURN name, 'constraint', createStatement")
        return {tuple(row) for row in rows}

    def own(self):
        nodes = self.server.rows("MATCH (n) WHERE n.foreign IS NULL RETURN n.id, labels(n), properties(n)")
        edges = self.server.rows("MATCH (a)-[r]->(b) WHERE r.foreign IS NULL RETURN a.id, type(r), b.id, properties(r)")
        return Graph(nodes, edges)

    def assert_untouched(self, what):
        self.assertMultiLineEqual(self.foreign(), self.theirs, what)
        self.assertLessEqual(self.their_schema, self.schema(), what)

    def without_part(self, number, date):
        begin, _, rest = SAMPLE_XML.read_text(encoding="utf-8").partition(f'<DIV5 N="{number}" ')
        return self.write(f"full-title-99-{date}.xml", begin + rest.partition("</DIV5>")[2])


class BesideTest(ForeignTest):
    @classmethod
    def setUpClass(cls):
        """Once: a change of the schema makes the server plan everything anew."""
        server = case.SERVER
        server.wipe()
        server.drop_schema()
        cls.addClassCleanup(server.drop_schema)
        cls.addClassCleanup(server.wipe)
        for statement in SCHEMA:
            server.rows(statement)
        server.rows("CALL db.awaitIndexes(600)")

    def test_load_change_and_prune(self):
        shorter = self.without_part("14", "2025-12-01")
        runs = [LOAD, LOAD, [SAMPLE_CHANGED], [shorter]]
        expected = []
        for sources in runs:
            self.ingest(*sources)
            expected.append(self.own())
        counts = self.ingest(*LOAD).summary
        self.server.wipe()
        self.settle_others()
        for i, sources in enumerate(runs):
            self.ingest(*sources)
            self.assert_untouched(sources)
            self.assert_same(self.own(), expected[i], sources)
            if i == 0:
                self.tie()
        found = self.ingest(*LOAD).summary
        for name in ("citations_resolved", "citations_stubs", "citations_dangling"):
            self.assertEqual(found[name], counts[name], name)

    def test_killed(self):
        expected = self.loaded(*LOAD, SAMPLE_CHANGED)
        self.server.wipe()
        self.settle_others()
        for _ in range(KILLS):
            # Each gets further than the one before.
            process = self.under_way(*LOAD, SAMPLE_CHANGED)
            process.kill()
            process.communicate(timeout=60)
            self.server.settle()
            self.assert_untouched("killed")
        self.ingest(*LOAD, SAMPLE_CHANGED)
        self.assert_untouched("the last run")
        self.assert_same(self.own(), expected)

    def test_a_sweep_leaves_what_others_hold(self):
        """A law that nothing cites any more, and that somebody else refers to."""
        key = "/us/pl/91/452"
        self.settle_others()
        self.ingest(*LOAD)
        self.assertIn(key, self.own().labelled("Stub"))
        self.server.rows("MATCH (s:Stub {id: $key}) CREATE (:Brief {foreign: 3001})-[:RELIES_ON {foreign: 3001}]->(s)", key=key)
        self.theirs = self.foreign()
        self.assertEqual(self.ingest(SAMPLE_CHANGED).summary["orphans_kept"], 1)
        self.assert_untouched("kept")
        self.assertIn(key, self.own().labelled("Stub"))
        said = self.ingest(SAMPLE_CHANGED, log="text")
        self.assertIn("because relationships of others do: 1", said.out + said.err)
        self.server.rows("MATCH (b:Brief) DETACH DELETE b")
        self.theirs = self.foreign()
        self.assertEqual(self.ingest(SAMPLE_CHANGED).summary["orphans_kept"], 0)
        self.assertNotIn(key, self.own().nodes)
        self.assert_untouched("swept")


    def test_what_others_refer_to_stays_as_a_stub(self):
        shorter = self.without_part("14", "2025-12-01")
        for sources in (LOAD, [SAMPLE_CHANGED], [shorter]):
            self.ingest(*sources)
        expected = self.own()
        self.server.wipe()
        self.server.drop_schema()
        self.settle_others()
        self.ingest(*LOAD)
        for statement in DOOMED_TIES:
            self.server.rows(statement)
        self.theirs = self.foreign()
        for sources in ([SAMPLE_CHANGED], [shorter]):
            done = self.ingest(*sources)
            self.assert_untouched(sources)
            self.run_program("verify", *sources, code=0)
        self.assertEqual(self.server.value("MATCH ()-[e]->() WHERE e.foreign > 4000 RETURN count(e)"), 5)
        self.assertGreater(done.summary["orphans_kept"], 0)
        # Without them nothing is left of it.
        self.server.rows("MATCH (n) WHERE n.foreign > 4000 DETACH DELETE n")
        self.theirs = self.foreign()
        self.ingest(shorter)
        self.assert_untouched("swept")
        self.assert_same(self.own(), expected)

    def test_a_stub_of_others_with_a_key(self):
        """It has the label and the key, and is no Resource."""
        self.ingest(*LOAD)
        expected = self.own()
        self.server.wipe()
        self.server.rows("CREATE (:Stub:CFR {foreign: 1, id: '/us/cfr/t99/p12'}), (:Division:Part {foreign: 2, id: '/us/cfr/t99/p14'})")
        self.theirs, self.their_schema = self.foreign(), self.schema()
        self.ingest(*LOAD)
        self.assert_untouched("beside them")
        self.assert_same(self.own(), expected)
        self.run_program("verify", *LOAD, code=0)


class InTheWayTest(ForeignTest):
    def assert_rejected(self, places, reason):
        """At once, with its reason, and all else is loaded; without what is in the way the next run completes it."""
        done = self.ingest(*LOAD, code=1)
        self.assert_untouched("in the way")
        self.assertLess(done.summary["replans"], 10)
        self.assertEqual({letter["place"] for letter in self.dead_letters()}, places)
        for letter in self.dead_letters():
            self.assertIn(reason, letter["reason"])
        return self.own()

    def assert_completed(self, expected):
        self.theirs = self.foreign()
        self.ingest(*LOAD, "--retry-rejected")
        self.assert_untouched("completed")
        self.assert_same(self.own(), expected)

    def test_a_node_with_the_id_of_a_part(self):
        expected = self.loaded(*LOAD)
        self.server.wipe()
        self.server.rows("CREATE (:Resource {foreign: 1, id: '/us/cfr/t99/p12', name: 'theirs'})-[:R {foreign: 1}]->(:X {foreign: 2})")
        self.theirs, self.their_schema = self.foreign(), self.schema()
        graph = self.assert_rejected({"/us/cfr/t99/p12"}, "a node that this program did not write has the id '/us/cfr/t99/p12'")
        missing = {key for key in expected.nodes if key not in graph.nodes and key.startswith("/us/cfr/t99/p")}
        self.assertTrue(missing)
        self.assertTrue(all(key.startswith("/us/cfr/t99/p12") for key in missing), missing)
        self.assertIn("Title", graph.nodes["/us/cfr/t99"][0])
        self.server.rows("MATCH (n:Resource {foreign: 1}) DETACH DELETE n")
        self.assert_completed(expected)

    def test_a_constraint_on_parts(self):
        expected = self.loaded(*LOAD)
        self.server.wipe()
        self.server.rows("CREATE CONSTRAINT one_number FOR (n:Part) REQUIRE n.citation IS UNIQUE")
        self.server.rows("CREATE (:Part {foreign: 1, citation: '99 CFR Part 12'})")
        self.theirs, self.their_schema = self.foreign(), self.schema()
        graph = self.assert_rejected({"/us/cfr/t99/p12"}, "already exists with label `Part` and property `citation` = '99 CFR Part 12'")
        self.assertIn("/us/cfr/t99/p14", graph.nodes)
        self.assertIn("Title", graph.nodes["/us/cfr/t99"][0])
        self.server.rows("DROP CONSTRAINT one_number")
        self.their_schema = set()
        self.assert_completed(expected)

    def test_an_index_where_the_constraint_belongs(self):
        self.server.drop_schema()
        self.addCleanup(self.server.drop_schema)
        self.server.rows("CREATE INDEX plain FOR (n:Resource) ON (n.id)")
        said = self.ingest(*LOAD, code=3).err
        self.assertIn("DROP INDEX `plain`", said)
        self.assertEqual(self.size(), [])


if __name__ == "__main__":
    unittest.main(verbosity=2)
