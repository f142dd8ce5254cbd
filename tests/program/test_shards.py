#!/usr/bin/env python3
"""Three processes at once on one Neo4j, each with its share of a bucket: the graph is that of one process."""

import json
import unittest

import support
from support import aws
from support.graph import VARYING

S3 = None
TITLES = range(1, 10)
IGNORED = VARYING | {"etag", "version_id"}


def setUpModule():
    global S3
    support.start_server()
    S3 = aws.StandIn("s3")
    S3.client = aws.client("s3", S3.url, aws.KEY, aws.SECRET)
    S3.client.create_bucket(Bucket="titles")
    for title in TITLES:
        S3.client.put_object(Bucket="titles", Key=f"full-title-{title}-2025-01-15.xml", Body=title_of(title))
        # Without a title in its name it goes by its hash, and may meet the other layer in another process.
        S3.client.put_object(Bucket="titles", Key=f"structures/of-2025-01-15-number-{title}.json", Body=structure_of(title))


PARTS = range(1, 4)
SECTIONS = range(1, 7)


def part_of(title, part):
    """Sections that cite their like in all titles, so that every process meets the others' nodes and stubs."""
    def section(number):
        cited = " ".join(f"See {other} CFR {1 + (number + other) % 4}.{number % 7 + 1}." for other in TITLES)
        return (f'<DIV8 N="{part}.{number}" TYPE="SECTION"><HEAD>§ {part}.{number} Made up.</HEAD>'
                f"<P>(a) <I>First.</I> {cited}</P><P>(b) See 12 U.S.C. {number}01.</P></DIV8>")

    return (f'<DIV5 N="{part}" TYPE="PART"><HEAD>PART {part}—OF TITLE {title}</HEAD>'
            f"<AUTH><HED>Authority:</HED><PSPACE>12 U.S.C. 2601; 5 U.S.C. 552.</PSPACE></AUTH>"
            f'{"".join(map(section, SECTIONS))}</DIV5>\n')


def title_of(title):
    parts = "".join(part_of(title, part) for part in PARTS)
    return (f'<?xml version="1.0" encoding="UTF-8"?>\n<ECFR>\n<DIV1 N="{title}" TYPE="TITLE"><HEAD>Title {title}</HEAD>\n'
            f'<DIV3 N="I" TYPE="CHAPTER"><HEAD>CHAPTER I</HEAD>\n{parts}</DIV3></DIV1></ECFR>\n').encode()


def structure_of(title):
    def division(kind, identifier, children=()):
        return {"type": kind, "identifier": identifier, "label": f"{kind} {identifier}", "label_level": identifier,
                "label_description": "made up", "reserved": False, "children": list(children)}

    parts = [division("part", str(part), [division("section", f"{part}.{number}") for number in SECTIONS]) for part in PARTS]
    return json.dumps(division("title", str(title), [division("chapter", "I", parts)]))


class ShardTest(support.ProgramTest):
    def aws(self, **changes):
        return {"AWS_ENDPOINT_URL": S3.url, "AWS_ACCESS_KEY_ID": aws.KEY, "AWS_SECRET_ACCESS_KEY": aws.SECRET, **changes}

    def test_three_at_once(self):
        small = ["--batch-rows", "60", "--log", "json"]
        expected = self.loaded("s3://titles/", *small[:2], env=self.aws())
        self.assertGreater(len(expected.typed("CITES")), 500)
        by_hand = [(["--shard", f"{i}/3"], {}) for i in range(3)]
        by_surroundings = [([], {"AWS_BATCH_JOB_ARRAY_INDEX": "0", "AWS_BATCH_JOB_ARRAY_SIZE": "3"}),
                           (["--shards", "3"], {"AWS_BATCH_JOB_ARRAY_INDEX": "1"}),
                           (["--shards", "3"], {"JOB_COMPLETION_INDEX": "2"})]
        for shares in (by_hand, by_surroundings):
            self.server.wipe()
            processes = [self.start_program("ingest", "s3://titles/", *small, *more, env=self.aws(**env))
                         for more, env in shares]
            loaded = 0
            for process in processes:
                out, err = process.communicate(timeout=240)
                self.assertEqual(process.returncode, 0, out[-2000:] + err[-2000:])
                loaded += err.count('"event":"document"')
            self.assertEqual(loaded, 2 * len(TITLES), "each document in one share")
            self.assertEqual(support.differences(self.server.graph(), expected, IGNORED), [])

    def test_how_many_is_not_guessed(self):
        done = self.ingest("s3://titles/", code=2, env=self.aws(JOB_COMPLETION_INDEX="1"))
        self.assertIn("--shards", done.err)


if __name__ == "__main__":
    unittest.main(verbosity=2)
