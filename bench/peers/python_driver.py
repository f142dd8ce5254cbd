#!/usr/bin/env python3
"""Loads a csv: folder over Bolt by the official driver: UNWIND ... CREATE, 5,000 rows a transaction.

python_driver.py BOLT-URI FOLDER          the rows are in memory before the clock starts; prints seconds and CPU seconds
"""

import itertools
import resource
import sys
import time

import graph_files
import neo4j

ROWS = 5000


def batches(rows):
    rows = iter(rows)
    while batch := list(itertools.islice(rows, ROWS)):
        yield batch


def statement(file):
    names = [name for name, kind in file.columns if kind not in ("ID", "START_ID", "END_ID")]
    properties = ", ".join(f"{name}: r.{name}" for name in names)
    if file.is_nodes:
        return f"UNWIND $rows AS r CREATE (:{':'.join(file.labels)} {{id: r.id{', ' if properties else ''}{properties}}})"
    return ("UNWIND $rows AS r MATCH (a:Resource {id: r.from}) MATCH (b:Resource {id: r.to}) "
            f"CREATE (a)-[:{file.name} {{{properties}}}]->(b)")


def main():
    uri, folder = sys.argv[1:]
    work = [(statement(file), list(batches(file.rows()))) for file in graph_files.read(folder)]
    with neo4j.GraphDatabase.driver(uri) as driver, driver.session(database="neo4j") as session:
        session.run("CREATE CONSTRAINT resource_id IF NOT EXISTS FOR (n:Resource) REQUIRE n.id IS UNIQUE").consume()
        begin, cpu = time.monotonic(), resource.getrusage(resource.RUSAGE_SELF)
        for query, parts in work:
            for rows in parts:
                session.execute_write(lambda transaction: transaction.run(query, rows=rows).consume())
        seconds, used = time.monotonic() - begin, resource.getrusage(resource.RUSAGE_SELF)
    print(seconds, used.ru_utime + used.ru_stime - cpu.ru_utime - cpu.ru_stime)


if __name__ == "__main__":
    main()
