#!/usr/bin/env python3
"""Scores the paragraph keys of real documents, and fails below a floor or if any text is lost.

  score_paragraphs.py DRIVER uslm FILE.xml [--f1 FLOOR]           against the identifiers of an official USLM volume
  score_paragraphs.py DRIVER answers FILE.xml KEYS [--f1 FLOOR]   against a list of hand-checked keys, one a line
  score_paragraphs.py DRIVER cited FILE.xml [--missing MOST]      which of the provisions that the document cites itself
                                                                  have no paragraph

DRIVER is the compiled paragraph_driver.cc. eCFR files have the names of the service ("full-title-..."), others are
annual volumes.
"""
import argparse
import collections
import json
import os
import re
import subprocess
import sys
import xml.etree.ElementTree as ElementTree

ITALIC, BOLD, SMALL, SUPERSCRIPT, FOOTNOTE_REF, OTHER = range(6)
NOTES = {'AUTH', 'SECAUTH', 'SOURCE', 'CITA', 'EDNOTE', 'EFFDNOT', 'APPRO', 'XREF', 'CROSSREF', 'EAR', 'PRTPAGE',
         'CFRTOC', 'CONTENTS', 'PARAUTH'}
CONTAINERS = {'NOTE', 'EXTRACT', 'EXAMPLE', 'FTNT', 'NOTES', 'EXAMPLES', 'BOXTXT'}
TYPES = {'DIV5': 'part', 'DIV6': 'subpart', 'DIV7': 'subject_group', 'DIV8': 'section', 'DIV9': 'appendix'}


class Block:
    def __init__(self, element, container='', ordinal=0, source=''):
        self.element, self.container, self.ordinal, self.source = element, container, ordinal, source
        self.text, self.spans = '', []

    def add(self, text, styles):
        text = re.sub(r'\s+', ' ', text or '')
        if self.text.endswith(' ') or not self.text:
            text = text.lstrip(' ')
        if not text:
            return
        begin = len(self.text.encode())
        self.text += text
        for style in styles:
            if self.spans and self.spans[-1][2] == style and self.spans[-1][1] == begin:
                self.spans[-1][1] = len(self.text.encode())
            else:
                self.spans.append([begin, len(self.text.encode()), style])

    def line(self):
        text = self.text.rstrip(' ')
        size = len(text.encode())
        spans = sorted([b, min(e, size), s] for b, e, s in self.spans if b < size)
        fields = [self.element, self.container, str(self.ordinal), self.source,
                  ';'.join('%d,%d,%d' % tuple(s) for s in spans), text]
        return 'B\t' + '\t'.join(escape(f) for f in fields)


class Division:
    def __init__(self, key, kind, title, identifier, head=''):
        self.key, self.kind, self.title, self.identifier, self.head = key, kind, title, identifier, head
        self.blocks = []


def escape(text):
    return text.replace('\\', '\\\\').replace('\t', '\\t').replace('\n', '\\n')


def name(element):
    return element.tag.split('}')[-1] if isinstance(element.tag, str) else '?'


def words(element):
    return re.sub(r'\s+', ' ', ''.join(element.itertext())).strip()


def style_of(element):
    tag = name(element)
    if tag in ('I', 'i', 'em') or tag == 'E' and element.get('T') in ('03', '52'):
        return ITALIC
    if tag == 'inline':
        return ITALIC if element.get('class') == '-gpo-grid-0-3' else OTHER
    if tag in ('B', 'strong') or tag == 'E' and element.get('T') == '02':
        return BOLD
    return {'SU': SUPERSCRIPT, 'FTREF': FOOTNOTE_REF}.get(tag, SMALL if tag == 'E' else OTHER)


def flatten(element, block, styles=()):
    block.add(element.text, styles)
    for child in element:
        if name(child) in ('br', 'TD', 'TH', 'TR'):
            block.add(' ', ())
        if name(child) not in ('?', 'PRTPAGE'):
            flatten(child, block, styles + (style_of(child),))
        block.add(child.tail, styles)


# The eCFR and the annual CFR.

def cfr_blocks(element, division, container='', ordinal=0):
    for child in element:
        tag = name(child)
        if tag in NOTES or tag in ('?', 'HEAD', 'SECTNO', 'SUBJECT', 'RESERVED') or tag in TYPES:
            continue
        if tag in CONTAINERS:
            cfr_blocks(child, division, container or tag, len(division.blocks))
        elif tag == 'img':
            division.blocks.append(Block('img', container, ordinal, child.get('src', '')))
        elif tag == 'DIV' or tag == 'DIV1' and child.get('TYPE') is None:
            cfr_blocks(child, division, container, ordinal)
        else:
            block = Block(child.get('SOURCE', tag) if tag in ('HD', 'FP') else tag, container, ordinal)
            flatten(child, block)
            division.blocks.append(block)


def ecfr_divisions(path):
    root = ElementTree.parse(path).getroot()
    title = re.search(r'title-?(\d+)', path)
    title = int(title.group(1)) if title else 0
    for element in root.iter():
        if name(element) not in TYPES or element.get('TYPE') is None:
            continue
        kind = TYPES[name(element)]
        number = element.get('N', '')
        key = '/us/cfr/t%d/%s' % (title, 's' + number if kind == 'section' else 'p' + number)
        if kind == 'appendix':
            key = '/us/cfr/t%d/pX/a-%s' % (title, re.sub(r'[^a-z0-9]+', '-', number.lower()))
        heads = [words(h) for h in element if name(h) == 'HEAD']
        division = Division(key, kind, title, number, heads[0] if heads else '')
        cfr_blocks(element, division)
        yield division


def annual_divisions(path):
    root = ElementTree.parse(path).getroot()
    title = int(re.search(r'title(\d+)', path).group(1))
    part = re.search(r'part(\d+)', path)
    part = part.group(1) if part else ''
    for element in root.iter():
        if name(element) == 'SECTION':
            number = element.find('SECTNO')
            if number is None:
                continue
            number = re.sub(r'^\W+', '', words(number))
            division = Division('/us/cfr/t%d/s%s' % (title, number), 'section', title, number)
        elif name(element) == 'APPENDIX':
            heads = [words(h) for h in element if name(h) == 'HD' and h.get('SOURCE') == 'HED'] + ['']
            match = re.match(r'(Appendix|Supplement) (\w+) to Part \d+', heads[0], re.I)
            end = ('a' if match.group(1).lower() == 'appendix' else 'sup') + match.group(2) if match else 'a-x'
            identifier = match.group(0) if match else heads[0]
            division = Division('/us/cfr/t%d/p%s/%s' % (title, part, end), 'appendix', title, identifier, heads[0])
        else:
            continue
        cfr_blocks(element, division)
        division.blocks = [b for b in division.blocks if b.element != 'HED' or b.container]
        yield division


# USLM.

# Where the official file has the first item of a definition within the definition, so that its own items are those of
# the section, and where it has no identifiers for printed items.
DOUBTFUL = {'/us/cfr/t27/s478.11', '/us/cfr/t27/s555.11', '/us/cfr/t27/s478.39'}


class UslmReader:
    def __init__(self):
        self.expected = []

    def divisions(self, path):
        root = ElementTree.parse(path).getroot()
        for section in root.iter():
            identifier = section.get('identifier', '')
            if name(section) != 'section' or not re.match(r'/us/cfr/t\d+/s', identifier) or identifier in DOUBTFUL:
                continue
            title = int(re.search(r'/t(\d+)/', identifier).group(1))
            division = Division(identifier, 'section', title, identifier.split('/s', 1)[1])
            self.expected.append([p.get('identifier') for p in section.iter() if name(p) == 'paragraph'])
            self.division, self.block = division, None
            self.read(section, True)
            yield division

    def start(self, element, container=''):
        self.block = Block(element, container, len(self.division.blocks))
        self.division.blocks.append(self.block)

    def read(self, element, outermost=False):
        for child in element:
            tag = name(child)
            style = child.get('style') or ''
            if outermost and tag in ('num', 'heading') or tag in ('source', 'authority', 'editorialNote', '?'):
                continue
            if tag == 'paragraph':
                if child.get('class') != 'inline' or self.block is None:
                    self.start('P')
                self.read(child)
            elif tag in ('num', 'heading'):
                styles = (ITALIC,) if tag == 'heading' else ()
                self.block.add(' ', ())
                flatten(child, self.block, styles)
            elif tag in ('content', 'chapeau'):
                self.content(child, outermost)
            elif tag == 'note':
                self.note(child, style)
            elif tag == 'table':
                self.start('TABLE')
                flatten(child, self.block)

    def content(self, content, outermost):
        parts = [c for c in content if name(c) in ('p', 'note', 'table', 'paragraph')]
        if not parts or (content.text or '').strip():
            if outermost:
                self.start('P')
            self.block.add(' ', ())
            self.block.add(content.text, ())
            for child in content:
                tag = name(child)
                if tag in ('source', 'authority', 'table', 'note', '?'):
                    continue
                flatten(child, self.block, (style_of(child),))
                self.block.add(child.tail, ())
        for child in content:
            tag = name(child)
            if tag == 'p' and parts:
                style = (child.get('style') or '').replace('-uslm-sgm:', '')
                if style or outermost or re.match(r'\s*\(\d', words(child)):
                    self.start(style or 'P')
                self.block.add(' ', ())
                flatten(child, self.block)
            elif tag == 'note':
                self.note(child, child.get('style') or '')
            elif tag == 'table':
                self.start('TABLE')
                flatten(child, self.block)

    def note(self, note, style):
        kind = style.replace('-uslm-sgm:', '').split(';')[0]
        if kind in NOTES:
            return
        self.start('P', kind or 'NOTE')
        flatten(note, self.block)


# The driver.

def rows_of(driver, divisions):
    assert divisions, 'no division to score'
    lines = []
    for d in divisions:
        lines.append('D\t' + '\t'.join(escape(f) for f in (d.key, d.kind, str(d.title), d.identifier)))
        lines.append('H\t' + escape(d.head))
        lines.extend(b.line() for b in d.blocks)
        lines.append('E')
    run = subprocess.run([driver], input='\n'.join(lines) + '\n', capture_output=True, text=True, check=True)
    rows = [[]]
    for line in run.stdout.splitlines():
        if line == 'E':
            rows.append([])
        else:
            rows[-1].append(json.loads(line))
    for division, found in zip(divisions, rows):
        check_text(division, found)
    return rows[:-1]


def divisions_of(path):
    return list(ecfr_divisions(path) if 'full-title' in path else annual_divisions(path))


def check_text(division, rows):
    want = re.sub(r'\s', '', ''.join(b.text for b in division.blocks))
    have = re.sub(r'\s', '', ''.join(r['text'] for r in rows))
    assert want == have, 'the text differs: ' + division.key
    assert all(a['seq'] < b['seq'] for a, b in zip(rows, rows[1:])), 'the order differs: ' + division.key


def plain(key):
    """Without the numbers of repeats, and with what is below a definition or a clause where the official file has it."""
    return re.sub(r'~\d+|#p\d+(?=/)', '', key)


def score(expected, actual, show=True):
    """F1. Both: a list of keys for each division."""
    hit = want_count = have_count = 0
    for want, have in zip(expected, actual):
        want, have = collections.Counter(want), collections.Counter(have)
        hit += sum((want & have).values())
        want_count += sum(want.values())
        have_count += sum(have.values())
        for key in sorted((want - have).elements()) if show else ():
            print('missed', key)
        for key in sorted((have - want).elements()) if show else ():
            print('extra ', key)
    precision, recall = hit / max(1, have_count), hit / max(1, want_count)
    f1 = 2 * precision * recall / max(1e-9, precision + recall)
    print('keys %d, found %d, precision %.4f, recall %.4f, F1 %.4f' % (want_count, have_count, precision, recall, f1))
    return f1


def uslm(options):
    reader = UslmReader()
    divisions = list(reader.divisions(options.file))
    keys = [[r['id'] for r in found if r['marker']] for found in rows_of(options.driver, divisions)]
    print('Repeats numbered as in the graph, each key once in a section:')
    score([set(k) for k in reader.expected], [{plain(k) for k in found} for found in keys], False)
    print('Repeats without their number, as in the official file:')
    return score(reader.expected, [[plain(k) for k in found] for found in keys], False) >= options.f1


def answers(options):
    with open(options.keys, encoding='utf-8') as file:
        want = [line.strip() for line in file if line.startswith('/')]
    prefixes = {re.match(r'/us/cfr/t\d+/(s[^/]+|p[^/]+/[^/]+)', k).group(0) for k in want}
    divisions = [d for d in divisions_of(options.file) if d.key in prefixes]
    rows = rows_of(options.driver, divisions)
    return score([want], [[r['id'] for found in rows for r in found if r['marker']]]) >= options.f1


def cited(options):
    divisions = divisions_of(options.file)
    rows = [r for found in rows_of(options.driver, divisions) for r in found]
    keys, sections = {plain(r['id']) for r in rows}, {d.key for d in divisions}
    missing, count = collections.Counter(), 0
    for row in rows:
        for number, markers in re.findall(r'§\s*(\d+\.[\w-]+)((?:\([a-zA-Z0-9]{1,5}\))+)', row['text']):
            section = '/us/cfr/t%d/s%s' % (divisions[0].title, number)
            if section not in sections:
                continue
            count += 1
            key = section + '/' + '/'.join(re.findall(r'\((\w+)\)', markers))
            if key not in keys:
                missing[key] += 1
    print('%s: %d cited, %d not found' % (os.path.basename(options.file), count, sum(missing.values())))
    for key, times in missing.most_common():
        print('  %d %s' % (times, key))
    return count > 0 and sum(missing.values()) <= options.missing


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument('driver')
    modes = arguments.add_subparsers(required=True)
    for mode in (uslm, answers, cited):
        parser = modes.add_parser(mode.__name__)
        parser.set_defaults(mode=mode)
        parser.add_argument('file')
        if mode is answers:
            parser.add_argument('keys')
        if mode is cited:
            parser.add_argument('--missing', type=int, default=sys.maxsize)
        else:
            parser.add_argument('--f1', type=float, default=0)
    options = arguments.parse_args()
    return 0 if options.mode(options) else 1


if __name__ == '__main__':
    sys.exit(main())
