#!/usr/bin/env python3
"""`--log emf`: every line is JSON, and those with metrics keep the rules of CloudWatch's Embedded Metric Format."""

import json
import pathlib
import time
import unittest

import jsonschema

import support
from support.documents import SAMPLE_JSON, SAMPLE_XML

SCHEMA = json.loads((pathlib.Path(__file__).parent / "emf_schema.json").read_text(encoding="utf-8"))
MOST_BYTES = 1_000_000  # of a line


def check(line):
    """The rules of the specification; those that tie two members together are not in the schema."""
    record = json.loads(line)
    jsonschema.validate(record, SCHEMA)
    if len(line.encode()) > MOST_BYTES:
        raise jsonschema.ValidationError("the line is too long")
    for directive in record["_aws"]["CloudWatchMetrics"]:
        for name in (name for names in directive["Dimensions"] for name in names):
            value = record.get(name)
            if not isinstance(value, str) or not 1 <= len(value) <= 1024:
                raise jsonschema.ValidationError(f"the dimension {name} has no value")
        for metric in directive["Metrics"]:
            value = record.get(metric["Name"])
            if isinstance(value, bool) or not isinstance(value, (int, float)):
                raise jsonschema.ValidationError(f"the metric {metric['Name']} has no number")
    return record


class EmbeddedMetricTest(support.ProgramTest):
    def records(self, run):
        return [check(line) for line in (run.err + run.out).splitlines() if '"_aws"' in line]

    def test_a_run(self):
        begin = time.time()
        run = self.ingest(SAMPLE_JSON, SAMPLE_XML, "--to", "null:", log="emf")
        for line in (run.err + run.out).splitlines():
            json.loads(line)
        records = self.records(run)
        self.assertGreaterEqual(len(records), 1)
        last = records[-1]
        self.assertEqual(last["event"], "summary")
        self.assertLessEqual(begin - 1, last["_aws"]["Timestamp"] / 1000)
        self.assertLessEqual(last["_aws"]["Timestamp"] / 1000, time.time() + 1)
        self.assertEqual(last["_aws"]["CloudWatchMetrics"][0]["Namespace"], "reg2graph")
        # The lines hold differences: their sum is the run.
        summary = last["summary"]
        for name, total in (("Nodes", summary["nodes_created"]), ("Relationships", summary["relationships_created"]),
                            ("Bytes", summary["bytes_read"]), ("Requests", summary["requests"]), ("Documents", 2),
                            ("Retries", 0), ("Rejected", 0)):
            self.assertEqual(sum(record[name] for record in records), total, name)
        self.assertGreater(last["Nodes"], 0)
        self.assertGreater(last["GraphThroughput"], 0)

    def test_rejected(self):
        bad = self.write("full-title-98-2025-01-15.xml", "<ECFR>")
        run = self.ingest(bad, "--to", "null:", log="emf", code=1)
        records = self.records(run)
        self.assertEqual(sum(record["Rejected"] for record in records), records[-1]["summary"]["rejected"])
        self.assertGreater(records[-1]["summary"]["rejected"], 0)

    def test_names_from_the_environment(self):
        run = self.ingest(SAMPLE_JSON, "--to", "null:", log="emf",
                          env={"AWS_EMF_NAMESPACE": "law", "AWS_EMF_SERVICE_NAME": "title \"12\""})
        last = self.records(run)[-1]
        self.assertEqual(last["_aws"]["CloudWatchMetrics"][0]["Namespace"], "law")
        self.assertEqual(last["ServiceName"], "title \"12\"")

    def test_the_rules_can_fail(self):
        run = self.ingest(SAMPLE_JSON, "--to", "null:", log="emf")
        good = self.records(run)[-1]

        def spoil(change):
            record = json.loads(json.dumps(good))
            change(record, record["_aws"]["CloudWatchMetrics"][0])
            return json.dumps(record)

        for change in (lambda r, d: r["_aws"].pop("Timestamp"), lambda r, d: r.pop("Nodes"),
                       lambda r, d: r.update(Nodes="3"), lambda r, d: r.pop("ServiceName"),
                       lambda r, d: d["Metrics"][0].update(Unit="Pieces"), lambda r, d: d.update(Namespace=""),
                       lambda r, d: d["Metrics"].extend(d["Metrics"] * 20), lambda r, d: d.update(Dimensions=["x"]),
                       lambda r, d: r.update(padding="x" * MOST_BYTES)):
            with self.assertRaises(jsonschema.ValidationError):
                check(spoil(change))


if __name__ == "__main__":
    unittest.main(verbosity=2)
