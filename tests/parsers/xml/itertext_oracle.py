#!/usr/bin/env python3
"""Prints each DIVn and HED1 of an eCFR XML in document order: tag, N, and its own text without white space.

Own text is all text less that of nested DIVn; an HED1 that stands directly in a DIVn is one of its own.
"""
import re
import sys
import xml.etree.ElementTree as ElementTree

DIVISION = re.compile(r"DIV[1-9]$")


def is_division(element, parent):
    return bool(DIVISION.match(element.tag)) or (element.tag == "HED1" and DIVISION.match(parent.tag))


def own_text(element):
    text = [element.text or ""]
    for child in element:
        if not is_division(child, element):
            text.append(own_text(child))
        text.append(child.tail or "")
    return "".join(text)


def walk(element, parent):
    if parent is not None and is_division(element, parent):
        print(element.tag, element.get("N", ""), re.sub("[ \t\r\n]", "", own_text(element)), sep="\t")
    for child in element:
        walk(child, element)


sys.setrecursionlimit(10000)
top = ElementTree.Element("top")
top.append(ElementTree.parse(sys.argv[1]).getroot())
walk(top, None)
