#!/usr/bin/env python3
"""reg2graph diff: its answers, its exit codes, its three forms, and on real titles an independent differ."""

import difflib
import gzip
import html.parser
import json
import re
import shutil
import unittest
import xml.etree.ElementTree

import support
from support.documents import CORPUS, SAMPLE_XML, SAMPLES
from test_ecfr import Versioner

LATER_XML = SAMPLES / "changed" / "full-title-99-2025-06-30.xml"
GOVINFO_XML = SAMPLES / "printings" / "ECFR-title99-2025-01-15.xml"
ANNUAL_XML = SAMPLES / "printings" / "CFR-2024-title99-vol1.xml"
STRUCTURE = SAMPLES / "structure-title-99-2025-01-15.json"
VOID = {"meta"}
NOTES = {"AUTH", "SECAUTH", "SOURCE", "CITA", "APPRO", "EDNOTE", "EFFDNOT", "XREF", "CROSSREF"}
PAIRS = [("06-2025-01-29", "06-2026-01-29"), ("11-2025-01-29", "11-2025-08-02"), ("13-2025-01-29", "13-2026-01-29"),
         ("39-2025-01-29", "39-2026-01-29")]


class Page(html.parser.HTMLParser):
    """A page whose elements are closed in their order; anything else is an error."""

    def __init__(self, text):
        super().__init__()
        self.open, self.tags, self.ids, self.links, self.texts = [], [], [], [], {"ins": [], "del": []}
        self.feed(text)
        self.close()
        assert not self.open, self.open

    def handle_starttag(self, tag, attributes):
        self.tags.append(tag)
        for name, value in attributes:
            {"id": self.ids, "href": self.links}.get(name, []).append(value)
            assert name not in ("src", "style", "srcset") and not name.startswith("on"), name
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag, tag

    def handle_data(self, data):
        if self.open and self.open[-1] in self.texts:
            self.texts[self.open[-1]].append(data)


def sections_of(path):
    """By number: the blocks of each section without blanks and notes; dashes are one."""
    def text_of(element):
        if element.tag in NOTES:
            return ""
        own = element.get("src", "").rsplit("/", 1)[-1].lower().removesuffix(".gif") if element.tag == "img" else ""
        return own + (element.text or "") + "".join(text_of(child) + (child.tail or "") for child in element)

    found = {}
    for section in xml.etree.ElementTree.parse(path).getroot().iter("DIV8"):
        text = [text for text in ("".join(re.sub("[‐-―−]", "-", text_of(block)).split()) for block in section) if text]
        found[section.get("N").replace("§", "").strip()] = text
    return found


class DiffTest(support.ProgramTest):
    def diff(self, was, is_, *flags, code=1, **options):
        return self.run_program("diff", was, is_, *flags, code=code, **options)

    def changes(self, was, is_, *flags, **options):
        """The divisions by key, and the summary."""
        *lines, last = map(json.loads, self.diff(was, is_, "--format", "json", *flags, **options).out.splitlines())
        return {line["key"]: line for line in lines}, last["summary"]

    def edited(self, *changes, name="full-title-99-2025-03-01.xml"):
        """The sample with other words."""
        text = SAMPLE_XML.read_text(encoding="utf-8")
        for old, new in changes:
            self.assertEqual(text.count(old), 1, old)
            text = text.replace(old, new)
        path = self.folder / name
        path.write_text(text, encoding="utf-8")
        return path

    def test_the_later_sample(self):
        changes, summary = self.changes(SAMPLE_XML, LATER_XML)
        self.assertEqual({key: line["change"] for key, line in changes.items()},
                         {"/us/cfr/t99/s12.21": "changed", "/us/cfr/t99/s12.22": "added",
                          "/us/cfr/t99/s14.2-2": "removed"})
        changed = changes["/us/cfr/t99/s12.21"]
        self.assertEqual((changed["from"], changed["to"]), ("2025-01-15", "2025-06-30"))
        (paragraph,) = changed["paragraphs"]
        self.assertEqual(paragraph["words"][-2:], [["-", "Public Laws 89-329 and 91-452 do not matter here."],
                                                   ["+", "Nothing else is delegated."]])
        self.assertEqual(" ".join(words for sign, words in paragraph["words"] if sign != "+"), paragraph["was"])
        self.assertEqual(" ".join(words for sign, words in paragraph["words"] if sign != "-"), paragraph["is"])
        self.assertEqual(changes["/us/cfr/t99/s12.22"]["amended_by"], ["/us/fr/90/24680"])
        self.assertEqual(changes["/us/cfr/t99/s12.22"]["heading"], [None, "§ 12.22 Hearings."])
        self.assertEqual({name: summary[name] for name in ("changed", "added", "removed", "moved", "notes", "not_compared")},
                         {"changed": 1, "added": 1, "removed": 1, "moved": 0, "notes": 0, "not_compared": 0})
        self.assertEqual(summary["divisions"], summary["same"] + 3)

    def test_in_the_other_order_added_is_removed(self):
        forward, _ = self.changes(SAMPLE_XML, LATER_XML)
        backward, _ = self.changes(LATER_XML, SAMPLE_XML)
        other = {"added": "removed", "removed": "added", "changed": "changed"}
        self.assertEqual({key: line["change"] for key, line in backward.items()},
                         {key: other[line["change"]] for key, line in forward.items()})

    def test_exit_codes(self):
        self.diff(SAMPLE_XML, SAMPLE_XML, code=0)
        self.diff(SAMPLE_XML, LATER_XML, code=1)
        self.diff(SAMPLE_XML, LATER_XML, "--only", "moved", code=0)
        self.diff(SAMPLE_XML, self.folder / "none.xml", code=2)
        self.run_program("diff", SAMPLE_XML, code=2)
        self.diff(SAMPLE_XML, LATER_XML, "--format", "pdf", code=2)

    def test_text_has_colors_only_on_a_terminal(self):
        done = self.diff(SAMPLE_XML, LATER_XML)
        self.assertNotIn("\033", done.out)
        self.assertIn("\n  - The Director may delegate", done.out)
        self.assertIn("\n  + The Director may delegate", done.out)
        self.assertIn("1 changed, 1 added, 1 removed; ", done.out.splitlines()[-1])
        on_terminal = ["script", "--quiet", "--return", "/dev/null", "--command"]
        command = f"{support.PROGRAM} diff {SAMPLE_XML} {LATER_XML}"
        for variables, colored in (({"TERM": "xterm"}, True), ({"TERM": "xterm", "NO_COLOR": "1"}, False), ({"TERM": "dumb"}, False)):
            shown = support.run([*on_terminal[1:], command], self.folder, {**self.environment(), **variables}, program=on_terminal[0])
            self.assertEqual("\033[" in shown.out, colored, variables)

    def test_words_in_place(self):
        self.assertIn("to the Bureau. [-Public Laws 89-329 and 91-452 do not matter here.-] {+Nothing else is delegated.+}",
                      self.diff(SAMPLE_XML, LATER_XML, "--words", "--only", "changed").out)

    def test_the_page_is_whole_and_needs_nothing_else(self):
        text = self.diff(SAMPLE_XML, LATER_XML, "--format", "html").out
        page = Page(text)
        self.assertEqual(page.links, ["#" + key for key in page.ids])
        self.assertEqual(len(page.ids), 3)
        self.assertIn("Nothing else is delegated.", page.texts["ins"])
        self.assertIn("Public Laws 89-329 and 91-452 do not matter here.", page.texts["del"])
        self.assertFalse({"script", "link", "img", "iframe"} & set(page.tags))
        self.assertNotIn("url(", text)
        self.assertIn('name="viewport"', text)

    def test_text_is_escaped(self):
        evil = "Nothing &lt;script&gt;alert('1')&lt;/script&gt; &amp;amp; \"else\"."
        later = self.edited(("Public Laws 89-329 and 91-452 do not matter here.", evil), name="<b>&title-99.xml")
        page = Page(self.diff(SAMPLE_XML, later, "--format", "html").out)
        self.assertNotIn("script", page.tags)
        self.assertNotIn("b", page.tags)
        self.assertIn("""Nothing <script>alert('1')</script> &amp; "else".""", page.texts["ins"])

    def test_a_section_with_another_number_has_moved(self):
        text = SAMPLE_XML.read_text(encoding="utf-8")
        words = re.search(r'<DIV8 N="14\.2-2".*?<P>(.*?)\n', text, re.S).group(1)
        self.assertEqual(text.count(words), 1)
        later = self.edited(('<DIV8 N="14.2-2"', '<DIV8 N="14.2-7"'), ("§ 14.2-2   Records on tape.", "§ 14.2-7   Records on tape."))
        changes, summary = self.changes(SAMPLE_XML, later)
        self.assertEqual(changes, {"/us/cfr/t99/s14.2-7": {
            "key": "/us/cfr/t99/s14.2-7", "change": "moved", "was": "/us/cfr/t99/s14.2-2",
            "heading": ["§ 14.2-2 Records on tape.", "§ 14.2-7 Records on tape."], "from": "2025-01-15", "to": "2025-03-01"}})
        self.assertEqual(summary["moved"], 1)

    def test_printings_of_one_law_are_equal(self):
        changes, summary = self.changes(SAMPLE_XML, GOVINFO_XML, code=0)
        self.assertEqual((changes, summary["same"]), ({}, summary["divisions"]))
        # The annual edition is a volume without the first chapters. It prints "Regulations" once, and § 12.6 once.
        changes, summary = self.changes(SAMPLE_XML, ANNUAL_XML, "--only", "changed")
        self.assertEqual(set(changes), {"/us/cfr/t99/p12", "/us/cfr/t99/s12.6"})
        self.assertGreater(summary["not_compared"], 0)
        # Of a structure and a text, only what there is can be compared.
        changes, summary = self.changes(STRUCTURE, SAMPLE_XML)
        self.assertEqual({key: line["change"] for key, line in changes.items()}, {"/us/cfr/t99/chIX": "removed"})
        self.assertGreater(summary["not_compared"], summary["divisions"])

    def test_folders_and_gzip(self):
        old, new = self.folder / "old", self.folder / "new"
        old.mkdir()
        new.mkdir()
        shutil.copy(SAMPLE_XML, old)
        # The newest document of a side is what it states.
        shutil.copy(SAMPLE_XML, new)
        (new / "full-title-99-2025-06-30.xml.gz").write_bytes(gzip.compress(LATER_XML.read_bytes()))
        changes, _ = self.changes(old, new)
        self.assertEqual(changes, self.changes(SAMPLE_XML, LATER_XML)[0])

    def test_a_day_of_the_ecfr_service(self):
        service = Versioner()
        self.addCleanup(service.close)
        expected, _ = self.changes(SAMPLE_XML, LATER_XML)
        whole, _ = self.changes("ecfr:title-99@2025-01-15", LATER_XML, env={"ECFR_BASE_URL": service.url})
        self.assertEqual(whole, expected)
        # Of a part, what is outside of it is not compared.
        part, summary = self.changes("ecfr:title-99/part-12@2025-01-15", LATER_XML, env={"ECFR_BASE_URL": service.url})
        self.assertEqual(part, {key: line for key, line in expected.items() if "/s12." in key})
        self.assertGreater(summary["not_compared"], 0)
        service.close()
        self.diff("ecfr:title-99@2025-01-15", LATER_XML, code=5, env={"ECFR_BASE_URL": service.url})

    def test_a_bad_file_does_not_hide_the_others(self):
        new = self.folder / "new"
        new.mkdir()
        shutil.copy(LATER_XML, new)
        (new / "broken-title-98.xml").write_text("<ECFR><DIV1 N='98' TYPE='TITLE'><DIV5", encoding="utf-8")
        done = self.diff(SAMPLE_XML, new, "--format", "json", code=2)
        self.assertIn("broken-title-98.xml", done.err)
        self.assertEqual(json.loads(done.out.splitlines()[-1])["summary"]["changed"], 1)

    def test_a_document_that_breaks_off_removes_nothing(self):
        text = LATER_XML.read_text(encoding="utf-8")
        cut = self.folder / "full-title-99-2025-06-30.xml"
        cut.write_text(text[:text.index('<DIV5 N="14"')], encoding="utf-8")
        done = self.diff(SAMPLE_XML, cut, "--format", "json", code=2)
        *changes, last = map(json.loads, done.out.splitlines())
        self.assertEqual({line["change"] for line in changes}, {"changed", "added"})
        self.assertGreater(last["summary"]["not_compared"], 0)

    def test_notes_are_shown_where_they_are_asked_for(self):
        note = re.search(r"<CITA TYPE=\"N\">\[(\d+ FR \d+)", SAMPLE_XML.read_text(encoding="utf-8"))
        text = SAMPLE_XML.read_text(encoding="utf-8").replace(note.group(1), "89 FR 99999", 1)
        later = self.folder / "full-title-99-2025-03-01.xml"
        later.write_text(text, encoding="utf-8")
        changes, summary = self.changes(SAMPLE_XML, later, code=0)
        self.assertEqual((changes, summary["notes"]), ({}, 1))
        (line,) = self.changes(SAMPLE_XML, later, "--notes")[0].values()
        self.assertEqual((line["change"], [n["change"] for n in line["notes"]]), ("notes", ["changed"]))

    @support.needs_corpus
    def test_an_independent_differ_finds_the_same_sections(self):
        for pair in PAIRS:
            was, is_ = (CORPUS / "ecfr" / "full" / f"full-title-{name}.xml" for name in pair)
            changes, _ = self.changes(was, is_)
            old, new = sections_of(was), sections_of(is_)
            differing = {n for n in old.keys() & new.keys()
                         if any(op[0] != "equal" for op in difflib.SequenceMatcher(None, old[n], new[n]).get_opcodes())}
            title = f"/us/cfr/t{int(pair[0][:2])}/s"
            found = {key.removeprefix(title) for key, line in changes.items()
                     if re.match(title + r"\d", key) and line["change"] == "changed"}
            dotted = {n for n in differing if "." in n}
            self.assertEqual(found, dotted, pair)


if __name__ == "__main__":
    unittest.main()
