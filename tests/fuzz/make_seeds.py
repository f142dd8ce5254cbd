#!/usr/bin/env python3
"""Writes the seed inputs of the fuzz targets: OUT/TARGET/NAME, from the samples and, where a second folder is
named, also from the real documents in it. The same files each time.
"""

import gzip
import hashlib
import json
import pathlib
import re
import shutil
import sys
import xml.etree.ElementTree as ElementTree

ROOT = pathlib.Path(__file__).resolve().parents[2]
SAMPLES = ROOT / "samples"
SMALL = 6000  # bytes; larger inputs slow the fuzzer down more than they show it
MOST = 60     # seeds a target from real documents

SECTION = '<DIV8 N="1.1" TYPE="SECTION"><HEAD>\u00a7 1.1 Name.</HEAD><P>(a) <I>Term.</I> Text. (1) Under 5 U.S.C. 552(b):</P></DIV8>'
TITLE = f'<DIV1 N="9" TYPE="TITLE"><DIV5 N="1" TYPE="PART">{SECTION}</DIV5><DIV5 N="2"/></DIV1>'

DONE_TX = ('{"results":[{"columns":["units"],"data":[{"row":[1],"meta":[null]}],"stats":{"contains_updates":true,'
           '"nodes_created":5,"nodes_deleted":0,"properties_set":13,"relationships_created":5,'
           '"relationship_deleted":2}}],"errors":[],"lastBookmarks":["FB:kcwQ"]}')
DONE_QUERY = ('{"data":{"fields":["units"],"values":[[1]]},"counters":{"containsUpdates":true,"nodesCreated":5,'
              '"nodesDeleted":0,"propertiesSet":13,"relationshipsCreated":5,"relationshipsDeleted":2},"bookmarks":["x"]}')
ERROR = '{"results":[],"errors":[{"code":"Neo.ClientError.Statement.ArithmeticError","message":"/ by zero"}]}'
DISCOVERY = ('{"query":"http://h:7474/db/{databaseName}/query/v2","transaction":"http://h:7474/db/{databaseName}/tx",'
             '"neo4j_version":"5.26.0","neo4j_edition":"community"}')
STAMPS = ["h", "2025-01-15", "artifact:1", True, 2, 0, "t", "x", "2025-01-15", "artifact:2", True, 2, 1, "c", 0, None]
UNIT_ROW = ["/us/cfr/t12/p1026", ["Resource", "Division", "Part"], {"id": "/us/cfr/t12/p1026", "title": 12, "size": 7},
            [["HAS_CHILD", "/us/cfr/t12/s1026.1", {"order": 0}], ["CITES", "/us/usc/t5/s552", {"text": "5 U.S.C. 552"}]],
            [["/us/cfr/t12/chX", {"order": 1}]], "free", STAMPS]
STUB_ROW = ["/us/usc/t5/s552", ["Resource", "Stub"], {"id": "/us/usc/t5/s552"}, [], [], None, None]
TITLE_ROWS = [["/us/cfr/t12/p1026", "free", STAMPS], ["/us/usc/t5/s552", None, None]]

S3_LIST = ('<?xml version="1.0" encoding="UTF-8"?>\n<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">'
           '<Name>b</Name><EncodingType>url</EncodingType><IsTruncated>true</IsTruncated><Contents><Key>a+b%2Fc.xml</Key>'
           '<Size>1024</Size></Contents><NextContinuationToken>t/k=</NextContinuationToken></ListBucketResult>')
S3_ERROR = '<?xml version="1.0"?><Error><Code>{}</Code><Message>words</Message><Region>eu-west-1</Region></Error>'
RECORD = {"eventSource": "aws:s3", "eventName": "ObjectCreated:Put",
          "s3": {"bucket": {"name": "bucket"}, "object": {"key": "a+b%2Bc/x.xml", "size": 1024, "sequencer": "0055"}}}
BRIDGE = {"source": "aws.s3", "detail-type": "Object Created",
          "detail": {"bucket": {"name": "bucket"}, "object": {"key": "a b.xml", "size": 5, "sequencer": "1"}}}

TEXTS = [
    "See \u00a7\u00a7 1005.3(b)(2) and (3), 1005.13 of this part; 12 CFR part 1026, appendix A; 12 U.S.C. 2601 et seq.",
    "Pub. L. 111-203, title X, sec. 1011, 124 Stat. 1964; 15 U.S.C. 1601-1667f note; E.O. 12866; 42 U.S.C. 7401(q)",
    "[76 FR 79772, Dec. 22, 2011, as amended at 78 FR 30745, May 22, 2013; 81 FR 84352, Nov. 22, 2016]",
    "paragraphs (a)(1)(i) through (iii) of this section, subpart B of part 2, chapter X of title 12, section 101 of the Act",
]


class Seeds:
    """One folder; each input is named by its content."""

    def __init__(self, out, target):
        self.folder = out / target
        self.folder.mkdir(parents=True)

    def add(self, data, choice=b"\n"):
        """`choice`: what the target takes off the end, b"" where it takes nothing."""
        if isinstance(data, str):
            data = data.encode()
        data += choice
        (self.folder / hashlib.sha256(data).hexdigest()[:16]).write_bytes(data)


def thinned(items, most=MOST):
    """At most so many, evenly chosen."""
    return items[::max(1, -(-len(items) // most))]


def units(paths):
    """Small divisions of documents, shortest first."""
    found = set()
    for path in paths:
        text = path.read_text(encoding="utf-8", errors="replace")
        for kind in (5, 8, 9):
            found.update(u for u in re.findall(rf"<DIV{kind}\b.*?</DIV{kind}>", text, re.S) if len(u.encode()) <= SMALL)
    return sorted(found, key=lambda u: (len(u), u))


def paragraphs(unit_texts):
    for unit in unit_texts:
        try:
            root = ElementTree.fromstring(unit)
        except ElementTree.ParseError:
            continue
        for p in root.iter("P"):
            yield " ".join("".join(p.itertext()).split())


def nodes(structure):
    """The small subtrees of a structure JSON."""
    text = json.dumps(structure, ensure_ascii=False, separators=(",", ":"))
    if len(text) <= SMALL // 2:
        yield text
        return
    for child in structure.get("children", []):
        yield from nodes(child)


def xml_documents(unit_texts):
    yield TITLE
    yield '<?xml version="1.0" encoding="UTF-8"?>\n<!-- a --><ECFR>\n<AMDDATE>Jan. 1</AMDDATE>' + TITLE + "\n</ECFR>\n"
    yield '<!DOCTYPE ECFR [<!ELEMENT ECFR ANY>]><ECFR><VOLUME>' + TITLE + "</VOLUME></ECFR>"
    for unit in unit_texts:
        yield f'<DIV1 N="12" TYPE="TITLE"><DIV3 N="X" TYPE="CHAPTER">{unit}</DIV3></DIV1>'
        yield unit


def documents(out, xml_units, structures):
    split, unit, parts, whole = (Seeds(out, n) for n in ("xml_split", "xml_unit", "paragraphs", "document"))
    for text in xml_documents(xml_units):
        split.add(text)
        whole.add(text, b"")
    for declared, codec in (("UTF-16", "utf-16"), ("ISO-8859-1", "latin-1"), ("windows-1252", "cp1252")):
        split.add(f'<?xml version="1.0" encoding="{declared}"?>{TITLE}'.encode(codec))
    for text in [SECTION, TITLE] + xml_units:
        unit.add(text)
        parts.add(text)
    unit.add(TITLE, b"\0")
    structure = Seeds(out, "structure_json")
    for text in structures:
        structure.add(text)
        whole.add(text, b"")


def printings(out, corpus):
    """Small units of both printings, each in a document: an even last byte makes it one of the annual CFR."""
    seeds = Seeds(out, "printings")
    folders = [SAMPLES / "printings"] + ([corpus / "cfr", corpus / "ecfr" / "full"] if corpus else [])
    bulk = [p for f in folders for p in sorted(f.glob("*ECFR-title*.xml"))]
    annual = [p for f in folders for p in sorted(f.glob("CFR-*.xml"))]
    for unit in thinned(units(bulk)):
        seeds.add(f'<DLPSTEXTCLASS><BODY><ECFRBRWS><DIV1 N="1" NODE="9:1"><HEAD>Title 9--Volume 1</HEAD>'
                  f'<DIV5 N="1"><HEAD>PART 1</HEAD>{unit}</DIV5></DIV1></ECFRBRWS></BODY></DLPSTEXTCLASS>', b"\x01")
    found = set()
    for path in annual:
        text = path.read_text(encoding="utf-8", errors="replace")
        for kind in ("SECTION", "APPENDIX", "GPOTABLE"):
            found.update(u for u in re.findall(rf"<{kind}\b.*?</{kind}>", text, re.S) if len(u.encode()) <= SMALL)
    for unit in thinned(sorted(found, key=lambda u: (len(u), u))):
        seeds.add('<CFRDOC><TITLENUM>Title 9</TITLENUM><CHAPTER><PART><HD SOURCE="HED">PART 1\u2014R</HD><CONTENTS><SECTNO>1.1</SECTNO>'
                  f'</CONTENTS><SECTION><SECTNO>\u00a7 1.1</SECTNO><EFFDNOT><REVTXT>{unit}</REVTXT></EFFDNOT></SECTION></PART>'
                  '</CHAPTER></CFRDOC>', b"\x02")


def citations(out, texts):
    cite, find = Seeds(out, "cite"), Seeds(out, "citations")
    for number, text in enumerate(TEXTS + texts):
        line = json.dumps({"key": number, "context": "/us/cfr/t12/s1005.3/b", "text": text}, ensure_ascii=number % 2 == 0)
        cite.add(line)
        find.add("1005.3\n" + text, b"")
    cite.add('{"key":"k\\u00e9","text":"","context":null}\r\nno JSON\n{"other":[1.5e3,{"a":true}],"key":{},"text":"5 CFR 1"}')


def services(out):
    answers = Seeds(out, "neo4j_answer")
    for text in (DONE_TX, DONE_QUERY, ERROR, DISCOVERY):
        answers.add(text)
    for rows in (TITLE_ROWS, [UNIT_ROW, STUB_ROW], [["/us/cfr/t12/p1", 2]]):
        answers.add(json.dumps({"data": {"fields": ["id"], "values": rows}, "counters": {}}))
        answers.add(json.dumps({"results": [{"columns": ["id"], "data": [{"row": row} for row in rows]}], "errors": []}))

    listing = Seeds(out, "s3_list")
    listing.add(S3_LIST)
    for code in ("ExpiredToken", "SlowDown", "NoSuchKey", "PermanentRedirect", "AccessDenied"):
        listing.add(S3_ERROR.format(code))

    event = Seeds(out, "s3_event")
    records = json.dumps({"Records": [RECORD, {**RECORD, "eventName": "ObjectRemoved:Delete"}]})
    for text in (records, json.dumps(BRIDGE), json.dumps({"Service": "Amazon S3", "Event": "s3:TestEvent"}),
                 json.dumps({"Type": "Notification", "Message": records})):
        event.add(text, b"")

    sqs = Seeds(out, "sqs")
    for value in ({"Messages": [{"MessageId": "m", "Body": "{}", "ReceiptHandle": "r"}]}, {},
                  {"Attributes": {"VisibilityTimeout": "30"}},
                  {"__type": "com.amazonaws.sqs#QueueDoesNotExist", "message": "words"}):
        sqs.add(json.dumps(value))


def settings(out):
    seeds = Seeds(out, "settings")
    for text in ("# words\nexport NEO4J_URI='http://h:7474' # here\nAWS_REGION=eu-west-1\nNEO4J_PASSWORD=\"a b\"\n",
                 "AWS_ENDPOINT_URL_S3=https://host:9000/path/\nAWS_ENDPOINT_URL=http://127.0.0.1:1\n",
                 "AWS_CONTAINER_CREDENTIALS_FULL_URI=http://169.254.170.23/v1\nAWS_CONTAINER_AUTHORIZATION_TOKEN=t\n",
                 "; words\n[other]\na=b\n[default]\naws_access_key_id = AK\naws_secret_access_key = SK\naws_session_token=ST\n",
                 '{"AccessKeyId":"AK","SecretAccessKey":"SK","Token":"ST","Expiration":"2030-01-01T00:00:00Z"}'):
        seeds.add(text, b"")

    packed = Seeds(out, "gzip")
    member = gzip.compress(TITLE.encode(), 9, mtime=0)
    for data in (member, member + member, member + bytes(512), member + b"x", TITLE.encode(), gzip.compress(b"", mtime=0)):
        packed.add(data)

    names = Seeds(out, "names")
    for text in ("downloads/full-title-12-2025-01-15.xml.gz", "title-12/part-1002@2024-02-21", "s3://bucket/a b/c%20d.xml",
                 "https://www.ecfr.gov/api/versioner/v1/full/2024-02-21/title-12.xml?part=1002",
                 '{"titles":[{"number":12,"up_to_date_as_of":"2025-01-15","reserved":false}]}', "Part 1026 [RESERVED]\u2013\u2014"):
        names.add(text, b"")


def main():
    out = pathlib.Path(sys.argv[1])
    corpus = pathlib.Path(sys.argv[2]) if len(sys.argv) > 2 else None
    shutil.rmtree(out, ignore_errors=True)
    xml_units = units(sorted(SAMPLES.glob("full-*.xml")))
    structures = list(nodes(json.loads(next(SAMPLES.glob("structure-*.json")).read_text(encoding="utf-8"))))
    texts = thinned(list(paragraphs(xml_units)), 20)
    if corpus:
        real = thinned(units(sorted((corpus / "ecfr" / "full").glob("*.xml"))))
        xml_units += real
        texts += thinned(list(paragraphs(real)))
        for path in sorted((corpus / "ecfr" / "structure").glob("*.json"))[:6]:
            structures += thinned(list(nodes(json.loads(path.read_text(encoding="utf-8")))), 10)
    documents(out, xml_units, structures)
    printings(out, corpus)
    citations(out, texts)
    services(out)
    settings(out)


if __name__ == "__main__":
    main()
