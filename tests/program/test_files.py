#!/usr/bin/env python3
"""jsonl: and csv: one writer a path, a whole result or none, whatever happens to the others or to the disk."""

import json
import pathlib
import subprocess
import unittest

import support
from support.documents import SAMPLE_JSON, SAMPLE_XML
from support.small_disk import SmallDisk

WRITERS = 6
DAY = "2025-01-15"


class FileTest(support.ProgramTest):
    def content(self, target):
        """Every file by its name; the order of lines is left to the threads, `loaded_at` to the clock."""
        place = self.folder / target
        files = sorted(place.iterdir()) if place.is_dir() else [place]
        return {path.name: sorted(path.read_text(encoding="utf-8").splitlines()) for path in files if "Artifact" not in path.name}

    def expected(self, kind):
        self.ingest(SAMPLE_JSON, "--to", f"{kind}:alone")
        return next(iter(self.content("alone").values())) if kind == "jsonl" else self.content("alone")

    def found(self, kind, target="graph"):
        content = self.content(target)
        return content[target] if kind == "jsonl" else content

    def assert_whole(self, kind, expected, target="graph"):
        found = self.found(kind, target)
        if kind == "jsonl":
            for line in found:
                json.loads(line)
            moment = '"loaded_at"'
            found, expected = ([line for line in lines if moment not in line] for lines in (found, expected))
        self.assertEqual(found, expected)

    def held(self, kind):
        """A run that has its target and waits for its document."""
        process = self.start_program("ingest", "-", "--as-of", DAY, "--to", f"{kind}:graph", "--log", "json", stdin=subprocess.PIPE)
        partial = self.folder / ("graph.partial" if kind == "jsonl" else "graph/import.args.partial")
        self.wait_until(lambda: partial.exists() and f":{partial.stat().st_ino} " in pathlib.Path("/proc/locks").read_text(),
                        process)
        return process


class TwoWritersTest(FileTest):
    def check_the_second_is_told(self, kind):
        expected = self.expected(kind)
        first = self.held(kind)
        second = self.ingest(SAMPLE_XML, "--to", f"{kind}:graph", code=3)
        self.assertRegex(second.err, f"graph.*process {first.pid} is writing it")
        out, err = first.communicate(SAMPLE_JSON.read_text(encoding="utf-8"), timeout=60)
        self.assertEqual(first.returncode, 0, err + out)
        self.assert_whole(kind, expected)

    def test_jsonl(self):
        self.check_the_second_is_told("jsonl")

    def test_csv(self):
        self.check_the_second_is_told("csv")

    def test_the_path_of_a_killed_run_is_free(self):
        for kind in ("jsonl", "csv"):
            expected = self.expected(kind)
            first = self.held(kind)
            first.kill()
            first.communicate(timeout=60)
            self.ingest(SAMPLE_JSON, "--to", f"{kind}:graph")
            self.assert_whole(kind, expected)
            for path in (self.folder / "graph", self.folder / "alone"):
                subprocess.run(["rm", "-r", path], check=True)

    def check_a_crowd(self, kind):
        expected = self.expected(kind)
        runs = [self.start_program("ingest", SAMPLE_JSON, "--to", f"{kind}:graph", "--log", "json") for _ in range(WRITERS)]
        said = [(run.communicate(timeout=120)[1], run.returncode) for run in runs]
        self.assertIn(0, [code for _, code in said], said)
        for err, code in said:
            self.assertIn(code, (0, 3), err)
            if code == 3:
                self.assertRegex(err, "process [0-9]+ is writing it|holds an import already")
        self.assert_whole(kind, expected)
        self.assertEqual(list(self.folder.rglob("*.partial")), [])

    def test_a_crowd_writes_jsonl(self):
        self.check_a_crowd("jsonl")

    def test_a_crowd_writes_csv(self):
        self.check_a_crowd("csv")


class FullDiskTest(FileTest):
    MEGABYTES = 8

    def setUp(self):
        super().setUp()
        self.disk_folder = self.folder / "disk"
        self.disk_folder.mkdir()
        self.disk = SmallDisk(str(self.disk_folder), self.MEGABYTES)
        self.addCleanup(self.disk.remove)

    def ingest_there(self, target, code):
        """On the small disk, which only a process inside sees."""
        inside, *more = self.disk.inside
        done = support.run([*more, support.PROGRAM, "ingest", SAMPLE_JSON, SAMPLE_XML, "--log", "json", "--to", target],
                           self.folder, self.environment(), program=inside)
        self.assertEqual(done.code, code, done)
        return done

    def there(self, name):
        return pathlib.Path(self.disk.filler).parent / name

    def leave(self, room):
        """So many bytes; the rest is full."""
        self.disk.fill()
        filler = pathlib.Path(self.disk.filler)
        with filler.open("r+b") as file:
            file.truncate(filler.stat().st_size - room)

    def check(self, kind):
        target = f"{kind}:{self.disk_folder}/graph"
        self.ingest(SAMPLE_JSON, SAMPLE_XML, "--to", f"{kind}:alone")
        alone = self.folder / "alone"
        size = sum(path.stat().st_size for path in ([alone] if alone.is_file() else alone.iterdir()))
        for room in (0, 4096, size // 2, size - size // 8):
            with self.subTest(room=room):
                # What the attempt before has left would make room when it is replaced.
                subprocess.run(["rm", "-rf", self.there("graph"), self.there("graph.partial")], check=True)
                self.leave(room)
                done = self.ingest_there(target, code=3)
                self.assertIn("No space left", done.err)
                self.assertIn("graph", done.err)
                self.assertFalse(self.there("graph/import.args" if kind == "csv" else "graph").exists())
                self.disk.empty()
        self.ingest_there(target, code=0)
        subprocess.run(["cp", "-r", self.there("graph"), self.folder / "graph"], check=True)
        expected = next(iter(self.content("alone").values())) if kind == "jsonl" else self.content("alone")
        self.assert_whole(kind, expected)

    def test_jsonl(self):
        self.check("jsonl")

    def test_csv(self):
        self.check("csv")


class CiteTest(support.ProgramTest):
    def cite(self, **streams):
        done = subprocess.run([support.PROGRAM, "cite"], stderr=subprocess.PIPE, text=True, check=False, **streams)
        return done.returncode, done.stderr

    def test_what_can_not_be_read_is_not_empty(self):
        with open("/proc/self/mem", encoding="utf-8") as unreadable:
            code, err = self.cite(stdin=unreadable, stdout=subprocess.DEVNULL)
        self.assertEqual(code, 2, err)
        self.assertIn("standard input cannot be read", err)

    def test_a_full_device(self):
        texts = self.write("texts.jsonl", '{"key":1,"text":"12 CFR 1"}\n')
        with open(texts, encoding="utf-8") as read, open("/dev/full", "w", encoding="utf-8") as full:
            code, err = self.cite(stdin=read, stdout=full)
        self.assertEqual(code, 2, err)
        self.assertIn("standard output cannot be written", err)


if __name__ == "__main__":
    unittest.main(verbosity=2)
