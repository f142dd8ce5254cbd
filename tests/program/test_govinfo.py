#!/usr/bin/env python3
"""GovInfo's bulk data as a source, and as the way out where the eCFR service refuses."""

import http.server
import unittest

import support
from support.documents import SAMPLE_XML, SAMPLES
from support.graph import VARYING, Graph, differences
from support.listener import HttpService

FILES = {"/bulkdata/ECFR/title-99/ECFR-title99.xml": SAMPLES / "printings" / "ECFR-title99-2025-01-15.xml",
         "/bulkdata/CFR/2024/title-99/CFR-2024-title99-vol1.xml": SAMPLES / "printings" / "CFR-2024-title99-vol1.xml"}


class BulkData(HttpService):
    """Answers as the file server does; every other address as the eCFR service answers a cloud."""

    def __init__(self):
        self.requests = []
        service = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                service.requests.append(self.path)
                found = FILES.get(self.path)
                body = found.read_bytes() if found else b"<html>Request Access</html>"
                self.send_response(200 if found else 403)
                self.send_header("Content-Length", str(len(body)))
                self.send_header("Last-Modified", "Wed, 15 Jan 2025 03:04:05 GMT")
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        super().__init__(Handler)


class GovInfoTest(support.ProgramTest):
    def load(self, *sources, code=0):
        service = BulkData()
        self.addCleanup(service.close)
        (self.folder / "graph.jsonl").unlink(missing_ok=True)
        done = self.ingest(*sources, "--to", "jsonl:graph.jsonl", code=code,
                           env={"GOVINFO_BASE_URL": service.url, "ECFR_BASE_URL": service.url})
        self.requests = service.requests
        path = self.folder / "graph.jsonl"
        return done, Graph.of_lines(path) if path.exists() else None

    def local(self, path, *flags):
        self.ingest(path, *flags, "--to", "jsonl:local.jsonl")
        return Graph.of_lines(self.folder / "local.jsonl")

    def test_a_title_is_of_the_day_on_which_its_file_was_made(self):
        _, graph = self.load("govinfo:ECFR-title99")
        self.assertEqual(self.requests, ["/bulkdata/ECFR/title-99/ECFR-title99.xml"])
        expected = self.local(FILES[self.requests[0]], "--as-of", "2025-01-15")
        self.assertEqual([d for d in differences(graph, expected, VARYING) if ".etag" not in d], [])
        self.assertEqual(graph.nodes["/us/cfr/t99"][1]["text_as_of"], "2025-01-15")

    def test_a_volume_is_of_the_day_of_its_edition(self):
        _, graph = self.load("govinfo:CFR-2024-title99-vol1")
        self.assertEqual(self.requests, ["/bulkdata/CFR/2024/title-99/CFR-2024-title99-vol1.xml"])
        self.assertEqual(graph.nodes["/us/cfr/t99/p14"][1]["text_as_of"], "2024-10-01")

    def test_the_api_s_text_at_that_day_has_the_same_law(self):
        _, graph = self.load("govinfo:ECFR-title99")
        api = self.local(SAMPLE_XML)
        hashes = [{k: p["text_hash"] for k, p in g.labelled("Part").items()} for g in (graph, api)]
        self.assertEqual(*hashes)

    def test_the_ecfr_service_refuses(self):
        for source, code in (("ecfr:title-12", 2), ("ecfr:title-12@2025-01-15", 1)):
            with self.subTest(source):
                done, _ = self.load(source, code=code)
                self.assertIn("govinfo:ECFR-title12", done.err)

    def test_what_is_no_file_there(self):
        for source in ("govinfo:title-12", "govinfo:ECFR-title0", "govinfo:CFR-24-title12-vol8", "govinfo:CFR-2024-title12",
                       "govinfo:ECFR-title12.xml", "govinfo:CFR-2024-title12-vol8/../x"):
            with self.subTest(source):
                done, _ = self.load(source, code=2)
                self.assertIn("expected govinfo:ECFR-titleN", done.err)
                self.assertEqual(self.requests, [])


if __name__ == "__main__":
    unittest.main(verbosity=2)
