#!/usr/bin/env python3
"""The eCFR service as a source: a small server answers as its versioner does, and is busy now and then."""

import http.server
import json
import re
import time
import unittest
import urllib.parse

import support
from support.documents import SAMPLE_JSON, SAMPLE_PART, SAMPLE_XML
from support.graph import Graph, VARYING
from support.listener import HttpService

DAY = "2025-01-15"
TITLES = {"titles": [{"number": 98, "up_to_date_as_of": None, "reserved": True},
                     {"number": 99, "name": "Made up", "latest_issue_date": "2025-01-10", "up_to_date_as_of": DAY, "reserved": False}],
          "meta": {"date": DAY, "import_in_progress": False}}


class Versioner(HttpService):
    """`busy` asked-for times, each answer a 503 that asks to come back; then the documents."""

    def __init__(self, busy=(), retry_after="1"):
        self.requests, self.moments, self.agents = [], [], set()
        versioner = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                versioner.moments.append(time.monotonic())
                versioner.requests.append(self.path)
                versioner.agents.add(self.headers["User-Agent"])
                if len(versioner.requests) in busy:
                    return self.answer(503, b"busy", {"Retry-After": retry_after})
                found = versioner.document(urllib.parse.urlsplit(self.path))
                self.answer(200 if found else 404, found or b"{}", {})

            def answer(self, code, body, headers):
                self.send_response(code)
                for name, value in {"Content-Length": str(len(body)), **headers}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        super().__init__(Handler)

    @staticmethod
    def document(url):
        if url.path == "/api/versioner/v1/titles.json":
            return json.dumps(TITLES).encode()
        if url.path == f"/api/versioner/v1/structure/{DAY}/title-99.json":
            return SAMPLE_JSON.read_bytes()
        if url.path == f"/api/versioner/v1/full/{DAY}/title-99.xml":
            return {"": SAMPLE_XML, "part=12": SAMPLE_PART}[url.query].read_bytes()
        return None


class EcfrTest(support.ProgramTest):
    def versioner(self, **options):
        versioner = Versioner(**options)
        self.addCleanup(versioner.close)
        return versioner

    def load(self, versioner, *sources, code=0):
        (self.folder / "graph.jsonl").unlink(missing_ok=True)
        done = self.ingest(*sources, "--to", "jsonl:graph.jsonl", code=code, env={"ECFR_BASE_URL": versioner.url})
        return done, Graph.of_lines(self.folder / "graph.jsonl") if (self.folder / "graph.jsonl").exists() else None

    def local(self, *paths):
        self.ingest(*paths, "--to", "jsonl:local.jsonl")
        return Graph.of_lines(self.folder / "local.jsonl")

    def test_the_newest_text_of_a_title(self):
        versioner = self.versioner(busy={1, 3})
        done, graph = self.load(versioner, "ecfr:title-99")
        self.assertEqual(support.differences(graph, self.local(SAMPLE_JSON, SAMPLE_XML), VARYING), [])
        structure, full = (f"/api/versioner/v1/{kind}/{DAY}/title-99.{ending}" for kind, ending in
                           (("structure", "json"), ("full", "xml")))
        titles = "/api/versioner/v1/titles.json"
        self.assertEqual(versioner.requests, [titles, titles, structure, structure, full])
        self.assertEqual(sum(r["event"] == "retry" for r in done.records), 2)
        self.assertEqual(len(versioner.agents), 1)
        self.assertRegex(versioner.agents.pop(), r"^reg2graph/\d+\.\d+")
        for before, after in zip(versioner.moments, versioner.moments[1:]):
            self.assertGreater(after - before, 0.9, "more than one request a second")

    def test_a_part_on_a_day(self):
        versioner = self.versioner()
        done, graph = self.load(versioner, f"ecfr:title-99/part-12@{DAY}")
        self.assertEqual(done.summary["documents_loaded"], 2)
        self.assertEqual(support.differences(graph, self.local(SAMPLE_JSON, SAMPLE_PART, "--complete"), VARYING), [])
        self.assertEqual(versioner.requests, [f"/api/versioner/v1/structure/{DAY}/title-99.json",
                                              f"/api/versioner/v1/full/{DAY}/title-99.xml?part=12"])

    def test_what_there_is_not(self):
        versioner = self.versioner()
        for source, code, words in (("ecfr:title-98", 2, "no text of title 98"), ("ecfr:title-97", 2, "no text of title 97"),
                                    ("ecfr:title-99@2025-02-30", 2, "expected ecfr:title-N"),
                                    ("ecfr:title-99@2030-01-01", 1, "the server answers 404")):
            done, _ = self.load(versioner, source, code=code)
            self.assertIn(words, done.err)

    def test_more_patience_than_there_is(self):
        done, _ = self.load(self.versioner(busy={1}, retry_after="7200"), "ecfr:title-99", code=5)
        self.assertRegex(done.err, re.compile("the server answers 503"))


if __name__ == "__main__":
    unittest.main(verbosity=2)
