#!/usr/bin/env python3
"""Which hosts the program trusts, what it never prints, and that what a document or a bucket says stays data."""

import http.server
import json
import os
import pathlib
import re
import resource
import signal
import subprocess
import time
import unittest
import urllib.parse
from xml.sax.saxutils import escape, quoteattr

import support
from support import aws, malformed
from support.documents import SAMPLE_JSON, SAMPLE_XML
from support.graph import OF_DISPUTES, VARYING, Graph, differences
from support.listener import HttpService, serve_http
from support.tls import Authority, TlsFront

SECONDS = 60
PASSWORD = "pass-w0rd/+%:@-of-the-test"
SECRETS = (PASSWORD, urllib.parse.quote(PASSWORD, safe=""), aws.SECRET, "session-token-of-the-test")
CYPHER = "x'`\"}) DETACH DELETE n WITH 1 AS a MATCH (n) DETACH DELETE n //"


def setUpModule():
    support.start_server()


class TlsTest(support.ProgramTest):
    def setUp(self):
        super().setUp()
        self.authority = Authority(self.folder)

    def front(self, port, host="localhost"):
        front = TlsFront(port, *self.authority.certify(host))
        self.addCleanup(front.close)
        return front

    def neo4j(self, host="localhost"):
        front = self.front(urllib.parse.urlsplit(self.server.uri).port, host)
        return f"https://localhost:{front.port}"

    def refused(self, uri, *arguments, word="certificate"):
        done = self.ingest(SAMPLE_XML, *arguments, code=3, env={"NEO4J_URI": uri}, timeout=SECONDS)
        self.assertRegex(done.err, word)
        self.assertEqual(self.server.value("MATCH (n) RETURN count(n)"), 0)
        return done

    def test_neo4j(self):
        uri = self.neo4j()
        # At once: waiting does not make a server trustworthy.
        self.assertIn("--ca-file", self.refused(uri, "--wait", "1h").err)
        self.ingest(SAMPLE_XML, "--ca-file", self.authority.ca_file, env={"NEO4J_URI": uri})
        self.assertEqual(self.server.value("MATCH (t:Title) RETURN t.title"), 99)
        self.run_program("health", code=3, env={"NEO4J_URI": uri}, timeout=SECONDS)
        self.run_program("health", "--ca-file", self.authority.ca_file, code=0, env={"NEO4J_URI": uri})
        # As a container gets it from a secret: the text, or the name of a file.
        for bundle in (self.authority.ca_file.read_text(), str(self.authority.ca_file)):
            self.run_program("health", code=0, env={"NEO4J_URI": uri, "NEO4J_CA_BUNDLE": bundle})
        self.run_program("health", code=3, env={"NEO4J_URI": uri, "NEO4J_CA_BUNDLE": "-----BEGIN nothing"}, timeout=SECONDS)

    def test_neo4j_of_another_name(self):
        self.refused(self.neo4j("elsewhere"), "--ca-file", self.authority.ca_file, word="does not match|host name")

    def test_neo4j_of_another_authority(self):
        uri = self.neo4j()
        (self.folder / "other").mkdir()
        self.assertIn("--ca-file", self.refused(uri, "--ca-file", Authority(self.folder / "other").ca_file).err)

    def test_nothing_turns_it_off(self):
        uri = self.neo4j()
        self.assertEqual(self.ingest(SAMPLE_XML, "--insecure", code=None, env={"NEO4J_URI": uri}).code, 2)
        self.assertNotIn("insecure", self.run_program("ingest", "--help", code=0).out)
        self.assertEqual(self.ingest(SAMPLE_XML, "--ca-file", "nowhere.pem", code=None, env={"NEO4J_URI": uri}).code, 3)

    def test_s3(self):
        store = aws.StandIn("s3")
        client = aws.client("s3", store.url, aws.KEY, aws.SECRET)
        client.create_bucket(Bucket="tls")
        client.put_object(Bucket="tls", Key=SAMPLE_XML.name, Body=SAMPLE_XML.read_bytes())
        self.ingest(SAMPLE_XML, "--to", "jsonl:local.jsonl")
        for host, trusted, word in (("localhost", False, "AWS_CA_BUNDLE"), ("elsewhere", True, "match"), ("localhost", True, None)):
            with self.subTest(host=host, trusted=trusted):
                front = self.front(store.port, host)
                bundle = {"AWS_CA_BUNDLE": str(self.authority.ca_file)} if trusted else {}
                done = self.ingest(f"s3://tls/{SAMPLE_XML.name}", "--to", "jsonl:graph.jsonl", code=None, timeout=SECONDS, env={
                    "AWS_ENDPOINT_URL_S3": f"https://localhost:{front.port}", "AWS_ACCESS_KEY_ID": aws.KEY,
                    "AWS_SECRET_ACCESS_KEY": aws.SECRET, "AWS_REGION": aws.REGION, "HOME": str(self.folder), **bundle})
                self.assertEqual(done.code == 0, word is None, done)
                if word:
                    self.assertIn(word, done.err)
        self.assertEqual(differences(Graph.of_lines(self.folder / "graph.jsonl"), Graph.of_lines(self.folder / "local.jsonl"),
                                     VARYING | {"etag", "version_id"}), [])


class SecretsTest(support.ProgramTest):
    """Whatever fails, no secret is printed: not in the log, in no style, not in the dead letters, not in the target."""

    def assert_kept(self, *arguments, env, code):
        secrets = {"NEO4J_USERNAME": "neo4j", "NEO4J_PASSWORD": PASSWORD, "AWS_ACCESS_KEY_ID": aws.KEY,
                   "AWS_SECRET_ACCESS_KEY": aws.SECRET, "AWS_SESSION_TOKEN": SECRETS[3], "HOME": str(self.folder)}
        for style in ("text", "json", "emf"):
            done = self.run_program("ingest", *arguments, "--wait", "1s", "--retry-for", "1s", "--log", style, env={**secrets, **env},
                                    timeout=SECONDS)
            self.assertIn(done.code, code, done)
            written = "".join(p.read_text(errors="replace") for p in self.folder.rglob("*.jsonl"))
            for secret in SECRETS:
                self.assertNotIn(secret, done.out + done.err + written)

    def test_target_that_is_not_there(self):
        self.assert_kept(SAMPLE_XML, env={"NEO4J_URI": "http://127.0.0.1:1"}, code={3})

    def test_password_in_the_address(self):
        user = f"neo4j:{SECRETS[1]}"
        for uri in (f"http://{user}@127.0.0.1:1", f"bolt://{user}@127.0.0.1:1", f"https://{user}@127.0.0.1:1/x",
                    f"ftp://{user}@127.0.0.1", f"http://{user}@", f"http://{user}@127.0.0.1:1/a b",
                    f"http://neo4j:{PASSWORD}@127.0.0.1:1"):
            with self.subTest(uri=uri):
                self.assert_kept(SAMPLE_XML, env={"NEO4J_URI": uri, "NEO4J_PASSWORD": None}, code={2, 3})
                self.assert_kept(SAMPLE_XML, "--to", uri, env={}, code={2, 3})

    def test_target_that_refuses(self):
        uri = self.server.uri
        self.assert_kept(SAMPLE_XML, env={"NEO4J_URI": f"{uri}/nosuchthing"}, code={3})
        front = TlsFront(urllib.parse.urlsplit(uri).port, *Authority(self.folder).certify("localhost"))
        self.addCleanup(front.close)
        self.assert_kept(SAMPLE_XML, env={"NEO4J_URI": f"https://localhost:{front.port}"}, code={3})

    def test_document_that_fails(self):
        bad = self.write("title-98-2025-01-15.xml", "<ECFR><DIV1")
        self.assert_kept(bad, SAMPLE_XML, "--to", "jsonl:graph.jsonl", env={}, code={1})

    def test_source_that_fails(self):
        for source in (f"http://user:{SECRETS[1]}@127.0.0.1:1/title-99.xml", f"http://127.0.0.1:1/t.xml?X-Amz-Signature={SECRETS[3]}",
                       "s3://bucket/title-99.xml", "s3://bucket/prefix/", "sqs:http://127.0.0.1:1/queue"):
            with self.subTest(source=source):
                self.assert_kept(source, "--to", "jsonl:graph.jsonl", code={1, 5}, env={
                    "AWS_ENDPOINT_URL": "http://127.0.0.1:1", "AWS_REGION": aws.REGION})

    def test_a_file_of_settings_gets_no_password_of_the_environment(self):
        """An address in .env alone is not asked, whatever the command."""
        asked = []

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                asked.append(self.requestline)

            do_POST = do_GET

            def log_message(self, *_):
                pass

        server, url = serve_http(Handler)
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        self.write(".env", f"NEO4J_URI={url}\n")
        for command in (["ingest", SAMPLE_XML], ["verify", SAMPLE_XML], ["health"]):
            with self.subTest(command=command[0]):
                done = self.run_program(*command, code=2, env={
                    "NEO4J_URI": None, "NEO4J_USERNAME": "neo4j", "NEO4J_PASSWORD": PASSWORD})
                self.assertIn("NEO4J_URI comes from .env, but NEO4J_PASSWORD from the environment", done.err)
                self.assertNotIn(PASSWORD, done.out + done.err)
        self.assertEqual(asked, [])

    def test_no_core_is_dumped(self):
        """Of a run that crashes, where any other program leaves one."""
        process = self.start_program("ingest", "-", "--to", "jsonl:graph.jsonl", stdin=subprocess.PIPE, env={"NEO4J_PASSWORD": PASSWORD})
        resource.prlimit(process.pid, resource.RLIMIT_CORE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        process.stdin.write("<ECFR>")
        process.stdin.flush()
        # Threads of its own: main() has begun long ago.
        while int(re.search(r"Threads:\s+(\d+)", pathlib.Path(f"/proc/{process.pid}/status").read_text())[1]) < 2:
            self.assertIsNone(process.poll())
            time.sleep(0.01)
        process.send_signal(signal.SIGSEGV)
        _, status = os.waitpid(process.pid, 0)
        process.returncode = -signal.SIGSEGV
        self.assertEqual(os.WTERMSIG(status), signal.SIGSEGV)
        self.assertFalse(os.WCOREDUMP(status))


class HostileStore(HttpService):
    """An S3 that lists whatever keys it is given, and hands out a document for each."""

    def __init__(self, keys, body):
        self.asked = []
        store = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                store.asked.append((self.requestline, dict(self.headers)))
                listing = "list-type=2" in self.path
                entries = "".join(f"<Contents><Key>{escape(k, {chr(13): '&#13;', chr(10): '&#10;'})}</Key><Size>{len(body)}</Size>"
                                  "<ETag>\"x\"</ETag></Contents>" for k in keys)
                answer = (f'<?xml version="1.0"?><ListBucketResult><IsTruncated>false</IsTruncated>{entries}'
                          "</ListBucketResult>").encode() if listing else body
                self.send_response(200)
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            def log_message(self, *_):
                pass

        super().__init__(Handler)


class NamesTest(support.ProgramTest):
    keys = ["a\r\nX-Evil: 1\r\n\r\ntitle-99.xml", "../../../escaped/title-99.xml", "/etc/title-99.xml", "..%2f..%2ftitle-99.xml",
            "\u009b2Jtitle-99.xml", "b\nERROR forged line title-99.xml", CYPHER + "title-99.xml"]

    def files(self):
        return sorted(p.relative_to(self.folder).as_posix() for p in self.folder.rglob("*") if p.is_file())

    def test_keys_of_a_bucket(self):
        """They make no header, no file and no line of the log."""
        store = HostileStore(self.keys, SAMPLE_XML.read_bytes())
        self.addCleanup(store.close)
        env = {"AWS_ENDPOINT_URL_S3": store.url, "AWS_ACCESS_KEY_ID": aws.KEY, "AWS_SECRET_ACCESS_KEY": aws.SECRET,
               "AWS_REGION": aws.REGION, "HOME": str(self.folder)}
        for to, made in (("jsonl:graph.jsonl", {"graph.jsonl"}), ("csv:graph", None)):
            for style in ("json", "text"):
                with self.subTest(to=to, style=style):
                    done = self.run_program("ingest", "s3://bucket/p/", "--to", to, "--log", style, "--as-of", "2025-01-15", env=env)
                    lines = [line for line in done.err.splitlines() if line]
                    if style == "json":
                        self.assertTrue(all(json.loads(line) for line in lines))
                    else:
                        self.assertFalse([line for line in lines if line.startswith(("ERROR", "X-Evil"))], done)
                    outside = [f for f in self.files() if not f.startswith("graph") and f != "dead-letter.jsonl"]
                    self.assertEqual(outside, [])
                    self.assertTrue(made is None or (self.folder / "graph.jsonl").exists(), done)
                    for path in (self.folder / "graph").glob("*"):
                        path.unlink()
        gets = [line for line, _ in store.asked if "list-type" not in line]
        self.assertTrue(gets)
        for line, headers in store.asked:
            self.assertNotIn("X-Evil", headers)
            self.assertEqual(len(line.split(" ")), 3, line)

    def test_file_names(self):
        name = "b\nerror: forged title-99.xml"
        self.write(name, "nothing")
        done = self.run_program("ingest", self.folder / name, "--to", "jsonl:graph.jsonl", "--log", "text", code=1)
        self.assertNotIn("\nerror: forged", done.err)
        self.assertEqual(self.dead_letters()[0]["source"], str(self.folder / name))


class CypherTest(support.ProgramTest):
    def test_everything_a_document_says_is_data(self):
        """Numbers, headings, notes, elements and labels that are Cypher: the graph is that of a file, and nothing else was run."""
        hostile = escape(CYPHER)
        text = malformed.SOUND
        for old in ("Trials", "OFFICE OF TRIALS", "FIRST", "Scope.", "Beta.", "Authority:", "Forms"):
            text = text.replace(old, hostile, 1)
        for old in ('"I"', '"1.2"', '"A"', '"Appendix A to Part 2"', '"2"'):
            text = text.replace(f"N={old}", f"N={quoteattr(old[1:-1] + CYPHER)}", 1)
        text = text.replace("<P>Gamma.</P>", f"<P>({hostile}) see 5 U.S.C. 1{hostile} and § 1.1({hostile})</P>")
        structure = json.loads(json.dumps(malformed.structure()).replace("Scope.", json.dumps(CYPHER)[1:-1]))
        structure["children"][0]["identifier"] += CYPHER
        sources = [self.write("structure-title-98-2025-01-15.json", json.dumps(structure)),
                   self.write("full-title-98-2025-01-15.xml", text)]
        self.server.rows("CREATE (:Canary {id: 'canary'})")
        self.ingest(*sources, "--to", "jsonl:graph.jsonl")
        self.ingest(*sources)
        graph = self.server.graph()
        self.assertEqual(graph.nodes.pop("canary"), (("Canary",), {"id": "canary"}))
        expected = Graph.of_lines(self.folder / "graph.jsonl").with_one_parent()
        self.assertEqual(differences(graph, expected, VARYING | OF_DISPUTES), [])
        self.assertGreater(sum(CYPHER in str(v) for _, p in graph.nodes.values() for v in p.values()), 10)
        labels = {label for names, _ in graph.nodes.values() for label in names}
        self.assertTrue(all(label.isalnum() for label in labels), labels)
        self.run_program("verify", *sources, code=0)
        self.ingest(SAMPLE_JSON)


if __name__ == "__main__":
    unittest.main(verbosity=2)
