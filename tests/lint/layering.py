#!/usr/bin/env python3
"""Fails on an #include that the layers forbid. See engine/README.md for which layer may include which.

Each run first proves on made-up lines that the rules can fail; --self-test does only that.
"""

import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
LAYERS = ("engine", "parsers", "sinks")
TALKS_HTTP = {"ingest", "aws"}
TALKS_AWS = {"ingest"}
WRITES_FILES = {"deliver"}
OF_SINKS = ("engine/net", "engine/files")
READS_PLANS = {"verify"}
# Shared by the formats that are XML; the eCFR's is one of them.
XML_MACHINERY = "parsers/xml"
EVENTS = "engine/observe/events.h"
INCLUDE = re.compile(r'^\s*#\s*include\s*(["<])([^">]+)[">]')

# Heavy, or to be replaced without touching what is built on them.
SOURCES_ONLY = ("simdjson.h", "simdjson/", "pugixml.hpp", "pugixml/", "curl/")
THIRD_PARTY = ("absl/", "boost/", "curl/", "gtest/", "gmock/", "benchmark/", "simdjson", "pugixml", "CLI/", "openssl/")
NOT_IN_CORE = ("boost/", "curl/", "simdjson", "pugixml", "zlib.h", "CLI/", "unistd.h", "fcntl.h", "sys/", "filesystem", "fstream",
               "iostream", "thread", "future")
# Kills the process at the word of a test; not in a release.
FAIL_POINT = "engine/core/fail_point.cc"


def folder_of(path):
    """The first two folders: engine/core, parsers/xml; or one for a file directly in parsers/."""
    return "/".join(path.split("/")[:-1][:2])


def forbidden(path, quote, target):
    """Why the file at `path` may not include `target`, or None."""
    if path.split("/")[0] not in LAYERS:
        return None
    here = folder_of(path)
    layer, _, name = here.partition("/")

    if quote == "<":
        if target.startswith(SOURCES_ONLY) and not path.endswith(".cc"):
            return f"<{target}> only in .cc files"
        if target.startswith("curl/") and here != "engine/net":
            return "libcurl only in engine/net"
        if here == "engine/core" and path != FAIL_POINT and target.startswith(NOT_IN_CORE):
            return f"engine/core does not know <{target}>"
        if target.split("/")[0] in LAYERS:
            return "the project's own headers are included with quotes"
        return None

    if target.split("/")[0] not in LAYERS:
        # Google style writes third-party headers with quotes too.
        if target.startswith(THIRD_PARTY):
            return forbidden(path, "<", target)
        return "includes are written from the root of the repository"
    there = folder_of(target)
    if here in ("engine/app", there) or (there == "engine/core" and layer in LAYERS):
        return None
    if there == "engine/app":
        return "nobody includes engine/app"
    if there.split("/")[0] == "parsers":
        if layer == "parsers" and (there == "parsers" or (there == XML_MACHINERY and here != "parsers")):
            return None
        return "only engine/app knows parsers by name"
    if there.split("/")[0] == "sinks":
        return "only engine/app knows sinks by name"
    if layer == "parsers":
        return f"{here} may include engine/core only"
    if layer == "sinks":
        return None if there in OF_SINKS else f"{here} may include engine/core, {' and '.join(OF_SINKS)} only"
    if here == "engine/core":
        return "engine/core includes nothing but itself"
    if here == "engine/files":
        return "engine/files includes engine/core only"
    if name == "flow":
        return None
    if target == EVENTS or (there == "engine/net" and name in TALKS_HTTP):
        return None
    if there == "engine/aws" and name in TALKS_AWS:
        return None
    if there == "engine/files" and name in WRITES_FILES:
        return None
    if there == "engine/deliver" and name in READS_PLANS:
        return None
    return f"{here} may not include {there}"


def check(path, text):
    for number, line in enumerate(text.splitlines(), 1):
        match = INCLUDE.match(line)
        if match:
            reason = forbidden(path, match.group(1), match.group(2))
            if reason:
                yield f"{path}:{number}: {reason}: {line.strip()}"


def self_test():
    bad = [
        ("engine/core/a.h", '#include "engine/net/http.h"'), ("engine/core/a.h", "#include <boost/asio.hpp>"),
        ("engine/core/a.cc", '#include "engine/observe/events.h"'), ("engine/map/a.cc", '#include "engine/net/http.h"'),
        ("engine/map/a.cc", '#include "engine/deliver/planner.h"'), ("engine/deliver/a.cc", '#include "sinks/neo4j/s.h"'),
        ("engine/flow/a.cc", '#include "engine/app/cli.h"'), ("engine/flow/a.cc", '#include "parsers/xml/p.h"'),
        ("parsers/xml/a.cc", '#include "parsers/json/p.h"'), ("parsers/xml/a.cc", '#include "engine/map/m.h"'),
        ("parsers/xml/a.cc", '#include "parsers/govinfo/p.h"'), ("parsers/govinfo/a.cc", '#include "parsers/annual/p.h"'),
        ("parsers/xml/a.h", "#include <pugixml.hpp>"), ("parsers/json/a.h", "#include <simdjson.h>"),
        ("sinks/csv/a.cc", '#include "sinks/jsonl/j.h"'), ("sinks/csv/a.cc", '#include "engine/deliver/d.h"'),
        ("sinks/neo4j/a.cc", "#include <curl/curl.h>"), ("engine/net/a.h", "#include <curl/curl.h>"),
        ("engine/net/a.cc", '#include "engine/observe/summary.h"'), ("parsers/p.h", '#include "parsers/xml/p.h"'),
        ("engine/deliver/a.cc", '#include "engine/aws/s.h"'), ("engine/deliver/a.cc", '#include "engine/net/http.h"'),
        ("engine/aws/a.cc", '#include "engine/ingest/s.h"'),
        ("engine/core/a.cc", "#include <unistd.h>"), ("engine/core/a.h", "#include <thread>"),
        ("engine/core/a.cc", '#include "engine/files/f.h"'), ("engine/files/a.cc", f'#include "{EVENTS}"'),
        ("engine/files/a.cc", '#include "engine/net/http.h"'), ("engine/ingest/a.cc", '#include "engine/files/f.h"'),
        ("parsers/xml/a.cc", '#include "engine/files/f.h"'), ("engine/map/a.cc", '#include "map.h"'),
        ("engine/verify/a.cc", '#include "engine/flow/f.h"'),
        ("engine/verify/a.cc", '#include "engine/observe/summary.h"'), ("engine/deliver/a.cc", '#include "engine/verify/v.h"'),
        ("engine/map/a.cc", "#include <engine/core/keys.h>"),
    ]
    good = [
        ("engine/core/a.cc", '#include "engine/core/keys.h"'), ("engine/net/a.cc", "#include <curl/curl.h>"),
        ("engine/ingest/a.cc", '#include "engine/net/http.h"'), ("engine/ingest/a.cc", '#include "engine/aws/s.h"'), ("engine/map/a.cc", f'#include "{EVENTS}"'),
        ("engine/flow/a.h", '#include "engine/deliver/d.h"'), ("engine/app/main.cc", '#include "sinks/csv/c.h"'),
        ("parsers/xml/a.cc", "#include <pugixml.hpp>"), ("parsers/xml/a.cc", '#include "parsers/cut.h"'),
        ("parsers/govinfo/a.cc", '#include "parsers/xml/p.h"'),
        ("sinks/neo4j/a.cc", '#include "engine/net/http.h"'), ("tests/a.cc", '#include "parsers/xml/p.h"'),
        ("sinks/csv/a.cc", '#include "engine/files/f.h"'), ("engine/deliver/a.cc", '#include "engine/files/f.h"'),
        (FAIL_POINT, "#include <unistd.h>"), ("engine/files/a.cc", "#include <unistd.h>"),
        ("engine/files/a.cc", '#include "engine/core/keys.h"'), ("engine/app/a.cc", '#include "engine/files/f.h"'),
        ("engine/verify/a.cc", '#include "engine/deliver/precedence.h"'), ("engine/verify/a.cc", f'#include "{EVENTS}"'),
        ("engine/map/a.cc", "#include <vector>"), ("engine/core/a.h", '#include "absl/status/status.h"'),
    ]
    wrong = [f"not seen: {p}: {line}" for p, line in bad if not list(check(p, line))]
    wrong += [f"wrongly seen: {p}: {line}" for p, line in good if list(check(p, line))]
    return wrong


def main():
    found = [f"self-test: {w}" for w in self_test()]
    if "--self-test" not in sys.argv[1:]:
        for layer in LAYERS:
            for path in sorted((ROOT / layer).rglob("*")):
                if path.suffix in (".h", ".cc", ".hpp", ".inc"):
                    found += check(path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8"))
    print("\n".join(found), end="\n" if found else "")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
