#!/usr/bin/env python3
"""Counts, over the real titles of REG2GRAPH_CORPUS, what a careful reader would not have read so, and fails where a
title has more of it than numbers.tsv says:

  stub     citations of a section of the own title that end at a stub although the section is loaded and has the marker
  gone     those whose marker the section has nowhere: the law cites a paragraph that it no longer has
  missing  citations of a section of the own title that is not loaded
  broken   paragraphs whose marker does not follow its elder sibling's

Some of each are in the law itself: it cites paragraphs that are gone, and numbers two of them alike. A change that
lowers a number lowers it in the table too: test_truth.py --update. --show FILE lists what is counted.
"""
import collections
import concurrent.futures
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
TABLE = HERE / 'numbers.tsv'
KINDS = ('stub', 'gone', 'missing', 'broken')
PROGRAM = os.environ.get('REG2GRAPH', '')
CORPUS = pathlib.Path(os.environ.get('REG2GRAPH_CORPUS', '')) / 'ecfr' / 'full'


def roman(text):
    digits = {'i': 1, 'v': 5, 'x': 10, 'l': 50, 'c': 100}
    if any(letter not in digits for letter in text):
        return 0
    numbers = [digits[letter] for letter in text] + [0]
    return sum(-n if n < after else n for n, after in zip(numbers, numbers[1:]))


def readings(marker):
    """The numbers that a marker may be: (numbering, number)."""
    if marker.isdigit():
        return {('digit', int(marker))}
    low, found = marker.lower(), set()
    case = 'lower' if marker == low else 'upper'
    if marker.isalpha() and len(set(low)) == 1:
        found.add((case, 26 * (len(low) - 1) + ord(low[0]) - ord('a') + 1))
    if roman(low):
        found.add((case + ' roman', roman(low)))
    return found


def follows(elder, marker):
    """An inserted number ("1a", "b-1") follows any; a range ends with its last number."""
    if '~' in marker:
        return False
    if not readings(marker):
        return True
    if elder is None:
        return any(number == 1 for _, number in readings(marker))
    before = readings(elder.split('~')[0].split('-')[-1])
    return not before or any((kind, number - 1) in before for kind, number in readings(marker))


class Title:
    """What the JSON lines of one title hold."""

    def __init__(self, lines, number):
        self.root = f'/us/cfr/t{number}'
        self.loaded, self.texts, self.cites, self.paragraphs = set(), {}, [], []
        for line in lines:
            if line.startswith('{"type":"node"'):
                if '"XMLData"' not in line[:300] and '"Stub"' not in line[:300]:
                    self.add_node(json.loads(line))
            elif '"label":"CITES"' in line:
                row = json.loads(line)
                self.cites.append((row['start']['id'], row['end']['id'], row['properties']))

    def add_node(self, node):
        properties = node['properties']
        self.loaded.add(node['id'])
        self.texts[node['id']] = properties.get('text', '')
        if properties.get('marker'):
            self.paragraphs.append((node['id'], properties['seq']))

    def kind(self, section, target, words):
        if section not in self.loaded:
            return 'missing'
        while target.rpartition('/')[0] not in self.loaded:
            target = target.rpartition('/')[0]
        marker = '(' + target.rpartition('/')[2] + ')'
        return 'stub' if any(marker in text for text in words[section]) else 'gone'

    def counted(self):
        """(kind, where, what) of all that is counted."""
        section = re.compile(self.root + r'(?:/p[^/]+)?/s\d[^/#]*')
        words = collections.defaultdict(list)
        for key, text in self.texts.items():
            if found := section.match(key):
                words[found[0]].append(text)
        for source, target, properties in self.cites:
            found = section.match(target)
            if found and target not in self.loaded:
                yield self.kind(found[0], target, words), source, f'{properties["text"]} -> {target}'
        siblings = collections.defaultdict(list)
        for key, seq in self.paragraphs:
            parent, _, marker = key.rpartition('/')
            if '#' not in marker:
                siblings[parent].append((seq, marker))
        for parent, children in siblings.items():
            elder = None
            for _, marker in sorted(children):
                if not follows(elder, marker):
                    yield 'broken', parent, f'{marker} after {elder}'
                elder = marker


def read(name):
    with tempfile.TemporaryDirectory() as folder:
        out = pathlib.Path(folder) / 'title.jsonl'
        subprocess.run([PROGRAM, 'ingest', '--threads', '1', '--to', f'jsonl:{out}', str(CORPUS / name)], check=True,
                       capture_output=True)
        with open(out, encoding='utf-8') as lines:
            return Title(lines, int(re.search(r'title-(\d+)', name)[1]))


def count(name):
    numbers = collections.Counter(kind for kind, _, _ in read(name).counted())
    return [numbers[kind] for kind in KINDS]


def main():
    if not CORPUS.is_dir() or not PROGRAM:
        sys.exit('REG2GRAPH and REG2GRAPH_CORPUS name the program and the corpus')
    if '--show' in sys.argv:
        for row in read(sys.argv[sys.argv.index('--show') + 1]).counted():
            print(*row, sep='\t')
        return
    names = [line.split('\t')[0] for line in TABLE.read_text().splitlines()[1:]]
    with concurrent.futures.ProcessPoolExecutor(2) as pool:
        numbers = dict(zip(names, pool.map(count, names)))
    if '--update' in sys.argv:
        lines = ['\t'.join(('file', *KINDS))] + ['\t'.join(map(str, (name, *numbers[name]))) for name in names]
        TABLE.write_text('\n'.join(lines) + '\n')
        return
    worse = []
    for line in TABLE.read_text().splitlines()[1:]:
        name, *allowed = line.split('\t')
        for kind, most, number in zip(KINDS, map(int, allowed), numbers[name]):
            print(f'{name}\t{kind}\t{number} of at most {most}')
            if number > most:
                worse.append(f'{name}: {kind} rose from {most} to {number}')
    sys.exit('\n'.join(worse) or 0)


if __name__ == '__main__':
    main()
