"""A real Neo4j in a temporary home, started and stopped by scripts/neo4j."""

import base64
import http.client
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.parse

from support.graph import Graph

SCRIPT = pathlib.Path(__file__).resolve().parents[3] / "scripts" / "neo4j"
START_SECONDS = 240
CONF = [
    # Each test begins by emptying the graph. Without this, the server would plan every statement anew each time.
    "dbms.cypher.min_replan_interval=24h",
    # A test's own transaction may wait for a program that waits for a slow machine.
    "server.http.transaction_idle_timeout=10m",
]


# Of a server that does not live long: it would not see the fruits of the second compiler.
ONE_COMPILER = {"JDK_JAVA_OPTIONS": "-XX:TieredStopAtLevel=1"}


class Server:
    def __init__(self, password=None, conf=(), heap="1g", home=None, inside=(), lives_long=False,
                 browser=False):
        """`inside` is a command that runs another one where `home` is to be seen, such as nsenter."""
        self.password, self.heap, self.inside = password, heap, list(inside)
        self.browser = ["--browser"] if browser else []
        self.variables = {**os.environ, **({} if lives_long else ONE_COMPILER)}
        self.conf = [item for setting in (*CONF, *conf) for item in ("--conf", setting)]
        self.home = home or tempfile.mkdtemp(prefix="reg2graph-neo4j-")
        self.uri = None

    def start(self, *conf):
        """`conf` is for this start only."""
        more = [item for setting in conf for item in ("--conf", setting)]
        secret = ["--password", self.password] if self.password else []
        done = subprocess.run([*self.inside, SCRIPT, "start", "--home", self.home, "--timeout", "200", "--heap", self.heap, *secret,
                               *self.browser, *self.conf, *more], env=self.variables, stdin=subprocess.DEVNULL, capture_output=True, text=True,
                              timeout=START_SECONDS)
        if done.returncode != 0:
            raise AssertionError(f"Neo4j does not start: {done.stderr}")
        self.uri = done.stdout.strip()

    def stop(self, kill=False):
        subprocess.run([*self.inside, SCRIPT, "stop", "--home", self.home, *(["--kill"] if kill else [])], check=True, timeout=120,
                       stdin=subprocess.DEVNULL)

    def remove(self):
        self.stop(kill=True)
        shutil.rmtree(self.home, ignore_errors=True)

    @property
    def environment(self):
        if self.password is None:
            return {"NEO4J_URI": self.uri}
        return {"NEO4J_URI": self.uri, "NEO4J_USERNAME": "neo4j", "NEO4J_PASSWORD": self.password}

    def call(self, method, path, body=None):
        """The address of the transaction, if it stays open, and the answer."""
        host = urllib.parse.urlsplit(self.uri)
        headers = {"Accept": "application/json", "Content-Type": "application/json"}
        if self.password:
            headers["Authorization"] = "Basic " + base64.b64encode(f"neo4j:{self.password}".encode()).decode()
        connection = http.client.HTTPConnection(host.hostname, host.port, timeout=180)
        try:
            connection.request(method, path, None if body is None else json.dumps(body), headers)
            answer = connection.getresponse()
            location = answer.getheader("Location")
            return location and urllib.parse.urlsplit(location).path, json.loads(answer.read())
        finally:
            connection.close()

    def rows(self, statement, database="neo4j", **parameters):
        _, answer = self.call("POST", f"/db/{database}/tx/commit",
                              {"statements": [{"statement": statement, "parameters": parameters}]})
        if answer["errors"]:
            raise AssertionError(f"{statement}: {answer['errors']}")
        return [row["row"] for row in answer["results"][0]["data"]]

    def change_password(self, new):
        self.rows("ALTER CURRENT USER SET PASSWORD FROM $old TO $new", database="system", old=self.password, new=new)
        self.password = new

    def value(self, statement, **parameters):
        return self.rows(statement, **parameters)[0][0]

    def settle(self):
        """Waits for what a killed client left running: the server ends such a transaction in its own time."""
        end = time.monotonic() + 60
        while self.rows("SHOW TRANSACTIONS YIELD transactionId, currentQuery, status "
                        "WHERE NOT currentQuery STARTS WITH 'SHOW TRANSACTIONS' RETURN transactionId"):
            if time.monotonic() > end:
                raise AssertionError("a transaction of a client that is gone does not end")

    def wipe(self):
        """Every node and relationship; the constraint and the indexes stay."""
        self.settle()
        while self.value("MATCH ()-[r]->() WITH r LIMIT 50000 DELETE r RETURN count(*)"):
            pass
        while self.value("MATCH (n) WITH n LIMIT 50000 DELETE n RETURN count(*)"):
            pass

    def drop_schema(self):
        """The constraint and the indexes, as if no program had been here."""
        for (name,) in self.rows("SHOW CONSTRAINTS YIELD name"):
            self.rows(f"DROP CONSTRAINT {name}")
        for (name,) in self.rows("SHOW INDEXES YIELD name, type WHERE type <> 'LOOKUP' RETURN name"):
            self.rows(f"DROP INDEX {name}")

    def graph(self):
        nodes = self.rows("MATCH (n) RETURN n.id, labels(n), properties(n)")
        relationships = self.rows("MATCH (a)-[r]->(b) RETURN a.id, type(r), b.id, properties(r)")
        return Graph(nodes, relationships)


if __name__ == "__main__":
    # The end of the one that the tests shared.
    Server(home=sys.argv[1]).remove()
