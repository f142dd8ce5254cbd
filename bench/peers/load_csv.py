"""Loads a csv: folder by LOAD CSV ... IN TRANSACTIONS; the server reads the files itself."""

from peers import graph_files

ROWS = 5000
CONVERT = {"string": "{0}", "long": "toInteger({0})", "boolean": "toBoolean({0})", "string[]": "split({0}, ';')",
           "long[]": "[x IN split({0}, ';') | toInteger(x)]"}


def statement(file):
    cells = [(name, CONVERT[kind].format(f"r[{i}]")) for i, (name, kind) in enumerate(file.columns) if kind in CONVERT]
    properties = ", ".join(f"{name}: {value}" for name, value in cells)
    if file.is_nodes:
        create = f"CREATE (:{':'.join(file.labels)} {{id: r[0]{', ' if cells else ''}{properties}}})"
    else:
        create = (f"MATCH (a:Resource {{id: r[0]}}) MATCH (b:Resource {{id: r[1]}}) "
                  f"CREATE (a)-[:{file.name} {{{properties}}}]->(b)")
    return (f"LOAD CSV FROM '{file.path.as_uri()}' AS r WITH r SKIP 1 "
            f"CALL (r) {{ {create} }} IN TRANSACTIONS OF {ROWS} ROWS")


CONSTRAINT = "CREATE CONSTRAINT resource_id IF NOT EXISTS FOR (n:Resource) REQUIRE n.id IS UNIQUE"


def load(server, folder):
    server.rows(CONSTRAINT)
    for file in graph_files.read(folder):
        server.rows(statement(file))
