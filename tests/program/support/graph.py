"""A whole graph as two sorted sets, and how two of them differ."""

import collections
import json

# What may differ between two runs of the same documents.
VARYING = frozenset({"loaded_at", "uri", "engine_version"})
# A file keeps a section that two parts of one document contain as each of them wrote it, with two parents. Only a database
# notices, and records, that the section is disputed.
OF_DISPUTES = frozenset({"disputed", "text_partials"})
LINES = 30


def canonical(value):
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def short(text):
    return text if len(text) <= 160 else f"{text[:100]}...[{len(text)}]...{text[-40:]}"


class Graph:
    """nodes: id -> (labels, properties); relationships: how often (from, type, to, properties) occurs."""

    def __init__(self, nodes, relationships):
        self.nodes = {}
        self.doubles = []
        for key, labels, properties in nodes:
            if key in self.nodes or key is None:
                self.doubles.append(key)
            self.nodes[key] = (tuple(sorted(labels)), properties)
        self.relationships = collections.Counter((a, t, b, canonical(p)) for a, t, b, p in relationships)

    @staticmethod
    def of_lines(path):
        """Reads a jsonl: target: the union of its lines, a real node over a stub."""
        labels, properties, relationships = {}, {}, {}
        with open(path, encoding="utf-8") as lines:
            for line in lines:
                item = json.loads(line)
                if item["type"] == "node":
                    key = item["id"]
                    stub = "Stub" in item["labels"]
                    if key in labels and ("Stub" in labels[key]) != stub:
                        if stub:
                            continue
                        labels[key], properties[key] = set(), {}
                    labels.setdefault(key, set()).update(item["labels"])
                    properties.setdefault(key, {}).update(item["properties"])
                else:
                    ends = (item["start"]["id"], item["label"], item["end"]["id"])
                    relationships[item["id"]] = (*ends, item["properties"])
        nodes = [(k, l, {n: v for n, v in properties[k].items() if v is not None}) for k, l in labels.items()]
        return Graph(nodes, relationships.values())

    def labelled(self, label):
        return {k: p for k, (labels, p) in self.nodes.items() if label in labels}

    def typed(self, kind):
        return [(a, b, json.loads(p)) for (a, t, b, p), times in self.relationships.items() if t == kind
                for _ in range(times)]

    def without(self, properties=(), labels=()):
        """A copy less these properties and less the nodes that carry one of these labels."""
        dropped = set(properties)
        gone = {k for k, (l, _) in self.nodes.items() if not set(labels).isdisjoint(l)}
        copy = Graph([], [])
        copy.doubles = self.doubles
        copy.nodes = {k: (l, {n: v for n, v in p.items() if n not in dropped})
                      for k, (l, p) in self.nodes.items() if k not in gone}
        copy.relationships = collections.Counter(
            {r: n for r, n in self.relationships.items() if r[0] not in gone and r[2] not in gone})
        return copy

    def with_one_parent(self):
        """A copy in which the structure alone places what the two layers have in different parts.

        A file of mutations has both relationships: nothing is looked up in it.
        """
        copy = self.without()
        for parent, kind, child, order in list(copy.relationships):
            node = copy.nodes.get(child, ((), {}))[1]
            if kind == "HAS_CHILD" and parent == node.get("text_parent") and node.get("structure_parent", parent) != parent:
                del copy.relationships[parent, kind, child, order]
        return copy


def differences(found, expected, ignore=VARYING):
    """What differs, one line each; empty if the graphs are equal."""
    lines = [f"duplicate id: {key}" for key in found.doubles]
    for key in sorted(found.nodes.keys() | expected.nodes.keys(), key=str):
        if key not in expected.nodes:
            lines.append(f"surplus node {key} {found.nodes[key][0]}")
        elif key not in found.nodes:
            lines.append(f"missing node {key} {expected.nodes[key][0]}")
        else:
            lines += node_differences(key, found.nodes[key], expected.nodes[key], ignore)
    for relationship in sorted(found.relationships.keys() | expected.relationships.keys()):
        count, wanted = found.relationships[relationship], expected.relationships[relationship]
        if count != wanted:
            a, kind, b, properties = relationship
            lines.append(f"{kind} {a} -> {b} {short(properties)}: {count} times, expected {wanted}")
    return lines


def node_differences(key, found, expected, ignore):
    if found[0] != expected[0]:
        yield f"{key}: labels {found[0]}, expected {expected[0]}"
    for name in sorted((found[1].keys() | expected[1].keys()) - ignore):
        a, b = found[1].get(name), expected[1].get(name)
        if canonical(a) != canonical(b):
            yield f"{key}.{name}: {short(canonical(a))}, expected {short(canonical(b))}"


def report(lines):
    more = [f"... and {len(lines) - LINES} more"] if len(lines) > LINES else []
    return "\n".join([f"{len(lines)} differences:", *lines[:LINES], *more])
