#!/usr/bin/env python3
"""deploy/README.md names what is there: files, parameters, outputs, commands that a shell can read."""

import re
import subprocess
import unittest

from engine import ROOT
from templates import TEMPLATES, template

TEXT = (ROOT / "deploy" / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```\n(.*?)^```", TEXT, re.M | re.S)
# The one block that is typed into Neo4j Browser.
COMMANDS = [block for block in BLOCKS if not block.startswith("MATCH")]


class ReadmeTest(unittest.TestCase):
    def test_a_shell_can_read_every_block(self):
        self.assertGreater(len(COMMANDS), 8)
        for block in COMMANDS:
            done = subprocess.run(["bash", "-n"], input=block, capture_output=True, text=True, check=False)
            self.assertEqual(done.returncode, 0, f"{block}\n{done.stderr}")

    def test_every_variable_was_set_before(self):
        known = {"AWS_REGION", "EDITOR"}
        for block in COMMANDS:
            for line in block.splitlines():
                known |= set(re.findall(r"(?:^|[\s;])(?:export )?(\w+)=", line)) | set(re.findall(r"read -rsp '[^']*' (\w+)", line))
                known |= set(re.findall(r"for (\w+) in", line))
                line = re.sub(r"'[^']*'", "", line)
                for name in re.findall(r"\$\{?(\w+)", line):
                    self.assertIn(name, known | {"1"}, line)

    def test_outputs_and_parameters_are_those_of_the_templates(self):
        outputs, parameters = set(), set()
        for path in TEMPLATES:
            outputs |= set(template(path.name)["Outputs"])
            parameters |= set(template(path.name)["Parameters"])
        for name in re.findall(r"\$\(output (\w+)\)", TEXT):
            self.assertIn(name, outputs)
        for name in re.findall(r"(?<![\w,])([A-Z]\w+)=(?:\"|ENABLED|\d|you@)", TEXT):
            self.assertTrue(name in parameters or name.isupper() or name.startswith(("NEO4J_", "AWS_")), name)

    def test_files_are_there(self):
        for name in re.findall(r"deploy/[\w./-]+|scripts/\w+", TEXT):
            self.assertTrue((ROOT / name.rstrip(".")).exists(), name)
        for name in ("push", "open-graph", "terraform", "kubernetes", "iam/github-push-role.yaml"):
            self.assertTrue((ROOT / "deploy" / name).exists(), name)

    def test_a_new_account_is_thought_of(self):
        self.assertIn("create-service-linked-role --aws-service-name ecs.amazonaws.com", TEXT)


if __name__ == "__main__":
    unittest.main(verbosity=2)
