#!/usr/bin/env python3
"""Documents in S3 and at URLs: what is found, what is refused and how that reads, and what breaks on the way."""

import concurrent.futures
import gzip
import http.server
import json
import signal
import ssl
import subprocess
import threading
import unittest
from datetime import datetime, timedelta, timezone

import support
from support import aws
from support.documents import SAMPLE_JSON, SAMPLE_PART, SAMPLE_XML
from support.graph import Graph, VARYING
from support.listener import serve_http

S3 = None
# What only a source knows, and what differs where a run went another way to the same graph.
IGNORED = VARYING | {"etag", "version_id"}


def setUpModule():
    global S3
    S3 = aws.StandIn("s3")
    S3.client = aws.client("s3", S3.url, aws.KEY, aws.SECRET)


def body_of(path):
    return path.read_bytes()


def big_title(megabytes):
    """A title 99 of one part a megabyte."""
    words = "the quick brown fox jumps over the lazy dog. " * 20
    parts = []
    for number in range(1, megabytes + 1):
        sections = "".join(
            f'<DIV8 N="{number}.{s}" TYPE="SECTION"><HEAD>§ {number}.{s} Words.</HEAD><P>{words}</P></DIV8>'
            for s in range(1, 1_000_000 // (len(words) + 100)))
        parts.append(f'<DIV5 N="{number}" TYPE="PART"><HEAD>PART {number}—WORDS</HEAD>{sections}</DIV5>')
    return ('<?xml version="1.0" encoding="UTF-8"?>\n<ECFR><DIV1 N="99" TYPE="TITLE"><HEAD>Title 99</HEAD>'
            f'<DIV3 N="I" TYPE="CHAPTER"><HEAD>CHAPTER I</HEAD>{"".join(parts)}</DIV3></DIV1></ECFR>\n').encode()


class S3Test(support.ProgramTest):
    """Each test has a bucket of its own; the target is a file, which needs no server."""

    def setUp(self):
        super().setUp()
        self.bucket = f"b-{self.id().rpartition('.')[2].replace('_', '-')}"[:60]
        S3.client.create_bucket(Bucket=self.bucket)

    def put(self, key, body):
        S3.client.put_object(Bucket=self.bucket, Key=key, Body=body)

    def aws(self, **changes):
        return {"AWS_ENDPOINT_URL_S3": S3.url, "AWS_ACCESS_KEY_ID": aws.KEY, "AWS_SECRET_ACCESS_KEY": aws.SECRET,
                "AWS_REGION": aws.REGION, "HOME": str(self.folder), **changes}

    def load(self, *sources, code=0, to="graph.jsonl", env=None, **options):
        """The run, and the graph of its target (if it came that far)."""
        (self.folder / to).unlink(missing_ok=True)
        done = self.ingest(*sources, "--to", f"jsonl:{to}", code=code, env=env or self.aws(), **options)
        self.assert_no_secret(done)
        return done, Graph.of_lines(self.folder / to) if (self.folder / to).exists() else None

    def assert_no_secret(self, done, *more):
        letters = self.folder / "dead-letter.jsonl"
        output = done.out + done.err + (letters.read_text() if letters.exists() else "")
        for secret in (aws.SECRET, "Signature=", *more):
            self.assertNotIn(secret, output)

    def local(self, *paths):
        self.ingest(*paths, "--to", "jsonl:local.jsonl")
        graph = Graph.of_lines(self.folder / "local.jsonl")
        (self.folder / "local.jsonl").unlink()
        return graph

    def assert_same(self, found, expected, what=""):
        lines = support.differences(found, expected, IGNORED)
        self.assertEqual(lines, [], what)

    def proxy(self, fault=lambda number, head: None):
        proxy = aws.Proxy(S3.port, fault)
        self.addCleanup(proxy.close)
        return proxy

    def uri(self, key):
        return f"s3://{self.bucket}/{key}"


class FindTest(S3Test):
    def test_a_prefix_is_as_a_folder(self):
        expected = self.local(SAMPLE_JSON, SAMPLE_XML)
        for key in ("docs/a/structure-title-99-2025-01-15.json", "docs/.hidden/x.xml", "docs/readme.txt", "docs/x.xml.bak"):
            self.put(key, body_of(SAMPLE_JSON))
        self.put("docs/full-title-99-2025-01-15.xml", body_of(SAMPLE_XML))
        self.put("docs-of-others/full-title-98-2025-01-15.xml", b"not this")
        for source in ([self.uri("docs/")], [self.uri("docs")], ["-b", self.bucket, "docs"], ["docs/", "--bucket", self.bucket],
                       [self.uri("docs/full-title-99-2025-01-15.xml"), self.uri("docs/a/")]):
            done, graph = self.load(*source)
            self.assert_same(graph, expected, source)
            self.assertEqual(done.summary["documents_loaded"], 2)

    def test_the_earlier_loaders_call(self):
        self.put("path/title-12.json", body_of(SAMPLE_JSON))
        done = self.run_program("-b", self.bucket, "path/title-12.json", "-d", "--log", "json", "--as-of", "2025-01-15",
                                code=0, env=self.aws())
        self.assertEqual(done.summary["documents_loaded"], 1)

    def test_a_key_without_ending_is_a_key(self):
        self.put("notes", body_of(SAMPLE_JSON))
        done, _ = self.load(self.uri("notes"), "--as-of", "2025-01-15")
        self.assertEqual(done.summary["documents_loaded"], 1)

    def test_keys_of_all_kinds(self):
        names = ["with blank", "plus+plus", "per%cent", "per%41cent", "é ü ß", "quotes \"' `", "q?a=b&c=d#e", "(1)*!~@:;,$=",
                 "dots...", "日本"]
        expected = self.local(SAMPLE_JSON)
        for name in names:
            self.put(f"{name}/{name} title-99 2025-01-15.json", body_of(SAMPLE_JSON))
        done, graph = self.load(self.uri(""))
        self.assert_same(graph, expected)
        documents = [r["document"] for r in done.records if r["event"] == "document"]
        self.assertEqual(sorted(d["uri"] for d in documents),
                         sorted(self.uri(f"{n}/{n} title-99 2025-01-15.json") for n in names))
        self.assertEqual({d["outcome"] for d in documents}, {"loaded", "unchanged"})
        for name in names:
            _, graph = self.load(self.uri(f"{name}/{name} title-99 2025-01-15.json"))
            self.assert_same(graph, expected, name)

    def test_more_keys_than_a_page_holds(self):
        part = '<?xml version="1.0"?>\n<DIV5 N="{0}" TYPE="PART"><HEAD>PART {0}—OF MANY</HEAD></DIV5>'
        with concurrent.futures.ThreadPoolExecutor(16) as pool:
            list(pool.map(lambda n: self.put(f"p/full-title-99-part-{n}-2025-01-15.xml", part.format(n).encode()),
                          range(1, 1007)))
        proxy = self.proxy()
        done, graph = self.load(self.uri("p/"), env=self.aws(AWS_ENDPOINT_URL_S3=proxy.url))
        self.assertEqual(done.summary["documents_loaded"], 1006)
        self.assertEqual(len(graph.labelled("Part")), 1006)
        self.assertEqual(sum("list-type=2" in head for head in proxy.heads), 2)

    def test_gzip(self):
        expected = self.local(SAMPLE_XML)
        self.put("full-title-99-2025-01-15.xml.gz", gzip.compress(body_of(SAMPLE_XML)))
        self.put("without-ending-title-99-2025-01-15.xml", gzip.compress(body_of(SAMPLE_XML)))
        done, graph = self.load(self.uri(""))
        self.assert_same(graph, expected)
        self.assertEqual(sorted(d["outcome"] for d in done.outcomes.values()), ["loaded", "unchanged"])


class RefusalTest(S3Test):
    def refused(self, code, words, *sources, **variables):
        done, _ = self.load(*sources, "--wait", "1s", code=code, env=self.aws(**variables))
        self.assertIn(words, done.err)
        return done

    def test_what_the_service_refuses(self):
        self.put("a.json", body_of(SAMPLE_JSON))
        for source in (self.uri(""), self.uri("a.json")):
            self.refused(5, "does not belong to the access key", source, AWS_SECRET_ACCESS_KEY="wrong")
            self.refused(5, "not known there", source, AWS_ACCESS_KEY_ID="nobody")
            self.refused(5, "set AWS_REGION=us-east-1", source, AWS_REGION="eu-west-1")
            self.refused(5, "token", source, AWS_SESSION_TOKEN="made-up-token")
            self.refused(5, "no AWS credentials", source, AWS_ACCESS_KEY_ID=None, AWS_SECRET_ACCESS_KEY=None)
            self.refused(5, "connect", source, AWS_ENDPOINT_URL_S3="http://127.0.0.1:1")
        self.refused(2, "AWS_ENDPOINT_URL_S3", self.uri(""), AWS_ENDPOINT_URL_S3="ftp://x")

    def test_what_is_not_there(self):
        self.put("a.json", body_of(SAMPLE_JSON))
        self.refused(1, "there is no such object", self.uri("b.json"))
        self.refused(1, "there is no such bucket", "s3://no-such-bucket/b.json")
        self.refused(2, "there is no such bucket", "s3://no-such-bucket/")
        self.refused(2, "no documents there", self.uri("none/"))
        self.refused(2, "not of the form s3://BUCKET", "s3://")
        done, _ = self.load(self.uri("b.json"), self.uri("a.json"), "--as-of", "2025-01-15", code=1)
        self.assertEqual(done.summary["documents_loaded"], 1)
        self.assertEqual([letter["source"] for letter in self.dead_letters()][-1], self.uri("b.json"))

    def test_a_token_that_has_expired(self):
        class Expired(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                answer = b"<Error><Code>ExpiredToken</Code><Message>The provided token has expired.</Message></Error>"
                self.send_response(400)
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            def log_message(self, *_):
                pass

        server, url = serve_http(Expired)
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        for source in (self.uri(""), self.uri("a.json")):
            done = self.refused(5, "the session token has expired", source, AWS_SESSION_TOKEN="a-token-of-old",
                                AWS_ENDPOINT_URL_S3=url)
            self.assert_no_secret(done, "a-token-of-old")


class StreamTest(S3Test):
    """An object larger than what is kept in memory, and connections that break."""

    @classmethod
    def setUpClass(cls):
        cls.big = big_title(70)

    def test_a_large_object_is_fetched_twice_and_must_stay_the_same(self):
        self.put("full-title-99-2025-01-15.xml", self.big)
        proxy = self.proxy(lambda number, head: 50_000_000 if number in (1, 3) else None)
        done = self.ingest(self.uri("full-title-99-2025-01-15.xml"), "--dry-run",
                           env=self.aws(AWS_ENDPOINT_URL_S3=proxy.url))
        self.assertEqual(done.outcomes["full-title-99-2025-01-15.xml"]["bytes"], len(self.big))
        self.assertEqual(done.summary["divisions_Part"], 70)
        self.assertEqual(done.summary["bytes_read"] >= len(self.big), True)
        ranges = ["bytes=50000000-" in head for head in proxy.heads]
        self.assertEqual(ranges, [False, True, False, True])
        self.assertEqual(["If-Match: " in head for head in proxy.heads], [False, True, True, True])

        def replace():
            self.put("full-title-99-2025-01-15.xml", self.big + b"\n")

        for where in (lambda number, head: (0, replace) if number == 1 else None,
                      lambda number, head: (60_000_000, replace) if number == 2 else None):
            self.put("full-title-99-2025-01-15.xml", self.big)
            proxy = self.proxy(where)
            done = self.ingest(self.uri("full-title-99-2025-01-15.xml"), "--dry-run", code=1,
                               env=self.aws(AWS_ENDPOINT_URL_S3=proxy.url))
            self.assertIn("it changed while it was read", done.err)

    def test_a_server_that_dies_and_comes_back(self):
        expected = self.local(SAMPLE_XML)
        self.put("full-title-99-2025-01-15.xml", body_of(SAMPLE_XML))

        def restart():
            S3.stop(kill=True)
            S3.start()

        proxy = self.proxy(lambda number, head: (len(body_of(SAMPLE_XML)) // 2, restart) if number == 1 else None)
        done, graph = self.load(self.uri("full-title-99-2025-01-15.xml"), env=self.aws(AWS_ENDPOINT_URL_S3=proxy.url))
        self.assert_same(graph, expected)
        self.assertTrue(any(r["event"] == "retry" for r in done.records))
        self.assertIn("Range: bytes=", proxy.heads[-1])

    def test_a_server_that_does_not_come_back(self):
        self.put("full-title-99-2025-01-15.xml", body_of(SAMPLE_XML))
        proxy = self.proxy(lambda number, head: (5000, lambda: S3.stop(kill=True)) if number == 1 else None)
        try:
            done, _ = self.load(self.uri("full-title-99-2025-01-15.xml"), "--retry-for", "1s", code=5,
                                env=self.aws(AWS_ENDPOINT_URL_S3=proxy.url))
        finally:
            S3.start()
        self.assertEqual(done.summary["documents_failed"], 1)
        self.assertEqual(self.dead_letters()[0]["source"], self.uri("full-title-99-2025-01-15.xml"))
        done, graph = self.load(self.uri("full-title-99-2025-01-15.xml"))
        self.assert_same(graph, self.local(SAMPLE_XML))

    def test_a_stop_does_not_wait_for_the_source(self):
        self.put("full-title-99-2025-01-15.xml", body_of(SAMPLE_XML))
        reached, release = threading.Event(), threading.Event()
        self.addCleanup(release.set)

        def hold():
            reached.set()
            release.wait(120)

        proxy = self.proxy(lambda number, head: (5000, hold))
        process = self.start_program("ingest", self.uri("full-title-99-2025-01-15.xml"), "--to", "jsonl:graph.jsonl",
                                     env=self.aws(AWS_ENDPOINT_URL_S3=proxy.url))
        self.assertTrue(reached.wait(60))
        process.send_signal(signal.SIGTERM)
        out, err = process.communicate(timeout=20)  # the source would be waited for for 30 s
        self.assertEqual(process.returncode, 4, out + err)
        self.assertEqual(self.dead_letters(), [])


class CredentialsTest(S3Test):
    def test_credentials_of_a_container_renewed_in_the_middle(self):
        for role in ("first", "second"):
            versitygw = aws.stand_ins("program")
            done = subprocess.run([versitygw, "admin", "--access", aws.KEY, "--secret", aws.SECRET, "--endpoint-url", S3.url,
                                   "create-user", "--access", role, "--secret", f"{role}-secret-of-role", "--role", "admin"],
                                  capture_output=True, text=True)
            self.assertEqual(done.returncode, 0, done.stderr + done.stdout)
        asked = []

        class Endpoint(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                asked.append(self.headers["Authorization"])
                role = "first" if len(asked) == 1 else "second"
                # Less than what is renewed before the end: they hold for the request that they were fetched for.
                life = timedelta(minutes=4) if len(asked) == 1 else timedelta(hours=1)
                answer = json.dumps({"AccessKeyId": role, "SecretAccessKey": f"{role}-secret-of-role", "Token": "",
                                     "Expiration": (datetime.now(timezone.utc) + life).strftime("%Y-%m-%dT%H:%M:%SZ"),
                                     "RoleArn": "arn:aws:iam::0:role/x"}).encode()
                self.send_response(200)
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            def log_message(self, *_):
                pass

        server, url = serve_http(Endpoint)
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        for key in ("structure-title-99-2025-01-15.json", "full-title-99-2025-01-15.xml", "full-title-99-2025-01-15.json"):
            self.put(key, body_of(SAMPLE_XML if key.endswith("xml") else SAMPLE_JSON))
        proxy = self.proxy()
        token = self.write("token", "Bearer of-the-container")
        done, graph = self.load(self.uri(""), env=self.aws(
            AWS_ACCESS_KEY_ID=None, AWS_SECRET_ACCESS_KEY=None, AWS_ENDPOINT_URL_S3=proxy.url,
            AWS_CONTAINER_CREDENTIALS_FULL_URI=f"{url}/role",
            AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE=str(token)))
        self.assert_no_secret(done, "secret-of-role", "of-the-container")
        self.assert_same(graph, self.local(SAMPLE_JSON, SAMPLE_XML))
        self.assertEqual(asked, ["Bearer of-the-container"] * 2)
        users = ["first" if "Credential=first/" in head else "second" for head in proxy.heads]
        self.assertEqual(users, ["first", "second", "second", "second"])

    def test_the_shared_file(self):
        self.put("a.json", body_of(SAMPLE_JSON))
        credentials = self.write("keys", f"[default]\naws_access_key_id=x\naws_secret_access_key=y\n[loader]\n"
                                         f"aws_access_key_id = {aws.KEY}\naws_secret_access_key = {aws.SECRET}\n")
        env = self.aws(AWS_ACCESS_KEY_ID=None, AWS_SECRET_ACCESS_KEY=None, AWS_PROFILE="loader",
                       AWS_SHARED_CREDENTIALS_FILE=str(credentials))
        done, _ = self.load(self.uri("a.json"), "--as-of", "2025-01-15", env=env)
        self.assertEqual(done.summary["documents_loaded"], 1)


class UrlTest(S3Test):
    def signed(self, key, url=None):
        signer = aws.client("s3", url or S3.url, aws.KEY, aws.SECRET)
        return signer.generate_presigned_url("get_object", Params={"Bucket": self.bucket, "Key": key})

    def test_a_url_whose_parameters_are_secret(self):
        self.put("full title-99 2025-01-15.xml", body_of(SAMPLE_XML))
        proxy = self.proxy(lambda number, head: 7000 if number == 1 else None)
        url = self.signed("full title-99 2025-01-15.xml", proxy.url)
        secret = url.rpartition("Signature=")[2].partition("&")[0]
        done, graph = self.load(url)
        self.assert_no_secret(done, secret)
        self.assert_same(graph, self.local(SAMPLE_XML))
        self.assertIn("Range: bytes=7000-", proxy.heads[1])

    def test_what_a_server_refuses(self):
        for url, code, words in ((f"{S3.url}/health/nothing", 1, "the server answers"),
                                 ("http://somebody:a-password@127.0.0.1:1/x.xml", 5, "connect")):
            done, _ = self.load(url, "--wait", "1s", code=code)
            self.assertIn(words, done.err)
            self.assert_no_secret(done, "a-password")

    def test_tls_is_checked(self):
        subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=localhost", "-days", "2",
                        "-addext", "subjectAltName=DNS:localhost", "-keyout", "key.pem", "-out", "certificate.pem"],
                       cwd=self.folder, check=True, capture_output=True)

        class Documents(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                plain = self.path.endswith("plain")
                body = b"" if plain else body_of(SAMPLE_XML)
                self.send_response(302 if plain else 200)
                if plain:
                    self.send_header("Location", f"{S3.url}/health")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Documents)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.folder / "certificate.pem", self.folder / "key.pem")
        server.socket = context.wrap_socket(server.socket, server_side=True)
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        url = f"https://localhost:{server.server_port}/full-title-99-2025-01-15.xml"
        known = self.aws(AWS_CA_BUNDLE=str(self.folder / "certificate.pem"))
        done, _ = self.load(url, code=1)
        self.assertIn("certificate", done.err)
        done, graph = self.load(url, env=known)
        self.assert_same(graph, self.local(SAMPLE_XML))
        done, _ = self.load(url + "?plain", code=1, env=known)
        self.assertIn("a redirect that is not followed", done.err)

    def test_a_part_behind_a_url(self):
        self.put("part-12.xml", body_of(SAMPLE_PART))
        done, _ = self.load(self.signed("part-12.xml"), "--title", "99", "--as-of", "2025-01-15")
        self.assertEqual(done.summary["documents_loaded"], 1)


if __name__ == "__main__":
    unittest.main(verbosity=2)
