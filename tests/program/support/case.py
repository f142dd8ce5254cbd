"""The base of the tests: a folder of its own for each, one server a file, or one for many."""

import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import time
import unittest

from support import documents, graph, program
from support.network import Way
from support.server import Server

SERVER = None
POLL_SECONDS = 0.02
# In many steps, each of which takes a moment: things happen in the middle.
STEPS = ["--batch-rows", "10", "--connections", "1"]
ROUND_TRIP_MS = 20

needs_corpus = unittest.skipUnless(documents.CORPUS, "no real documents here (REG2GRAPH_CORPUS)")


def end(*_):
    """A test that is terminated takes its servers along. An exception would be caught, and the next test begin."""
    unittest.case.doModuleCleanups()
    os._exit(143)


def shared_server(home):
    """The one of all tests, without nodes and schema; the first starts it."""
    server = Server(home=home, lives_long=True)
    try:
        server.start()
        server.wipe()
        server.drop_schema()
    except (AssertionError, OSError) as error:
        print(f"An earlier test has left the shared Neo4j ill; another one is started. {error}", file=sys.stderr, flush=True)
        server.remove()
        server.start()
    return server


def start_server(**options):
    """Call it in setUpModule; the server is stopped with the module, unless it is the one that tests share."""
    global SERVER
    signal.signal(signal.SIGTERM, end)
    home = os.environ.get("REG2GRAPH_TEST_SERVER")
    if home and not options:
        SERVER = shared_server(home)
        return SERVER
    SERVER = Server(**options)
    unittest.addModuleCleanup(SERVER.remove)
    SERVER.start()
    return SERVER


class ProgramTest(unittest.TestCase):
    def setUp(self):
        scratch = tempfile.TemporaryDirectory(prefix="reg2graph-test-")
        self.addCleanup(scratch.cleanup)
        self.folder = pathlib.Path(scratch.name)
        self.server = SERVER
        if SERVER is not None:
            SERVER.wipe()

    def environment(self, changes=None):
        return {**(self.server.environment if self.server else {}), **(changes or {})}

    def run_program(self, *arguments, code=None, env=None, **options):
        done = program.run(arguments, self.folder, self.environment(env), **options)
        if code is not None:
            self.assertEqual(done.code, code, done)
        return done

    def ingest(self, *arguments, code=0, log="json", **options):
        return self.run_program("ingest", *arguments, "--log", log, code=code, **options)

    def start_program(self, *arguments, env=None, **options):
        """The process, not yet waited for; killed if the test forgets it."""
        process = program.start(arguments, self.folder, self.environment(env), **options)

        def end():
            process.kill()
            process.communicate(timeout=60)

        self.addCleanup(end)
        return process

    def size(self):
        return self.server.rows("MATCH (n) WITH count(n) AS nodes MATCH ()-[r]->() RETURN nodes, count(r)")

    def wait_until(self, condition, process, seconds=300):
        """While the process runs, which must not end before."""
        end = time.monotonic() + seconds
        while not condition():
            self.assertIsNone(process.poll(), "it ended too soon")
            self.assertLess(time.monotonic(), end, "what was waited for did not come")
            time.sleep(POLL_SECONDS)

    def way_to_server(self):
        way = Way(self.server.uri)
        self.addCleanup(way.remove)
        return way

    def under_way(self, *arguments, **changes):
        """A run that has written something and is not done."""
        way = self.way_to_server()
        way.spoil("latency", latency=ROUND_TRIP_MS)
        before = self.size()
        process = self.start_program("ingest", *arguments, *STEPS, "--log", "json", env={"NEO4J_URI": way.uri, **changes})
        self.wait_until(lambda: self.size() != before, process)
        return process

    def end_of(self, process, code=0):
        """What a run said that was started and is left to its end."""
        out, err = process.communicate(timeout=300)
        run = program.Run(process.args, process.returncode, out, err, 0)
        self.assertEqual(run.code, code, run)
        return run

    def killed_after(self, seconds, *arguments):
        """Whether the run was still under way by then, and how long it lasted."""
        process = self.start_program("ingest", *arguments)
        begin = time.monotonic()
        try:
            process.communicate(timeout=seconds)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate(timeout=60)
        return process.returncode == -signal.SIGKILL, time.monotonic() - begin

    @staticmethod
    def ask_to_stop(process):
        """A signal, and until it has been heard."""
        process.send_signal(signal.SIGTERM)
        for line in process.stderr:
            if "stopping" in line:
                return

    def write(self, name, content):
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    def dead_letters(self):
        path = self.folder / "dead-letter.jsonl"
        return program.json.loads("[" + ",".join(path.read_text().splitlines()) + "]") if path.exists() else []

    def assert_same(self, found, expected, what=""):
        lines = graph.differences(found, expected)
        if lines:
            self.fail(f"{what}: {graph.report(lines)}")

    def loaded(self, *sources, **options):
        """The graph that these documents give in an empty database."""
        self.server.wipe()
        self.ingest(*sources, **options)
        return self.server.graph()
