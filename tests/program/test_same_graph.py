#!/usr/bin/env python3
"""The same documents give the same graph, however they are loaded; loaded again they write nothing."""

import unittest

import support
from support import documents
from support.documents import SAMPLE_JSON, SAMPLE_PART, SAMPLE_XML, other_serialisation

SAMPLES = [SAMPLE_JSON, SAMPLE_XML]


def setUpModule():
    support.start_server()


def real():
    return [p for title in (1, 3) for p in (support.structure(title), support.xml(title))]


class SameGraphTest(support.ProgramTest):
    def assert_ways(self, sources, ways):
        expected = self.loaded(*sources)
        for way in ways:
            with self.subTest(way=" ".join(way)):
                self.assert_same(self.loaded(*sources, *way), expected)

    def test_samples(self):
        self.assert_ways([documents.SAMPLES], [
            ("--threads", "1"), ("--threads", "8"), ("--batch-rows", "100"), ("--batch-rows", "5000"),
            ("--connections", "1"), ("--connections", "8"), ("--batch-bytes", "4KB"),
            ("--api", "tx"), ("--api", "query"), ("--api", "query", "--threads", "8", "--batch-rows", "100")])

    def test_one_row_a_transaction(self):
        self.assert_ways(SAMPLES, [("--batch-rows", "1"), ("--batch-rows", "1", "--connections", "1", "--api", "query")])

    @support.needs_corpus
    def test_real_titles(self):
        self.assert_ways(real(), [
            ("--threads", "1"), ("--threads", "8", "--connections", "8"), ("--batch-rows", "100"),
            ("--batch-rows", "5000"), ("--api", "query")])

    @support.needs_corpus
    def test_one_row_a_transaction_of_a_real_title(self):
        self.assert_ways([support.structure(3), support.xml(3)], [("--batch-rows", "1")])


class WithoutXmlTest(support.ProgramTest):
    def xml_nodes(self):
        return self.server.value("MATCH (x:XMLData) RETURN count(x)")

    def assert_writes(self, *arguments):
        """And is unchanged the next time."""
        summary = self.ingest(*arguments).summary
        self.assertGreater(summary["nodes_created"] + summary["nodes_deleted"], 0)
        self.assertEqual(self.ingest(*arguments).summary["documents_unchanged"], len(SAMPLES))

    def test_turning_it_on_and_off_is_a_change(self):
        both = self.loaded(*SAMPLES)
        without = self.loaded(*SAMPLES, "--no-xml")
        self.assertEqual(self.xml_nodes(), 0)
        self.assertGreater(len(both.labelled("XMLData")), 0)
        self.assertEqual(len(both.nodes) - len(both.labelled("XMLData")), len(without.nodes))
        self.run_program("verify", *SAMPLES, code=0)
        self.assert_writes(*SAMPLES)
        self.assert_same(self.server.graph(), both, "turned off")
        self.assert_writes(*SAMPLES, "--no-xml")
        self.assert_same(self.server.graph(), without, "turned on")

    def test_verify_knows_which_document_has_none(self):
        self.ingest(SAMPLE_XML)
        newer = SAMPLE_PART.read_bytes().replace(b"</HEAD>", b" </HEAD>", 1)
        part = self.write("full-title-99-part-12-2025-02-15.xml", newer)
        self.ingest(part, "--no-xml", "--complete")
        for path in (SAMPLE_XML, part):
            self.run_program("verify", path, code=0)
        self.server.rows("MATCH (x:XMLData) WHERE x.id STARTS WITH '/us/cfr/t99/p14' DETACH DELETE x")
        self.run_program("verify", SAMPLE_XML, code=1)


class OrderTest(support.ProgramTest):
    def assert_orders(self, structure, text):
        both = self.loaded(structure, text)
        self.assert_same(self.loaded(text, structure), both, "given in the other order")
        self.loaded(structure)
        self.ingest(text)
        self.assert_same(self.server.graph(), both, "structure, then text")
        self.loaded(text)
        self.ingest(structure)
        self.assert_same(self.server.graph(), both, "text, then structure")

    def test_samples(self):
        self.assert_orders(*SAMPLES)

    @support.needs_corpus
    def test_real_title(self):
        self.assert_orders(support.structure(1), support.xml(1))

    @support.needs_corpus
    def test_layers_that_are_months_apart(self):
        structure, text = support.structure(22), support.xml(22, "2026-01-29")
        self.loaded(structure)
        self.ingest(text)
        expected = self.server.graph()
        self.loaded(text)
        self.ingest(structure)
        self.assert_same(self.server.graph(), expected, "text, then structure")

    @support.needs_corpus
    def test_many_titles_at_once_or_one_by_one(self):
        expected = self.loaded(*real())
        self.server.wipe()
        for path in reversed(real()):
            self.ingest(path)
        self.assert_same(self.server.graph(), expected)

    def test_part_before_and_after_its_title(self):
        expected = self.loaded(SAMPLE_XML, SAMPLE_PART)
        self.loaded(SAMPLE_PART)
        self.ingest(SAMPLE_XML)
        self.assert_same(self.server.graph(), expected, "part, then title")
        self.loaded(SAMPLE_XML)
        self.ingest(SAMPLE_PART)
        self.assert_same(self.server.graph(), expected, "title, then part")


class AgainTest(support.ProgramTest):
    def assert_nothing_to_write(self, *sources):
        first = self.loaded(*sources)
        stamp = "MATCH (a:Artifact) RETURN a.id, a.loaded_at ORDER BY a.id"
        loaded = self.server.rows(stamp)
        again = self.ingest(*sources, log="text")
        self.assertIn("Nothing had to be written", again.out)
        summary = self.ingest(*sources).summary
        for count in ("nodes_created", "nodes_updated", "nodes_deleted", "relationships_created", "relationships_deleted",
                      "requests", "documents_loaded"):
            self.assertEqual(summary[count], 0, count)
        self.assertEqual(self.server.rows(stamp), loaded)
        self.assert_same(self.server.graph(), first)

    def test_samples(self):
        self.assert_nothing_to_write(*SAMPLES)

    @support.needs_corpus
    def test_real_titles(self):
        self.assert_nothing_to_write(*real())

    def test_the_same_bytes_under_another_name(self):
        first = self.loaded(*SAMPLES)
        copy = self.write("copies/title-99.2025-01-15.xml", SAMPLE_XML.read_bytes())
        self.assertIn("Nothing had to be written", self.ingest(copy, log="text").out)
        self.assert_same(self.server.graph(), first)

    def test_a_first_load_does_not_say_so(self):
        self.assertNotIn("Nothing had to be written", self.ingest(*SAMPLES, log="text").out)


class LinesTest(support.ProgramTest):
    """A dump as JSON Lines against the graph in Neo4j."""

    def assert_lines(self, *sources):
        expected = self.loaded(*sources)
        self.ingest(*sources, "--to", "jsonl:graph.jsonl")
        self.assert_same(support.Graph.of_lines(self.folder / "graph.jsonl"), expected)

    def test_samples(self):
        self.assert_lines(*SAMPLES)

    def test_samples_with_a_part(self):
        self.assert_lines(SAMPLE_PART)

    @support.needs_corpus
    def test_real_titles(self):
        self.assert_lines(*real(), support.structure(4), support.xml(4))


class SerialisationTest(support.ProgramTest):
    """With hierarchy_metadata or with VOLUME: the same law, other bytes."""

    def assert_both(self, path, name):
        other = self.write(name, other_serialisation(path.read_bytes()))
        self.assertNotEqual(other.read_bytes(), path.read_bytes())

        def law(graph):
            return graph.without(labels=["Artifact"],
                                 properties=["xml", "cuts", "text_xml_hash", "text_artifact", "text_as_of", "text_partials"])

        one, two = law(self.loaded(path)), law(self.loaded(other))
        self.assert_same(two, one)
        # In a graph that holds the one, the other changes bytes alone.
        self.loaded(path)
        self.ingest(other)
        self.assert_same(self.server.graph(), self.loaded(other), "one over the other")

    def test_samples(self):
        self.assert_both(SAMPLE_XML, "full-title-99-2025-01-16.xml")

    def test_part_of_the_samples(self):
        self.assert_both(SAMPLE_PART, "full-title-99-part-12-2025-01-16.xml")

    @support.needs_corpus
    def test_real_title(self):
        self.assert_both(support.xml(1), "full-title-01-2025-01-30.xml")


if __name__ == "__main__":
    unittest.main(verbosity=2)
