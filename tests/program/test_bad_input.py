#!/usr/bin/env python3
"""What is wrong with a document or a target is said clearly; what is good of the same run is loaded."""

import gzip
import json
import os
import pathlib
import shutil
import unittest

import support
from support.documents import SAMPLE_JSON, SAMPLE_XML
from support.proxy import FaultyProxy, carries_rows

SECONDS = 90
NOBODY = 65534


def setUpModule():
    support.start_server()


class Case(support.ProgramTest):
    @classmethod
    def setUpClass(cls):
        cls.good = None

    def good_graph(self):
        if type(self).good is None:
            type(self).good = self.loaded(SAMPLE_JSON, SAMPLE_XML)
            self.server.wipe()
        return type(self).good

    def assert_rejected(self, name, content, *words, arguments=()):
        """The whole document goes to the dead letters, with its name and these words; the good ones are loaded."""
        good = self.good_graph()
        bad = content if isinstance(content, pathlib.Path) else self.write(name, content)
        done = self.ingest(SAMPLE_JSON, bad, SAMPLE_XML, *arguments, code=1, timeout=SECONDS)
        letters = [l for l in self.dead_letters() if l["source"] == str(bad)]
        self.assertTrue(letters, f"no dead letter in {self.dead_letters()}\n{done}")
        said = " ".join(l["reason"] + " " + l["place"] for l in letters)
        for word in words:
            self.assertRegex(said, word)
            self.assertRegex(done.err, word)
        self.assertIn(pathlib.Path(name).name, done.err)
        self.assertEqual(done.outcomes[pathlib.Path(name).name]["outcome"], "failed")
        self.assert_same(self.server.graph(), good)
        return done


class DocumentTest(Case):
    def test_empty_file(self):
        self.assert_rejected("title-98-2025-01-01.xml", b"", "empty")

    def test_blanks_alone(self):
        self.assert_rejected("title-98-2025-01-01.json", b" \n\n ", "empty")

    def test_text_file(self):
        self.assert_rejected("title-98-2025-01-01.xml", "Regulations, in prose.\n", "expected .*ecfr-xml")

    def test_html_of_an_error_page(self):
        self.assert_rejected("title-98-2025-01-01.xml", "<!DOCTYPE html><html><body>Too many requests</body></html>", "expected|root")

    def test_json_of_something_else(self):
        self.assert_rejected("title-98-2025-01-01.json", '{"error": "not found"}', "expected")

    def test_binary(self):
        self.assert_rejected("title-98-2025-01-01.xml", bytes(range(256)) * 100, "expected")

    def test_gzip_that_breaks_off(self):
        data = gzip.compress(SAMPLE_XML.read_bytes())
        self.assert_rejected("title-98-2025-01-01.xml.gz", data[:len(data) // 2], "gzip|gz")

    def test_the_other_format(self):
        good = self.good_graph()
        done = self.ingest(SAMPLE_JSON, "--format", "ecfr-xml", code=1)
        self.assertIn(SAMPLE_JSON.name, done.err)
        self.ingest(SAMPLE_JSON, SAMPLE_XML)
        self.assert_same(self.server.graph(), good)


def title_98(text=None):
    return (text or SAMPLE_XML.read_text(encoding="utf-8")).replace('<DIV1 N="99"', '<DIV1 N="98"', 1)


def structure_98(change=None):
    title = json.loads(SAMPLE_JSON.read_text(encoding="utf-8"))
    title["identifier"] = "98"
    if change:
        change(title)
    return title


class JsonTest(Case):
    name = "structure-title-98-2025-01-15.json"

    def test_truncated(self):
        text = json.dumps(structure_98())
        for share in (0.1, 0.5, 0.99):
            with self.subTest(share=share):
                self.server.wipe()
                self.assert_rejected(self.name, text[:int(len(text) * share)], r"byte \d+", "expected")

    def test_wrong_type_of_a_field(self):
        def change(title):
            title["children"][0]["label"] = {"not": "a string"}
        self.assert_rejected(self.name, json.dumps(structure_98(change)), "label")

    def test_unknown_type_of_division(self):
        def change(title):
            title["children"][0]["type"] = "volume-of-tales"
        self.assert_rejected(self.name, json.dumps(structure_98(change)), "volume-of-tales")

    def test_wrong_encoding(self):
        text = json.dumps(structure_98(), ensure_ascii=False).replace("Title", "Titlé", 1)
        self.assert_rejected(self.name, text.encode("latin-1", errors="replace"), "UTF-8")

    def test_nul_byte(self):
        text = json.dumps(structure_98()).encode()
        self.assert_rejected(self.name, text.replace(b"label", b"la\0bel", 1), "JSON|json|NUL|control")

    def test_nested_100000_deep(self):
        self.assert_rejected(self.name, '{"identifier":"98","type":"title","children":[' * 100000, r"byte \d+")
        self.server.wipe()
        closed = '{"identifier":"98","type":"title","label":"x","children":[' * 100000 + "]}" * 100000
        self.assert_rejected(self.name, closed, "deep|depth|nest")

    def test_byte_order_mark(self):
        expected = self.loaded(SAMPLE_JSON)
        self.server.wipe()
        self.ingest(self.write(SAMPLE_JSON.name, b"\xef\xbb\xbf" + SAMPLE_JSON.read_bytes()))
        self.assert_law(expected)

    def assert_law(self, expected):
        def law(graph):
            return graph.without(labels=["Artifact"], properties=["structure_artifact", "text_artifact"])
        self.assert_same(law(self.server.graph()), law(expected))

    def test_quotes_backslashes_and_cypher(self):
        wild = 'a "quote", a \\backslash, \'one\', `tick`, ${x}, \u2028, \ud83d\ude00}) DETACH DELETE n //\t<em>&amp;</em>'.encode(
            "utf-16", "surrogatepass").decode("utf-16")

        def change(title):
            title["label"] = wild
            title["children"][0]["label_description"] = wild
        self.ingest(self.write(self.name, json.dumps(structure_98(change))))
        self.assertEqual(self.server.rows("MATCH (t:Title) RETURN t.label"), [[wild]])
        self.assertEqual(self.server.value("MATCH (n {label_description: $wild}) RETURN count(n)", wild=wild), 1)

    def test_label_of_25_million_characters(self):
        """Larger than a request may be: the row goes to the dead letters, all others are loaded."""
        def section(node):
            if node["type"] == "section":
                return node
            return next(filter(None, map(section, node.get("children", []))), None)

        title = structure_98()
        whole = self.loaded(self.write(self.name, json.dumps(title)))
        huge = section(title)
        huge["label"] = "x" * 25_000_000
        self.server.wipe()
        done = self.ingest(self.write(self.name, json.dumps(title)), SAMPLE_XML, code=1, timeout=240)
        self.assertEqual(done.outcomes[self.name]["outcome"], "partly", done)
        letters = self.dead_letters()
        self.assertEqual(len(letters), 1)
        self.assertIn("s" + huge["identifier"], letters[0]["place"])
        graph = self.server.graph()
        found, expected = set(graph.labelled("Division")), set(whole.labelled("Division"))
        lost = expected - found
        self.assertEqual(lost, {letters[0]["place"]})
        self.assertEqual(done.summary["rejected"], 1)
        # The same again is not tried again, but still reported.
        self.assertEqual(self.ingest(self.folder / self.name, code=None, timeout=240).summary["nodes_created"], 0)


class XmlTest(Case):
    name = "full-title-98-2025-01-15.xml"

    def assert_in_part(self, text, *words):
        """The unit is rejected, the document's other parts are loaded, and so is what else is in the run."""
        good = self.good_graph()
        bad = self.write(self.name, text)
        done = self.ingest(SAMPLE_JSON, bad, SAMPLE_XML, code=1, timeout=SECONDS)
        letters = [l for l in self.dead_letters() if l["source"] == str(bad)]
        self.assertTrue(letters, done)
        said = " ".join(l["reason"] + " " + l["place"] for l in letters)
        for word in words:
            self.assertRegex(said, word)
        self.assertIn(done.outcomes[self.name]["outcome"], ("failed", "partly"))
        graph = self.server.graph()
        missing = [k for k in good.nodes if k not in graph.nodes]
        self.assertEqual(missing, [])
        return done

    def test_truncated(self):
        text = title_98().encode()
        for share in (0.02, 0.3, 0.7, 0.999):
            with self.subTest(share=share):
                self.server.wipe()
                self.assert_in_part(text[:int(len(text) * share)], "end|closed|truncated")

    def test_unclosed_tag(self):
        text = title_98()
        at = text.index("</P>", text.index('<DIV8 N="12.21"'))
        self.assert_in_part(text[:at] + text[at + 4:], r"byte|line")

    def test_broken_tag(self):
        self.assert_in_part(title_98().replace("<P>", "<P <", 1), r"byte|line")

    def test_doctype_with_nested_entities(self):
        bomb = "".join(f'<!ENTITY e{i} "{f"&e{i - 1};" * 10}">' for i in range(1, 10))
        text = title_98().replace("<ECFR>", f'<!DOCTYPE ECFR [<!ENTITY e0 "lol">{bomb}]><ECFR>', 1).replace("<P>", "<P>&e9;", 1)
        self.assert_rejected(self.name, text, "DOCTYPE|entit")

    def test_external_entity(self):
        secret = self.write("secret.txt", "do not read this")
        text = title_98().replace("<ECFR>", f'<!DOCTYPE ECFR [<!ENTITY x SYSTEM "file://{secret}">]><ECFR>', 1).replace(
            "<P>", "<P>&x;", 1)
        self.assert_rejected(self.name, text, "DOCTYPE|entit")

    def test_nested_100000_deep(self):
        depth = 100_000
        text = title_98().replace("<P>", "<P>" + "<I>" * depth + "x" + "</I>" * depth, 1)
        self.assert_in_part(text, "deep|depth|nest")

    def test_a_key_that_is_too_long(self):
        """Neo4j calls it a fault of its own; it is not tried again."""
        done = self.assert_in_part(title_98().replace('N="12.21"', f'N="12.{"1" * 9000}"'), "too large to index")
        self.assertEqual(done.summary["retries"], 0)

    def test_divisions_nested_100000_deep(self):
        text = '<?xml version="1.0"?><ECFR>' + '<DIV1 N="98" TYPE="TITLE">' * 100_000 + "</DIV1>" * 100_000 + "</ECFR>"
        self.assert_rejected(self.name, text, "deep|depth|nest|DIV")

    def test_nul_byte(self):
        self.assert_in_part(title_98().encode().replace(b"<P>", b"<P>\0", 1), "NUL|control|character|byte")

    def test_wrong_encoding(self):
        text = title_98().encode("latin-1", errors="xmlcharrefreplace")
        self.assert_in_part(text, "UTF-8")

    def test_part_without_a_title(self):
        text = "<?xml version=\"1.0\"?>\n<DIV5 N=\"7\" TYPE=\"PART\"><HEAD>PART 7</HEAD></DIV5>"
        self.assert_rejected("alone-2025-01-15.xml", text, "--title")
        self.ingest(self.folder / "alone-2025-01-15.xml", "--title", "98")
        self.assertEqual(self.server.value("MATCH (n:Part {id: '/us/cfr/t98/p7'}) RETURN count(n)"), 1)

    def test_unit_that_is_too_large(self):
        done = self.ingest(SAMPLE_XML, "--max-unit-bytes", "8KB", code=1)
        self.assertEqual(done.outcomes[SAMPLE_XML.name]["outcome"], "partly")
        self.assertTrue(any("12" in l["place"] and "64" not in l["reason"] for l in self.dead_letters()), self.dead_letters())
        self.assertGreater(self.server.value("MATCH (n:Part) RETURN count(n)"), 0)


class EncodingTest(Case):
    """These are odd and right: the graph is that of plain UTF-8."""

    def law(self, graph):
        return graph.without(labels=["Artifact"], properties=["text_artifact", "text_xml_hash", "xml", "cuts"])

    def assert_read(self, data):
        expected = self.law(self.loaded(SAMPLE_XML))
        self.server.wipe()
        self.ingest(self.write(SAMPLE_XML.name, data))
        self.assert_same(self.law(self.server.graph()), expected)

    def test_byte_order_mark(self):
        self.assert_read(b"\xef\xbb\xbf" + SAMPLE_XML.read_bytes())

    def test_utf_16(self):
        text = SAMPLE_XML.read_text(encoding="utf-8").replace('encoding="UTF-8"', 'encoding="UTF-16"')
        self.assert_read(text.encode("utf-16"))
        self.assert_read(text.encode("utf-16-be").join([b"\xfe\xff", b""]))

    def test_latin_1_that_says_so(self):
        text = SAMPLE_XML.read_text(encoding="utf-8").replace('encoding="UTF-8"', 'encoding="ISO-8859-1"')
        self.assert_read(text.encode("latin-1", errors="xmlcharrefreplace"))


class SourceTest(Case):
    def test_no_target(self):
        done = self.run_program("ingest", SAMPLE_JSON, code=2, env={"NEO4J_URI": None})
        for word in ("NEO4J_URI", "--to", "scripts/neo4j", "jsonl:"):
            self.assertIn(word, done.err)

    def test_no_documents(self):
        self.assertIn("no documents", self.run_program("ingest", code=2).err)

    def test_folder_without_documents(self):
        (self.folder / "empty").mkdir()
        self.write("empty/notes.txt", "nothing")
        done = self.run_program("ingest", self.folder / "empty", code=2)
        self.assertIn("no documents", done.err)
        self.assertIn(".xml", done.err)

    def test_file_that_is_not_there(self):
        done = self.run_program("ingest", "nowhere.xml", code=2)
        self.assertIn("nowhere.xml", done.err)

    def test_file_that_vanishes(self):
        """It is there when the sources are listed and gone when its turn comes."""
        good = self.good_graph()
        vanishing = self.write("full-title-98-2025-01-15.xml", title_98())

        def fault(number, path, body):
            vanishing.unlink(missing_ok=True)

        proxy = FaultyProxy(self.server.uri, fault)
        self.addCleanup(proxy.close)
        done = self.ingest(SAMPLE_JSON, vanishing, SAMPLE_XML, code=1, env={"NEO4J_URI": proxy.uri})
        self.assertIn(vanishing.name, self.dead_letters()[0]["source"])
        self.assertIn("No such file", done.err)
        self.assert_same(self.server.graph(), good)

    def test_no_permission(self):
        good = self.good_graph()
        path = self.write("full-title-98-2025-01-15.xml", title_98())
        path.chmod(0)
        sources = [SAMPLE_JSON, path, SAMPLE_XML]
        options = {}
        if os.geteuid() == 0:
            # Root may read everything: somebody else must run it, with a program and documents within his reach.
            self.folder.chmod(0o777)
            options = {"user": NOBODY, "program": shutil.copy(support.PROGRAM, self.folder)}
            sources = [shutil.copy(p, self.folder) if p != path else p for p in sources]
        done = self.ingest(*sources, code=1, timeout=SECONDS, **options)
        self.assertIn("ermission denied", done.err)
        self.assertEqual([l["source"] for l in self.dead_letters()], [str(path)])
        self.assert_same(self.server.graph(), good)

    def test_folder_in_place_of_a_file(self):
        self.write("docs/full-title-99-2025-01-15.xml", SAMPLE_XML.read_bytes())
        (self.folder / "docs" / "full-title-98-2025-01-15.xml").mkdir()
        self.ingest(self.folder / "docs")
        self.assertEqual(self.server.value("MATCH (t:Title) RETURN t.title"), 99)

    def test_standard_input(self):
        expected = self.loaded(SAMPLE_XML)
        self.server.wipe()
        self.ingest("-", "--as-of", "2025-01-15", stdin=SAMPLE_XML.read_bytes())
        def law(graph):
            return graph.without(labels=["Artifact"], properties=["text_artifact"])
        self.assert_same(law(self.server.graph()), law(expected))

    def test_unknown_option(self):
        self.assertEqual(self.run_program("ingest", SAMPLE_JSON, "--no-such-option").code, 2)

    def test_full_text_without_neo4j(self):
        for target in ("jsonl:graph.jsonl", "csv:graph", "null:"):
            with self.subTest(target=target):
                done = self.run_program("ingest", SAMPLE_JSON, "--full-text", "--to", target)
                self.assertEqual((done.code, "--full-text needs a Neo4j database" in done.err), (2, True), done.err)
        self.assertEqual([p for p in self.folder.iterdir() if p.name.startswith("graph")], [])

    def test_full_text_of_a_queue(self):
        done = self.run_program("ingest", "sqs:https://sqs.us-east-1.amazonaws.com/123456789012/q", "--full-text", code=2)
        self.assertIn("a queue has no end", done.err)

    def test_dead_letters_that_cannot_be_written(self):
        """Said at the start, whether there is something to be rejected or not."""
        os.mkfifo(self.folder / "pipe")
        (self.folder / "folder").mkdir()
        for path in ("no/such/folder/letters.jsonl", "pipe", "folder"):
            with self.subTest(path=path):
                done = self.ingest(SAMPLE_JSON, "--dead-letter", path, code=2, timeout=SECONDS)
                self.assertIn(f"cannot write the dead-letter file {path}", done.err)
        self.assertEqual(self.server.value("MATCH (n) RETURN count(n)"), 0)


class SettingsTest(support.ProgramTest):
    """A .env file that is none is an error at once, of each command that reads it."""

    def assert_refused(self, word):
        for command in (["ingest", SAMPLE_XML, "--to", "jsonl:graph.jsonl"], ["verify", SAMPLE_XML], ["health"]):
            with self.subTest(command=command[0]):
                self.assertIn(f".env is {word}", self.run_program(*command, code=2, timeout=SECONDS).err)
        self.assertEqual([p.name for p in self.folder.iterdir()], [".env"])

    def test_pipe(self):
        os.mkfifo(self.folder / ".env")
        self.assert_refused("not a regular file")

    def test_device(self):
        (self.folder / ".env").symlink_to("/dev/zero")
        self.assert_refused("not a regular file")

    def test_too_large(self):
        self.write(".env", "#" * (1 << 20) + "\n")
        self.assert_refused("larger than 1 MiB")


class AuthoritiesTest(support.ProgramTest):
    def test_pipe(self):
        """libcurl would wait for its writer, and neither --timeout of a connection nor a stop would end that."""
        os.mkfifo(self.folder / "pipe")
        uri = "https://127.0.0.1:1"
        for arguments, env in ((["--ca-file", "pipe"], {}), ([], {"NEO4J_CA_BUNDLE": "pipe"}), ([], {"AWS_CA_BUNDLE": "pipe"})):
            for command in (["ingest", SAMPLE_XML], ["verify", SAMPLE_XML], ["health"]):
                if command == ["health"] and "AWS_CA_BUNDLE" in env:
                    continue
                with self.subTest(command=command[0], arguments=arguments, env=env):
                    done = self.run_program(*command, *arguments, code=2, timeout=SECONDS, env={"NEO4J_URI": uri, **env})
                    self.assertIn("pipe is not a regular file", done.err)


class LimitsTest(support.ProgramTest):
    """What the system does not allow is an error with an exit code; no exception and no signal ends the program."""

    def test_few_descriptors(self):
        for limit in (8, *range(4, 24)):
            for to in ("jsonl:graph.jsonl", self.server.uri):
                with self.subTest(limit=limit, to=to):
                    done = self.run_program("ingest", SAMPLE_XML, "--to", to, "--wait", "0ms", timeout=SECONDS,
                                            inside=["prlimit", f"--nofile={limit}"])
                    self.assertIn(done.code, (0, 1, 2, 3) if limit > 8 else (2,), done)
                    if limit == 8:
                        self.assertRegex(done.err, "reg2graph: .*Too many open files")

    def test_a_file_that_may_not_grow(self):
        done = self.ingest(SAMPLE_XML, "--to", "jsonl:graph.jsonl", code=3, inside=["prlimit", "--fsize=4096"])
        self.assertIn("graph.jsonl: File too large", done.err)

    def test_a_folder_of_files_that_may_not_grow(self):
        """Without import.args it is no import, and the next run completes it."""
        done = self.ingest(SAMPLE_XML, "--to", "csv:files", code=3, inside=["prlimit", "--fsize=4096"])
        self.assertRegex(done.err, r"files/[-\w]+\.csv: File too large")
        self.assertFalse((self.folder / "files" / "import.args").exists())
        self.ingest(SAMPLE_XML, "--to", "csv:files")
        names = [path.name for path in (self.folder / "files").iterdir()]
        self.assertIn("import.args", names)
        self.assertEqual([name for name in names if name.endswith(".partial")], [])

    def test_a_full_device(self):
        done = self.ingest(SAMPLE_XML, "--to", "jsonl:/dev/full", code=3)
        self.assertIn('"message":"/dev/full: No space left on device"', done.err)

    def test_dead_letters_that_may_not_grow(self):
        """The letters cannot be written, the graph is."""
        bad = self.write("title-98.xml", "nothing")
        done = self.ingest(bad, SAMPLE_JSON, code=1, inside=["prlimit", "--fsize=20"])
        self.assertRegex(done.err, "dead-letter.jsonl: File too large")
        self.assertEqual(self.server.value("MATCH (t:Title) RETURN t.title"), 99)


# Of the schema, of a title's stamps, of a look-up, of rows, and of the sweep.
STATEMENTS = (b"SHOW INDEXES", b"MATCH (n:Part) USING INDEX SEEK n:Part(id)", b"OPTIONAL MATCH (d:Resource {id: $p.root})", b"CREATE (n",
              b"AS kept_stubs")


class TargetTest(support.ProgramTest):
    def test_neo4j_absent(self):
        done = self.ingest(SAMPLE_JSON, "--wait", "1s", code=3, env={"NEO4J_URI": "http://127.0.0.1:9"}, timeout=60)
        self.assertIn("127.0.0.1:9", done.err)

    def test_wrong_database(self):
        done = self.ingest(SAMPLE_JSON, "--to", f"{self.server.uri}/nosuchthing", code=3)
        self.assertIn("nosuchthing", done.err)

    def test_password_in_the_arguments(self):
        done = self.run_program("ingest", SAMPLE_JSON, "--to", "http://neo4j:hidden-word@127.0.0.1:7474", code=2)
        self.assertNotIn("hidden-word", done.err + done.out)

    def test_something_else_answers(self):
        proxy = FaultyProxy(self.server.uri, lambda *_: "before")
        self.addCleanup(proxy.close)
        done = self.ingest(SAMPLE_JSON, "--wait", "1s", code=3, env={"NEO4J_URI": proxy.uri}, timeout=60)
        self.assertIn(proxy.uri, done.err)

    def through(self, fault):
        proxy = FaultyProxy(self.server.uri, fault)
        self.addCleanup(proxy.close)
        return {"NEO4J_URI": proxy.uri}

    def begin_with_structure(self):
        """By a run of its own: the next one has to look it up."""
        self.server.wipe()
        self.ingest(SAMPLE_JSON)

    def test_missing_privileges(self):
        """Community has none to withhold. No batch and no document would fare better."""
        expected = self.loaded(SAMPLE_JSON, SAMPLE_XML)
        for statement in STATEMENTS:
            with self.subTest(statement=statement):
                self.begin_with_structure()
                env = self.through(lambda _, __, body, what=statement: "Neo.ClientError.Security.Forbidden" if what in body else None)
                done = self.ingest(SAMPLE_JSON, SAMPLE_XML, code=3, env=env, timeout=SECONDS)
                self.assertIn("Neo.ClientError.Security.Forbidden", done.err)
                self.assertIn("database 'neo4j'", done.err)
                self.assertEqual(self.dead_letters(), [])
                self.ingest(SAMPLE_JSON, SAMPLE_XML)
                self.assert_same(self.server.graph(), expected)

    def test_an_offline_database(self):
        """Waited for, at whatever moment it goes offline; the run ends if it stays so."""
        expected = self.loaded(SAMPLE_JSON, SAMPLE_XML)
        for statement in STATEMENTS:
            with self.subTest(statement=statement):
                self.begin_with_structure()
                times = []

                def away(_, __, body, what=statement):
                    times.append(what in body)
                    return "Neo.TransientError.General.DatabaseUnavailable" if what in body and times.count(True) <= 2 else None

                self.ingest(SAMPLE_JSON, SAMPLE_XML, env=self.through(away))
                self.assertGreater(times.count(True), 2)
                self.assert_same(self.server.graph(), expected)
                env = self.through(lambda _, __, body, what=statement: "Neo.TransientError.General.DatabaseUnavailable" if what in body else None)
                self.begin_with_structure()
                done = self.ingest(SAMPLE_JSON, SAMPLE_XML, "--wait", "1s", "--retry-for", "1s", code=3, env=env, timeout=SECONDS)
                self.assertIn("Neo.TransientError.General.DatabaseUnavailable", done.err)

    def test_target_goes_away_for_good(self):
        proxy = FaultyProxy(self.server.uri, lambda number, path, body: "before" if carries_rows(body) else None)
        self.addCleanup(proxy.close)
        done = self.ingest(SAMPLE_JSON, "--retry-for", "2s", code=3, env={"NEO4J_URI": proxy.uri}, timeout=60)
        self.assertIn("did not recover", done.err)


if __name__ == "__main__":
    unittest.main(verbosity=2)
