#!/usr/bin/env python3
"""Servers whose answers have no end, targets and sources alike: the run ends, says which limit was passed, and stays small."""

import http.server
import json
import os
import subprocess
import unittest

import support
from support.documents import SAMPLE_JSON
from support.listener import HttpService

CHUNK = b"x" * 65536
# What a run without documents takes, and the limit for control messages as it is read.
MOST_MB = 64
CONTROL = "8388608 bytes"


class Endless(HttpService):
    """Answers as `answer(path, body)` says: the beginning of a body that never ends, or a whole one."""

    def __init__(self, answer, status):
        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def reply(self):
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                begun, whole = answer(self.path, body)
                self.send_response(status)
                self.send_header(*(("Content-Length", str(len(begun))) if whole else ("Transfer-Encoding", "chunked")))
                self.end_headers()
                if whole:
                    return self.wfile.write(begun)
                try:
                    self.chunk(begun)
                    while True:
                        self.chunk(CHUNK)
                except OSError:
                    """The program has hung up."""
                self.close_connection = True

            do_GET = do_POST = reply

            def chunk(self, data):
                if data:
                    self.wfile.write(f"{len(data):x}\r\n".encode() + data + b"\r\n")

            def log_message(self, *_):
                pass

        super().__init__(Handler)


class EndlessTest(support.ProgramTest):
    def serve(self, answer, status=200):
        server = Endless(answer, status)
        self.addCleanup(server.close)
        return server.url

    def assert_ends(self, code, words, *arguments, env):
        """With this exit code and these words, in little memory."""
        with open(self.folder / "said", "w+b") as said:
            process = subprocess.Popen([support.PROGRAM, *map(str, arguments), "--log", "json"], cwd=self.folder, stdout=said, stderr=said,
                                       stdin=subprocess.DEVNULL, env={"HOME": str(self.folder), **env})
            _, status, usage = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
            said.seek(0)
            text = said.read().decode()
        self.assertEqual(process.returncode, code, text)
        self.assertIn(words, text)
        self.assertLess(usage.ru_maxrss / 1024, MOST_MB, text)

    def test_target_that_is_discovered(self):
        url = self.serve(lambda path, body: (b"", False))
        self.assert_ends(3, CONTROL, "ingest", SAMPLE_JSON, env={"NEO4J_URI": url})

    def test_target_that_is_asked(self):
        discovery = json.dumps({"neo4j_version": "5.26.0", "neo4j_edition": "community", "transaction": "/db/{databaseName}/tx",
                                "query": "/db/{databaseName}/query/v2"}).encode()
        url = self.serve(lambda path, body: (discovery, True) if path == "/" else (b"", False))
        self.assert_ends(3, CONTROL, "ingest", SAMPLE_JSON, env={"NEO4J_URI": url})

    def cloud(self, url, **more):
        return {"AWS_ENDPOINT_URL": url, "AWS_ACCESS_KEY_ID": "x", "AWS_SECRET_ACCESS_KEY": "x", **more}

    def test_listing_of_one_page(self):
        url = self.serve(lambda path, body: (b"<ListBucketResult>", False))
        self.assert_ends(5, CONTROL, "ingest", "s3://bucket/prefix/", "--to", "null:", env=self.cloud(url))

    def test_listing_of_many_pages(self):
        page = (b"<ListBucketResult><IsTruncated>true</IsTruncated><NextContinuationToken>again</NextContinuationToken>"
                b"<Contents><Key>prefix/a.xml</Key><Size>1</Size></Contents></ListBucketResult>")
        url = self.serve(lambda path, body: (page, True))
        self.assert_ends(5, "repeats a continuation token", "ingest", "s3://bucket/prefix/", "--to", "null:", env=self.cloud(url))

    def test_refusal(self):
        url = self.serve(lambda path, body: (b"<Error><Code>AccessDenied</Code>", False), status=403)
        self.assert_ends(2, "access is refused", "ingest", "s3://bucket/", "--to", "null:", env=self.cloud(url))

    def test_queue(self):
        url = self.serve(lambda path, body: (b"{", False))
        self.assert_ends(5, CONTROL, "ingest", f"sqs:{url}/1/queue", "--to", "null:", env=self.cloud(url))

    def test_credentials(self):
        url = self.serve(lambda path, body: (b"{", False))
        self.assert_ends(5, "65536 bytes", "ingest", "s3://bucket/", "--to", "null:",
                         env={"AWS_ENDPOINT_URL": url, "AWS_CONTAINER_CREDENTIALS_FULL_URI": url + "/credentials"})

    def test_ecfr_service(self):
        url = self.serve(lambda path, body: (b"{", False))
        self.assert_ends(5, "4194304 bytes", "ingest", "ecfr:title-12", "--to", "null:", env={"ECFR_BASE_URL": url})


if __name__ == "__main__":
    unittest.main(verbosity=2)
