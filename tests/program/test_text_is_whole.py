"""No character of a division is lost, none comes twice, and no word is glued or split.

The oracle is Python's own XML parser: it knows nothing of how the engine reads a document.
"""
import collections
import glob
import json
import os
import re
import subprocess
import tempfile
import unittest
import xml.etree.ElementTree as ElementTree

PROGRAM = os.environ.get("REG2GRAPH", "build/release/reg2graph")
CORPUS = os.environ.get("REG2GRAPH_CORPUS", "")
SAMPLES = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "samples")

INLINE = {"I", "E", "SU", "B", "FR", "AC", "a", "FTREF", "sup", "sub", "i", "b", "em", "strong", "span", "U", "SP"}
DIVISION = re.compile(r"DIV[1-9]$")
# In a section or an appendix HED1 is a heading of paragraphs.
GROUP = re.compile(r"DIV[1-7]$")


def own_text(element):
    """Text of a division without that of the divisions in it; block borders become blanks."""
    pieces = []

    def walk(node, top):
        if node.text:
            pieces.append(node.text)
        for child in node:
            tag = child.tag if isinstance(child.tag, str) else ""
            heading = node is element or (node.tag == "HEAD" and top)
            nested = DIVISION.match(tag) or (tag == "HED1" and heading and GROUP.match(element.tag))
            block = tag not in INLINE
            if block:
                pieces.append(" ")
            if not nested and tag:
                walk(child, top and tag == "HEAD")
            if block:
                pieces.append(" ")
            if child.tail:
                pieces.append(child.tail)

    walk(element, True)
    return "".join(pieces)


def divisions(path):
    """Every division's element in document order, HED1s between divisions included."""
    found = []

    def walk(element):
        for child in element:
            tag = child.tag if isinstance(child.tag, str) else ""
            if tag == "HEAD" and GROUP.match(element.tag):
                found.extend(child.iter("HED1"))
                continue
            if DIVISION.match(tag):
                found.append(child)
                walk(child)
            elif tag == "HED1" and GROUP.match(element.tag):
                found.append(child)
            elif not DIVISION.match(element.tag if isinstance(element.tag, str) else ""):
                walk(child)

    root = ElementTree.parse(path).getroot()
    if DIVISION.match(root.tag):
        found.append(root)
    walk(root)
    return found


def strip(text):
    return re.sub(r"[ \t\r\n]+", "", text)


def words(text):
    # Each level that a paragraph opens is a node of its own, and may be printed without a blank before it:
    # "(a)(1)", "Methods—(1) General."
    text = re.sub(r"(?=[(\[])", " ", text)
    # "B.1." opens two levels of an appendix.
    text = re.sub(r"(?<=\b[A-Z]\.)(?=[0-9]{1,2}\.)", " ", text)
    return re.sub(r"[ \t\r\n]+", " ", text).strip().split(" ")


class Graph:
    def __init__(self, path):
        self.nodes = collections.defaultdict(dict)
        self.labels = {}
        self.children = collections.defaultdict(list)
        self.owned = collections.defaultdict(list)
        parents = {}
        with open(path, encoding="utf-8") as lines:
            for line in lines:
                item = json.loads(line)
                if item["type"] == "node":
                    if "Stub" in item["labels"]:
                        continue
                    self.nodes[item["id"]].update(item["properties"])
                    self.labels[item["id"]] = item["labels"]
                elif item["label"] == "HAS_CHILD":
                    self.children[item["start"]["id"]].append((item["properties"]["order"], item["end"]["id"]))
                elif item["label"] in ("HAS_PARAGRAPH", "HAS_NOTE"):
                    parents[item["end"]["id"]] = item["start"]["id"]
        for node, parent in parents.items():
            while "Division" not in self.labels[parent]:
                parent = parents[parent]
            self.owned[parent].append(node)

    def heading(self, division, expected):
        """Without a HEAD it is the division's name, which the document does not print."""
        node = self.nodes[division]
        printed = node["heading"] != node["name"] or strip(expected).startswith(strip(node["name"]))
        return node["heading"] if printed else ""

    def text(self, division, expected):
        owned = sorted((self.nodes[node]["seq"], self.nodes[node]["text"]) for node in self.owned[division])
        sequence = [seq for seq, _ in owned]
        assert len(set(sequence)) == len(sequence), f"{division}: a seq comes twice"
        return " ".join([self.heading(division, expected)] + [text for _, text in owned])

    def in_order(self):
        roots = [n for n, labels in self.labels.items() if "Title" in labels] or [
            n for n, labels in self.labels.items() if "Part" in labels]
        order = []

        def walk(division):
            order.append(division)
            for _, child in sorted(self.children[division]):
                walk(child)

        for root in roots:
            walk(root)
        return order


class TextIsWhole(unittest.TestCase):
    def check(self, path):
        with tempfile.TemporaryDirectory() as folder:
            dump = os.path.join(folder, "graph.jsonl")
            done = subprocess.run([PROGRAM, "ingest", path, "--to", "jsonl:" + dump], capture_output=True,
                                  text=True, timeout=300, cwd=folder)
            self.assertEqual(done.returncode, 0, done.stderr)
            graph = Graph(dump)
        order = graph.in_order()
        elements = divisions(path)
        self.assertEqual(len(order), len(elements))
        for division, element in zip(order, elements):
            expected = own_text(element)
            got = graph.text(division, expected)
            if strip(expected) != strip(got):
                self.assertEqual(strip(expected), strip(got), f"{division}: text differs")
            if words(expected) != words(got):
                self.assertEqual(words(expected), words(got), f"{division}: words differ")

    def test_samples(self):
        paths = glob.glob(os.path.join(SAMPLES, "full-*.xml"))
        self.assertTrue(paths)
        for path in paths:
            with self.subTest(os.path.basename(path)):
                self.check(path)

    @unittest.skipUnless(os.path.isdir(os.path.join(CORPUS, "ecfr")), "no corpus")
    def test_corpus(self):
        for path in sorted(glob.glob(os.path.join(CORPUS, "ecfr", "full", "full-*.xml"))):
            with self.subTest(os.path.basename(path)):
                self.check(path)


if __name__ == "__main__":
    unittest.main()
