#!/usr/bin/env python3
"""Fifty seeded corruptions of a loaded graph: verify finds each and names its place, and finds nothing once it is undone."""

import json
import random
import unittest

import support
from support.documents import SAMPLE_JSON, SAMPLE_XML

SEED = 20250115
TRIALS = 50
SAMPLES = (SAMPLE_JSON, SAMPLE_XML)
# What the documents make; that of stubs follows from their keys.
OURS = "NOT n:Stub AND NOT n:Artifact"
TYPES = ("HAS_CHILD", "NEXT", "HAS_XML", "HAS_PARAGRAPH", "HAS_NOTE", "CITES", "AUTHORIZED_BY", "SOURCED_FROM", "AMENDED_BY",
         "INTERPRETS", "FROM_ARTIFACT")


def setUpModule():
    support.start_server()


class Corruptions:
    """Each method makes the graph wrong in one place and returns the ids of which verify must name one."""

    def __init__(self, server, rng):
        self.server, self.rng = server, rng

    def any_of(self, statement, **parameters):
        return self.rng.choice(sorted(self.server.rows(statement, **parameters)))

    def node(self, condition):
        return self.any_of(f"MATCH (n) WHERE {OURS} AND {condition} RETURN n.id")[0]

    def edge(self, *types):
        return self.any_of("MATCH (a)-[r]->(b) WHERE type(r) IN $types RETURN a.id, type(r), b.id, elementId(r)",
                           types=types or TYPES)

    def run(self, statement, **parameters):
        self.server.rows(statement, **parameters)

    def set(self, key, name, value):
        self.run(f"MATCH (n {{id: $key}}) SET n.{name} = $value", key=key, value=value)
        return [key]

    def deleted_node(self):
        key = self.node("NOT n:Title")
        self.run("MATCH (n {id: $key}) DETACH DELETE n", key=key)
        return [key]

    def added_node(self):
        key = self.node("n:Section")
        self.run("MATCH (s {id: $key}) CREATE (s)-[:HAS_PARAGRAPH {order: 77}]->"
                 "(:Resource:Paragraph {id: $key + '/zz', text: 'Not law.', depth: 0, seq: 77})", key=key)
        return [key + "/zz"]

    def changed_text(self):
        key, text = self.any_of(f"MATCH (n) WHERE {OURS} AND n.text IS NOT NULL RETURN n.id, n.text")
        at = self.rng.randrange(len(text) + 1)
        return self.set(key, "text", text[:at] + "x" + text[at:])

    def changed_xml(self):
        key, xml = self.any_of("MATCH (n:XMLData) RETURN n.id, n.xml")
        return self.set(key, "xml", xml.replace(">", "> ", 1))

    def changed_heading(self):
        return self.set(self.node("n.heading IS NOT NULL AND n:Division"), "heading", "Another")

    def changed_label_of_structure(self):
        return self.set(self.node("n.label IS NOT NULL"), "label", "Another")

    def changed_property(self):
        key, names = self.any_of(f"MATCH (n) WHERE {OURS} RETURN n.id, keys(n)")
        name = self.rng.choice(sorted(set(names) - {"id"}))
        value = self.server.value(f"MATCH (n {{id: $key}}) RETURN n.{name}", key=key)
        other = not value if isinstance(value, bool) else value + 1 if isinstance(value, int) else [*value, value[0]] if isinstance(
            value, list) and value else [1] if isinstance(value, list) else value + "x"
        return self.set(key, name, other)

    def removed_property(self):
        key, names = self.any_of(f"MATCH (n) WHERE {OURS} RETURN n.id, keys(n)")
        return self.set(key, self.rng.choice(sorted(set(names) - {"id"})), None)

    def deleted_edge(self):
        start, _, end, edge = self.edge()
        self.run("MATCH ()-[r]->() WHERE elementId(r) = $edge DELETE r", edge=edge)
        return [start, end]

    def doubled_edge(self):
        start, kind, end, edge = self.edge()
        self.run(f"MATCH (a)-[r]->(b) WHERE elementId(r) = $edge CREATE (a)-[e:{kind}]->(b) SET e = properties(r)", edge=edge)
        return [start, end]

    def added_edge(self):
        start, kind = self.node("NOT n:Title"), self.rng.choice(TYPES)
        end = self.node("n.id <> '" + start + "' AND NOT n:Title")
        self.run(f"MATCH (a {{id: $start}}) MATCH (b {{id: $end}}) CREATE (a)-[:{kind}]->(b)", start=start, end=end)
        return [start, end]

    def changed_edge(self):
        start, _, end, edge = self.edge("HAS_CHILD", "HAS_PARAGRAPH", "CITES")
        self.run("MATCH ()-[r]->() WHERE elementId(r) = $edge SET r.order = coalesce(r.order, 0) + 1, "
                 "r.start = CASE WHEN r.start IS NULL THEN NULL ELSE r.start + 1 END", edge=edge)
        return [start, end]

    def moved_child(self):
        parent, kind, child, edge = self.edge("HAS_CHILD", "HAS_PARAGRAPH", "HAS_NOTE")
        other = self.node("n.id <> $parent AND n:Division".replace("$parent", f"'{parent}'") + f" AND n.id <> '{child}'")
        self.run(f"MATCH (a)-[r]->(b) WHERE elementId(r) = $edge MATCH (c {{id: $other}}) CREATE (c)-[e:{kind}]->(b) "
                 "SET e = properties(r) DELETE r", edge=edge, other=other)
        return [child]

    def swapped_order(self):
        _, one, other = self.any_of("MATCH (p)-[r:HAS_CHILD|HAS_PARAGRAPH]->(a) MATCH (p)-[s]->(b) WHERE type(r) = type(s) "
                                    "AND r.order + 1 = s.order RETURN p.id, elementId(r), elementId(s)")
        self.run("MATCH ()-[r]->(a) WHERE elementId(r) = $one MATCH ()-[s]->(b) WHERE elementId(s) = $other "
                 "WITH r, s, r.order AS o SET r.order = s.order, s.order = o", one=one, other=other)
        return [row[0] for row in self.server.rows("MATCH ()-[r]->(a) WHERE elementId(r) IN $both RETURN a.id", both=[one, other])]

    def reversed_next(self):
        start, _, end, edge = self.edge("NEXT")
        self.run("MATCH (a)-[r]->(b) WHERE elementId(r) = $edge CREATE (b)-[:NEXT]->(a) DELETE r", edge=edge)
        return [start, end]

    def dropped_label(self):
        key, labels = self.any_of(f"MATCH (n) WHERE {OURS} RETURN n.id, labels(n)")
        self.run(f"MATCH (n {{id: $key}}) REMOVE n:{self.rng.choice(sorted(labels))}", key=key)
        return [key]

    def added_label(self):
        key, labels = self.any_of(f"MATCH (n) WHERE {OURS} RETURN n.id, labels(n)")
        other = self.rng.choice(sorted({"Part", "Section", "Paragraph", "Note", "Authority", "Div8", "Stub"} - set(labels)))
        self.run(f"MATCH (n {{id: $key}}) SET n:{other}", key=key)
        return [key]

    def changed_target(self):
        start, kind, end, edge = self.edge("CITES", "AUTHORIZED_BY", "AMENDED_BY", "SOURCED_FROM", "INTERPRETS")
        other = self.node(f"n:Section AND n.id <> '{end}'")
        self.run(f"MATCH (a)-[r]->() WHERE elementId(r) = $edge MATCH (c {{id: $other}}) CREATE (a)-[e:{kind}]->(c) "
                 "SET e = properties(r) DELETE r", edge=edge, other=other)
        return [start]

    def changed_stamp(self):
        layer = self.rng.choice(["structure", "text"])
        name, value = self.rng.choice([("hash", "0" * 32), ("hash", None), ("as_of", "2024-12-31"), ("as_of", "2025-02-01"),
                                       ("artifact", "0" * 64), ("whole", False), ("mapping", 1), ("rejected", 3)])
        return self.set(self.node(f"n.{layer}_hash IS NOT NULL"), f"{layer}_{name}", value)

    def interrupted_change(self):
        return self.set(self.node("n.text_hash IS NOT NULL"), "claim", "somebody")


class Repair:
    """Puts a graph back into the state that it had."""

    def __init__(self, server, before):
        self.server, self.before = server, before

    def run(self):
        self.nodes(self.server.graph())
        self.edges(self.server.graph())

    def nodes(self, found):
        for key in found.nodes.keys() - self.before.nodes.keys():
            self.server.rows("MATCH (n {id: $key}) DETACH DELETE n", key=key)
        for key, (labels, properties) in self.before.nodes.items():
            if found.nodes.get(key) == (labels, properties):
                continue
            names = ":".join(labels)
            self.server.rows(f"OPTIONAL MATCH (n {{id: $key}}) REMOVE n:{':'.join(found.nodes.get(key, (labels,))[0]) or names}",
                             key=key)
            self.server.rows(f"MERGE (n {{id: $key}}) SET n = $properties SET n:{names}", key=key, properties=properties)

    def edges(self, found):
        wanted, there = self.before.relationships, found.relationships
        for edge in {*wanted, *there}:
            start, kind, end, properties = edge
            if there[edge] == wanted[edge]:
                continue
            ends = {"start": start, "end": end, "properties": json.loads(properties)}
            self.server.rows(f"MATCH ({{id: $start}})-[r:{kind}]->({{id: $end}}) WHERE properties(r) = $properties DELETE r", **ends)
            for _ in range(wanted[edge]):
                self.server.rows(f"MATCH (a {{id: $start}}) MATCH (b {{id: $end}}) CREATE (a)-[r:{kind}]->(b) SET r = $properties",
                                 **ends)


class TrialsTest(support.ProgramTest):
    def verify(self):
        return self.run_program("verify", *SAMPLES, "--log", "json")

    def test_each_corruption_is_found(self):
        before = self.loaded(*SAMPLES)
        self.assertEqual(self.verify().code, 0)
        rng = random.Random(SEED)
        corruptions = Corruptions(self.server, rng)
        kinds = sorted(name for name, member in vars(Corruptions).items()
                       if callable(member) and name not in ("__init__", "any_of", "node", "edge", "run", "set"))
        for trial in range(TRIALS):
            kind = kinds[trial % len(kinds)]
            with self.subTest(trial=trial, kind=kind):
                places = getattr(corruptions, kind)()
                broken = self.server.graph()
                self.assertTrue(support.differences(broken, before), f"{kind} {places} changed nothing")
                done = self.verify()
                lines = [r["message"] for r in done.records if r["event"] == "difference"]
                Repair(self.server, before).run()
                self.assertEqual(done.code, 1, f"{places} was not found")
                self.assertIn("differs", {d["outcome"] for d in done.outcomes.values()})
                self.assertEqual([sum(d[count] for d in done.outcomes.values()) for count in ("differences", "rejected")],
                                 [len(lines), 0])
                self.assertTrue(any(place in line for place in places for line in lines), f"{places} is not named in {lines}")
                self.assert_same(self.server.graph(), before, "the repair of this test")
                self.assertEqual(self.verify().code, 0, f"{places} after the repair")


if __name__ == "__main__":
    unittest.main(verbosity=2)
