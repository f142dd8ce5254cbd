#!/usr/bin/env python3
"""Killed (-9) at every named point of the pipeline and at random ones, a run that is started again ends in what an
undisturbed one makes. Needs a program with fail points (cmake --preset faults).

  tests/faults/test_crash.py                    the short form: each point once, a few random kills
  tests/faults/test_crash.py --full [--seed N]  each point in two cases, 100 trials at random points, 25 at random times
"""

import argparse
import collections
import pathlib
import random
import re
import shutil
import signal
import sys
import tempfile
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "program"))

import support
from support import queue
from support.documents import SAMPLE_CHANGED, SAMPLE_JSON, SAMPLE_PART, SAMPLE_XML

OPTIONS = argparse.Namespace(full=False, seed=20250802)
RANDOM_POINTS, RANDOM_TIMES = (8, 100), (2, 25)  # short, full
PATIENCE = 600  # a server that has just started plans its first statements
FIGURES = collections.Counter()
CASES = []
DOCUMENTS = tempfile.TemporaryDirectory(prefix="reg2graph-crash-")
OF_A_QUEUE = ("message received", "message to be deleted", "message deleted")
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT[\d:.]+Z")


def setUpModule():
    unittest.addModuleCleanup(DOCUMENTS.cleanup)
    support.start_server(lives_long=True)
    queue.start_cloud()
    unittest.addModuleCleanup(lambda: print("\n" + ", ".join(f"{what}: {times}" for what, times in FIGURES.items())))


class Case:
    """`then` is what is killed and started again, after what `before` has loaded."""

    def __init__(self, name, before, then, options=(), code=0):
        self.name, self.before, self.then, self.options, self.code = name, before, then, options, code

    def prepare(self, test):
        """The state before the run."""
        test.server.wipe()
        (test.folder / "dead-letter.jsonl").unlink(missing_ok=True)
        for documents in self.before:
            test.ingest(*documents, timeout=PATIENCE)

    def arguments(self, _):
        return (*self.then, *self.options)

    def expected_code(self, _):
        return self.code

    def start(self, test, env):
        return test.ingest(*self.arguments(test), env=env, code=None, timeout=PATIENCE)

    def run(self, test, kill_at=None, **env):
        """Whether it was killed."""
        code = self.expected_code(test)
        done = self.start(test, {**env, "REG2GRAPH_KILL_AT": kill_at})
        killed = kill_at is not None and done.code == -signal.SIGKILL
        test.assertTrue(killed or done.code == code, done)
        return killed

    def result(self, test):
        return test.server.graph(), self.schema(test), self.rejects(test)

    def check_killed(self, test):
        """What must hold before the next run."""

    def check(self, test):
        graph, schema, rejects = self.expected
        test.assert_same(test.server.graph(), graph, self.name)
        test.assertEqual(self.schema(test), schema)
        test.assertEqual(self.rejects(test), rejects)
        test.assertEqual(test.server.value("MATCH (n) WHERE n.claim IS NOT NULL RETURN count(n)"), 0)
        test.run_program("verify", *self.then, code=self.code, timeout=PATIENCE)

    def measure(self, test):
        """An undisturbed run: what it makes and which points it reaches."""
        trace = test.folder / "trace"
        trace.unlink(missing_ok=True)
        self.prepare(test)
        begin = time.monotonic()
        self.run(test, REG2GRAPH_FAIL_POINT_TRACE=str(trace))
        self.seconds = time.monotonic() - begin
        self.hits = trace.read_text().splitlines()
        self.expected = self.result(test)
        self.check(test)

    @staticmethod
    def schema(test):
        return test.server.rows("SHOW INDEXES YIELD name, state, owningConstraint RETURN name, state, owningConstraint ORDER BY name")

    @staticmethod
    def rejects(test):
        """A run that is killed may report a rejection that the next one reports again."""
        return {(letter["source"], letter["place"], letter["reason"]) for letter in test.dead_letters()}


class FirstContactCase(Case):
    """A database that has no constraint and no index yet."""

    def prepare(self, test):
        super().prepare(test)
        test.server.drop_schema()


class FileCase(Case):
    """Into a file, or a folder of files, where an older one of the same name exists."""

    def target(self, test):
        kind = self.name.partition(" ")[0]
        return f"{kind}:{test.folder / 'files' / kind}"

    def prepare(self, test):
        shutil.rmtree(test.folder / "files", ignore_errors=True)
        (test.folder / "files").mkdir()
        for documents in self.before:
            test.ingest(*documents, "--to", self.target(test))

    def arguments(self, test):
        return (*super().arguments(test), "--to", self.target(test))

    def result(self, test):
        """The lines of each file; some order of them is left to the threads."""
        return {path.name: sorted(MOMENT.sub("", line) for line in path.read_text(encoding="utf-8").splitlines())
                for path in (test.folder / "files").rglob("*") if path.is_file() and path.suffix != ".partial"}

    def measure(self, test):
        self.prepare(test)
        self.older = self.result(test)
        super().measure(test)

    def check_killed(self, test):
        """Under its name there is a whole file or none."""
        for name, lines in self.result(test).items():
            test.assertIn(lines, (self.older.get(name), self.expected.get(name)), f"{self.name}: {name}")

    def check(self, test):
        test.assertEqual(self.result(test), self.expected, self.name)


class CsvCase(FileCase):
    """A folder that holds a whole import is refused."""

    def expected_code(self, test):
        return 3 if (test.folder / "files" / "csv" / "import.args").exists() else 0


class QueueCase(Case):
    """A worker: S3 announces the documents to a queue."""

    def prepare(self, test):
        super().prepare(test)
        for number, path in enumerate(self.then):
            test.put(f"{number}/{path.name}", path)

    def start(self, test, env):
        # By then the message of a run that was killed is visible again.
        return test.work(idle=str(queue.VISIBILITY + 5), env=test.cloud(**env), code=None, timeout=PATIENCE)

    def check(self, test):
        test.assert_same(test.server.graph(), self.expected[0], self.name)
        test.assertEqual(test.waiting(test.queue), (0, 0))
        test.assertEqual(test.waiting(test.dead), (0, 0))


class CrashTest(queue.QueueTest):
    def setUp(self):
        super().setUp()
        self.random = random.Random(OPTIONS.seed)

    @staticmethod
    def altered(path, pattern, by):
        text, times = re.subn(pattern, by, path.read_text(encoding="utf-8"), count=1, flags=re.S)
        assert times == 1, pattern
        place = pathlib.Path(tempfile.mkdtemp(dir=DOCUMENTS.name)) / path.name
        place.write_text(text, encoding="utf-8")
        return place

    def graph_cases(self):
        samples = (SAMPLE_JSON, SAMPLE_XML)
        less_a_part = self.altered(SAMPLE_CHANGED, r'<DIV5 N="14" .*?</DIV5>\n*', "")
        broken = self.altered(SAMPLE_XML, "<P>", "<P <")
        cases = [
            # First: only what finds no schema creates it, and each later case is measured with the schema there.
            FirstContactCase("into a database without a schema", [], samples),
            Case("new", [], samples, ("--batch-rows", "50")),
            Case("changed, less a part", [samples], (SAMPLE_JSON, less_a_part), ("--batch-rows", "20")),
            Case("a part, then its title", [(SAMPLE_PART,)], (SAMPLE_XML,), ("--batch-rows", "40", "--connections", "1")),
            Case("with a part that cannot be read", [], (SAMPLE_JSON, broken), code=1),
        ]
        if support.CORPUS:
            part = support.CORPUS / "ecfr" / "full" / "full-title-01-part-51-2024-05-17.xml"
            cases.append(Case("title 3", [], (support.structure(3), support.xml(3)), ("--batch-rows", "100")))
            if OPTIONS.full:
                cases.append(Case("a part of title 1, newer", [(support.xml(1, "2015-12-18"),)], (part,)))
                cases.append(Case("title 1, changed", [(support.xml(1, "2015-12-18"),)], (support.structure(1), support.xml(1)),
                                  ("--batch-rows", "300")))
                cases.append(Case("title 4", [], (support.structure(4), support.xml(4))))
        return cases

    def file_cases(self):
        samples = (SAMPLE_JSON, SAMPLE_XML)
        cases = [FileCase("jsonl new", [], samples), CsvCase("csv new", [], samples)]
        cases.append(FileCase("jsonl over an older one", [(SAMPLE_PART,)], (SAMPLE_JSON, SAMPLE_CHANGED)))
        if support.CORPUS:
            cases.append(FileCase("jsonl title 4", [samples], (support.structure(4), support.xml(4))))
        return cases

    def cases(self):
        """All of them, measured once."""
        if not CASES:
            cases = self.graph_cases() + self.file_cases()
            for case in cases:
                case.measure(self)
            CASES.extend(cases)
        return CASES

    def names(self):
        """As the program knows them."""
        done = self.run_program("cite", env={"REG2GRAPH_KILL_AT": "?"}, code=2)
        return done.out.splitlines()

    def killed(self, case, kill):
        if isinstance(kill, str):
            return case.run(self, kill)
        return self.killed_after(kill, *case.arguments(self))[0]

    def survives(self, case, kills):
        """False if the run had ended before the first kill."""
        case.prepare(self)
        if not self.killed(case, kills[0]):
            return False
        FIGURES["trials"] += 1
        FIGURES["kills"] += 1
        case.check_killed(self)
        # The run that is to finish the work is killed as well.
        FIGURES["kills"] += sum(self.killed(case, kill) for kill in kills[1:])
        case.run(self)
        case.check(self)
        FIGURES["survived"] += 1
        if OPTIONS.full:
            print(f"{FIGURES['survived']}/{FIGURES['trials']} {case.name}: {kills}", file=sys.stderr, flush=True)
        return True

    def trial(self, case, *kills):
        landed = True
        with self.subTest(case=case.name, kills=kills):
            landed = self.survives(case, kills)
        return landed

    def test_every_point(self):
        names = self.names()
        self.assertGreater(len(names), 30)
        cases = self.cases()
        of_queue = QueueCase("queue", [], (SAMPLE_JSON, SAMPLE_XML))
        of_queue.measure(self)
        for point in names:
            met = [case for case in cases if point in case.hits] or [of_queue]
            self.assertIn(point, {hit for case in met for hit in case.hits}, "no case reaches it")
            first, *others = self.random.sample(met, min(len(met), 2 if OPTIONS.full else 1))
            self.assertTrue(self.trial(first, f"{point}:1"), f"{first.name}: {point} was not reached")
            for case in others:
                self.trial(case, self.at_random(case, point))
            FIGURES["points"] += 1

    def at_random(self, case, point=None):
        """How often a point is met is left to the threads: the last times may not come."""
        point = point or self.random.choice(case.hits)
        return f"{point}:{self.random.randint(1, case.hits.count(point))}"

    def until_landed(self, kills, cases):
        """One of them at random, until so many kills have fallen into a run."""
        self.landed = 0
        for _ in range(6 * kills):
            if self.landed == kills:
                return
            yield self.random.choice(cases)
        self.fail("hardly a kill falls into a run")

    def test_random_points(self):
        for case in self.until_landed(RANDOM_POINTS[OPTIONS.full], self.cases()):
            kills = [self.at_random(case) for _ in range(self.random.choice((1, 1, 2, 3)))]
            self.landed += self.trial(case, *kills)

    def test_random_times(self):
        # A file is written too quickly for a clock.
        slow = [case for case in self.cases() if not isinstance(case, FileCase)]
        for case in self.until_landed(RANDOM_TIMES[OPTIONS.full], slow):
            self.landed += self.trial(case, case.seconds * self.random.random())


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--full", action="store_true")
    parser.add_argument("--seed", type=int, default=OPTIONS.seed)
    OPTIONS, rest = parser.parse_known_args()
    unittest.main(argv=[sys.argv[0], *rest], verbosity=2)
