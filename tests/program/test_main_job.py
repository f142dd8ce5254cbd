#!/usr/bin/env python3
"""The structure of the Code and its texts, in one run or two, and the questions that users of the earlier loader ask."""

import collections
import itertools
import json
import unittest

import support
from support import documents
from support.documents import LABELS, divisions_of_json, divs_of_xml


def setUpModule():
    support.start_server()


def newest_structures():
    """Of each title the newest structure file; the same content in another form is left out."""
    folder = support.CORPUS / "ecfr" / "structure"
    return sorted(folder.glob("structure-title-*-current-*.json"))


class StructureTest(support.ProgramTest):
    def assert_structures(self, paths, graph):
        """No node of these files is lost: counts by type, and how often each identifier occurs with each type."""
        expected, wanted = collections.Counter(), collections.Counter()
        for path in paths:
            title = int(json.loads(path.read_text(encoding="utf-8"))["identifier"])
            for label, identifier, _ in divisions_of_json(path):
                expected[label] += 1
                wanted[title, label, identifier] += 1
        divisions = graph.labelled("Division")
        kinds = set(LABELS.values())
        found = collections.Counter(next(l for l in graph.nodes[k][0] if l in kinds) for k in divisions)
        self.assertEqual(found, expected)
        there = collections.Counter(
            (p["title"], next(l for l in graph.nodes[k][0] if l in kinds), p.get("identifier"))
            for k, p in divisions.items())
        self.assertEqual(there, wanted)
        self.assertEqual(len(graph.typed("HAS_CHILD")), sum(expected.values()) - len(paths))
        self.assertEqual(len({child for _, child, _ in graph.typed("HAS_CHILD")}), sum(expected.values()) - len(paths),
                         "a division has two parents")
        self.assertEqual(len({p["typeId"] for p in divisions.values()}), len(divisions), "a duplicate typeId")

    def assert_fields(self, path, graph):
        """Every field of every node, found by the way down from the title."""
        children = collections.defaultdict(list)
        for parent, child, properties in graph.typed("HAS_CHILD"):
            children[parent].append((properties["order"], child))
        (root,) = [k for k, p in graph.labelled("Title").items()]

        def walk(node, key):
            labels, properties = graph.nodes[key]
            self.assertIn(LABELS[node["type"]], labels)
            for name, value in node.items():
                if name != "children" and value is not None:
                    self.assertEqual(properties.get(name), value, f"{key}.{name}")
            below = sorted(children[key])
            self.assertEqual([o for o, _ in below], list(range(len(node.get("children", [])))), key)
            for child, (_, child_key) in zip(node.get("children", []), below):
                walk(child, child_key)

        walk(json.loads(path.read_text(encoding="utf-8")), root)

    def test_samples(self):
        path = documents.SAMPLE_JSON
        self.ingest(path)
        graph = self.server.graph()
        self.assert_structures([path], graph)
        self.assert_fields(path, graph)

    @support.needs_corpus
    def test_title_12(self):
        path = support.structure(12)
        done = self.ingest(path, log="text")
        graph = self.server.graph()
        self.assertEqual(len(graph.labelled("Division")), 8909)
        self.assertEqual(len(graph.typed("HAS_CHILD")), 8908)
        self.assert_structures([path], graph)
        self.assert_fields(path, graph)
        for label, count in collections.Counter(label for label, _, _ in divisions_of_json(path)).items():
            self.assertRegex(done.out, rf"\b{label} {count}\b")

    @support.needs_corpus
    def test_every_newest_structure_in_one_run(self):
        paths = newest_structures()
        self.assertGreater(len(paths), 20)
        done = self.ingest(*paths)
        self.assertEqual(done.summary["documents_loaded"], len(paths))
        self.assert_structures(paths, self.server.graph())

    def test_identifiers_that_clash_are_reported(self):
        title = json.loads(documents.SAMPLE_JSON.read_text(encoding="utf-8"))

        def parent_of_section(node):
            if any(c["type"] == "section" for c in node.get("children", [])):
                return node
            return next(filter(None, map(parent_of_section, node.get("children", []))), None)

        parent = parent_of_section(title)
        section = next(c for c in parent["children"] if c["type"] == "section")
        parent["children"].append({**section, "label": "the same again"})
        done = self.ingest(self.write("structure-title-99-2025-01-15.json", json.dumps(title)))
        clashes = [r["message"].split()[-1] for r in done.records if r["event"] == "remark"]
        self.assertEqual(clashes.count(f"/us/cfr/t99/s{section['identifier']}~2"), 1, done)
        labels = sorted(l for (l,) in self.server.rows(
            "MATCH (s:Section {identifier: $i}) RETURN s.label", i=section["identifier"]))
        self.assertEqual(labels, sorted([section["label"], "the same again"]))


class BothLayersTest(support.ProgramTest):
    def assert_texts(self, path, graph, title):
        """Every DIV of the XML has its division and its XMLData, and HAS_XML joins the two."""
        texts = graph.typed("HAS_XML")
        self.assertEqual(len(texts), len({a for a, _, _ in texts}), "a division has two XMLData")
        found = collections.Counter()
        parent_of = {child: parent for parent, child, _ in graph.typed("HAS_CHILD")}
        for division, text, _ in texts:
            labels, properties = graph.nodes[division]
            if properties["title"] != title:
                continue
            (element,) = [l for l in graph.nodes[text][0] if l.startswith("Div")]
            self.assertIn(documents.DIVS[element.upper()], labels)
            self.assertEqual(text, f"{division}#xml")
            self.assertTrue(graph.nodes[text][1]["xml"].startswith(f"<{element.upper()} "))
            above = graph.nodes[parent_of[division]][1]["identifier"] if division in parent_of else None
            found[element.upper(), graph.nodes[text][1]["elementId"], above] += 1
        self.assertEqual(found, collections.Counter(divs_of_xml(path)))

    def test_samples_in_any_order(self):
        files = [documents.SAMPLE_JSON, documents.SAMPLE_XML, documents.SAMPLE_PART]
        expected = self.loaded(*files)
        self.assert_texts(documents.SAMPLE_XML, expected, 99)
        for order in itertools.permutations(files):
            self.server.wipe()
            for path in order:
                self.ingest(path)
            self.assert_same(self.server.graph(), expected, " then ".join(p.name for p in order))

    @support.needs_corpus
    def test_titles_side_by_side(self):
        """ "1" and "A" occur in several titles: each XML joins the divisions of its own."""
        titles = (1, 3, 4)
        self.ingest(*[p for t in titles for p in (support.structure(t), support.xml(t))])
        graph = self.server.graph()
        for title in titles:
            self.assert_texts(support.xml(title), graph, title)
        for title, text in self.server.rows(
                "MATCH (d:Division)-[:HAS_XML]->(x:XMLData) RETURN d.id, x.id"):
            self.assertEqual(text, f"{title}#xml")


@support.needs_corpus
class EarlierQueriesTest(support.ProgramTest):
    def test_children_by_identifier(self):
        path = support.structure(12)
        self.ingest(path)
        rows = self.server.rows(
            'MATCH (a:Division)-[:HAS_CHILD]->(b:Division) WHERE a.identifier = "1026" RETURN b.typeId, b.label')

        def find(node):
            if node.get("identifier") == "1026":
                return node
            return next(filter(None, map(find, node.get("children", []))), None)

        part = find(json.loads(path.read_text(encoding="utf-8")))
        self.assertEqual(sorted(label for _, label in rows), sorted(c["label"] for c in part["children"]))
        for type_id, _ in rows:
            self.assertRegex(type_id, r"^[a-z]+_[0-9a-z]{26}$")
        labels = {l for (l,) in self.server.rows("MATCH (n:Division) UNWIND labels(n) AS l RETURN DISTINCT l")}
        self.assertLessEqual({"Subjectgroup", "Hed", "Section", "Subpart", "Part", "Appendix"}, labels)

    def test_text_of_a_section(self):
        self.ingest(support.structure(1), support.xml(1))
        rows = self.server.rows('MATCH (s:Division:Section {identifier: "1.1"})-[:HAS_XML]->(x:XMLData) RETURN x.xml')
        text = support.xml(1).read_text(encoding="utf-8")
        begin = text.index('<DIV8 N="1.1" ')
        self.assertEqual(rows, [[text[begin:text.index("</DIV8>", begin) + len("</DIV8>")]]])
        kinds = {l for (l,) in self.server.rows("MATCH (n:XMLData) UNWIND labels(n) AS l RETURN DISTINCT l")}
        self.assertLessEqual({"XMLData", "Div1", "Div3", "Div5", "Div8"}, kinds)
        every = self.server.rows("MATCH (n) WHERE n:Division OR n:XMLData RETURN n.typeId")
        self.assertEqual(len({t for (t,) in every}), len(every))


class EarlierWaysTest(support.ProgramTest):
    """The flags and variables of the earlier loader, and a .env file in the working folder."""

    def test_flags_and_variables(self):
        uri = self.server.uri
        host = uri.removeprefix("http://")
        self.run_program("-x", documents.SAMPLE_XML, "--log", "json", code=0)
        text_alone = self.server.graph()
        self.assertTrue(text_alone.labelled("XMLData"))
        self.server.wipe()
        self.run_program("-d", documents.SAMPLE_JSON, code=0, env={"NEO4J_URI": None})
        self.assertEqual(self.server.value("MATCH (n) RETURN count(n)"), 0)
        self.write(".env", f"# comment\nexport NEO4J_URI='http://{host}'\nNEO4J_USER=neo4j\nNEO4J_PASS=unused\nNEO4J_DB=neo4j\n")
        self.run_program("ingest", documents.SAMPLE_XML, "--log", "json", code=0, env={"NEO4J_URI": None})
        self.assert_same(self.server.graph(), text_alone)

    def test_bolt_address_is_explained(self):
        done = self.run_program("health", code=3, env={"NEO4J_URI": "bolt://127.0.0.1:7687"})
        self.assertIn("7474", done.err)


if __name__ == "__main__":
    unittest.main(verbosity=2)
