#!/usr/bin/env python3
"""samples/compose.yaml: what can be proven of it without Docker. test_image.py runs its loader."""

import re
import unittest

import yaml

from engine import ROOT

PATH = ROOT / "samples" / "compose.yaml"


class ComposeTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.text = PATH.read_text(encoding="utf-8")
        cls.file = yaml.safe_load(cls.text)
        cls.services = cls.file["services"]

    def test_every_word_is_one_of_the_compose_specification(self):
        self.assertLessEqual(set(self.file), {"name", "services", "volumes"})
        for service in self.services.values():
            self.assertLessEqual(set(service), {"image", "build", "command", "depends_on", "environment", "healthcheck", "ports",
                                                "volumes", "read_only", "cap_drop", "security_opt", "stop_grace_period"})

    def test_the_loader_waits_for_a_database_that_tells_its_health(self):
        self.assertEqual(self.services["loader"]["depends_on"], {"neo4j": {"condition": "service_healthy"}})
        self.assertEqual(self.services["neo4j"]["healthcheck"]["test"][0], "CMD")
        self.assertEqual(self.services["loader"]["environment"]["NEO4J_URI"], "http://neo4j:7474")

    def test_both_know_the_same_password(self):
        loader = self.services["loader"]["environment"]
        self.assertEqual(self.services["neo4j"]["environment"]["NEO4J_AUTH"],
                         f"{loader['NEO4J_USERNAME']}/{loader['NEO4J_PASSWORD']}")

    def test_nothing_is_reached_from_outside(self):
        for port in self.services["neo4j"]["ports"]:
            self.assertTrue(port.startswith("127.0.0.1:"), port)

    def test_volumes_are_declared(self):
        used = {volume.split(":")[0] for service in self.services.values() for volume in service["volumes"]}
        self.assertEqual({name for name in used if re.fullmatch(r"\w+", name)}, set(self.file["volumes"]))

    def test_it_builds_the_dockerfile_under_the_name_that_the_readme_gives(self):
        loader = self.services["loader"]
        self.assertTrue((PATH.parent / loader["build"]["context"] / "Dockerfile").is_file())
        self.assertIn(f"docker build -t {loader['image']} .", (ROOT / "README.md").read_text(encoding="utf-8"))

    def test_the_commands_at_its_head_name_it_and_its_services(self):
        commands = re.findall(r"docker compose -f (\S+) (.*?)(?:  +#.*)?$", self.text, re.M)
        self.assertGreaterEqual(len(commands), 3)
        for path, rest in commands:
            self.assertEqual(ROOT / path, PATH)
            for service in re.findall(r"--exit-code-from (\S+)|up -d (\S+)", rest):
                self.assertIn("".join(service), self.services)


if __name__ == "__main__":
    unittest.main(verbosity=2)
