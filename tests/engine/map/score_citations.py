#!/usr/bin/python3
"""Scores `reg2graph cite` against the official answers in USLM documents (<ref href="...">).

    score_citations.py PROGRAM FILE.xml [--misses N] [--extra N]
    score_citations.py PROGRAM FOLDER [--misses N]    sections of structure JSON files: is "T CFR identifier" their key?

PROGRAM is the program and its arguments, as one word ("build/cite/reg2graph cite"). Targets are compared as sets of
keys per text. The official answers are incomplete: an identifier is cut at a dash that is not a hyphen, later members
of a list and most relative paragraphs are not tagged; what is printed under "extra" is to be judged by hand.
"""
import argparse
import collections
import json
import pathlib
import re
import subprocess
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


def segment(identifier):
    plain = DASHES.sub("-", re.sub(r"\[RESERVED\]", "", identifier, flags=re.I)).strip()
    return "".join(c if re.match(r"[A-Za-z0-9.\-()_]", c) else "".join("%%%02X" % b for b in c.encode()) for c in plain)


def sections(node, title, part):
    part = segment(node["identifier"]) if node.get("type") == "part" else part
    if node.get("type") == "section" and re.search("[.-]", node["identifier"]):
        name = segment(node["identifier"])
        owner = "" if part and name.startswith(part + ".") else f"/p{part}"
        yield f"{title} CFR {node['identifier']}", f"/us/cfr/t{title}{owner}/s{name}"
    for child in node.get("children") or []:
        yield from sections(child, title, part)


def score_identifiers(program, folder, limit):
    rows = []
    for file in sorted(pathlib.Path(folder).glob("structure-title-*-current-*.json")):
        root = json.loads(file.read_text())
        rows += sections(root, int(root["identifier"]), None)
    lines = "".join(json.dumps({"key": key, "text": text}) + "\n" for text, key in rows)
    run = subprocess.run(program.split(), input=lines, capture_output=True, text=True)
    wrong = []
    for (text, key), line in zip(rows, run.stdout.splitlines()):
        got = [target for citation in json.loads(line)["citations"] for target in citation["targets"]]
        if got != [key]:
            wrong.append((text, key, got))
    print(f"{len(rows)} section identifiers, {len(wrong)} do not give their own key")
    for row in wrong[:limit]:
        print(*row, sep=" | ")


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("program")
    arguments.add_argument("file")
    arguments.add_argument("--misses", type=int, default=0)
    arguments.add_argument("--extra", type=int, default=0)
    options = arguments.parse_args()
    if pathlib.Path(options.file).is_dir():
        score_identifiers(options.program, options.file, options.misses)
        return
    texts = list(blocks(ET.parse(options.file).getroot(), ""))
    lines = [json.dumps({"key": i, "text": text, **({"context": context} if context.startswith("/us/cfr") else {})})
             for i, (_, context, text, _) in enumerate(texts)]
    run = subprocess.run(options.program.split(), input="\n".join(lines) + "\n", capture_output=True, text=True)
    found = [json.loads(line) for line in run.stdout.splitlines()]
    assert len(found) == len(texts), (len(found), len(texts))
    counts = collections.defaultdict(collections.Counter)
    misses, extra = [], []
    for (tag, context, text, refs), answer in zip(texts, found):
        official = {href for href, _ in refs}
        got = {target for citation in answer["citations"] for target in citation["targets"]}
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


if __name__ == "__main__":
    main()
