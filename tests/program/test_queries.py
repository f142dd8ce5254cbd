"""Every query of samples/queries answers on the samples, and the ten questions answer rightly."""

import glob
import os
import pathlib
import re
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import support  # noqa: E402
from support import case  # noqa: E402

SAMPLES = pathlib.Path(__file__).resolve().parents[2] / "samples"
QUERIES = sorted(glob.glob(str(SAMPLES / "queries" / "*.cypher")))
# Second line of a query that cannot do without reading all that has a label.
READS_ALL = "// Reads "
SCANS = ("LabelScan", "LabelsScan", "AllNodesScan", "RelationshipTypeScan", "AllRelationshipsScan")
PASSAGE = (SAMPLES / "rag" / "passage.cypher").read_text(encoding="utf-8")


def setUpModule():
    server = case.start_server()
    server.wipe()
    case.program.run(
        ["ingest", "--full-text", str(SAMPLES / "structure-title-99-2025-01-15.json"),
         str(SAMPLES / "full-title-99-2025-01-15.xml")],
        server.home, server.environment, 120, None)


def operators(plan):
    yield plan
    for child in plan["children"]:
        yield from operators(child)


def profile(query):
    """Every operator of the plan by which the query was answered."""
    _, answer = case.SERVER.call("POST", "/db/neo4j/tx/commit", {"statements": [{"statement": "PROFILE " + query}]})
    if answer["errors"]:
        raise AssertionError(answer["errors"])
    return list(operators(answer["results"][0]["plan"]["root"]))


def reads_all(query):
    return query.splitlines()[1].startswith(READS_ALL)


def hits(plan):
    return sum(operator.get("DbHits", 0) for operator in plan)


def shape(plan):
    return [(o["operatorType"], o.get("DbHits", 0), o.get("args", {}).get("Details")) for o in plan]


def scans(plan):
    return [o["operatorType"] for o in plan if any(scan in o["operatorType"] for scan in SCANS)]


class Queries(unittest.TestCase):
    def test_none_reads_a_whole_label_that_need_not(self):
        for path in QUERIES:
            with self.subTest(os.path.basename(path)):
                text = pathlib.Path(path).read_text(encoding="utf-8")
                found = scans(profile(text))
                self.assertEqual(bool(found), reads_all(text), found)

    def test_full_text_indexes_are_ready_after_a_load(self):
        found = case.SERVER.rows("SHOW FULLTEXT INDEXES YIELD name, state RETURN name, state ORDER BY name")
        self.assertEqual(found, [["division_heading", "ONLINE"], ["paragraph_text", "ONLINE"]])
        query = 'CALL db.index.fulltext.queryNodes("division_heading", "witnesses") YIELD node RETURN node.id'
        self.assertEqual(case.SERVER.rows(query), [["/us/cfr/t99/s200.6"]])

    def test_passage_climbs_from_a_paragraph(self):
        rows = case.SERVER.rows('MATCH (node:Resource {id: "/us/cfr/t99/s12.5/a/1/ii"}) WITH node, 1.0 AS score ' + PASSAGE)
        citation, heading, part, text, _, _ = rows[0]
        self.assertEqual((citation, heading[:6]), ("99 CFR 12.5(a)(1)(ii)", "§ 12.5"))
        self.assertTrue(part.startswith("PART 12"), part)
        lines = text.splitlines()
        self.assertEqual(lines[:3], ["(a) Name and weight—", "(1) Name.", "(ii) The name is—"])
        self.assertTrue(lines[3].startswith("(A) "), lines)

    def test_section_as_one_text(self):
        query = (SAMPLES / "rag" / "section_text.cypher").read_text(encoding="utf-8")
        ((citation, text),) = case.SERVER.rows(query, id="/us/cfr/t99/s12.5")
        self.assertEqual(citation, "99 CFR 12.5")
        self.assertEqual(text.splitlines()[:2], ["§ 12.5 Words that must stand on a label.", "(a) Name and weight—"])

    def test_every_node_has_words(self):
        self.assertEqual(case.SERVER.value("MATCH (n) WHERE n.citation IS NULL OR n.name IS NULL RETURN count(*)"), 0)
        self.assertEqual(case.SERVER.value(
            "MATCH (d:Division) WHERE d.type IS NULL OR d.reserved IS NULL OR d.heading IS NULL RETURN count(*)"), 0)

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
        self.assertEqual({row[0] for row in rows}, {"itself", "in it", "a range", "what contains it"})
        self.assertEqual([row[2:] for row in rows if row[0] == "a range"], [["Sections 12.6 through 12.8", "99 CFR 12.6"]])
        self.assertEqual({row[3] for row in rows if row[0] == "itself"}, {"99 CFR 12.7"})
        above = {row[3] for row in rows if row[0] == "what contains it"}
        self.assertLessEqual({"99 CFR Part 12", "99 CFR Part 12, Subpart B"}, above)

    def test_a_range_of_subparts(self):
        text = (SAMPLES / "queries" / "what_cites.cypher").read_text(encoding="utf-8")
        case.SERVER.rows("""
            MATCH (s:Resource {id: "/us/cfr/t99/s200.9#p1"}), (a:Resource {id: "/us/cfr/t99/p12/spA"}), (b:Resource {id: "/us/cfr/t99/p12/spE"})
            CREATE (s)-[:CITES {start: 0, range: "start", text: "subparts A through E"}]->(a), (s)-[:CITES {start: 0, range: "end"}]->(b)""")
        for key, cited in (("p12/spB", ["a range"]), ("s12.7", ["a range of what contains it"]), ("p12/spA", []), ("p12/spE", [])):
            rows = case.SERVER.rows(text.replace('s12.7"}', key + '"}'))
            self.assertEqual([row[0] for row in rows if row[2] == "subparts A through E" and row[0] != "itself"], cited, key)
        case.SERVER.rows('MATCH ({id: "/us/cfr/t99/s200.9#p1"})-[c:CITES {start: 0}]->() DELETE c')

    def test_the_ends_of_a_range_do_not_lie_between(self):
        text = (SAMPLES / "queries" / "what_cites.cypher").read_text(encoding="utf-8")
        for section, between in (("s12.6", 0), ("s12.7", 1), ("s12.8", 0), ("s12.20", 0)):
            rows = case.SERVER.rows(text.replace('s12.7"}', section + '"}'))
            self.assertEqual(len([row for row in rows if row[0] == "a range"]), between, section)

    def test_dangling_is_under_the_nearest_that_exists(self):
        nearest = {row[2]: row[3] for row in self.rows("dangling")}
        self.assertEqual(nearest["/us/cfr/t99/s12.7/f"], "/us/cfr/t99/s12.7")

    def test_amended_by_one_page(self):
        sections = {row[0].split(" ")[1] for row in self.rows("amended_by_page")}
        self.assertEqual(sections, {"12.5", "200.3"})

    def test_the_law_behind_two_parts(self):
        sources = {row[1] for row in self.rows("touched_by_law") if row[0] == "AUTHORIZED_BY"}
        self.assertEqual(sources, {"99 CFR Part 12", "99 CFR Part 14"})

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


def values(answer):
    """How many values an answer holds, those in lists included."""
    return sum(map(values, answer)) if isinstance(answer, list) else 1


class RealTitle(unittest.TestCase):
    """Beside a real title a query reads what it reads without it, and a handful for each value that it answers more,
    unless it asks for all."""

    HANDFUL = 20

    @support.needs_corpus
    def test_hits(self):
        queries = {os.path.basename(path): pathlib.Path(path).read_text(encoding="utf-8") for path in QUERIES}
        alone = {name: (hits(profile(text)), values(case.SERVER.rows(text))) for name, text in queries.items()}
        sources = [str(support.structure(17)), str(support.xml(17))]
        run = case.program.run(["ingest", *sources], case.SERVER.home, case.SERVER.environment, 120, None)
        self.assertEqual(run.code, 0, run)
        for name, text in queries.items():
            with self.subTest(name):
                plan = profile(text)
                self.assertEqual(bool(scans(plan)), reads_all(text), scans(plan))
                if not reads_all(text):
                    read, answered = alone[name]
                    more = values(case.SERVER.rows(text)) - answered
                    self.assertLessEqual(hits(plan), read + self.HANDFUL * (more + 1), shape(plan))


if __name__ == "__main__":
    unittest.main()
