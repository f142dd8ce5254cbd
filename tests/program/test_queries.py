"""Every query of samples/queries answers on the samples, and the ten questions answer rightly."""

import glob
import os
import pathlib
import re
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from support import case  # noqa: E402

SAMPLES = pathlib.Path(__file__).resolve().parents[2] / "samples"
QUERIES = sorted(glob.glob(str(SAMPLES / "queries" / "*.cypher")))


def setUpModule():
    server = case.start_server()
    server.wipe()
    case.program.run(
        ["ingest", str(SAMPLES / "structure-title-99-2025-01-15.json"), str(SAMPLES / "full-title-99-2025-01-15.xml")],
        server.home, server.environment, 120, None)


class Queries(unittest.TestCase):
    def rows(self, name):
        text = (SAMPLES / "queries" / f"{name}.cypher").read_text(encoding="utf-8")
        return case.SERVER.rows(text)

    def test_each_answers(self):
        self.assertGreater(len(QUERIES), 15)
        for path in QUERIES:
            with self.subTest(os.path.basename(path)):
                text = pathlib.Path(path).read_text(encoding="utf-8")
                self.assertTrue(text.startswith("// "), "the first line is the question in plain words")
                self.assertTrue(case.SERVER.rows(text), "no answer")

    def test_what_cites(self):
        rows = self.rows("what_cites")
        self.assertIn("/us/cfr/t99/s12.5", {row[2] for row in rows})
        self.assertTrue(all(row[2].startswith("/us/cfr/t99/s12.5") for row in rows))

    def test_dangling_is_under_the_nearest_that_exists(self):
        nearest = {row[2]: row[3] for row in self.rows("dangling")}
        self.assertEqual(nearest["/us/cfr/t99/s12.7/f"], "/us/cfr/t99/s12.7")

    def test_amended_by_one_page(self):
        sections = {row[0].split(" ")[1] for row in self.rows("amended_by_page")}
        self.assertEqual(sections, {"12.5", "200.3"})

    def test_the_law_behind_two_parts(self):
        sources = {row[1] for row in self.rows("touched_by_law") if row[0] == "AUTHORIZED_BY"}
        self.assertEqual(sources, {"/us/cfr/t99/p12", "/us/cfr/t99/p14"})

    def test_full_text_in_order(self):
        text = [row[0].strip() for row in self.rows("full_text")]
        self.assertEqual(text[0], "(a) Name and weight—")
        self.assertEqual(text[1], "(1) Name.")

    def test_interpretations_lead_to_what_they_interpret(self):
        rows = self.rows("interpretations")
        self.assertTrue(rows)
        for provision, comment, _ in rows:
            number = comment.rsplit("/supI/", 1)[1].split("-")[0].split("/")[0]
            section = provision.split("/s12.", 1)[1].split("/")[0]
            self.assertTrue(number.startswith(section), (provision, comment))

    def test_citation_path_is_a_chain(self):
        rows = self.rows("citation_path")
        self.assertEqual(rows[0][1], "/us/cfr/t99/s200.6")
        self.assertEqual(rows[-1][3], "/us/cfr/t99/s12.5")
        for before, after in zip(rows, rows[1:]):
            self.assertEqual(before[3], after[1])

    def test_browser_has_a_picture_of_a_part(self):
        graph = (SAMPLES / "browser.cypher").read_text(encoding="utf-8").replace("RETURN tree, cited", """
            UNWIND nodes(tree) + coalesce(nodes(cited), []) AS node UNWIND labels(node) AS label
            RETURN label, count(DISTINCT node)""")
        found = dict(case.SERVER.rows(graph))
        # More than fit into a window would teach nothing.
        self.assertTrue(20 <= found["Resource"] <= 40, found)
        self.assertLessEqual({"Part", "Subpart", "Section", "Paragraph", "Stub"}, set(found))

    def test_browser_has_a_style_for_every_label(self):
        style = (SAMPLES / "browser.grass").read_text(encoding="utf-8")
        # Browser makes up a rule for a label without a colour or a caption, and it wins over all that are here.
        styled = {name for name, rule in re.findall(r"^node\.(\w+) \{(.*)\}$", style, re.M)
                  if "color:" in rule and "caption:" in rule}
        labels = {row[0] for row in case.SERVER.rows("MATCH (n) UNWIND labels(n) AS label RETURN DISTINCT label")}
        self.assertLessEqual(labels, styled)


if __name__ == "__main__":
    unittest.main()
