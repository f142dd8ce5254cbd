"""Every query of samples/queries answers on the samples, and the ten questions answer rightly."""

import collections
import glob
import os
import pathlib
import re
import sys
import unittest
from xml.etree import ElementTree

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import support  # noqa: E402
from support import case  # noqa: E402

SAMPLES = pathlib.Path(__file__).resolve().parents[2] / "samples"
QUERIES = sorted(glob.glob(str(SAMPLES / "queries" / "*.cypher")))
# Second line of a query that cannot do without reading all that has a label.
READS_ALL = "// Reads "
SCANS = ("LabelScan", "LabelsScan", "AllNodesScan", "RelationshipTypeScan", "AllRelationshipsScan", "IndexScan")
PASSAGE = (SAMPLES / "rag" / "passage.cypher").read_text(encoding="utf-8")


def setUpModule():
    case.start_server().wipe()
    load("--full-text", SAMPLES / "structure-title-99-2025-01-15.json", SAMPLES / "full-title-99-2025-01-15.xml")


def load(*arguments):
    """A server samples a new index and plans anew in its own time: planned before, a query may read a whole index. The
    tests' server keeps its plans for a day, so this asks for both at once."""
    run = case.program.run(["ingest", *map(str, arguments)], case.SERVER.home, case.SERVER.environment, 120, None)
    if run.code != 0:
        raise AssertionError(run)
    case.SERVER.rows("CALL db.prepareForReplanning(300)")


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


def query(name, asked="", of=""):
    """A sample; `asked` is the key that it asks about, `of` that which this is to ask about."""
    return (SAMPLES / "queries" / f"{name}.cypher").read_text(encoding="utf-8").replace(f'"{asked}"}}', f'"{of}"}}')


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
        return case.SERVER.rows(query(name))

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

    def cite(self, *citations):
        """Relationships for this test, with the stubs that they need: (source, target, properties of CITES)."""
        self.addCleanup(case.SERVER.rows, "MATCH ()-[c:CITES {of_a_test: true}]->() DELETE c")
        self.addCleanup(case.SERVER.rows, "MATCH (n:Stub {of_a_test: true}) DETACH DELETE n")
        case.SERVER.rows("""
            UNWIND $citations AS cited
            MERGE (s:Resource {id: cited[0]})
            MERGE (t:Resource {id: cited[1]}) ON CREATE SET t:Stub, t.of_a_test = true, t.citation = cited[1]
            CREATE (s)-[c:CITES {of_a_test: true}]->(t) SET c += cited[2]""", citations=citations)

    def test_a_range_of_subparts(self):
        source, start = "/us/cfr/t99/s200.9#p1", {"start": 0, "range": "start", "text": "subparts A through E"}
        self.cite((source, "/us/cfr/t99/p12/spA", start), (source, "/us/cfr/t99/p12/spE", {"start": 0, "range": "end"}))
        for key, cited in (("p12/spB", ["a range"]), ("s12.7", ["a range of what contains it"]), ("p12/spA", []), ("p12/spE", [])):
            rows = case.SERVER.rows(query("what_cites", "/us/cfr/t99/s12.7", f"/us/cfr/t99/{key}"))
            self.assertEqual([row[0] for row in rows if row[2] == "subparts A through E" and row[0] != "itself"], cited, key)

    def test_a_range_of_paragraphs(self):
        source, start = "/us/cfr/t99/s200.9#p1", {"start": 0, "range": "start", "text": "paragraphs (a) through (c)"}
        section = "/us/cfr/t99/s12.5"
        self.cite((source, f"{section}/a", start), (source, f"{section}/c", {"start": 0, "range": "end"}))
        first = {row[0] for row in case.SERVER.rows(f'MATCH (:Resource {{id: "{section}"}})-[:HAS_PARAGRAPH*1..]->(p) RETURN p.id')}
        self.assertLessEqual({f"{section}/a/1", f"{section}/b", f"{section}/c"}, first)
        for paragraph, cited in (("a", ["itself"]), ("a/1", ["what contains it"]), ("b", ["a range"])):
            rows = case.SERVER.rows(query("what_cites", "/us/cfr/t99/s12.7", f"{section}/{paragraph}"))
            self.assertEqual([row[0] for row in rows if row[2] == start["text"]], cited, paragraph)

    def test_what_contains_a_stub(self):
        rows = case.SERVER.rows(query("what_cites", "/us/cfr/t99/s12.7", "/us/cfr/t99/s12.7/f"))
        above = [row for row in rows if row[0] == "what contains it"]
        self.assertLessEqual({"99 CFR 12.7", "99 CFR Part 12"}, {row[3] for row in above})
        self.assertIn("itself", {row[0] for row in rows})

    def test_relies_on_a_neighbour_with_the_same_prefix(self):
        self.cite(("/us/cfr/t99/s12.2", "/us/cfr/t99/s12.20", {"start": 0}), ("/us/cfr/t99/s12.2", "/us/cfr/t99/s12.2/a", {"start": 0}))
        rows = case.SERVER.rows(query("relies_on", "/us/cfr/t99/s12.1", "/us/cfr/t99/s12.2"))
        own = {row[1] for row in rows if row[0] == "itself"}
        self.assertIn("99 CFR 12.20", own)
        self.assertFalse([cited for cited in own if cited.startswith("99 CFR 12.2(")], own)
        part = {row[1] for row in rows if row[0] == "its part"}
        authority = case.SERVER.rows('MATCH (:Resource {id: "/us/cfr/t99/p12"})-[:AUTHORIZED_BY]->(law) RETURN law.citation')
        self.assertEqual(part, {row[0] for row in authority})

    def test_a_law_with_a_lettered_section(self):
        law = "/us/usc/t77/s"
        source = "/us/cfr/t99/s200.9#p1"
        self.cite((source, law + "78j/b", {"start": 1, "text": "itself"}),
                  (source, law + "78a", {"start": 2, "text": "act", "suffix": "et seq."}),
                  (source, law + "80a-1", {"start": 3, "text": "later", "suffix": "et seq."}),
                  (source, law + "780", {"start": 4, "text": "other", "suffix": "et seq."}),
                  (source, law + "77a", {"start": 5, "text": "range", "range": "start"}),
                  (source, law + "78pp", {"start": 5, "text": "range", "range": "end"}),
                  (source, law + "77b", {"start": 6, "text": "short", "range": "start"}),
                  (source, law + "77k", {"start": 6, "text": "short", "range": "end"}),
                  (source, law + "77c", {"start": 7, "text": "astray", "range": "start"}),
                  (source, "/us/usc/t78/s90", {"start": 7, "text": "astray", "range": "end"}),
                  (source, law + "78j", {"start": 8, "text": "itself too"}))
        case.SERVER.rows('MATCH (b:Resource {id: $below}), (a:Resource {id: $above}) CREATE (b)-[:WITHIN]->(a)',
                         below=law + "78j/b", above=law + "78j")
        rows = case.SERVER.rows(query("touched_by_law", "/us/usc/t15/s1604", law + "78j"))
        found = sorted(row[2].split("(")[-1].rstrip(")") for row in rows)
        self.assertEqual(found, ["act", "itself", "itself too", "range"])

    def test_the_ends_of_a_range_do_not_lie_between(self):
        for section, between in (("s12.6", 0), ("s12.7", 1), ("s12.8", 0), ("s12.20", 0)):
            rows = case.SERVER.rows(query("what_cites", "/us/cfr/t99/s12.7", f"/us/cfr/t99/{section}"))
            self.assertEqual(len([row for row in rows if row[0] == "a range"]), between, section)

    def test_link_of_what_has_no_marker(self):
        for key, link in (("s12.1", "section-12.1"), ("s200.9#p1", "section-200.9")):
            rows = case.SERVER.rows(query("ecfr_link", "/us/cfr/t99/s12.5/a/1", f"/us/cfr/t99/{key}"))
            self.assertEqual(rows, [[f"https://www.ecfr.gov/current/title-99/{link}"]])

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

    HANDFUL = 8
    # In "§§ 242.400 through 242.406" and many others; in none; the ends of some; of long and of short parts.
    ASKED = ("242.401", "242.402", "242.400", "240.10b-5", "230.502", "230.504", "229.402", "23.155", "41.45", "230.903", "210.6-05", "227.300")

    @support.needs_corpus
    def test_ranges(self):
        """The order of the sections, and ranges that are easily read, from the XML by other means."""
        load(support.structure(17), support.xml(17))
        order, printed = {}, collections.Counter()
        for part in ElementTree.parse(support.xml(17)).getroot().iter("DIV5"):
            for section in part.iter("DIV8"):
                order[section.get("N")] = (part.get("N"), len(order))
            for block in part.iter("P"):
                text = re.sub(r"[\s\u2009\u00a0]+", " ", "".join(block.itertext()))
                printed.update(re.findall(r"§§ ?(\d+\.\d[\w-]*) through (?:§ ?)?(\d+\.\d[\w-]*)", text))
        ranges = case.SERVER.rows("""
            MATCH (last:Section)<-[e:CITES {range: "end"}]-(source)-[c:CITES {range: "start"}]->(first:Section)
            WHERE c.start = e.start AND first.title = 17 AND last.title = 17
            RETURN source.citation, c.text, first.citation, last.citation""")

        def between(section, first, last):
            places = [order.get(name) for name in (first, section, last)]
            return None not in places and len({part for part, _ in places}) == 1 and places[0] < places[1] < places[2]

        answered = 0
        for section in self.ASKED:
            rows = [row for row in case.SERVER.rows(query("what_cites", "/us/cfr/t99/s12.7", f"/us/cfr/t17/s{section}")) if row[0] == "a range"]
            expected = [[source, text, first] for source, text, first, last in ranges
                        if between(section, first.removeprefix("17 CFR "), last.removeprefix("17 CFR "))]
            self.assertEqual(sorted(row[1:] for row in rows), sorted(expected), section)
            found = collections.Counter(row[3] for row in rows)
            for (first, last), times in printed.items():
                if between(section, first, last):
                    self.assertGreaterEqual(found[f"17 CFR {first}"], times, (section, first, last))
                    answered += times
        self.assertGreater(answered, 20)

    @support.needs_corpus
    def test_hits(self):
        queries = {os.path.basename(path): pathlib.Path(path).read_text(encoding="utf-8") for path in QUERIES}
        alone = {name: (hits(profile(text)), values(case.SERVER.rows(text))) for name, text in queries.items()}
        load(support.structure(17), support.xml(17))
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
