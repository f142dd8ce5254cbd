#!/usr/bin/env python3
"""A worker on a queue: S3 tells SQS of new objects, the worker loads them, and a message goes when its document is in the graph."""

import json
import signal
import threading
import unittest

import support
from support import aws
from support.documents import SAMPLE_CHANGED, SAMPLE_JSON, SAMPLE_XML
from support.graph import VARYING
from support.proxy import FaultyProxy

CLOUD = None
VISIBILITY = 2
IGNORED = VARYING | {"etag", "version_id", "sequencer"}
JSON_KEY, XML_KEY = "ecfr/structure-title-99-2025-01-15.json", "ecfr/full title-99 (é+) 2025-01-15.xml"
CHANGED_KEY = "ecfr/full-title-99-2025-06-30.xml"


def setUpModule():
    global CLOUD
    support.start_server()
    CLOUD = aws.StandIn("sqs")
    # The root key takes any secret; a user's does not.
    iam = aws.client("iam", CLOUD.url, "test", "test")
    iam.create_user(UserName="loader")
    iam.put_user_policy(UserName="loader", PolicyName="all", PolicyDocument=json.dumps(
        {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}))
    key = iam.create_access_key(UserName="loader")["AccessKey"]
    CLOUD.key, CLOUD.secret = key["AccessKeyId"], key["SecretAccessKey"]
    CLOUD.s3 = aws.client("s3", CLOUD.url, CLOUD.key, CLOUD.secret)
    CLOUD.sqs = aws.client("sqs", CLOUD.url, CLOUD.key, CLOUD.secret)


class QueueTest(support.ProgramTest):
    """Each test has a bucket, a queue that hears of it, and that queue's dead letters."""

    def setUp(self):
        super().setUp()
        self.name = self.id().rpartition(".")[2].replace("_", "-")[:50]
        self.dead = self.new_queue(f"{self.name}-dead")
        self.queue = self.new_queue(self.name, VisibilityTimeout=str(VISIBILITY), RedrivePolicy=json.dumps(
            {"deadLetterTargetArn": self.arn(self.dead), "maxReceiveCount": "2"}))
        CLOUD.sqs.set_queue_attributes(QueueUrl=self.queue, Attributes={"Policy": json.dumps(
            {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": "s3.amazonaws.com"},
                                                     "Action": "sqs:SendMessage", "Resource": self.arn(self.queue)}]})})
        CLOUD.s3.create_bucket(Bucket=self.name)
        CLOUD.s3.put_bucket_notification_configuration(Bucket=self.name, NotificationConfiguration={
            "QueueConfigurations": [{"QueueArn": self.arn(self.queue), "Events": ["s3:ObjectCreated:*", "s3:ObjectRemoved:*"]}]})

    @staticmethod
    def new_queue(name, **attributes):
        return CLOUD.sqs.create_queue(QueueName=name, Attributes=attributes)["QueueUrl"]

    @staticmethod
    def arn(queue):
        return CLOUD.sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]

    @staticmethod
    def waiting(queue):
        """Messages that are visible, and those that somebody works on."""
        names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
        found = CLOUD.sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=names)["Attributes"]
        return tuple(int(found[name]) for name in names)

    def put(self, key, path):
        CLOUD.s3.put_object(Bucket=self.name, Key=key, Body=path if isinstance(path, bytes) else path.read_bytes())

    def send(self, body):
        CLOUD.sqs.send_message(QueueUrl=self.queue, MessageBody=body if isinstance(body, str) else json.dumps(body))

    def record(self, key, event="ObjectCreated:Put", encoded=None):
        return {"Records": [{"eventVersion": "2.1", "eventSource": "aws:s3", "eventName": event, "s3": {
            "bucket": {"name": self.name}, "object": {"key": encoded or key, "size": 1, "sequencer": "0055AED6DCD90281E5"}}}]}

    def cloud(self, **changes):
        return {"AWS_ENDPOINT_URL": CLOUD.url, "AWS_ACCESS_KEY_ID": CLOUD.key, "AWS_SECRET_ACCESS_KEY": CLOUD.secret,
                "AWS_REGION": aws.REGION, "HOME": str(self.folder), **changes}

    def work(self, code=0, idle="1", env=None, queue=None, **options):
        done = self.ingest(f"sqs:{queue or self.queue}", "--idle-exit", idle, code=code, env=env or self.cloud(), **options)
        self.assertNotIn(CLOUD.secret, done.out + done.err)
        return done

    def start_work(self, *more, **env):
        return self.start_program("ingest", f"sqs:{self.queue}", "--log", "json", *more, env=self.cloud(**env))

    def assert_same(self, found, expected, what=""):
        self.assertEqual(support.differences(found, expected, IGNORED), [], what)

    def held(self, reached, release):
        """A way to Neo4j on which the first rows wait."""
        def hold(_, __, body):
            if b"CREATE (n" in body and not reached.is_set():
                reached.set()
                release.wait(120)

        self.addCleanup(release.set)
        proxy = FaultyProxy(self.server.uri, hold)
        self.addCleanup(proxy.close)
        return proxy


class EventTest(QueueTest):
    def test_whatever_comes_and_however_often(self):
        expected = self.loaded(SAMPLE_JSON, SAMPLE_CHANGED)
        self.server.wipe()
        self.put(JSON_KEY, SAMPLE_JSON)
        self.put(XML_KEY, SAMPLE_XML)
        self.put(CHANGED_KEY, SAMPLE_CHANGED)
        self.put("ecfr/readme.txt", b"no document")
        CLOUD.s3.delete_object(Bucket=self.name, Key="ecfr/readme.txt")
        self.send({"Service": "Amazon S3", "Event": "s3:TestEvent", "Bucket": self.name})
        self.send(self.record(JSON_KEY))
        self.send(self.record(JSON_KEY))
        self.send(self.record(XML_KEY, encoded="ecfr/full+title-99+%28%C3%A9%2B%29+2025-01-15.xml"))
        self.send({"source": "aws.s3", "detail-type": "Object Created", "detail": {
            "bucket": {"name": self.name}, "object": {"key": XML_KEY, "size": 1, "sequencer": "00"}}})
        self.send({"source": "aws.s3", "detail-type": "Object Deleted", "detail": {
            "bucket": {"name": self.name}, "object": {"key": XML_KEY}}})
        self.send({"Type": "Notification", "Message": json.dumps(self.record(CHANGED_KEY))})
        self.assertGreater(self.waiting(self.queue)[0], 9)
        done = self.work()
        self.assertEqual(self.waiting(self.queue), (0, 0))
        self.assertEqual(self.waiting(self.dead), (0, 0))
        outcomes = [r["document"]["outcome"] for r in done.records if r["event"] == "document"]
        self.assertEqual(set(outcomes), {"loaded", "unchanged", "older"})
        self.assert_same(self.server.graph(), expected)

    def test_two_versions_of_one_key(self):
        expected = self.loaded(SAMPLE_CHANGED)
        self.server.wipe()
        for path in (SAMPLE_XML, SAMPLE_CHANGED):
            self.put("current-title-99-2025-06-30.xml", path)
        self.work()
        self.assert_same(self.server.graph(), expected)
        self.assertEqual(self.waiting(self.queue), (0, 0))

    def test_poison_is_left_to_the_queues_policy(self):
        self.put("ecfr/full-title-99-2025-01-15.xml", b"<ECFR>this breaks off")
        self.put(JSON_KEY, SAMPLE_JSON)
        self.send("no event at all")
        self.send(self.record("ecfr/was-deleted.xml"))
        done = self.work(code=1, idle=str(VISIBILITY + 2))
        self.assertEqual(done.summary["documents_loaded"], 1)
        self.assertIn("is no event of S3", done.err)
        self.assertEqual({letter["source"] for letter in self.dead_letters()},
                         {f"s3://{self.name}/ecfr/full-title-99-2025-01-15.xml", f"s3://{self.name}/ecfr/was-deleted.xml"})
        # The queue moves them when they are asked for once more.
        self.work(idle=str(VISIBILITY + 1))
        self.assertEqual(self.waiting(self.queue), (0, 0))
        self.assertEqual(self.waiting(self.dead), (3, 0))

    def test_what_the_queue_refuses(self):
        for code, words, queue, env in (
                (5, "there is no such queue", self.queue + "-other", {}),
                (5, "signature", None, {"AWS_SECRET_ACCESS_KEY": "wrong"}),
                (5, "not known there", None, {"AWS_ACCESS_KEY_ID": "AKIDNOBODY"}),
                (2, "needs the URL of a queue", "not-a-url", {})):
            done = self.work(code=code, queue=queue, env=self.cloud(**env))
            self.assertIn(words, done.err)
        done = self.ingest(f"sqs:{self.queue}", "--dry-run", code=2, env=self.cloud())
        self.assertIn("what is read from it is deleted there", done.err)
        done = self.ingest(f"sqs:{self.queue}", "--as-of", "2025-1-29", code=2, env=self.cloud())
        self.assertIn("not a date", done.err)


class InterruptionTest(QueueTest):
    def test_killed_in_the_middle_and_started_again(self):
        expected = self.loaded(SAMPLE_JSON, SAMPLE_XML)
        self.server.wipe()
        self.put(JSON_KEY, SAMPLE_JSON)
        self.put(XML_KEY, SAMPLE_XML)
        reached, release = threading.Event(), threading.Event()
        process = self.start_work("--batch-rows", "40", NEO4J_URI=self.held(reached, release).uri)
        self.assertTrue(reached.wait(120))
        process.kill()
        process.communicate(timeout=120)
        release.set()
        # By then its message is visible again.
        self.work(idle=str(VISIBILITY + 2))
        self.assert_same(self.server.graph(), expected)
        self.assertEqual(self.waiting(self.queue), (0, 0))

    def test_stopped_in_the_middle(self):
        expected = self.loaded(SAMPLE_JSON, SAMPLE_XML)
        self.server.wipe()
        self.put(XML_KEY, SAMPLE_XML)
        self.put(JSON_KEY, SAMPLE_JSON)
        reached, release = threading.Event(), threading.Event()
        process = self.start_work("--batch-rows", "40", "--connections", "1", NEO4J_URI=self.held(reached, release).uri)
        self.assertTrue(reached.wait(120))
        process.send_signal(signal.SIGTERM)
        for line in process.stderr:
            if "stopping" in line:
                break
        release.set()
        out, err = process.communicate(timeout=120)
        self.assertEqual(process.returncode, 4, out + err)
        self.assertEqual(self.waiting(self.queue)[1], 0, "given back at once")
        self.work()
        self.assert_same(self.server.graph(), expected)
        self.assertEqual(self.waiting(self.queue), (0, 0))

    def test_stopped_while_it_waits(self):
        self.put(JSON_KEY, SAMPLE_JSON)
        asked = threading.Event()

        def watch(_, head):
            if "AmazonSQS.ReceiveMessage" in head and self.waiting(self.queue) == (0, 0):
                asked.set()

        proxy = aws.Proxy(CLOUD.port, watch)
        self.addCleanup(proxy.close)
        process = self.start_work(AWS_ENDPOINT_URL_SQS=proxy.url)
        self.assertTrue(asked.wait(120))
        process.send_signal(signal.SIGTERM)
        out, err = process.communicate(timeout=15)
        self.assertEqual(process.returncode, 0, out + err)
        self.assertEqual(self.waiting(self.queue), (0, 0))

    def test_a_long_document_keeps_its_message(self):
        expected = self.loaded(SAMPLE_XML)
        self.server.wipe()
        self.put(XML_KEY, SAMPLE_XML)
        renewed, reached, release = threading.Event(), threading.Event(), threading.Event()
        times = []

        def watch(_, head):
            if "AmazonSQS.ChangeMessageVisibility" in head:
                times.append(head)
                if len(times) > 2 * VISIBILITY:  # one each third of it: for longer than it was received for
                    renewed.set()

        proxy = aws.Proxy(CLOUD.port, watch)
        self.addCleanup(proxy.close)
        process = self.start_work("--idle-exit", "1", NEO4J_URI=self.held(reached, release).uri, AWS_ENDPOINT_URL_SQS=proxy.url)
        self.assertTrue(reached.wait(120))
        self.assertTrue(renewed.wait(120))
        self.assertEqual(self.waiting(self.queue), (0, 1), "nobody else gets it")
        release.set()
        out, err = process.communicate(timeout=120)
        self.assertEqual(process.returncode, 0, out + err)
        self.assertEqual(self.waiting(self.queue), (0, 0))
        self.assert_same(self.server.graph(), expected)


if __name__ == "__main__":
    unittest.main(verbosity=2)
