#!/usr/bin/env python3
"""From the graph alone each document comes back byte for byte."""

import collections
import unittest

import support
from support import documents
from support.documents import SAMPLE_CHANGED, SAMPLE_JSON, SAMPLE_PART, SAMPLE_XML, divs_of_xml

TITLES = (1, 2, 3, 4, 6, 11)
LARGE = (31,)


def setUpModule():
    support.start_server()


class RoundTripTest(support.ProgramTest):
    def document(self, key):
        """Put together again from the XMLData of `key` and of what is cut out of it."""
        prefix = key + "/"
        pieces = {i: (xml.encode("utf-16-le"), cuts or [], ids or []) for i, xml, cuts, ids in self.server.rows(
            "MATCH (x:XMLData) WHERE x.id STARTS WITH $prefix OR x.id STARTS WITH $own OR x.id STARTS WITH $sections "
            "RETURN x.id, x.xml, x.cuts, x.cut_ids",
            prefix=prefix, own=key + "#", sections=key.rpartition("/p")[0] + "/s" if "/p" in key else prefix)}

        def whole(division):
            xml, cuts, ids = pieces[division + "#xml"]
            self.assertEqual(len(cuts), len(ids), division)
            self.assertEqual(cuts, sorted(cuts), division)
            out, at = [], 0
            for cut, nested in zip(cuts, ids):
                out += [xml[at:2 * cut], whole(nested)]
                at = 2 * cut
            return b"".join([*out, xml[at:]])

        return whole(key)

    def assert_document(self, path, key):
        ((prolog, epilog, size, encoding),) = self.server.rows(
            "MATCH (:Division {id: $key})-[:FROM_ARTIFACT {layer: 'text'}]->(a:Artifact) "
            "RETURN a.prolog, a.epilog, a.bytes, a.encoding", key=key)
        expected = path.read_bytes()
        self.assertEqual(size, len(expected))
        self.assertEqual(encoding, "UTF-8")
        found = (prolog or "").encode() + self.document(key).decode("utf-16-le").encode() + (epilog or "").encode()
        if found != expected:
            at = next((i for i, (a, b) in enumerate(zip(found, expected)) if a != b), min(len(found), len(expected)))
            self.fail(f"{path.name} differs from byte {at}: {found[at - 40:at + 60]!r}, expected {expected[at - 40:at + 60]!r}")

    def assert_joined(self, path, title):
        """Every DIV of the document has its own division and its own text, which is its element."""
        rows = self.server.rows(
            "MATCH (d:Division {title: $title})-[:HAS_XML]->(x:XMLData) OPTIONAL MATCH (p:Division)-[:HAS_CHILD]->(d) "
            "RETURN d.id, labels(d), x.id, labels(x), x.elementId, p.identifier", title=title)
        self.assertEqual(len(rows), len({r[0] for r in rows}))
        self.assertEqual(len(rows), len({r[2] for r in rows}))
        found = collections.Counter()
        for division, labels, text, kinds, element_id, above in rows:
            self.assertEqual(text, division + "#xml")
            (element,) = [k.upper() for k in kinds if k.startswith("Div")]
            self.assertIn(documents.DIVS[element], labels, division)
            found[element, element_id, above] += 1
        self.assertEqual(found, collections.Counter(divs_of_xml(path)))

    def test_samples(self):
        self.ingest(SAMPLE_XML)
        self.assert_document(SAMPLE_XML, "/us/cfr/t99")
        self.assert_joined(SAMPLE_XML, 99)

    def test_samples_with_their_structure(self):
        self.ingest(SAMPLE_JSON, SAMPLE_XML)
        self.assert_document(SAMPLE_XML, "/us/cfr/t99")
        self.assert_joined(SAMPLE_XML, 99)

    def test_after_a_change(self):
        self.ingest(SAMPLE_XML)
        self.ingest(SAMPLE_CHANGED)
        self.assert_document(SAMPLE_CHANGED, "/us/cfr/t99")

    def test_part(self):
        self.ingest(SAMPLE_PART)
        self.assert_document(SAMPLE_PART, "/us/cfr/t99/p12")

    def test_outside_the_basic_plane(self):
        """Offsets count UTF-16 units; a character beyond the basic plane is two of them."""
        text = SAMPLE_XML.read_text(encoding="utf-8").replace("<HEAD>", "<HEAD>\U0001D54F\U0001F600 é ").replace(
            "</DIV8>", "<P>\U00010348</P></DIV8>\r\n")
        path = self.write("full-title-99-2025-01-15.xml", text)
        self.ingest(path)
        self.assert_document(path, "/us/cfr/t99")

    def test_what_surrounds_the_title(self):
        body = SAMPLE_XML.read_text(encoding="utf-8").partition("?>")[2]
        path = self.write("full-title-99-2025-01-15.xml",
                          f'<?xml version="1.0" encoding="UTF-8"?>\n<!-- <DIV1 N="1" TYPE="TITLE"> -->\n<?a <DIV5 ?>{body}\n<!-- end -->\n\n')
        self.ingest(path)
        self.assert_document(path, "/us/cfr/t99")

    @support.needs_corpus
    def test_real_titles(self):
        for title in TITLES:
            self.ingest(support.structure(title), support.xml(title))
        for title in TITLES:
            with self.subTest(title=title):
                self.assert_document(support.xml(title), f"/us/cfr/t{title}")
                self.assert_joined(support.xml(title), title)

    @support.needs_corpus
    def test_large_titles(self):
        for title in LARGE:
            self.ingest(support.structure(title), support.xml(title), timeout=300)
            self.assert_document(support.xml(title), f"/us/cfr/t{title}")
            self.assert_joined(support.xml(title), title)

    @support.needs_corpus
    def test_real_part(self):
        path = support.CORPUS / "ecfr" / "full" / "full-title-01-part-51-2024-05-17.xml"
        self.ingest(path)
        self.assert_document(path, "/us/cfr/t1/p51")


if __name__ == "__main__":
    unittest.main(verbosity=2)
