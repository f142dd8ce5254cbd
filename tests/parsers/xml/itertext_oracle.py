#!/usr/bin/env python3
"""Prints each DIVn and HED1 of an eCFR XML in document order: tag, N, and its own text without white space.

Own text is all text less that of nested divisions. An HED1 is one if it stands in a DIVn that is no section or
appendix, directly or in its HEAD; a DIV7 that is EMPTY, has no N and holds nothing but a HEAD is an HED1, unless an
XREF follows it.
"""
import re
import sys
import xml.etree.ElementTree as ElementTree

DIVISION = re.compile(r"DIV[1-9]$")
OF_TEXT = ("DIV8", "DIV9")


def is_division(element, path):
    if DIVISION.match(element.tag):
        return True
    holder = path[-2] if path[-1].tag == "HEAD" else path[-1]
    return element.tag == "HED1" and bool(DIVISION.match(holder.tag)) and holder.tag not in OF_TEXT


def own_text(element, path):
    text = [element.text or ""]
    for child in element:
        if not is_division(child, path + [element]):
            text.append(own_text(child, path + [element]))
        text.append(child.tail or "")
    return "".join(text)


def tag_of(element, following):
    only_head = all(child.tag == "HEAD" for child in element)
    empty = element.tag == "DIV7" and element.get("EMPTY") == "true" and not element.get("N", "").strip()
    linked = following is not None and following.tag == "XREF"
    return "HED1" if empty and only_head and not linked else element.tag


def walk(element, path, following=None):
    if path and is_division(element, path):
        text = re.sub("[ \t\r\n]", "", own_text(element, path))
        print(tag_of(element, following), element.get("N", ""), text, sep="\t")
    children = list(element)
    for child, behind in zip(children, children[1:] + [None]):
        walk(child, path + [element], behind)


sys.setrecursionlimit(10000)
top = ElementTree.Element("top")
top.append(ElementTree.parse(sys.argv[1]).getroot())
walk(top, [])
