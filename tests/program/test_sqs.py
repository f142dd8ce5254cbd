#!/usr/bin/env python3
"""A worker on a queue loads the objects that S3 announces and deletes a message once its document is in the graph."""

import json
import signal
import threading
import unittest

import support
from support import aws
from support.documents import SAMPLE_CHANGED, SAMPLE_JSON, SAMPLE_XML
from support.queue import VISIBILITY, QueueTest, start_cloud

CLOUD = None
JSON_KEY, XML_KEY = "ecfr/structure-title-99-2025-01-15.json", "ecfr/full title-99 (é+) 2025-01-15.xml"
CHANGED_KEY = "ecfr/full-title-99-2025-06-30.xml"


def setUpModule():
    global CLOUD
    support.start_server()
    CLOUD = start_cloud()


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
        elsewhere = self.record("title-99-2025-01-15.xml")
        elsewhere["Records"][0]["s3"]["bucket"]["name"] = "a-bucket-that-is-not-there"
        self.send(elsewhere)
        topic = {"Type": "Notification", "Message": json.dumps(self.record(JSON_KEY))}
        self.send({"Type": "Notification", "Message": json.dumps(topic)})
        done = self.work(code=1, idle=str(VISIBILITY + 2))
        self.assertEqual(done.summary["documents_loaded"], 1)
        self.assertIn("is no event of S3", done.err)
        self.assertEqual({letter["source"] for letter in self.dead_letters()},
                         {f"s3://{self.name}/ecfr/full-title-99-2025-01-15.xml", f"s3://{self.name}/ecfr/was-deleted.xml",
                          "s3://a-bucket-that-is-not-there/title-99-2025-01-15.xml"})
        # The queue moves them when they are asked for once more.
        self.work(idle=str(VISIBILITY + 1))
        self.assertEqual(self.waiting(self.queue), (0, 0))
        self.assertEqual(self.waiting(self.dead), (5, 0))

    def test_what_the_queue_refuses(self):
        for code, words, queue, env in (
                (5, "there is no such queue", self.queue + "-other", {}),
                (5, "signature", None, {"AWS_SECRET_ACCESS_KEY": "wrong"}),
                (5, "not known there", None, {"AWS_ACCESS_KEY_ID": "AKIDNOBODY"}),
                (2, "needs the URL of a queue", "not-a-url", {})):
            done = self.work(code=code, queue=queue, env=self.cloud(**env))
            self.assertIn(words, done.err)
        done = self.ingest(f"sqs:{self.queue}", "--dry-run", code=2, env=self.cloud())
        self.assertIn("messages that are done are deleted", done.err)
        done = self.ingest(f"sqs:{self.queue}", "--as-of", "2025-1-29", code=2, env=self.cloud())
        self.assertIn("not a date", done.err)


class InterruptionTest(QueueTest):
    def test_killed_in_the_middle_and_started_again(self):
        expected = self.loaded(SAMPLE_JSON, SAMPLE_XML)
        self.server.wipe()
        self.put(JSON_KEY, SAMPLE_JSON)
        self.put(XML_KEY, SAMPLE_XML)
        way = self.held()
        process = self.start_work("--batch-rows", "40", NEO4J_URI=way.uri)
        self.assertTrue(way.reached.wait(120))
        process.kill()
        process.communicate(timeout=120)
        way.release.set()
        # By then its message is visible again.
        self.work(idle=str(VISIBILITY + 2))
        self.assert_same(self.server.graph(), expected)
        self.assertEqual(self.waiting(self.queue), (0, 0))

    def test_stopped_in_the_middle(self):
        expected = self.loaded(SAMPLE_JSON, SAMPLE_XML)
        self.server.wipe()
        self.put(XML_KEY, SAMPLE_XML)
        self.put(JSON_KEY, SAMPLE_JSON)
        way = self.held()
        process = self.start_work("--batch-rows", "40", "--connections", "1", NEO4J_URI=way.uri)
        self.assertTrue(way.reached.wait(120))
        self.ask_to_stop(process)
        way.release.set()
        out, err = process.communicate(timeout=120)
        self.assertEqual(process.returncode, 4, out + err)
        self.assertEqual(self.waiting(self.queue)[1], 0, "given back at once")
        self.work()
        self.assert_same(self.server.graph(), expected)
        self.assertEqual(self.waiting(self.queue), (0, 0))

    def test_a_queue_that_is_away_does_not_hold_a_stop(self):
        self.put(JSON_KEY, SAMPLE_JSON)
        way, away, back = self.held(), threading.Event(), threading.Event()
        self.addCleanup(back.set)

        def hold(*_):
            if away.is_set():
                back.wait(120)

        proxy = aws.Proxy(CLOUD.port, hold)
        self.addCleanup(proxy.close)
        process = self.start_work("--stop-timeout", "3", NEO4J_URI=way.uri, AWS_ENDPOINT_URL_SQS=proxy.url)
        self.assertTrue(way.reached.wait(120))
        away.set()
        self.ask_to_stop(process)
        way.release.set()
        out, err = process.communicate(timeout=120)
        self.assertEqual(process.returncode, 4, out + err)
        self.assertIn("did not finish within --stop-timeout", err)
        self.assertIn('"event":"summary"', out)

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
        way, renewed = self.held(), threading.Event()
        times = []

        def watch(_, head):
            if "AmazonSQS.ChangeMessageVisibility" in head:
                times.append(head)
                if len(times) > 2 * VISIBILITY:  # one each third of it: for longer than it was received for
                    renewed.set()

        proxy = aws.Proxy(CLOUD.port, watch)
        self.addCleanup(proxy.close)
        process = self.start_work("--idle-exit", "1", NEO4J_URI=way.uri, AWS_ENDPOINT_URL_SQS=proxy.url)
        self.assertTrue(way.reached.wait(120))
        self.assertTrue(renewed.wait(120))
        self.assertEqual(self.waiting(self.queue), (0, 1), "nobody else gets it")
        way.release.set()
        out, err = process.communicate(timeout=120)
        self.assertEqual(process.returncode, 0, out + err)
        self.assertEqual(self.waiting(self.queue), (0, 0))
        self.assert_same(self.server.graph(), expected)


if __name__ == "__main__":
    unittest.main(verbosity=2)
