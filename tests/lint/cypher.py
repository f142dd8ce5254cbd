#!/usr/bin/env python3
"""Fails where Cypher could be built from what a document says: statements are in files that know only the schema.

Each run first proves on made-up lines that the rules can fail; --self-test does only that.
"""

import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
STATEMENTS = tuple(f"sinks/neo4j/{name}." for name in ("statements", "write_statements", "schema_statements", "state", "cypher"))
# Their functions put text together, so statements alone may call them.
FRAGMENTS = ("sinks/neo4j/cypher.h", "sinks/neo4j/state.h")
# Joins whole statements for the Query API, which takes one.
JOINER = "sinks/neo4j/request_body.cc"
# A script for people that goes with the csv files: keys alone, whose alphabet is tested (keys_test, malformed.py).
SCRIPTS = {"sinks/csv/csv_sink.cc"}
CLAUSE = re.compile(r'"[^"]*\b(?:MATCH|MERGE|CREATE|DELETE|UNWIND|CALL|LOAD CSV|REMOVE) [^"]*"')
INCLUDE = re.compile(r'^\s*#\s*include\s*"([^"]+)"')
SCHEMA = {f"{name}h" for name in STATEMENTS} | {"sinks/neo4j/parameters.h", "engine/core/graph_schema.h", "engine/core/stamp.h"}
PUBLIC = re.compile(r"^(?:std::\S+|bool|void) \w+\((?P<parameters>[^)]*)\);", re.M)
KNOWN = {"", "Step step", "bool read_only", "NodeKind kind", "size_t need, SchemaName name"}


def check(path, text):
    if path.startswith(STATEMENTS):
        for number, line in enumerate(text.splitlines(), 1):
            match = INCLUDE.match(line)
            if match and path.endswith(".cc") and match[1] not in SCHEMA:
                yield f"{path}:{number}: statements are made of the schema alone, not of {match[1]}"
        if path.endswith(".h") and path not in FRAGMENTS:
            for match in PUBLIC.finditer(text):
                if match["parameters"] not in KNOWN:
                    yield f"{path}: a statement made of ({match['parameters']}): data goes into its parameters"
        return
    if path in SCRIPTS:
        return
    for number, line in enumerate(text.splitlines(), 1):
        match = INCLUDE.match(line)
        if match and match[1] == FRAGMENTS[0] and path != JOINER:
            yield f"{path}:{number}: only statements are made of {match[1]}"
        if CLAUSE.search(line.partition("//")[0]):
            yield f"{path}:{number}: Cypher belongs in {' and '.join(STATEMENTS)} only: {line.strip()}"


def self_test():
    bad = [("sinks/neo4j/neo4j_sink.cc", 'Run("MATCH (n {id: \'" + key + "\'}) RETURN n")'),
           ("engine/flow/a.cc", '  text = "MERGE (n:Resource) ";'),
           ("sinks/neo4j/statements.cc", '#include "engine/core/unit_rows.h"'),
           ("sinks/neo4j/answer.cc", '#include "sinks/neo4j/cypher.h"'),
           ("sinks/neo4j/statements.h", "std::string Find(std::string_view key);")]
    good = [("sinks/neo4j/neo4j_sink.cc", 'Run("RETURN 1", "{}")'), ("engine/flow/a.cc", "// MERGE (n) is slow"),
            ("sinks/neo4j/statements.cc", 'return "MATCH (n) RETURN n";'),
            ("sinks/neo4j/statements.h", "std::string_view StatementOf(Step step);")]
    wrong = [f"not seen: {p}: {line}" for p, line in bad if not list(check(p, line))]
    return wrong + [f"wrongly seen: {p}: {line}" for p, line in good if list(check(p, line))]


def main():
    found = [f"self-test: {w}" for w in self_test()]
    if "--self-test" not in sys.argv[1:]:
        for layer in ("engine", "parsers", "sinks"):
            for path in sorted((ROOT / layer).rglob("*")):
                if path.suffix in (".h", ".cc"):
                    found += check(path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8"))
    print("\n".join(found), end="\n" if found else "")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
