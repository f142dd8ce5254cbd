#!/usr/bin/env python3
"""Prints each division of a structure JSON in document order, one a line: its fields, '|' between them."""
import json
import sys

TEXTS = ["identifier", "label", "label_level", "label_description", "received_on", "descendant_range"]


def show(value):
    if value is None:
        return "-"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return ",".join(map(str, value)) + "]"
    return str(value).replace("\n", "\\n")


def walk(node, depth):
    fields = [str(depth), node["type"]] + [show(node.get(key)) for key in TEXTS]
    fields += [show(node.get(key)) for key in ("reserved", "generated_id", "size", "volumes")]
    print("|".join(fields))
    for child in node.get("children") or []:
        walk(child, depth + 1)


with open(sys.argv[1], encoding="utf-8") as file:
    walk(json.load(file), 0)
