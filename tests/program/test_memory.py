#!/usr/bin/env python3
"""Documents that are small and become much: the process stays within three times --memory, refuses what needs more, and loads the rest."""

import json
import os
import subprocess
import unittest

import support

MEMORY_MB = 32
MB = 1 << 20
NAME = "full-title-98-2025-01-15"
VOLUME = "CFR-2025-title98-vol1.xml"


def section(content):
    return f'<DIV5 N="1" TYPE="PART"><HEAD>P</HEAD><DIV8 N="1.1" TYPE="SECTION"><HEAD>S</HEAD>{content}</DIV8></DIV5>'


def title(content):
    good = '<DIV5 N="2" TYPE="PART"><HEAD>Good</HEAD></DIV5>'
    return f'<?xml version="1.0"?>\n<ECFR><DIV1 N="98" TYPE="TITLE"><HEAD>Title 98</HEAD>{good}{content}</DIV1></ECFR>'


def volume(content):
    """Of the annual edition; its second part is good."""
    parts = "".join(f'<PART><HD SOURCE="HED">PART {i}\u2014P</HD>{part}</PART>' for i, part in enumerate((content, "<P>Good.</P>"), 1))
    return f'<?xml version="1.0"?>\n<CFRDOC><TITLE><TITLEHD><HD SOURCE="HED">Title 98</HD></TITLEHD>{parts}</TITLE></CFRDOC>'


def structure(children):
    return f'{{"type":"title","identifier":"98","label":"Title 98","children":[{children}]}}'


class MemoryTest(support.ProgramTest):
    def run_bounded(self, name, content, *arguments):
        """Runs it into a file; its exit code and dead letters. The process has stayed within its bounds."""
        path = self.write(name, content)
        with open(self.folder / "said", "w+b") as said:
            command = [support.PROGRAM, "ingest", path, "--memory", f"{MEMORY_MB}MB", "--threads", "2", "--log", "json", *arguments]
            process = subprocess.Popen([str(part) for part in command], cwd=self.folder, stdout=said, stderr=said,
                                       stdin=subprocess.DEVNULL, env={"HOME": str(self.folder)})
            _, status, usage = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
            said.seek(0)
            text = said.read().decode()
        self.assertLess(usage.ru_maxrss / 1024, 3 * MEMORY_MB, text)
        return process.returncode, self.dead_letters(), text

    def assert_refused(self, content, place, name=f"{NAME}.xml", loaded=True):
        """One letter that names file, place and what is expected; what is good is loaded."""
        target = self.folder / "graph.jsonl"
        code, letters, text = self.run_bounded(name, content, "--to", f"jsonl:{target}")
        self.assertEqual(code, 1, text)
        self.assertEqual(len(letters), 1, text)
        self.assertIn(name, letters[0]["source"])
        self.assertRegex(f"{letters[0]['place']}: {letters[0]['reason']}", rf"{place}.*; expected .*a larger --memory")
        ids = {json.loads(line).get("id") for line in target.read_text().splitlines()}
        self.assertEqual("/us/cfr/t98/p2" in ids, loaded, text)
        self.assertNotIn("/us/cfr/t98/s1.1", ids)

    def test_small_paragraphs(self):
        self.assert_refused(title(section("<P>y</P>" * MB)), "part 1 at byte 1")

    def test_notes(self):
        self.assert_refused(title(section("<EDNOTE><HED>N</HED><P>See 12 CFR 1.1.</P></EDNOTE>" * 200_000)), "part 1 at byte 1")

    def test_empty_elements(self):
        self.assert_refused(title(section("<P/>" * (2 * MB))), "part 1 at byte 1")

    def test_markers(self):
        self.assert_refused(title(section("<P>(a)(1)(i)(A)(1)(i) y</P>" * 200_000)), "part 1 at byte 1")

    def test_citations_in_one_text(self):
        self.assert_refused(title(section(f"<P>{'12 CFR 1.1, ' * 500_000}</P>")), "part 1 at byte 1")

    def test_sections(self):
        sections = "".join(f'<DIV8 N="1.{i}" TYPE="SECTION"><HEAD>h</HEAD><P>y</P></DIV8>' for i in range(50_000))
        self.assert_refused(title(f'<DIV5 N="1" TYPE="PART">{sections}</DIV5>'), "part 1 at byte 1")

    def test_many_parts_of_the_same_sections(self):
        """What a run into a file keeps is bounded as well: it stops, and leaves no file."""
        sections = "".join(f'<DIV8 N="1.{i}" TYPE="SECTION"/>' for i in range(9_000))
        parts = "".join(f'<DIV5 N="p{i}" TYPE="PART">{sections}</DIV5>' for i in range(9))
        target = self.folder / "graph.jsonl"
        code, _, text = self.run_bounded(f"{NAME}.xml", title(parts), "--to", f"jsonl:{target}")
        self.assertEqual(code, 3, text)
        self.assertIn("expected fewer documents in one run or a larger --memory", text)
        self.assertFalse(target.exists())

    def test_the_largest_real_part(self):
        """As large a share of --memory as 26 CFR part 1 is of the default: 70 MB of 512."""
        words = "the term gross income means all income from whatever source derived " * 5
        paragraphs = "".join(f"<P>({marker}) {words}as provided in \u00a7 1.61-{marker} of this chapter.</P>\n" for marker in "abcdefgh")
        many, size = [], MEMORY_MB * MB * 70 // 512
        while len(many) * len(paragraphs) < size:
            i = len(many)
            many.append(f'<DIV8 N="1.{i}" TYPE="SECTION">\n<HEAD>\u00a7 1.{i} General rule.</HEAD>\n{paragraphs}'
                        '<CITA TYPE="N">[T.D. 6500, 25 FR 11402, Nov. 26, 1960]</CITA>\n</DIV8>\n')
        part = f'<DIV5 N="1" TYPE="PART"><HEAD>P</HEAD>{"".join(many)}</DIV5>'
        code, letters, text = self.run_bounded(f"{NAME}.xml", title(part), "--to", "null:")
        self.assertEqual((code, letters), (0, []), text)

    def test_sections_of_an_annual_volume(self):
        self.assert_refused(volume("".join(f"<SECTION><SECTNO>\u00a7 1.{i}</SECTNO></SECTION>" for i in range(40_000))), "part 1 at byte", VOLUME)

    def test_cells_of_an_annual_volume(self):
        """Each of a level of its own: it takes no longer than others."""
        cells = "".join(f'<CHED H="{i}">c</CHED>' for i in range(300_000))
        self.assert_refused(volume(f"<SECTION><GPOTABLE><BOXHD>{cells}</BOXHD></GPOTABLE></SECTION>"), "part 1 at byte", VOLUME)

    def test_a_part_alone(self):
        """It is loaded, with a hash for each of its sections."""
        sections = "".join(f'<DIV8 N="1.{i}" TYPE="SECTION"/>' for i in range(8_000))
        code, _, text = self.run_bounded("title-98-part-1-2025-01-15.xml", f'<DIV5 N="1" TYPE="PART">{sections}</DIV5>', "--to", "null:")
        self.assertEqual(code, 0, text)

    def test_parts_that_are_empty(self):
        """They are read on until their title is too large."""
        parts = "".join(f'<DIV5 N="{i}" TYPE="PART"/>' for i in range(3, 60_000))
        self.assert_refused(title(parts), "document: byte [0-9]+: more parts and sections")

    def test_nodes_of_a_structure(self):
        many = ",".join(['{"type":"section"}'] * (4 * MB // 19))
        self.assert_refused(structure(many), "unit at byte 0", f"{NAME}.json", loaded=False)

    def test_parts_of_a_structure(self):
        many = ",".join('{"type":"part","identifier":"%d"}' % i for i in range(3, 100_000))
        self.assert_refused(structure(many), "unit at byte 0", f"{NAME}.json", loaded=False)

    def test_many_that_are_each_within_their_bounds(self):
        """None is refused: they take turns."""
        parts = "".join(f'<DIV5 N="{i}" TYPE="PART"><DIV8 N="{i}.1" TYPE="SECTION">{"<P>y</P>" * 8_000}</DIV8></DIV5>' for i in range(3, 40))
        code, letters, text = self.run_bounded(f"{NAME}.xml", title(parts), "--to", "null:")
        self.assertEqual(code, 0, text)
        self.assertEqual(letters, [])


if __name__ == "__main__":
    unittest.main(verbosity=2)
