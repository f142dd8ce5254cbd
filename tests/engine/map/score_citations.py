#!/usr/bin/python3
"""Scores `reg2graph cite` against official answers, and fails below a floor.

    score_citations.py PROGRAM FILE.xml [--recall FLOOR] [--misses N] [--extra N]
        a USLM document: <ref href="...">
    score_citations.py PROGRAM FOLDER [--wrong MOST] [--misses N]
        sections of structure JSON files: is "T CFR identifier" the key that `reg2graph ingest` gives them?

Targets are compared as sets of keys per text. The official answers are incomplete: an identifier is cut at a dash that
is not a hyphen, later members of a list and most relative paragraphs are not tagged; so there is a floor for the recall
alone, and what is printed under "extra" is to be judged by hand.
"""
import argparse
import collections
import json
import pathlib
import re
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ET

BLOCKS = {"content", "p", "chapeau", "continuation", "heading", "source", "authority", "td", "th", "text",
          "subheading", "affected", "property", "wordsOfIssuance", "figCaption", "editorialNote", "block",
          "footnote", "organization", "docketId", "crossHeading", "enactingFormula", "explanationNote"}
DASHES = re.compile("[\u2010-\u2015\u2212]")


def local(element):
    return element.tag.rsplit("}", 1)[-1] if isinstance(element.tag, str) else ""


def clean(href):
    return DASHES.sub("-", re.sub(r"\s+", "", href))


def own_text(element):
    """Text and official targets of a block, without the blocks nested in it."""
    parts, refs = [element.text or ""], []
    for child in element:
        if local(child) in BLOCKS or local(child) in ("section", "num"):
            parts.append(" ")
        else:
            text, inner = own_text(child)
            if local(child) == "ref":
                if child.get("href"):
                    refs.append((clean(child.get("href")), text.strip()))
                elif child.get("idref"):
                    text = " "  # a footnote's anchor
            parts.append(text)
            refs += inner
        parts.append(child.tail or "")
    return "".join(parts), refs


def blocks(element, context):
    context = element.get("identifier") or context
    if local(element) in BLOCKS:
        text, refs = own_text(element)
        text = re.sub(r"\s+", " ", text).strip()
        if text:
            yield local(element), clean(context), text, refs
    if local(element) in ("toc", "meta", "preface", "num"):
        return
    for child in element:
        yield from blocks(child, context)


def kind(key):
    return key.split("/")[2] if key.count("/") > 1 else key


def around(text, said):
    at = max(0, text.find(re.sub(r"\s+", " ", said)))
    return text[max(0, at - 90):at + 110]


def cite(program, requests):
    lines = "".join(json.dumps(request) + "\n" for request in requests)
    run = subprocess.run([program, "cite"], input=lines, capture_output=True, text=True, check=True)
    answers = [json.loads(line) for line in run.stdout.splitlines()]
    assert len(answers) == len(requests), (len(answers), len(requests))
    return [[target for citation in answer["citations"] for target in citation["targets"]] for answer in answers]


def sections(program, folder):
    """What a reader would cite, and the key, of each section that is numbered as sections are."""
    files = sorted(str(file) for file in pathlib.Path(folder).glob("structure-title-*-current-*.json"))
    with tempfile.TemporaryDirectory() as home:
        subprocess.run([program, "ingest", "--to", "jsonl:graph.jsonl", *files], cwd=home, capture_output=True, check=True)
        for line in pathlib.Path(home, "graph.jsonl").read_text(encoding="utf-8").splitlines():
            node = json.loads(line)
            identifier = node.get("properties", {}).get("identifier", "")
            if "Section" in node.get("labels", ()) and re.search("[.-]", identifier):
                yield f"{node['properties']['title']} CFR {identifier}", node["id"]


def score_identifiers(program, folder, most, limit):
    rows = list(sections(program, folder))
    found = cite(program, [{"key": key, "text": text} for text, key in rows])
    wrong = [(text, key, got) for (text, key), got in zip(rows, found) if got != [key]]
    print(f"{len(rows)} section identifiers, {len(wrong)} do not give their own key")
    for row in wrong[:limit]:
        print(*row, sep=" | ")
    return bool(rows) and len(wrong) <= most


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("program")
    arguments.add_argument("file")
    arguments.add_argument("--recall", type=float, default=0)
    arguments.add_argument("--wrong", type=int, default=sys.maxsize)
    arguments.add_argument("--misses", type=int, default=0)
    arguments.add_argument("--extra", type=int, default=0)
    options = arguments.parse_args()
    if pathlib.Path(options.file).is_dir():
        return 0 if score_identifiers(options.program, options.file, options.wrong, options.misses) else 1
    texts = list(blocks(ET.parse(options.file).getroot(), ""))
    found = cite(options.program,
                 [{"key": i, "text": text, **({"context": context} if context.startswith("/us/cfr") else {})}
                  for i, (_, context, text, _) in enumerate(texts)])
    counts = collections.defaultdict(collections.Counter)
    misses, extra = [], []
    for (_, context, text, refs), targets in zip(texts, found):
        official = {href for href, _ in refs}
        got = set(targets)
        for key in official | got:
            outcome = "hit" if key in official and key in got else "miss" if key in official else "extra"
            counts[kind(key)][outcome] += 1
            counts["all"][outcome] += 1
        misses += [(key, context, around(text, said), sorted(got)) for key, said in refs if key not in got]
        extra += [(key, context, text, sorted(official)) for key in sorted(got - official)]
    print(f"{'kind':8}{'hit':>7}{'miss':>7}{'extra':>7}  precision  recall      F1")
    for name, c in sorted(counts.items()):
        precision = c["hit"] / max(1, c["hit"] + c["extra"])
        recall = c["hit"] / max(1, c["hit"] + c["miss"])
        f1 = 2 * precision * recall / max(1e-9, precision + recall)
        print(f"{name:8}{c['hit']:7}{c['miss']:7}{c['extra']:7}{precision:11.3f}{recall:8.3f}{f1:8.3f}")
    for title, rows, limit in (("misses", misses, options.misses), ("extra", extra, options.extra)):
        for key, context, text, other in rows[:: max(1, len(rows) // limit)] if limit else []:
            print(f"{title}: {key} | {context} | {text[:260]} | {other[:6]}")
    hit, miss = counts["all"]["hit"], counts["all"]["miss"]
    return 0 if hit > 0 and hit / (hit + miss) >= options.recall else 1


if __name__ == "__main__":
    sys.exit(main())
