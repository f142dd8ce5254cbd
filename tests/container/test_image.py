#!/usr/bin/env python3
"""The image as it comes from a registry: small, safe, complete; and the main job in it, against a real Neo4j."""

import contextlib
import json
import pathlib
import re
import signal
import subprocess
import threading
import unittest

import yaml

from engine import BUILD_SECONDS, ROOT, Podman, Registry, call

import support
from support import aws
from support.documents import SAMPLE_JSON, SAMPLE_XML, divisions_of_json
from support.program import Run
from support.proxy import FaultyProxy, HoldingProxy

USER = "10001:10001"
MOST_BYTES = 60_000_000
FOLDER = "/var/lib/reg2graph"
INVENTORY = "/usr/share/doc/reg2graph/sbom.cdx.json"

podman = Podman()
IMAGE = None
S3 = None


def setUpModule():
    """Builds it, pushes it by deploy/push, forgets it and pulls it again."""
    global IMAGE, S3
    built = call(ROOT / "scripts" / "image", timeout=BUILD_SECONDS).splitlines()[-1]
    registry = Registry()
    try:
        call(ROOT / "deploy" / "push", f"{registry.host}/reg2graph", "--tag", "test", "--plain-http")
        IMAGE = f"{registry.host}/reg2graph:test"
        podman("image", "untag", built, IMAGE)
        podman("pull", "--quiet", "--tls-verify=false", IMAGE)
        podman("tag", IMAGE, built)
    finally:
        registry.close()
    unittest.addModuleCleanup(podman, "image", "untag", built, IMAGE)
    support.start_server()
    S3 = aws.StandIn("s3")


class ImageTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.image = podman.inspect(IMAGE)
        cls.config = cls.image["Config"]

    @contextlib.contextmanager
    def files(self):
        """Its root file system."""
        place = podman("image", "mount", IMAGE)
        try:
            yield pathlib.Path(place)
        finally:
            podman("image", "unmount", IMAGE)

    def test_it_is_small(self):
        size = self.image["Size"]
        print(f"\n{size / 1e6:.1f} MB in all")
        self.assertLess(size, MOST_BYTES)

    def test_how_it_starts(self):
        self.assertEqual(self.config["User"], USER)
        self.assertEqual(self.config["Entrypoint"], ["/usr/bin/reg2graph"])
        self.assertEqual(list(self.config["Volumes"]), [FOLDER])
        self.assertEqual(self.config["WorkingDir"], FOLDER)

    def test_labels(self):
        version = re.search(r"^project\(reg2graph VERSION (\S+)", (ROOT / "CMakeLists.txt").read_text(), re.M)[1]
        label = "org.opencontainers.image."
        labels = self.config["Labels"]
        self.assertEqual(labels[label + "version"], version)
        self.assertEqual(labels[label + "revision"], call("git", "-C", ROOT, "rev-parse", "HEAD"))
        self.assertEqual(labels[label + "licenses"], "Apache-2.0")
        self.assertEqual(labels[label + "title"], "reg2graph")

    def test_no_file_lends_rights(self):
        with self.files() as root:
            special = call("find", root, "-xdev", "-type", "f", "-perm", "/6000")
            self.assertEqual(special, "")
            # What the user may write to: nothing but its folder and what everybody has.
            writable = call("find", root, "-xdev", "(", "-uid", "10001", "-o", "-gid", "10001", ")").splitlines()
            self.assertEqual(writable, [f"{root}{FOLDER}"])

    def test_there_is_no_shell_and_no_other_program(self):
        with self.files() as root:
            found = call("find", root, "-xdev", "-type", "f", "-perm", "/111", "-not", "-name", "*.so*").splitlines()
            self.assertEqual(found, [f"{root}/usr/bin/reg2graph"])
            self.assertEqual(call("find", root, "-name", "*.py", "-o", "-name", "*.sh", "-o", "-name", "apt*"), "")

    def test_the_inventory_names_every_package(self):
        with self.files() as root:
            inventory = json.loads((root / INVENTORY[1:]).read_text())
            packages = []
            # Where scanners look in images without dpkg.
            for entry in (root / "var/lib/dpkg/status.d").iterdir():
                fields = dict(re.findall(r"^(\w+): (\S+)", entry.read_text(), re.M))
                packages.append(f"{fields['Package']} {fields['Version']}")
                self.assertTrue((root / "usr/share/doc" / entry.name / "copyright").is_file(), entry.name)
            self.assertTrue((root / "usr/share/doc/reg2graph/LICENSE").is_file())
        self.assertEqual((inventory["bomFormat"], inventory["specVersion"]), ("CycloneDX", "1.5"))
        application = inventory["metadata"]["component"]
        self.assertEqual(application["properties"][0]["value"], self.config["Labels"]["org.opencontainers.image.revision"])
        components = inventory["components"]
        parts = {(component["properties"][0]["value"], component["name"]): component for component in components}
        self.assertEqual(len(parts), len(components))
        self.assertEqual({f"{c['name']} {c['version']}" for (part, _), c in parts.items() if part == "image"}, set(packages))
        self.assertIn(("image", "libcurl4"), parts)
        self.assertIn(("compiled-in", "libboost1.81-dev"), parts)
        for component in components:
            self.assertRegex(component["purl"], r"^pkg:deb/debian/[a-z0-9.%B-]+@[A-Za-z0-9.%~-]+\?arch=(amd64|arm64|all)&distro=debian-12$")


class ContainerTest(support.ProgramTest):
    """`reg2graph` in a container; the samples are mounted, the network is the machine's."""

    def setUp(self):
        super().setUp()
        self.folder.chmod(0o755)
        volume = podman("volume", "create")
        self.addCleanup(podman, "volume", "rm", "--force", volume)
        self.mounts = ["--volume", f"{SAMPLE_JSON.parent}:/samples:ro", "--volume", f"{self.folder}:/documents:ro",
                       "--volume", f"{volume}:{FOLDER}"]
        self.volume = pathlib.Path(podman("volume", "inspect", "--format", "{{.Mountpoint}}", volume))

    @staticmethod
    def inside(path):
        return f"/samples/{path.name}"

    def container(self, *arguments, options=(), env=None):
        return podman.run_command(IMAGE, *arguments, options=[*self.mounts, *options],
                                  env={**self.environment(), **(env or {})})

    def run_container(self, *arguments, code=0, **options):
        done = subprocess.run(self.container(*arguments, **options), stdin=subprocess.DEVNULL, capture_output=True,
                              text=True, timeout=300)
        run = Run(arguments, done.returncode, done.stdout, done.stderr, 0)
        self.assertEqual(run.code, code, run)
        return run

    def start_container(self, *arguments, **options):
        """Its process here, and its name: podman passes signals on."""
        name = f"reg2graph-test-{self.id().rpartition('.')[2]}"
        process = subprocess.Popen(self.container(*arguments, options=["--name", name], **options),
                                   stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

        def end():
            subprocess.run(podman.command("rm", "--force", "--ignore", name), check=False, capture_output=True)
            process.kill()
            process.communicate(timeout=60)

        self.addCleanup(end)
        return process, name

    @property
    def main_job(self):
        return ["ingest", self.inside(SAMPLE_JSON), self.inside(SAMPLE_XML)]

    def test_main_job(self):
        run = self.run_container(*self.main_job)
        # Without a terminal every line is JSON.
        for line in (run.err + run.out).splitlines():
            json.loads(line)
        self.assertEqual(run.summary["documents_loaded"], 2)
        sections = [label for label, _, _ in divisions_of_json(SAMPLE_JSON) if label == "Section"]
        self.assertEqual(self.server.value("MATCH (n:Section) WHERE NOT n:Stub RETURN count(n)"), len(sections))
        again = self.run_container(*self.main_job)
        self.assertEqual((again.summary["nodes_created"], again.summary["documents_unchanged"]), (0, 2))
        self.run_container("verify", *self.main_job[1:])

    def test_nothing_else_can_be_started(self):
        refused = subprocess.run(self.container("-c", "true", options=["--entrypoint", "/bin/sh"]),
                                 capture_output=True, text=True, check=False, timeout=120)
        self.assertNotEqual(refused.returncode, 0)

    def test_what_is_rejected_lands_in_the_volume(self):
        (self.folder / "full-title-98-2025-01-15.xml").write_text("<ECFR>")
        self.run_container("ingest", "/documents/full-title-98-2025-01-15.xml", code=1)
        letters = (self.volume / "dead-letter.jsonl").read_text().splitlines()
        self.assertIn("full-title-98", json.loads(letters[0])["source"])
        self.assertEqual((self.volume / "dead-letter.jsonl").stat().st_uid, int(USER.split(":")[0]))

    def test_nothing_else_can_be_written(self):
        (self.folder / "full-title-98-2025-01-15.xml").write_text("<ECFR>")
        for place in ("/", "/tmp", "/run", "/usr/bin"):
            run = self.run_container("ingest", "/documents/full-title-98-2025-01-15.xml", code=2,
                                     env={"REG2GRAPH_DEAD_LETTER": f"{place}/dead.jsonl"})
            self.assertIn(f"cannot write the dead-letter file {place}/dead.jsonl", run.err)

    def test_health(self):
        self.assertIn("ok", self.run_container("health").out)
        self.run_container("health", code=3, env={"NEO4J_URI": "http://127.0.0.1:9"})
        self.run_container("health", code=2, env={"NEO4J_URI": ""})

    def proxy(self, fault):
        proxy = FaultyProxy(self.server.uri, fault)
        self.addCleanup(proxy.close)
        return proxy

    def undisturbed(self, job, env=None):
        self.server.wipe()
        run = self.run_container(*job, env=env)
        self.assertEqual(run.summary["documents_loaded"], 2)
        graph = self.server.graph()
        self.server.wipe()
        return graph

    def test_a_stop_in_the_middle_and_the_next_run(self):
        self.assert_survives_a_stop(self.main_job)

    def test_the_same_from_s3(self):
        client = aws.client("s3", S3.url, aws.KEY, aws.SECRET)
        client.create_bucket(Bucket="law")
        for path in (SAMPLE_JSON, SAMPLE_XML):
            client.put_object(Bucket="law", Key=f"ecfr/{path.name}", Body=path.read_bytes())
        secrets = {"AWS_ENDPOINT_URL_S3": S3.url, "AWS_ACCESS_KEY_ID": aws.KEY, "AWS_SECRET_ACCESS_KEY": aws.SECRET,
                   "AWS_REGION": aws.REGION}
        self.mounts = []
        self.assert_survives_a_stop(["ingest", "s3://law/ecfr/"], env=secrets)

    def assert_survives_a_stop(self, job, env=None):
        expected = self.undisturbed(job, env)
        for tell in (lambda process, name: process.send_signal(signal.SIGTERM),
                     lambda process, name: podman("stop", "--time", "60", name)):
            self.server.wipe()
            writes = []
            third = threading.Event()

            def strike(_, path, body, writes=writes, third=third):
                if b"CREATE (n" in body:
                    writes.append(path)
                    if len(writes) == 3:
                        third.set()
                        stopped.wait(60)

            stopped = threading.Event()
            process, name = self.start_container(*job, "--batch-rows", "50", "--connections", "1",
                                                 env={**(env or {}), "NEO4J_URI": self.proxy(strike).uri})
            self.assertTrue(third.wait(60))
            teller = threading.Thread(target=tell, args=(process, name))
            teller.start()
            said = ""
            for line in process.stderr:
                said += line
                if "stopping" in line:
                    break
            stopped.set()
            out, err = process.communicate(timeout=120)
            teller.join()
            self.assertEqual(process.returncode, 4, out + said + err)
            half = self.server.value("MATCH (n) RETURN count(n)")
            self.assertGreater(half, 0)
            self.assertLess(half, len(expected.nodes))
            self.run_container(*job, env=env)
            self.assert_same(self.server.graph(), expected)

    def test_a_stop_that_takes_too_long(self):
        expected = self.undisturbed(self.main_job)
        proxy = HoldingProxy(self.server.uri)
        self.addCleanup(proxy.close)
        process, _ = self.start_container(*self.main_job, "--stop-timeout", "1", env={"NEO4J_URI": proxy.uri})
        self.assertTrue(proxy.reached.wait(60))
        process.send_signal(signal.SIGTERM)
        out, err = process.communicate(timeout=50)
        self.assertEqual(process.returncode, 4, out + err)
        proxy.release.set()
        self.run_container(*self.main_job)
        self.assert_same(self.server.graph(), expected)

    def test_as_the_compose_file_says(self):
        compose = yaml.safe_load((ROOT / "samples" / "compose.yaml").read_text(encoding="utf-8"))
        loader = compose["services"]["loader"]
        self.assertTrue(loader["read_only"])
        self.assertIn("${DOCUMENTS:-.}:/documents:ro", loader["volumes"])
        self.mounts = ["--volume", f"{SAMPLE_JSON.parent}:/documents:ro"]
        run = self.run_container(*loader["command"])
        self.assertGreater(run.summary["documents_loaded"], 1)

    def test_metrics(self):
        run = self.run_container(*self.main_job, "--log", "emf", "--to", "null:")
        last = json.loads(run.out.splitlines()[-1])
        self.assertIn("_aws", last)
        self.assertGreater(last["Nodes"], 0)


if __name__ == "__main__":
    unittest.main(verbosity=2)
