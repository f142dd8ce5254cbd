"""Graphs as 0.1.0 left them, a line of JSON each: nodes as [labels, properties], then relationships as [start, type, end, properties].

  cd tests/program && python3 -m support.recorded PROGRAM    records them anew; PROGRAM is a reg2graph 0.1.0
"""

import json
import pathlib
import subprocess
import sys
import tempfile
import time

from support import program
from support.network import Way
from support.server import Server

FOLDER = pathlib.Path(__file__).resolve().parents[1] / "data" / "graph-0.1.0"
JSON_35, XML_35, JSON_43, XML_43, JSON_44, XML_44 = TITLES = [
    FOLDER / f"{kind}-title-{title}-{day}.{ending}" for title, day in ((35, "2025-01-15"), (43, "2026-01-29"), (44, "2025-01-15"))
    for kind, ending in (("structure", "json"), ("full", "xml"))]
PART_35 = FOLDER / "full-title-35-part-1-2025-03-01.xml"
SECTION_35 = FOLDER / "section-1.2-of-title-35-2025-06-30.xml"
# What was loaded, one run after the other.
HISTORIES = {
    "titles": [TITLES],
    "damaged": [[XML_35], [SECTION_35]],
    "part": [[PART_35]],
    "killed": [[JSON_35, XML_35, JSON_44, XML_44]],
}
KILLED = "killed"  # in the middle
SCHEMA = "schema.json"
LOADED_AT = "2025-02-01T00:00:00Z"


def create_schema(server):
    server.drop_schema()
    for statement in json.loads((FOLDER / SCHEMA).read_text()):
        server.rows(statement)
    server.rows("CALL db.awaitIndexes(600)")


def restore(server, history):
    server.wipe()
    with open(FOLDER / f"{history}.jsonl", encoding="utf-8") as lines:
        items = [json.loads(line) for line in lines]
    server.rows("UNWIND $rows AS r CREATE (n:$(r[0])) SET n = r[1]", rows=[item for item in items if len(item) == 2])
    server.rows("UNWIND $rows AS r MATCH (a:Resource {id: r[0]}) MATCH (b:Resource {id: r[2]}) CREATE (a)-[e:$(r[1])]->(b) SET e = r[3]",
                rows=[item for item in items if len(item) == 4])


def record(server, history):
    nodes = [[sorted(labels), neutral(properties)] for labels, properties in server.rows(
        "MATCH (n) RETURN labels(n), properties(n) ORDER BY n.id")]
    relationships = server.rows("MATCH (a)-[r]->(b) RETURN a.id, type(r), b.id, properties(r) ORDER BY a.id, type(r), b.id")
    lines = (json.dumps(item, ensure_ascii=False, sort_keys=True, separators=(",", ":")) for item in nodes + relationships)
    (FOLDER / f"{history}.jsonl").write_text("".join(line + "\n" for line in lines), encoding="utf-8")


def neutral(properties):
    """Without the machine and the moment of the recording."""
    stated = {"uri": pathlib.PurePath(properties["uri"]).name, "loaded_at": LOADED_AT} if "uri" in properties else {}
    return {**properties, **stated}


def record_schema(server):
    rows = server.rows("SHOW CONSTRAINTS YIELD createStatement RETURN createStatement")
    rows += server.rows("SHOW INDEXES YIELD type, owningConstraint, createStatement WHERE type <> 'LOOKUP' AND owningConstraint IS NULL "
                        "RETURN createStatement")
    (FOLDER / SCHEMA).write_text(json.dumps([statement for (statement,) in rows], indent=1) + "\n")


def load(server, recorder, paths, folder):
    done = program.run(["ingest", *paths], folder, server.environment, program=recorder)
    if done.code != 0:
        raise AssertionError(f"it does not load: {done}")


def load_and_kill(server, recorder, paths, folder):
    """Again until the kill falls between two transactions of one unit."""
    claimed = "MATCH (n) WHERE n.claim IS NOT NULL RETURN count(n)"
    while not server.value(claimed):
        server.wipe()
        way = Way(server.uri)
        way.spoil("latency", latency=20)
        arguments = ["ingest", *map(str, paths), "--batch-rows", "10", "--connections", "1"]
        process = subprocess.Popen([recorder, *arguments], cwd=folder, env=program.environment({"NEO4J_URI": way.uri}),
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        while process.poll() is None and (server.value("MATCH (t:Title) RETURN count(t)") < 2 or not server.value(claimed)):
            time.sleep(0.005)
        process.kill()
        process.wait()
        way.remove()
        server.settle()


def main(recorder):
    server = Server()
    try:
        server.start()
        for history, runs in HISTORIES.items():
            server.wipe()
            with tempfile.TemporaryDirectory() as folder:
                for paths in runs:
                    (load_and_kill if history == KILLED else load)(server, recorder, paths, folder)
            record(server, history)
        record_schema(server)
    finally:
        server.remove()


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]).resolve())
